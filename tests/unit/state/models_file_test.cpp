#include <boost/test/unit_test.hpp>

#include "project_folder.hpp"

#include <reinhardt/db/support/text.hpp>

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_models_file)

namespace {

std::string names(const std::vector<Field>& fields) {
    std::vector<std::string> list;
    for (const auto& field : fields) list.push_back(field.name);
    return join(list, " ");
}

std::string fields_of(const ProjectState& state, std::string_view label) {
    const ModelState* model = state.find(label);
    return model != nullptr ? names(model->fields) : "(none)";
}

}  // namespace

BOOST_AUTO_TEST_CASE(models_and_fields_stand_in_order_of_declaration) {
    ProjectFolder project;
    project.app("blog", "[models.Zebra.fields]\nz = \"TextField\"\na = \"TextField\"\n[models.Ape.fields]\nm = \"TextField\"\n[models.Zebra]\ncomment = \"c\"\n");
    const ProjectState state = project.load();
    BOOST_REQUIRE(state.models().size() == 2U);
    BOOST_TEST(state.models()[0]->name == "Zebra");
    BOOST_TEST(state.models()[0]->comment == "c");
    BOOST_TEST(state.models()[0]->file == "models/blog.toml");
    BOOST_TEST(state.models()[0]->line == 1U);
    BOOST_TEST(fields_of(state, "blog.Zebra") == "id z a");
    BOOST_TEST(state.find("blog.Zebra")->field("a")->line == 3U);
}

BOOST_AUTO_TEST_CASE(a_model_without_a_key_gets_an_automatic_id_first) {
    ProjectFolder project;
    project.app("blog", "[models.A.fields]\nx = \"TextField\"\n[models.B.fields]\nx = \"TextField\"\ncode = { type = \"TextField\", primary_key = true }\n"
                        "[models.C]\nprimary_key = [\"x\", \"y\"]\n[models.C.fields]\nx = \"TextField\"\ny = \"TextField\"\n[models.D]\n");
    const ProjectState state = project.load();
    BOOST_TEST(fields_of(state, "blog.A") == "id x");
    BOOST_TEST(state.find("blog.A")->fields[0].type == "BigAutoField");
    BOOST_TEST(state.find("blog.A")->fields[0].primary_key());
    BOOST_TEST(fields_of(state, "blog.B") == "x code");
    BOOST_TEST(fields_of(state, "blog.C") == "x y");
    BOOST_TEST(fields_of(state, "blog.D") == "id");
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_no_models) {
    ProjectFolder project;
    project.app("blog", "").app("shop", "# nothing\n");
    BOOST_TEST(project.load().size() == 0U);
}

BOOST_AUTO_TEST_CASE(bases_give_their_fields_first_and_own_fields_replace_them) {
    ProjectFolder project;
    project.app("blog", R"([models.Post]
extends = "Dated"
[models.Post.fields]
title = "TextField"
made = { type = "DateField", null = true }

[models.Dated]
abstract = true
extends = "Base"
[models.Dated.fields]
made = "DateTimeField"
seen = "DateTimeField"

[models.Base]
abstract = true
[models.Base.fields]
note = "TextField"
parent = { type = "ForeignKey", to = "self", on_delete = "CASCADE" }
)");
    const ProjectState state = project.load();
    BOOST_TEST(state.size() == 1U);
    BOOST_TEST(fields_of(state, "blog.Post") == "id note parent made seen title");
    const ModelState& post = *state.find("blog.Post");
    BOOST_TEST(post.field("made")->type == "DateField");
    BOOST_TEST(post.field("parent")->to() == "blog.Post");
}

BOOST_AUTO_TEST_CASE(several_bases_and_bases_of_other_apps_are_joined_in_order) {
    ProjectFolder project;
    project.app("blog", "[models.Post]\nextends = [\"core.Dated\", \"Owned\"]\n[models.Post.fields]\nx = \"TextField\"\n[models.Owned]\nabstract = true\n"
                        "[models.Owned.fields]\nowner = \"TextField\"\nmade = \"DateField\"\n");
    project.app("core", "[models.Dated]\nabstract = true\nordering = [\"made\"]\nindexes = [{ fields = [\"made\"] }]\n[models.Dated.fields]\nmade = \"DateTimeField\"\n"
                        "by = { type = \"ForeignKey\", to = \"User\", on_delete = \"CASCADE\" }\n[models.User]\n");
    const ProjectState state = project.load();
    const ModelState& post = *state.find("blog.Post");
    BOOST_TEST(names(post.fields) == "id made by owner x");
    BOOST_TEST(post.field("by")->to() == "core.User");
    BOOST_TEST(post.field("made")->type == "DateTimeField");
    BOOST_TEST(post.indexes.size() == 1U);
    BOOST_TEST(post.ordering.size() == 1U);
}

