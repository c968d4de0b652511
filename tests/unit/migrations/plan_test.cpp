#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/hazards.hpp>
#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

struct Planned : Sandbox {
    Planned() {
        write("blog.0001_initial", initial);
        write("blog.0002_slug", add_slug);
        write("blog.0003_change", R"toml(
dependencies = ["blog.0002_slug"]

[[operations]]
op = "AlterField"
model = "Post"
name = "title"
field = { type = "CharField", max_length = 50 }

[[operations]]
op = "RemoveField"
model = "Post"
name = "slug"

[[operations]]
op = "RunSQL"
sql = ["UPDATE blog_post SET title = ?"]
params = [["it's"]]
reverse_sql = ""

[[operations]]
op = "DeleteModel"
name = "Post"
)toml");
    }

    [[nodiscard]] std::set<MigrationKey> recorded() const {
        const auto connection = connect();
        return keys_of(Recorder(*connection).applied());
    }
};

std::vector<std::string> rules_of(const PlannedOperation& operation) {
    std::vector<std::string> rules;
    for (const auto& hazard : operation.hazards) rules.push_back(hazard.rule);
    return rules;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plans, Planned)

BOOST_AUTO_TEST_CASE(a_plan_shows_statements_and_hazards_without_touching_anything) {
    const History files = history();
    const MigrationGraph graph(files.migrations, {});
    const Plan plan = make_plan(graph, files, {});
    const auto migrations = render_plan(graph, plan, *driver(), nullptr, true);
    BOOST_TEST_REQUIRE(migrations.size() == 3U);
    BOOST_TEST(migrations[0].operations[0].sql[0].find("CREATE TABLE \"blog_author\"") == 0U);
    BOOST_TEST(migrations[1].operations[0].sql[0].find("ALTER TABLE \"blog_post\" ADD COLUMN \"slug\"") == 0U);
    const auto& change = migrations[2].operations;
    BOOST_TEST_REQUIRE(change.size() == 4U);
    BOOST_TEST(change[0].loses_data);
    BOOST_TEST(rules_of(change[0])[0] == "loses-data");
    BOOST_TEST(change[1].loses_data);
    BOOST_TEST(!change[2].loses_data);
    BOOST_TEST(change[2].sql[0] == "UPDATE blog_post SET title = ?");
    BOOST_TEST(change[3].loses_data);
    BOOST_TEST(change[3].line == 21U);
    BOOST_TEST(!std::filesystem::exists(folder() / "db.sqlite3"));
}

BOOST_AUTO_TEST_CASE(a_table_known_to_be_empty_loses_no_data) {
    migrate("blog 0002");
    const History files = history();
    const auto connection = connect();
    const MigrationGraph graph(files.migrations, recorded());
    const Plan plan = make_plan(graph, files, {});
    BOOST_TEST(!render_plan(graph, plan, *driver(), connection.get(), true)[0].operations[0].loses_data);
    execute("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post (title, author_id) VALUES ('x', 1)");
    BOOST_TEST(render_plan(graph, plan, *driver(), connection.get(), true)[0].operations[0].loses_data);
}

BOOST_AUTO_TEST_CASE(a_plan_backward_shows_what_undoes_each_operation_last_first) {
    write("blog.0003_change", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"SELECT 1\"\n");
    migrate();
    const History files = history();
    const MigrationGraph graph(files.migrations, recorded());
    const auto migrations = render_plan(graph, make_plan(graph, files, {"blog", "zero"}), *driver(), nullptr, true);
    BOOST_TEST_REQUIRE(migrations.size() == 3U);
    BOOST_TEST(migrations[0].operations[0].irreversible);
    BOOST_TEST(!migrations[0].operations[0].irreversible_reason.empty());
    BOOST_TEST(join(migrations[1].operations[0].sql, ";") == "ALTER TABLE \"blog_post\" DROP COLUMN \"slug\"");
    BOOST_TEST(migrations[1].operations[0].loses_data);
    BOOST_TEST_REQUIRE(migrations[2].operations.size() == 2U);
    BOOST_TEST(migrations[2].operations[0].sql.back() == "DROP TABLE \"blog_post\"");
    BOOST_TEST(migrations[2].operations[1].sql.back() == "DROP TABLE \"blog_author\"");
}

BOOST_AUTO_TEST_CASE(a_script_leaves_the_database_as_a_run_would) {
    const History files = history();
    const MigrationGraph graph(files.migrations, {});
    std::string script = migration_script(graph, make_plan(graph, files, {}), *driver(), nullptr);
    BOOST_TEST(script.find(".bail on\n") != std::string::npos);
    script = replace_all(script, ".bail on\n", "");
    execute(script);
    const std::string by_script = dump();
    const auto names = applied();
    forget_database();
    migrate();
    BOOST_TEST(dump() == by_script);
    BOOST_TEST(join(applied(), " ") == join(names, " "));
    BOOST_TEST(migrate().status == "nothing");
}

BOOST_AUTO_TEST_CASE(a_script_from_a_database_keeps_what_nobody_manages_and_stops_at_rows_that_do_not_fit) {
    migrate("blog 0002");
    execute("CREATE INDEX by_hand ON blog_post (slug); INSERT INTO blog_author VALUES (1, 'Ada');"
            "INSERT INTO blog_post (title, author_id, slug) VALUES ('a title of more than twenty letters', 1, 's')");
    write("blog.0003_change", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"AlterField\"\nmodel = \"Post\"\nname = \"title\"\nfield = { type = \"CharField\", max_length = 20 }\n");
    const History files = history();
    const MigrationGraph graph(files.migrations, recorded());
    const auto connection = connect();
    const std::string script = replace_all(migration_script(graph, make_plan(graph, files, {}), *driver(), connection.get()), ".bail on\n", "");
    BOOST_CHECK_THROW(connect()->execute(script), DatabaseError);
    BOOST_TEST(applied().size() == 2U);
    execute("UPDATE blog_post SET title = 'short'");
    execute(script);
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 'by_hand'") == "1");
    BOOST_TEST(applied().size() == 3U);
    BOOST_TEST(migrate().status == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
