#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/rehearsal.hpp>
#include <reinhardt/db/migrations/rehearsal_rows.hpp>
#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

struct Tested : Sandbox {
    [[nodiscard]] std::unique_ptr<Connection> scratch() const { return std::make_unique<Connection>(driver(), "sqlite::memory:", folder(), Connection::Options{}); }

    [[nodiscard]] RehearsalResult rehearse() const {
        const History files = history();
        return Rehearsal(files, [this] { return scratch(); }, {}).run();
    }

    [[nodiscard]] Error failure_of() const {
        try {
            (void)rehearse();
        } catch (const Error& error) {
            return error;
        }
        BOOST_FAIL("the rehearsal did not fail");
        return Error(ErrorCode::internal, "unreachable");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rehearsal, Tested)

BOOST_AUTO_TEST_CASE(a_sound_history_is_tried_both_ways_and_with_rows) {
    write("blog.0001_initial", initial);
    write("blog.0002_slug", add_slug);
    const RehearsalResult result = rehearse();
    BOOST_TEST(result.migrations == 2U);
    BOOST_TEST(result.undone == 2U);
    BOOST_TEST(result.tables_with_rows == 2U);
    BOOST_TEST(result.irreversible.empty());
    BOOST_TEST(result.notes.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_undone_stays_with_what_it_needs_and_others_are_undone) {
    write("blog.0001_initial", initial);
    write("blog.0002_sql", "dependencies = [\"blog.0001_initial\"]\n[[operations]]\nop = \"RunSQL\"\nsql = \"DELETE FROM blog_post\"\n");
    write("shop.0001_initial", "[[operations]]\nop = \"CreateModel\"\nname = \"Item\"\nfields = [{ name = \"id\", type = \"BigAutoField\", primary_key = true }]\n");
    const RehearsalResult result = rehearse();
    BOOST_TEST(result.undone == 1U);
    BOOST_REQUIRE(result.irreversible.size() == 1U);
    BOOST_TEST(result.irreversible.front().first.text() == "blog.0002_sql");
    BOOST_REQUIRE(result.kept.size() == 1U);
    BOOST_TEST(result.kept.front().text() == "blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(a_journalled_migration_is_tried_too) {
    write("blog.0001_initial", initial);
    write("blog.0002_slug", "atomic = false\n" + std::string(add_slug));
    BOOST_TEST(rehearse().undone == 2U);
}

BOOST_AUTO_TEST_CASE(an_operation_for_another_backend_is_not_missed) {
    write("blog.0001_initial", initial);
    write("blog.0002_index", "dependencies = [\"blog.0001_initial\"]\n[[operations]]\nop = \"AddIndex\"\nmodel = \"Post\"\nonly = [\"postgresql\"]\nindex = { fields = [\"title\"] }\n");
    BOOST_TEST(rehearse().migrations == 2U);
}

BOOST_AUTO_TEST_CASE(sql_that_changes_a_table_behind_the_state_is_found) {
    write("blog.0001_initial", initial);
    write("blog.0002_sql", "dependencies = [\"blog.0001_initial\"]\n[[operations]]\nop = \"RunSQL\"\nsql = \"DROP TABLE blog_post\"\nreverse_sql = \"\"\n");
    const Error error = failure_of();
    BOOST_TEST((error.code() == ErrorCode::schema_differs));
    BOOST_TEST(error.message() == "blog.0002_sql, run forward, leaves a schema that is not that of the state");
    BOOST_REQUIRE(!error.notes().empty());
    BOOST_TEST(error.notes().front() == "table blog_post is missing in the database");
}

BOOST_AUTO_TEST_CASE(rows_that_go_or_change_are_noticed_and_renames_are_followed) {
    write("blog.0001_initial", initial);
    write("blog.0002_rename", R"toml(
dependencies = ["blog.0001_initial"]
[[operations]]
op = "RenameModel"
from = "Author"
to = "Writer"
[[operations]]
op = "RenameField"
model = "Writer"
from = "name"
to = "title"
)toml");
    migrate("blog 0001");
    const History files = history();
    const auto connection = connect();
    ProjectState state;
    apply_migration(*files.find({"blog", "0001_initial", 0}), state);
    RehearsalRows rows(*connection);
    rows.fill(to_schema(state, connection->driver()).tables);
    BOOST_TEST(rows.tables_filled() == 2U);
    const Migration& rename = *files.find({"blog", "0002_rename", 0});
    const MigrationWork work = compile_work(rename, operations_of(rename), state, connection->driver(), true);
    migrate();
    BOOST_TEST(join(rows.lost(work), "\n") == "");
    connection->execute("UPDATE blog_writer SET title = 'other' WHERE id = 1");
    BOOST_TEST(rows.lost(work).size() == 1U);
    connection->execute("DELETE FROM blog_post WHERE id = 2");
    BOOST_TEST(join(rows.lost(work), "\n").find("table blog_post has 2 rows, before there were 3") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