BOOST_AUTO_TEST_CASE(old_names_become_hints_and_are_no_part_of_the_state) {
    ProjectFolder project;
    project.app("blog", "[models.Article]\nrenamed_from = \"Post\"\n[models.Article.fields]\ntitle = { type = \"TextField\", renamed_from = \"headline\", help_text = \"h\" }\n");
    RenameHints hints;
    const ProjectState state = project.load(&hints);
    BOOST_TEST(hints.old_names.size() == 2U);
    BOOST_TEST((hints.old_names[{"blog.Article", ""}]) == "Post");
    BOOST_TEST((hints.old_names[{"blog.Article", "title"}]) == "headline");
    const Field& title = *state.find("blog.Article")->field("title");
    BOOST_TEST(!title.attributes.has("renamed_from"));
    BOOST_TEST(title.attributes.has("help_text"));
}

BOOST_AUTO_TEST_CASE(all_faults_of_all_files_are_reported_in_one_go) {
    ProjectFolder project;
    project.app("blog", "[models.Post.fields]\ntitle = \"CharField\"\nbody = \"TxtField\"\nauthor = { type = \"ForeignKey\", to = \"auth.User\", on_delete = \"CASCADE\" }\n");
    project.app("auth", "[models.User.fields]\nname = \n");
    project.app("shop", "[models.Cart]\nfoo = 1\n[models.Item.fields]\ncart = { type = \"ForeignKey\", to = \"Cart\", on_delete = \"CASCADE\" }\n"
                        "other = { type = \"ForeignKey\", to = \"Nothing\", on_delete = \"CASCADE\" }\n");
    project.missing_app("gone");
    BOOST_TEST(project.faults() == "models/blog.toml:2: CharField blog.Post.title needs 'max_length' [for example max_length = 100]\n"
                                   "models/blog.toml:3: unknown type 'TxtField' of field blog.Post.body [a similar type exists: 'TextField']\n"
                                   "models/auth.toml:2: invalid TOML: error while parsing key-value pair: expected value, the line ends\n"
                                   "models/shop.toml:2: unknown key 'foo' in model Cart\n"
                                   "models/gone.toml:0: cannot read 'models/gone.toml': No such file or directory\n"
                                   "models/shop.toml:5: field shop.Item.other refers to model shop.Nothing, which does not exist");
}

BOOST_AUTO_TEST_CASE(the_form_of_the_file_is_checked) {
    struct Row {
        const char *text, *fault;
    };
    for (const auto& [text, fault] : std::vector<Row>{
             {"[model.Post]\n", "models/blog.toml:1: unknown key 'model' in a models file [a similar key exists: 'models']"},
             {"models = 1\n", "models/blog.toml:1: 'models' must be a table of models [for example [models.Post.fields]]"},
             {"[models]\nPost = 1\n", "models/blog.toml:2: model 'Post' must be a table [for example [models.Post.fields]]"},
             {"[models.\"a b\"]\n", "models/blog.toml:1: model name 'a b' must consist of letters, digits and '_' and not begin with a digit"},
             {"[models.Post]\nfields = [\"a\"]\n", "models/blog.toml:2: 'fields' of model 'Post' must be a table [for example [models.Post.fields]]"},
             {"[models.Post]\nabstract = 1\n", "models/blog.toml:2: 'abstract' must be true or false"},
             {"[models.Post]\nabstract = true\ntable = \"x\"\n", "models/blog.toml:3: model 'Post' is abstract and has no table"},
             {"[models.Post]\nextends = 1\n", "models/blog.toml:2: 'extends' must be a list of texts"},
             {"[models.Post]\nfeilds = {}\n", "models/blog.toml:2: unknown key 'feilds' in model Post [a similar key exists: 'fields']"},
             {"[models.Post]\nextends = \"Bsae\"\n[models.Base]\nabstract = true\n",
              "models/blog.toml:2: model blog.Post extends blog.Bsae, which does not exist [a similar model exists: 'blog.Base']"},
             {"[models.A]\nextends = \"B\"\n[models.B]\nextends = \"C\"\n[models.C]\nextends = \"A\"\n",
              "models/blog.toml:6: models extend each other in a circle: blog.A -> blog.B -> blog.C -> blog.A"},
             {"[models.A]\nextends = \"self\"\n", "models/blog.toml:2: model blog.A extends blog.self, which does not exist"}}) {
        ProjectFolder project;
        project.app("blog", text);
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(project.faults() == fault); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
