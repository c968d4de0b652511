#include <boost/test/unit_test.hpp>

#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

struct Fresh : Sandbox {
    MigrateResult to_state(Profile* profile = nullptr) const {
        const History files = history();
        const auto connection = connect();
        ExecutionObserver nobody;
        MigrateOptions options = to();
        options.profile = profile;
        return Executor(files, *connection, nobody).to_state(options);
    }

    [[nodiscard]] Error refusal() const {
        try {
            (void)to_state();
        } catch (const Error& error) {
            return error;
        }
        BOOST_FAIL("to_state did not fail");
        return Error(ErrorCode::internal, "unreachable");
    }

    /// The schema, and the rows, of both ways.
    void check_same() const {
        forget_database();
        to_state();
        const Schema straight = connect()->introspect();
        const auto names = applied();
        BOOST_TEST(migrate().status == "nothing");
        forget_database();
        migrate();
        BOOST_TEST(join(applied(), " ") == join(names, " "));
        DifferenceOptions options;
        options.column_order = true;
        const auto found = difference(connect()->introspect(), straight, options);
        for (const auto& one : found.differences) BOOST_ERROR(difference_line(one, "migrate", "--to-state"));
    }
};

constexpr const char* many = R"toml(
dependencies = ["blog.0002_slug"]
[[operations]]
op = "AlterField"
model = "Post"
name = "title"
field = { type = "CharField", max_length = 50, unique = true }
[[operations]]
op = "RenameField"
model = "Author"
from = "name"
to = "full_name"
[[operations]]
op = "RemoveField"
model = "Post"
name = "author"
[[operations]]
op = "AddField"
model = "Post"
name = "writer"
field = { type = "ForeignKey", to = "Author", on_delete = "SET_NULL", null = true }
[[operations]]
op = "RenameModel"
from = "Author"
to = "Writer"
[[operations]]
op = "AddIndex"
model = "Post"
index = { fields = ["slug", "title"] }
)toml";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(to_state, Fresh)

BOOST_AUTO_TEST_CASE(the_schema_and_the_records_are_those_of_a_normal_run) {
    write("blog.0001_initial", initial);
    write("blog.0002_slug", add_slug);
    write("blog.0003_many", many);
    check_same();
}

BOOST_AUTO_TEST_CASE(sql_at_its_place_an_operation_for_others_and_a_separate_state_give_the_same) {
    write("blog.0001_initial", initial);
    write("blog.0002_slug", std::string(add_slug) + "\n[[operations]]\nop = \"RunSQL\"\nsql = \"INSERT INTO blog_author (name) VALUES ('Ada')\"\n");
    write("blog.0003_many", many);
    write("blog.0004_index", "dependencies = [\"blog.0003_many\"]\n[[operations]]\nop = \"AddIndex\"\nmodel = \"Post\"\nonly = [\"postgresql\"]\nindex = { fields = [\"title\"] }\n");
    write("blog.0005_state", "dependencies = [\"blog.0004_index\"]\n[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"writer\"\n");
    check_same();
    BOOST_TEST(value("SELECT full_name FROM blog_writer") == "Ada");
    forget_database();
    to_state();
    BOOST_TEST(value("SELECT full_name FROM blog_writer") == "Ada");
}

BOOST_AUTO_TEST_CASE(a_squash_is_recorded_with_its_parts) {
    write("blog.0001_initial", initial);
    write("blog.0002_slug", add_slug);
    write("blog.0001_squashed_0002_slug", "replaces = [\"blog.0001_initial\", \"blog.0002_slug\"]\n" + std::string(initial));
    to_state();
    BOOST_TEST(applied().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_fresh_is_left_alone) {
    write("blog.0001_initial", initial);
    execute("CREATE TABLE other (id integer); CREATE TABLE blog_post (id integer)");
    const std::string before = dump();
    const Error error = refusal();
    BOOST_TEST((error.code() == ErrorCode::schema_differs));
    BOOST_TEST(error.message() == "the database is not fresh: it has the table blog_post");
    BOOST_TEST(dump() == before);
    execute("DROP TABLE blog_post");
    BOOST_TEST(to_state().applied == 1U);
}

BOOST_AUTO_TEST_CASE(a_failure_leaves_nothing) {
    write("blog.0001_initial", initial);
    write("blog.0002_bad", "dependencies = [\"blog.0001_initial\"]\n[[operations]]\nop = \"RunSQL\"\nsql = \"INSERT INTO nowhere VALUES (1)\"\n");
    BOOST_TEST(refusal().message() == "blog.0002_bad failed: no such table: nowhere");
    BOOST_TEST(dump().empty());
    BOOST_TEST(applied().empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_run_in_one_transaction_is_refused_by_name) {
    write("blog.0001_initial", initial);
    write("blog.0002_vacuum", "dependencies = [\"blog.0001_initial\"]\natomic = false\n[[operations]]\nop = \"RunSQL\"\nsql = \"VACUUM\"\n");
    const Error error = refusal();
    BOOST_TEST((error.code() == ErrorCode::refused));
    BOOST_TEST(error.message() == "blog.0002_vacuum cannot be run by --to-state: VACUUM may not run in the one transaction that makes the database");
}

BOOST_AUTO_TEST_CASE(its_time_is_told_as_well) {
    write("blog.0001_initial", initial);
    Profile profile;
    to_state(&profile);
    BOOST_TEST(profile.migrations.size() == 1U);
    BOOST_TEST(profile.statements.size() >= 3U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(profile, Fresh)

BOOST_AUTO_TEST_CASE(statements_count_for_their_operation_and_slowest_come_first) {
    write("blog.0001_initial", initial);
    write("blog.0002_slug", add_slug);
    Profile times;
    MigrateOptions options = to();
    options.profile = &times;
    migrate(options);
    times.sort();
    BOOST_REQUIRE(times.migrations.size() == 2U);
    BOOST_TEST((times.migrations[0].spent >= times.migrations[1].spent));
    BOOST_TEST(times.operations.size() == 3U);
    Profile::Time of_operations{}, of_statements{}, of_commits{};
    for (const auto& one : times.operations) of_operations += one.spent;
    for (const auto& one : times.statements) (one.index == 0 ? of_commits : of_statements) += one.spent;
    BOOST_TEST((of_operations == of_statements));
}

BOOST_AUTO_TEST_CASE(what_was_rolled_back_does_not_count) {
    write("blog.0001_initial", std::string(initial) + "\n[[operations]]\nop = \"RunSQL\"\nsql = \"INSERT INTO nowhere VALUES (1)\"\n");
    Profile times;
    MigrateOptions options = to();
    options.profile = &times;
    (void)failure(options);
    BOOST_TEST(times.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
