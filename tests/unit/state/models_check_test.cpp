#include <boost/test/unit_test.hpp>

#include "project_folder.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_models_check)

namespace {

struct Row {
    const char *name, *text, *fault;
};

void check(const std::vector<Row>& rows) {
    for (const auto& [name, text, fault] : rows) {
        ProjectFolder project;
        project.app("blog", text);
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(project.faults() == fault); }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(keys_must_be_keys) {
    check({{"automatic field that is no key", "[models.A.fields]\nn = \"AutoField\"\n",
            "models/blog.toml:2: field blog.A.n is automatic and must be the primary key [add primary_key = true]"},
           {"id that is no key", "[models.A.fields]\nid = \"IntegerField\"\n",
            "models/blog.toml:2: field blog.A.id must be the primary key, since the model has no other [add primary_key = true]"},
           {"id beside another key", "[models.A.fields]\nid = \"IntegerField\"\ncode = { type = \"TextField\", primary_key = true }\n", ""},
           {"two keys", "[models.A.fields]\na = { type = \"TextField\", primary_key = true }\nb = { type = \"TextField\", primary_key = true }\n",
            "models/blog.toml:3: model blog.A has two fields with primary_key = true: a and b [a key of several fields is written primary_key = [\"a\", \"b\"] in the model]"},
           {"composite and single", "[models.A]\nprimary_key = [\"a\", \"b\"]\n[models.A.fields]\na = { type = \"TextField\", primary_key = true }\nb = \"TextField\"\n",
            "models/blog.toml:4: model blog.A has both 'primary_key' and a field with primary_key = true: a"},
           {"composite with an unknown field", "[models.A]\nprimary_key = [\"a\", \"bb\"]\n[models.A.fields]\na = \"TextField\"\nb = \"TextField\"\n",
            "models/blog.toml:2: 'primary_key' of model blog.A names field 'bb', which model blog.A does not have"},
           {"composite with NULL", "[models.A]\nprimary_key = [\"a\", \"b\"]\n[models.A.fields]\na = { type = \"TextField\", null = true }\nb = \"TextField\"\n",
            "models/blog.toml:4: field blog.A.a is part of the primary key and cannot be NULL"}});
}

BOOST_AUTO_TEST_CASE(columns_tables_and_names_are_not_shared) {
    check({{"two fields with one column", "[models.A.fields]\nb_id = \"IntegerField\"\nb = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:3: fields blog.A.b_id and b have the same column 'b_id'"},
           {"two models with one table", "[models.A]\ntable = \"t\"\n[models.B]\ntable = \"t\"\n",
            "models/blog.toml:3: model blog.B and model blog.A have the same table 't'"},
           {"a model in a join table", "[models.A.fields]\nbs = { type = \"ManyToManyField\", to = \"A\" }\n[models.B]\ntable = \"blog_a_bs\"\n",
            "models/blog.toml:3: model blog.B and field blog.A.bs have the same table 'blog_a_bs'"},
           {"a table of the tool", "[models.A]\ntable = \"reinhardt_migrations\"\n",
            "models/blog.toml:1: model blog.A has the table 'reinhardt_migrations', which is that of the tool itself"},
           {"two indexes of one name", "[models.A]\nindexes = [{ fields = [\"x\"], name = \"i\" },\n { fields = [\"y\"], name = \"i\" }]\n[models.A.fields]\nx = \"TextField\"\ny = \"TextField\"\n",
            "models/blog.toml:3: model blog.A has two indexes or constraints named 'i'"},
           {"index and constraint of one name",
            "[models.A]\nindexes = [{ fields = [\"x\"], name = \"i\" }]\nconstraints = [{ unique = [\"x\"], name = \"i\" }]\n[models.A.fields]\nx = \"TextField\"\n",
            "models/blog.toml:3: model blog.A has two indexes or constraints named 'i'"}});
}

BOOST_AUTO_TEST_CASE(expressions_name_columns) {
    check({{"check", "[models.A]\nconstraints = [{ check = \"pages > 0\", name = \"c\" }]\n[models.A.fields]\npages = { type = \"IntegerField\", column = \"size\" }\n",
            "models/blog.toml:2: constraint 'c' of model blog.A reads 'pages', a field whose column is 'size' [expressions name columns: write size]"},
           {"check of the column", "[models.A]\nconstraints = [{ check = \"{size} > 0\", name = \"c\" }]\n[models.A.fields]\npages = { type = \"IntegerField\", column = \"size\" }\n", ""},
           {"condition", "[models.A]\nindexes = [{ fields = [\"pages\"], where = \"pages > 0\", name = \"i\" }]\n[models.A.fields]\npages = { type = \"IntegerField\", column = \"size\" }\n",
            "models/blog.toml:2: index 'i' of model blog.A reads 'pages', a field whose column is 'size' [expressions name columns: write size]"}});
}

BOOST_AUTO_TEST_CASE(names_of_fields_must_exist) {
    check({{"index", "[models.A]\nindexes = [{ fields = [\"-titel\"], name = \"i\" }]\n[models.A.fields]\ntitle = \"TextField\"\n",
            "models/blog.toml:2: index 'i' of model blog.A names field 'titel', which model blog.A does not have [a similar field exists: 'title']"},
           {"index on many-to-many", "[models.A]\nindexes = [{ fields = [\"m\"] }]\n[models.A.fields]\nm = { type = \"ManyToManyField\", to = \"A\" }\n",
            "models/blog.toml:2: an index of model blog.A names field 'm', which has no column"},
           {"include", "[models.A]\nindexes = [{ fields = [\"x\"], include = [\"zz\"] }]\n[models.A.fields]\nx = \"TextField\"\n",
            "models/blog.toml:2: an index of model blog.A names field 'zz', which model blog.A does not have"},
           {"unique", "[models.A]\nconstraints = [{ unique = [\"zz\"], name = \"u\" }]\n",
            "models/blog.toml:2: constraint 'u' of model blog.A names field 'zz', which model blog.A does not have"},
           {"exclude", "[models.A]\nconstraints = [{ exclude = [{ field = \"zz\", with = \"=\" }] }]\n",
            "models/blog.toml:2: a constraint of model blog.A names field 'zz', which model blog.A does not have"},
           {"ordering", "[models.A]\nordering = [\"-made\", \"author__name\", \"lower(x)\", \"?\", \"pk\", \"id\"]\n",
            "models/blog.toml:2: 'ordering' of model blog.A names field 'made', which it does not have"},
           {"ordering by a column", "[models.A]\nordering = [\"b_id\"]\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\n", ""},
           {"generic foreign key", "[models.A.fields]\ng = { type = \"GenericForeignKey\", content_type = \"ct\", object_id = \"id\" }\n",
            "models/blog.toml:2: 'content_type' of field blog.A.g names field 'ct', which model blog.A does not have"}});
}

BOOST_AUTO_TEST_CASE(generated_fields_read_columns) {
    check({{"a typing error", "[models.A.fields]\nprice = \"IntegerField\"\nall = { type = \"GeneratedField\", expression = \"pirce * 2\", output = \"IntegerField\" }\n",
            "models/blog.toml:3: generated field blog.A.all reads 'pirce', which is no column of the model [a similar column exists: 'price']"},
           {"no column at all", "[models.A.fields]\nall = { type = \"GeneratedField\", expression = \"zzz * 2\", output = \"IntegerField\" }\n",
            "models/blog.toml:2: generated field blog.A.all reads 'zzz', which is no column of the model"},
           {"words of SQL", "[models.A.fields]\nprice = \"IntegerField\"\nall = { type = \"GeneratedField\", expression = \"CAST(price AS decimal) || 'x' COLLATE nocase\", output = \"IntegerField\" }\n",
            ""},
           {"the column of a foreign key",
            "[models.A.fields]\nb = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\nall = { type = \"GeneratedField\", expression = \"b_id + 1\", output = \"IntegerField\" }\n", ""}});
}

BOOST_AUTO_TEST_CASE(relations_must_lead_somewhere) {
    check({{"unknown model", "[models.Author]\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"Autor\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:3: field blog.A.b refers to model blog.Autor, which does not exist [a similar model exists: 'blog.Author']"},
           {"model of another app", "[models.User]\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"auth.User\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:3: field blog.A.b refers to model auth.User, which does not exist [a model of that name exists: 'blog.User']"},
           {"abstract model", "[models.B]\nabstract = true\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"B\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:4: field blog.A.b refers to model blog.B, which is abstract and has no table"},
           {"composite key", "[models.B]\nprimary_key = [\"x\", \"y\"]\n[models.B.fields]\nx = \"TextField\"\ny = \"TextField\"\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"B\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:7: field blog.A.b refers to model blog.B, whose key is composite: x, y [refer to a unique field of it with to_field, or give it a single key]"},
           {"unknown to_field", "[models.B.fields]\ncode = \"TextField\"\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"B\", to_field = \"cdoe\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:4: field blog.A.b refers to field 'cdoe', which model blog.B does not have [a similar field exists: 'code']"},
           {"to_field that is not unique", "[models.B.fields]\ncode = \"TextField\"\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"B\", to_field = \"code\", on_delete = \"CASCADE\" }\n",
            "models/blog.toml:4: field blog.A.b refers to field blog.B.code, which is not unique [add unique = true to it]"},
           {"to_field that is unique", "[models.B.fields]\ncode = { type = \"TextField\", unique = true }\n[models.A.fields]\nb = { type = \"ForeignKey\", to = \"B\", to_field = \"code\", on_delete = \"CASCADE\" }\n", ""},
           {"keys in a circle",
            "[models.A.fields]\nb = { type = \"OneToOneField\", to = \"B\", on_delete = \"CASCADE\", primary_key = true }\n[models.B.fields]\na = { type = \"OneToOneField\", to = \"A\", on_delete = \"CASCADE\", primary_key = true }\n",
            "models/blog.toml:2: field blog.A.b is a key that refers to itself through other keys\nmodels/blog.toml:4: field blog.B.a is a key that refers to itself through other keys"},
           {"many-to-many with composite keys", "[models.A]\nprimary_key = [\"x\", \"y\"]\n[models.A.fields]\nx = \"TextField\"\ny = \"TextField\"\nm = { type = \"ManyToManyField\", to = \"B\" }\n[models.B]\n",
            "models/blog.toml:6: field blog.A.m is many-to-many, but the key of model blog.A is composite [declare a model for the pairs and name it with through]"}});
}

BOOST_AUTO_TEST_CASE(through_models_have_keys_to_both_ends) {
    const std::string start = "[models.A.fields]\nm = { type = \"ManyToManyField\", to = \"B\", through = \"T\" }\n[models.B]\n[models.T.fields]\n";
    const std::string to_a = "a = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\n";
    const std::string to_b = "b = { type = \"ForeignKey\", to = \"B\", on_delete = \"CASCADE\" }\n";
    ProjectFolder both;
    both.app("blog", start + to_a + to_b);
    BOOST_TEST(both.faults().empty(), both.faults());
    ProjectFolder one;
    one.app("blog", start + to_a);
    BOOST_TEST(one.faults() == "models/blog.toml:2: field blog.A.m goes through model blog.T, which has no foreign key to blog.B");
    ProjectFolder itself;
    itself.app("blog", "[models.A.fields]\nm = { type = \"ManyToManyField\", to = \"A\", through = \"T\" }\n[models.T.fields]\n" + to_a);
    BOOST_TEST(itself.faults() == "models/blog.toml:2: field blog.A.m goes through model blog.T, which has no two foreign keys to blog.A");
}

BOOST_AUTO_TEST_CASE(faults_of_inherited_fields_name_the_file_of_the_base) {
    ProjectFolder project;
    project.app("blog", "[models.Post]\nextends = \"core.Owned\"\n");
    project.app("core", "[models.Owned]\nabstract = true\n[models.Owned.fields]\nowner = { type = \"ForeignKey\", to = \"User\", on_delete = \"CASCADE\" }\n");
    BOOST_TEST(project.faults() == "models/core.toml:4: field blog.Post.owner refers to model core.User, which does not exist");
}

BOOST_AUTO_TEST_SUITE_END()
