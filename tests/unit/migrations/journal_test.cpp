#include <signal.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

/// Ends the process by SIGKILL when the n-th statement is about to run, or at the n-th batch of rows.
struct Killer final : ExecutionObserver {
    int statements_left = -1;
    int batches_left = -1;
    void statement_started(const std::string&) override {
        if (statements_left >= 0 && statements_left-- == 0) ::kill(::getpid(), SIGKILL);
    }
    void rows_done(std::int64_t) override {
        if (batches_left >= 0 && batches_left-- == 0) ::kill(::getpid(), SIGKILL);
    }
};

struct Filled : Sandbox {
    Filled() {
        write("blog.0001_initial", initial);
        write("blog.0002_slug", add_slug);
        write("blog.0003_fill", R"toml(
dependencies = ["blog.0002_slug"]
atomic = false

[[operations]]
op = "RunSQL"
sql = "CREATE TABLE log (x); INSERT INTO log VALUES (1)"
reverse_sql = "DELETE FROM log; DROP TABLE log"

[[operations]]
op = "BackfillField"
model = "Author"
name = "name"
sql = "name || '!'"
batch_size = 10

[[operations]]
op = "AddField"
model = "Author"
name = "note"
field = { type = "TextField", null = true }
)toml");
        migrate("blog 0002");
        execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 95) INSERT INTO blog_author SELECT i * 3, 'a' || i FROM n");
    }
    [[nodiscard]] std::string marks() const { return value("SELECT min(length(name) - length(rtrim(name, '!'))) || ' ' || max(length(name) - length(rtrim(name, '!'))) FROM blog_author"); }
    [[nodiscard]] std::string steps() const { return value("SELECT count(*) FROM reinhardt_migration_steps"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(journal, Filled)

BOOST_AUTO_TEST_CASE(a_migration_that_is_not_atomic_runs_in_steps_and_leaves_no_journal) {
    struct Counting final : ExecutionObserver {
        std::vector<std::int64_t> rows;
        void rows_done(std::int64_t n) override { rows.push_back(n); }
    } observer;
    migrate(to(), observer);
    BOOST_TEST(observer.rows.size() == 10U);
    BOOST_TEST(observer.rows.back() == 95);
    BOOST_TEST(marks() == "1 1");
    BOOST_TEST(steps() == "0");
    BOOST_TEST(applied().size() == 3U);
    BOOST_TEST(value("SELECT owner FROM reinhardt_migration_lock WHERE name = 'migrate'") == "");
}

BOOST_AUTO_TEST_CASE(a_killed_backfill_goes_on_behind_its_last_batch_and_no_row_is_filled_twice) {
    for (int batch = 0; batch < 10; ++batch) {
        BOOST_TEST_CONTEXT("batch " << batch) {
            Filled fresh;
            const int end = in_child([&] {
                Killer killer;
                killer.batches_left = batch;
                fresh.migrate(to(), killer);
            });
            BOOST_TEST(end == 1000 + SIGKILL);
            // The lease of the dead run is not waited for in a test.
            fresh.execute("UPDATE reinhardt_migration_lock SET heartbeat = '2000-01-01 00:00:00'");
            fresh.migrate();
            BOOST_TEST(fresh.marks() == "1 1");
            BOOST_TEST(fresh.applied().size() == 3U);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_statement_outside_a_transaction_whose_undoing_died_runs_again_forward) {
    struct KillerAfter final : ExecutionObserver {
        void statement(const std::string& sql, std::int64_t) override {
            if (sql == "PRAGMA user_version = 0") ::kill(::getpid(), SIGKILL);
        }
    };
    write("blog.0003_fill", R"toml(
dependencies = ["blog.0002_slug"]
atomic = false

[[operations]]
op = "RunSQL"
sql = "PRAGMA user_version = 7"
reverse_sql = "PRAGMA user_version = 0"
)toml");
    migrate();
    const int end = in_child([&] {
        KillerAfter killer;
        migrate(to("blog 0002"), killer);
    });
    BOOST_TEST(end == 1000 + SIGKILL);
    migrate();
    BOOST_TEST(value("PRAGMA user_version") == "7");
}

BOOST_AUTO_TEST_CASE(the_lease_of_a_process_of_this_machine_that_is_dead_is_not_waited_for) {
    const int end = in_child([&] {
        Killer killer;
        killer.batches_left = 3;
        migrate(to(), killer);
    });
    BOOST_TEST(end == 1000 + SIGKILL);
    BOOST_TEST(value("SELECT owner FROM reinhardt_migration_lock WHERE name = 'migrate'") != "");
    auto options = to();
    options.wait_seconds = 0;
    migrate(options);
    BOOST_TEST(applied().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_living_lease_of_another_run_is_respected_by_atomic_migrations_too) {
    execute("INSERT INTO reinhardt_migration_lock VALUES ('migrate', 'process 7 on elsewhere', 3, '', CURRENT_TIMESTAMP)");
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\n");
    auto options = to();
    options.wait_seconds = 0.05;
    const Error error = failure(options);
    BOOST_TEST((error.code() == ErrorCode::lock_held));
    BOOST_TEST(error.message().find("process 7 on elsewhere") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stale_lease_is_taken_over_with_a_higher_fence) {
    execute("INSERT INTO reinhardt_migration_lock VALUES ('migrate', 'process 7 on elsewhere', 3, '', '2000-01-01 00:00:00')");
    migrate();
    BOOST_TEST(value("SELECT fence FROM reinhardt_migration_lock WHERE name = 'migrate'") > "3");
    BOOST_TEST(marks() == "1 1");
}

BOOST_AUTO_TEST_CASE(a_step_that_fails_stops_in_part_and_the_next_run_goes_on) {
    execute("ALTER TABLE blog_author ADD COLUMN note");
    const Error error = failure(to());
    BOOST_TEST((error.code() == ErrorCode::partial));
    BOOST_TEST(error.operation() == "operation 3 of 3");
    BOOST_TEST(steps() == "3");
    BOOST_TEST(applied().size() == 2U);
    execute("ALTER TABLE blog_author DROP COLUMN note");
    migrate();
    BOOST_TEST(marks() == "1 1");
    BOOST_TEST(steps() == "0");
}

BOOST_AUTO_TEST_CASE(a_run_the_other_way_first_undoes_the_finished_steps) {
    execute("ALTER TABLE blog_author ADD COLUMN note");
    BOOST_TEST((failure(to()).code() == ErrorCode::partial));
    execute("ALTER TABLE blog_author DROP COLUMN note");
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 'log'") == "1");
    migrate("blog 0002");
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 'log'") == "0");
    BOOST_TEST(steps() == "0");
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug");
}

BOOST_AUTO_TEST_CASE(a_finished_step_may_not_be_edited_but_what_is_left_may) {
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\natomic = false\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"CREATE TABLE one (x); CREATE TABLE one (x)\"\n");
    BOOST_TEST((failure(to()).code() == ErrorCode::partial));
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\natomic = false\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"CREATE TABLE other (x); CREATE TABLE two (x)\"\n");
    BOOST_TEST((failure(to()).code() == ErrorCode::edited));
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\natomic = false\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"CREATE TABLE one (x); CREATE TABLE two (x)\"\n");
    migrate();
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name IN ('one', 'two')") == "2");
}

BOOST_AUTO_TEST_CASE(a_migration_in_steps_killed_backward_at_any_statement_comes_to_the_same_end) {
    migrate("blog 0002");
    const std::string wanted = dump();
    for (int statement = 0; statement < 4; ++statement) {
        BOOST_TEST_CONTEXT("statement " << statement) {
            Filled fresh;
            fresh.write("blog.0003_fill", R"toml(
dependencies = ["blog.0002_slug"]
atomic = false

[[operations]]
op = "RunSQL"
sql = "CREATE TABLE log (x); INSERT INTO log VALUES (1)"
reverse_sql = "DELETE FROM log; DROP TABLE log"

[[operations]]
op = "AddField"
model = "Author"
name = "note"
field = { type = "TextField", null = true }
)toml");
            fresh.migrate();
            const int end = in_child([&] {
                Killer killer;
                killer.statements_left = statement;
                fresh.migrate(to("blog 0002"), killer);
            });
            BOOST_TEST((end == 1000 + SIGKILL || statement == 3));
            fresh.execute("UPDATE reinhardt_migration_lock SET heartbeat = '2000-01-01 00:00:00'");
            fresh.migrate("blog 0002");
            BOOST_TEST(fresh.dump() == wanted);
            BOOST_TEST(fresh.steps() == "0");
            BOOST_TEST(fresh.applied().size() == 2U);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_done_in_part_and_cannot_be_undone_is_refused_before_anything_is_touched) {
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\natomic = false\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"CREATE TABLE one (x); CREATE TABLE one (x)\"\n");
    BOOST_TEST((failure(to()).code() == ErrorCode::partial));
    BOOST_TEST((failure(to("blog 0001")).code() == ErrorCode::irreversible));
    BOOST_TEST(applied().size() == 2U);
    BOOST_TEST(steps() == "1");
}

BOOST_AUTO_TEST_CASE(several_runs_of_a_migration_in_steps_run_each_step_once) {
    std::vector<int> children;
    for (int i = 0; i < 4; ++i) {
        children.push_back(start_child([&] {
            auto options = to();
            options.wait_seconds = 60;
            migrate(options);
        }));
    }
    for (const int child : children) BOOST_TEST(wait_for(child) == 0);
    BOOST_TEST(marks() == "1 1");
    BOOST_TEST(value("SELECT count(*) FROM log") == "1");
    BOOST_TEST(applied().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_statement_that_refuses_transactions_runs_outside_of_one) {
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\natomic = false\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"VACUUM\"\nreverse_sql = \"\"\n");
    migrate();
    BOOST_TEST(applied().size() == 3U);
    migrate("blog 0002");
    BOOST_TEST(applied().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_backfill_in_an_atomic_migration_is_refused) {
    write("blog.0003_fill", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"BackfillField\"\nmodel = \"Author\"\nname = \"name\"\nvalue = \"x\"\n");
    const Error error = failure(to());
    BOOST_TEST((error.code() == ErrorCode::migration_file));
    BOOST_TEST(error.line() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
