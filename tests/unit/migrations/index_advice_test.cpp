#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/index_advice.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/toml.hpp>

#include "../state/project_folder.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

IndexBackends backends_of(const std::vector<std::string>& urls) {
    Project project;
    for (const auto& url : urls) project.databases.push_back({"db" + std::to_string(project.databases.size()), url, {}, {}, {}, {}, 0});
    return index_backends(project);
}

/// "rule line toml" of each suggestion, one a line.
std::string advice(const std::string& text, const std::vector<std::string>& urls = {}, const std::string& other_app = {}) {
    ProjectFolder project;
    if (!other_app.empty()) project.app("base", other_app);
    project.app("blog", text);
    RenameHints hints;
    ModelPlaces places;
    const ProjectState models = project.load(&hints, &places);
    std::string lines;
    for (const auto& made : suggest_indexes(models, places, backends_of(urls), {"blog"}, hints)) lines += made.rule + " " + std::to_string(made.line) + " " + made.toml + "\n";
    return lines;
}

const std::string author = "[models.Author.fields]\nname = \"SlugField\"\n";
const std::string key = "author = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\", index = false }\n";

/// Carries out a suggestion on a state, as a person would in the file.
void take(ProjectState& models, const IndexSuggestion& made) {
    ModelState model = *models.find(made.app + "." + made.model);
    Reader reader;
    reader.app = made.app;
    if (made.action == IndexSuggestion::Action::change_field) {
        const Value line = parse_toml(made.toml);
        auto field = read_field(reader, line.as_object().front().key, line.as_object().front().value, model.label());
        field->line = made.line;
        *model.field(field->name) = *field;
    } else {
        const ModelIndex index = *read_index(reader, *parse_toml("index = " + made.toml).find("index"));
        if (made.action == IndexSuggestion::Action::add_index) model.indexes.push_back(index);
        else model.indexes.erase(std::find(model.indexes.begin(), model.indexes.end(), index));
    }
    models.put(std::move(model));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(test_index_advice)

BOOST_AUTO_TEST_CASE(a_foreign_key_without_an_index_is_reported_with_its_line) {
    BOOST_TEST(advice(author + "[models.Post.fields]\n" + key) == "foreign-key 4 author = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n");
}

BOOST_AUTO_TEST_CASE(an_index_or_unique_constraint_that_begins_with_the_key_serves_it) {
    const std::string fields = "[models.Post.fields]\n" + key + "slug = \"SlugField\"\n";
    for (const std::string serving : {"indexes = [{ fields = [\"author\", \"slug\"] }]", "indexes = [{ fields = [\"-author\"] }]", "constraints = [{ unique = [\"author\", \"slug\"] }]",
                                      "primary_key = [\"author\", \"slug\"]"})
        BOOST_TEST_CONTEXT(serving) { BOOST_TEST(advice(author + "[models.Post]\n" + serving + "\n" + fields) == ""); }
    for (const std::string other : {"indexes = [{ fields = [\"slug\", \"author\"] }]", "indexes = [{ fields = [\"author\"], where = \"slug > ''\" }]", "indexes = [{ fields = [\"author\"], method = \"hash\" }]",
                                    "indexes = [{ fields = [\"author\"], only = [\"mysql\"] }]"})
        BOOST_TEST_CONTEXT(other) { BOOST_TEST(advice(author + "[models.Post]\n" + other + "\n" + fields).substr(0, 12) == "foreign-key "); }
}

BOOST_AUTO_TEST_CASE(mysql_alone_indexes_its_foreign_keys) {
    BOOST_TEST(advice(author + "[models.Post.fields]\n" + key, {"mariadb://db/blog"}) == "");
    BOOST_TEST(advice(author + "[models.Post.fields]\n" + key, {"mariadb://db/blog", "sqlite:db.sqlite3"}) != "");
}

BOOST_AUTO_TEST_CASE(a_url_in_a_variable_that_is_not_set_is_no_error) { BOOST_TEST(backends_of({"${REINHARDT_NO_SUCH_VARIABLE}"}).names == std::vector<std::string>{"sqlite"}); }

BOOST_AUTO_TEST_CASE(an_inherited_key_gets_an_index_in_the_model_itself) {
    const std::string base = "[models.Owned]\nabstract = true\n[models.Owned.fields]\nauthor = { type = \"ForeignKey\", to = \"blog.Author\", on_delete = \"CASCADE\", index = false }\n";
    BOOST_TEST(advice(author + "[models.Post]\nextends = \"base.Owned\"\n", {}, base) == "foreign-key 3 { fields = [\"author\"] }\n");
}

BOOST_AUTO_TEST_CASE(a_generic_relation_needs_both_columns_in_one_index) {
    const std::string fields = "[models.Note.fields]\nkind = { type = \"IntegerField\", index = true }\nobject = \"IntegerField\"\nabout = { type = \"GenericForeignKey\", content_type = \"kind\", object_id = \"object\" }\n";
    BOOST_TEST(advice(fields) == "generic-relation 1 { fields = [\"kind\", \"object\"] }\n");
    BOOST_TEST(advice("[models.Note]\nconstraints = [{ unique = [\"object\", \"kind\"] }]\n" + fields) == "");
}

BOOST_AUTO_TEST_CASE(a_through_model_needs_its_pair_in_one_index) {
    const std::string models = author + "[models.Post.fields]\nauthors = { type = \"ManyToManyField\", to = \"Author\", through = \"Credit\" }\n";
    const std::string ends = "[models.Credit.fields]\npost = { type = \"ForeignKey\", to = \"Post\", on_delete = \"CASCADE\" }\nauthor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n";
    BOOST_TEST(advice(models + ends) == "through-pair 5 { fields = [\"post\", \"author\"] }\n");
    BOOST_TEST(advice(models + "[models.Credit]\nconstraints = [{ unique = [\"author\", \"post\"] }]\n" + ends).find("through-pair") == std::string::npos);
    const std::string editor = "editor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n";
    BOOST_TEST_CONTEXT("two keys to one end") { BOOST_TEST(advice(models + ends + editor) == ""); }
}

BOOST_AUTO_TEST_CASE(a_relation_with_itself_goes_through_two_keys_to_one_model) {
    BOOST_TEST(advice("[models.A.fields]\nfriends = { type = \"ManyToManyField\", to = \"self\", through = \"F\" }\n[models.F.fields]\n"
                      "a = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\nb = { type = \"ForeignKey\", to = \"A\", on_delete = \"CASCADE\" }\n") ==
               "through-pair 3 { fields = [\"a\", \"b\"] }\n");
}

BOOST_AUTO_TEST_CASE(a_many_to_many_table_of_its_own_has_all_it_needs) {
    BOOST_TEST(advice(author + "[models.Post.fields]\nauthors = { type = \"ManyToManyField\", to = \"Author\" }\n") == "");
}

BOOST_AUTO_TEST_CASE(an_ordering_that_no_index_follows_is_reported) {
    const std::string fields = "[models.Post.fields]\nday = { type = \"DateField\", renamed_from = \"date\" }\nrank = \"IntegerField\"\nbody = \"JSONField\"\ncode = { type = \"SlugField\", unique = true }\n";
    const auto ordered = [&](const std::string& ordering, const std::string& more = {}) { return advice("[models.Post]\nordering = [" + ordering + "]\n" + more + fields); };
    BOOST_TEST(ordered("\"-day\"") == "ordering 4 day = { type = \"DateField\", index = true, renamed_from = \"date\" }\n");
    BOOST_TEST(ordered("\"-day\", \"rank\"") == "ordering 1 { fields = [\"-day\", \"rank\"] }\n");
    BOOST_TEST(ordered("\"-day\", \"rank\"", "indexes = [{ fields = [\"rank\"] }]\n") == "ordering 3 { fields = [\"-day\", \"rank\"] }\n");
    BOOST_TEST(ordered("\"-day\", \"rank\"", "indexes = [{ fields = [\"day\", \"-rank\", \"code\"] }]\n") == "");
    BOOST_TEST(ordered("\"-day\", \"rank\"", "indexes = [{ fields = [\"day\", \"rank\"] }]\n") == "ordering 3 { fields = [\"-day\", \"rank\"] }\n");
    BOOST_TEST(ordered("\"code\", \"day\"") == "");
    BOOST_TEST(ordered("\"-id\"") == "");
    BOOST_TEST(ordered("\"day__year\"") == "");
    BOOST_TEST(ordered("\"body\"") == "");
    BOOST_TEST(ordered("\"day\", \"id\"").substr(0, 11) == "ordering 4 ");
}

BOOST_AUTO_TEST_CASE(mysql_is_not_told_to_index_whole_texts) {
    const std::string text = "[models.Post]\nordering = [\"body\"]\n[models.Post.fields]\nbody = \"TextField\"\n";
    BOOST_TEST(advice(text) == "ordering 4 body = { type = \"TextField\", index = true }\n");
    BOOST_TEST(advice(text, {"mysql://db/blog"}) == "");
}

BOOST_AUTO_TEST_CASE(rows_marked_as_deleted_are_left_out_where_every_backend_can) {
    const std::string head = "[models.Post]\nordering = [\"day\"]\n[models.Post.fields]\nday = \"DateField\"\n";
    BOOST_TEST(advice(head + "deleted_at = { type = \"DateTimeField\", null = true }\n") == "soft-delete-ordering 1 { fields = [\"day\"], where = \"deleted_at IS NULL\" }\n");
    BOOST_TEST(advice(head + "is_deleted = { type = \"BooleanField\", column = \"gone\" }\n") == "soft-delete-ordering 1 { fields = [\"day\"], where = \"NOT gone\" }\n");
    BOOST_TEST(advice(head + "deleted_at = { type = \"DateTimeField\", null = true }\n", {"mysql://db/blog"}) == "ordering 4 day = { type = \"DateField\", index = true }\n");
    BOOST_TEST(advice(head + "deleted_at = \"DateTimeField\"\n") == "ordering 4 day = { type = \"DateField\", index = true }\n");
}

BOOST_AUTO_TEST_CASE(rows_of_a_relation_are_found_and_sorted_by_one_index) {
    const std::string fields = "[models.Post.fields]\nday = { type = \"DateField\", index = true }\nauthor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n";
    const std::string post = "[models.Post]\nordering = [\"-day\"]\n";
    BOOST_TEST(advice(author + post + fields) == "related-ordering 3 { fields = [\"author\", \"-day\"] }\n");
    BOOST_TEST(advice(author + post + "indexes = [{ fields = [\"author\", \"day\"] }]\n" + fields) ==
               "prefix-index 8 author = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\", index = false }\n");
    BOOST_TEST(advice(author + "[models.Post]\nordering = [\"id\"]\n" + fields) == "");
    BOOST_TEST(advice(author + "[models.Post]\nordering = [\"author\"]\n" + fields) == "");
}

BOOST_AUTO_TEST_CASE(an_index_that_another_serves_is_reported_for_removal) {
    const std::string fields = "[models.A.fields]\na = \"IntegerField\"\nb = \"IntegerField\"\nc = { type = \"IntegerField\", unique = true }\n";
    const auto with = [&](const std::string& indexes, const std::string& more = {}) { return advice("[models.A]\nindexes = [" + indexes + "]\n" + more + fields); };
    BOOST_TEST(with("{ fields = [\"a\", \"b\"] }, { fields = [\"a\"] }") == "prefix-index 2 { fields = [\"a\"] }\n");
    BOOST_TEST(with("{ fields = [\"a\", \"b\"] }, { fields = [\"-a\"] }") == "prefix-index 2 { fields = [\"-a\"] }\n");
    BOOST_TEST(with("{ fields = [\"a\"], name = \"one\" }, { fields = [\"-a\"], name = \"two\" }") == "duplicate-index 2 { fields = [\"-a\"], name = \"two\" }\n");
    BOOST_TEST(with("{ fields = [\"c\"] }") == "duplicate-index 2 { fields = [\"c\"] }\n");
    BOOST_TEST(with("{ fields = [\"a\"] }", "constraints = [{ unique = [\"a\", \"b\"] }]\n") == "prefix-index 2 { fields = [\"a\"] }\n");
    BOOST_TEST(with("{ fields = [\"id\"] }") == "duplicate-index 2 { fields = [\"id\"] }\n");
}

BOOST_AUTO_TEST_CASE(an_index_that_does_more_than_the_other_stays) {
    const std::string fields = "[models.A.fields]\na = \"IntegerField\"\nb = \"IntegerField\"\n";
    for (const std::string indexes : {"{ fields = [\"a\", \"b\"] }, { fields = [\"b\"] }", "{ fields = [\"a\", \"b\"] }, { fields = [\"a\"], where = \"b > 0\" }",
                                      "{ fields = [\"a\", \"b\"], where = \"b > 0\" }, { fields = [\"a\"] }", "{ fields = [\"a\", \"b\"] }, { fields = [\"a\"], method = \"hash\" }",
                                      "{ fields = [\"a\", \"b\"] }, { fields = [\"a\"], unique = true }", "{ fields = [\"a\", \"b\"] }, { fields = [\"a\"], include = [\"id\"] }",
                                      "{ fields = [\"a\", \"b\"] }, { fields = [{ field = \"a\", nulls = \"last\" }] }", "{ fields = [\"a\", \"b\"] }, { fields = [\"a\", \"-b\"] }"})
        BOOST_TEST_CONTEXT(indexes) { BOOST_TEST(advice("[models.A]\nindexes = [" + indexes + "]\n" + fields) == ""); }
}

BOOST_AUTO_TEST_CASE(taking_suggestions_comes_to_an_end) {
    ProjectFolder project;
    project.app("blog", author + "[models.Post]\nordering = [\"-day\", \"id\"]\nindexes = [{ fields = [\"slug\"] }, { fields = [\"slug\", \"day\"] }, { fields = [\"-slug\"], name = \"b\" }]\n[models.Post.fields]\n" + key +
                            "editor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\nslug = \"SlugField\"\nday = \"DateField\"\n"
                            "authors = { type = \"ManyToManyField\", to = \"Author\", through = \"Credit\" }\n[models.Credit]\nordering = [\"rank\"]\n[models.Credit.fields]\n"
                            "post = { type = \"ForeignKey\", to = \"Post\", on_delete = \"CASCADE\" }\nauthor = { type = \"ForeignKey\", to = \"Author\", on_delete = \"CASCADE\" }\n"
                            "rank = \"IntegerField\"\ndeleted_at = { type = \"DateTimeField\", null = true }\n");
    ProjectState models = project.load();
    std::size_t taken = 0;
    for (auto found = suggest_indexes(models, {}, backends_of({})); !found.empty() && taken < 50; found = suggest_indexes(models, {}, backends_of({})), ++taken) take(models, found.front());
    BOOST_TEST(taken > 5U);
    BOOST_TEST(taken < 50U);
}

BOOST_AUTO_TEST_SUITE_END()
