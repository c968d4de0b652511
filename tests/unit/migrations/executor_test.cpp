#include <boost/test/unit_test.hpp>

#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

std::string notes_of(const Error& error) { return join(error.notes(), "\n"); }

/// Writes down what it is told.
class Recording final : public ExecutionObserver {
public:
    std::vector<std::string> events;
    void started(const std::vector<const Migration*>& pending) override { events.push_back("start " + std::to_string(pending.size())); }
    void migration_started(const Migration& migration, Direction) override { events.push_back("begin " + migration.name); }
    void operation(const Migration&, std::size_t index, std::size_t total, const std::string& description, std::int64_t) override {
        events.push_back(std::to_string(index) + "/" + std::to_string(total) + " " + description);
    }
    void migration_applied(const Migration& migration, std::int64_t, bool) override { events.push_back("applied " + migration.name); }
    void migration_unapplied(const Migration& migration, std::int64_t, bool) override { events.push_back("unapplied " + migration.name); }
    void adopted(const MigrationKey& key) override { events.push_back("adopted " + key.name); }
    void warning(const std::string& text) override { events.push_back("warning " + text); }
};

struct Blog : Sandbox {
    Blog() {
        write("blog.0001_initial", initial);
        write("blog.0002_slug", add_slug);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(executor, Blog)

BOOST_AUTO_TEST_CASE(migrations_are_applied_in_order_and_recorded) {
    Recording seen;
    const auto result = migrate(to(), seen);
    BOOST_TEST(result.status == "applied");
    BOOST_TEST(result.applied == 2U);
    BOOST_TEST(join(result.heads, " ") == "blog.0002");
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug");
    BOOST_TEST(value("SELECT count(*) FROM pragma_table_info('blog_post') WHERE name = 'slug'") == "1");
    BOOST_TEST(value("SELECT length(checksum) FROM reinhardt_migrations LIMIT 1") == "64");
    BOOST_TEST(join(seen.events, "\n") ==
               "start 2\nbegin 0001_initial\n1/2 Create model Author\n2/2 Create model Post\napplied 0001_initial\n"
               "begin 0002_slug\n1/1 Add field slug to Post\napplied 0002_slug");
}

BOOST_AUTO_TEST_CASE(a_second_run_has_nothing_to_do) {
    migrate();
    Recording seen;
    BOOST_TEST(migrate(to(), seen).status == "nothing");
    BOOST_TEST(seen.events.empty());
}

BOOST_AUTO_TEST_CASE(a_run_backward_restores_the_schema_and_the_rows_that_were_there) {
    migrate("blog 0001_initial");
    execute("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post VALUES (1, 'First', 1)");
    const std::string before = dump();
    migrate();
    BOOST_TEST(dump() != before);
    const auto result = migrate("blog 0001");
    BOOST_TEST(result.unapplied == 1U);
    BOOST_TEST(dump() == before);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
    migrate("blog zero");
    BOOST_TEST(applied().empty());
    BOOST_TEST(dump().empty());
}

BOOST_AUTO_TEST_CASE(what_is_for_another_backend_is_neither_done_nor_undone) {
    write("blog.0003_index", R"toml(
dependencies = ["blog.0002_slug"]

[[operations]]
op = "AddIndex"
model = "Post"
only = ["postgresql"]
index = { fields = ["title"] }

[[operations]]
op = "RunSQL"
only = ["postgresql"]
sql = "CREATE EXTENSION hstore"
)toml");
    migrate("blog 0002");
    const std::string before = dump();
    migrate();
    BOOST_TEST(dump() == before);
    BOOST_TEST(migrate("blog 0002").unapplied == 1U);
    BOOST_TEST(dump() == before);
}

BOOST_AUTO_TEST_CASE(a_failing_migration_leaves_nothing_behind_and_says_where_it_failed) {
    migrate();
    execute("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post (title, author_id, slug) VALUES ('a', 1, 'x'), ('b', 1, 'x')");
    write("blog.0003_unique_slug", R"toml(
dependencies = ["blog.0002_slug"]

[[operations]]
op = "AddField"
model = "Post"
name = "extra"
field = { type = "TextField", null = true }

[[operations]]
op = "AddIndex"
model = "Post"
index = { fields = ["slug"], unique = true, name = "post_slug" }
)toml");
    const std::string before = dump();
    const Error error = failure(to());
    BOOST_TEST(dump() == before);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug");
    BOOST_TEST(error.message() == "blog.0003_unique_slug failed: UNIQUE constraint failed: blog_post.slug");
    BOOST_TEST(error.file() == "migrations/blog/0003_unique_slug.toml");
    BOOST_TEST(error.line() == 10U);
    BOOST_TEST(error.operation() == "operation 2 of 2");
    BOOST_TEST(error.statement().find("CREATE UNIQUE INDEX") == 0U);
    BOOST_TEST(error.hint() == "find the duplicates: SELECT \"slug\", count(*) FROM \"blog_post\" GROUP BY \"slug\" HAVING count(*) > 1");
    BOOST_TEST(notes_of(error) == "rolled back; blog.0002_slug is still applied");
}

BOOST_AUTO_TEST_CASE(the_first_migration_that_fails_leaves_an_empty_database) {
    write("blog.0001_initial", std::string(initial) + "\n[[operations]]\nop = \"RunSQL\"\nsql = \"SELECT no_such_function()\"\n");
    const Error error = failure(to("blog 0001"));
    BOOST_TEST(error.operation() == "operation 3 of 3");
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema") == "0");
}

BOOST_AUTO_TEST_CASE(an_edited_applied_migration_stops_every_run_until_it_is_accepted) {
    migrate();
    write("blog.0002_slug", replace_all(std::string(add_slug), "default = \"\"", "default = \"none\""));
    const Error error = failure(to());
    BOOST_TEST((error.code() == ErrorCode::edited));
    BOOST_TEST(error.file() == "migrations/blog/0002_slug.toml");
    BOOST_TEST(notes_of(error).find("applied: {") != std::string::npos);
    BOOST_TEST(notes_of(error).find("in file: {") != std::string::npos);
    auto options = to();
    options.accept_edited = true;
    migrate(options);
    BOOST_TEST(migrate().status == "nothing");
}

BOOST_AUTO_TEST_CASE(an_earlier_checksum_of_the_same_content_is_no_edit_and_is_renewed) {
    migrate();
    const std::string old = value("SELECT checksum FROM reinhardt_migrations WHERE name = '0002_slug'");
    write("blog.0002_slug", "was = [\"" + old + "\"]\n" + replace_all(std::string(add_slug), "default = \"\"", "default = \"none\""));
    migrate();
    BOOST_TEST(value("SELECT checksum FROM reinhardt_migrations WHERE name = '0002_slug'") != old);
    BOOST_TEST(migrate().status == "nothing");
}

BOOST_AUTO_TEST_CASE(comments_and_line_ends_of_an_applied_migration_do_not_count) {
    migrate();
    write("blog.0002_slug", "# reviewed\r\n" + replace_all(std::string(add_slug), "\n", "\r\n"));
    BOOST_TEST(migrate().status == "nothing");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_undone_is_refused_before_anything_is_touched) {
    write("blog.0003_sql", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"RunSQL\"\nsql = \"CREATE TABLE extra (x)\"\n");
    write("blog.0004_more", "dependencies = [\"blog.0003_sql\"]\n\n[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"n\"\nfield = { type = \"TextField\", null = true }\n");
    migrate();
    const Error error = failure(to("blog 0001"));
    BOOST_TEST((error.code() == ErrorCode::irreversible));
    BOOST_TEST(error.file() == "migrations/blog/0003_sql.toml");
    BOOST_TEST(error.line() == 3U);
    BOOST_TEST(applied().size() == 4U);
}

BOOST_AUTO_TEST_CASE(losing_data_needs_a_yes_but_not_in_a_database_that_starts_empty) {
    write("blog.0003_no_slug", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"slug\"\n");
    auto options = to();
    options.yes = false;
    BOOST_TEST(migrate(options).applied == 3U);
    migrate("blog 0002");

    const Error error = failure(options);
    BOOST_TEST((error.code() == ErrorCode::confirmation));
    BOOST_TEST(error.hint().find("--yes") != std::string::npos);
    bool asked = false;
    options.confirm = [&](const std::vector<PlannedMigration>& plan) {
        asked = plan.size() == 1 && plan[0].operations.size() == 1;
        return false;
    };
    BOOST_TEST((failure(options).code() == ErrorCode::confirmation));
    BOOST_TEST(asked);
    write("blog.0003_no_slug", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"RemoveField\"\nmodel = \"Post\"\nname = \"slug\"\nallow_loss = true\n");
    options.confirm = nullptr;
    BOOST_TEST(migrate(options).applied == 1U);
}

BOOST_AUTO_TEST_CASE(a_column_without_a_value_is_refused_before_the_first_step_if_there_are_rows) {
    migrate();
    write("blog.0003_note", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"AddField\"\nmodel = \"Author\"\nname = \"note\"\nfield = { type = \"TextField\", null = true }\n");
    write("blog.0004_rank", "dependencies = [\"blog.0003_note\"]\n\n[[operations]]\nop = \"AddField\"\nmodel = \"Author\"\nname = \"rank\"\nfield = { type = \"IntegerField\" }\n");
    execute("INSERT INTO blog_author VALUES (1, 'Ada')");
    const Error error = failure(to());
    BOOST_TEST((error.code() == ErrorCode::rows));
    BOOST_TEST(error.file() == "migrations/blog/0004_rank.toml");
    BOOST_TEST(applied().size() == 2U);
    execute("DELETE FROM blog_author");
    BOOST_TEST(migrate().applied == 2U);
}

BOOST_AUTO_TEST_CASE(fake_writes_and_removes_rows_alone) {
    auto options = to();
    options.fake = true;
    migrate(options);
    BOOST_TEST(applied().size() == 2U);
    BOOST_TEST(dump().empty());
    options.target = {"blog", "0001"};
    migrate(options);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(an_applied_migration_without_its_file_is_a_warning_forward_and_an_error_backward) {
    write("blog.0003_last", "dependencies = [\"blog.0002_slug\"]\n");
    migrate();
    remove("blog.0003_last");
    Recording seen;
    BOOST_TEST(migrate(to(), seen).status == "nothing");
    BOOST_TEST(join(seen.events, "\n") == "warning blog.0003_last is applied, but there is no such file");
    BOOST_TEST((failure(to("blog 0001")).code() == ErrorCode::inconsistent_history));

    const History files = history();
    const auto connection = connect();
    ExecutionObserver silent;
    Executor executor(files, *connection, silent);
    BOOST_TEST(executor.status(true).missing_files.size() == 1U);
    BOOST_TEST(executor.prune("blog").removed.size() == 1U);
    BOOST_TEST(applied().size() == 2U);
}

BOOST_AUTO_TEST_CASE(statements_and_literals_of_RunSQL_run_in_the_migrations_transaction) {
    write("blog.0003_rows", R"toml(
dependencies = ["blog.0002_slug"]

[[operations]]
op = "RunSQL"
sql = "INSERT INTO blog_author (name) VALUES (?); INSERT INTO blog_author (name) VALUES (?)"
params = [["Ada; Lovelace"], ["Grace"]]
reverse_sql = "DELETE FROM blog_author"
)toml");
    migrate();
    BOOST_TEST(value("SELECT group_concat(name, '|') FROM blog_author") == "Ada; Lovelace|Grace");
    migrate("blog 0002");
    BOOST_TEST(value("SELECT count(*) FROM blog_author") == "0");
}

BOOST_AUTO_TEST_CASE(a_statement_that_may_not_run_in_a_transaction_is_rolled_back_with_a_hint) {
    for (const auto* sql : {"VACUUM", "COMMIT", "/* end */ end transaction"}) {
        BOOST_TEST_CONTEXT(sql) {
            write("blog.0003_sql", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"RunSQL\"\nsql = [\"CREATE TABLE left_behind (x)\", \"" + std::string(sql) + "\"]\n");
            const Error error = failure(to());
            BOOST_TEST((error.code() == ErrorCode::database));
            BOOST_TEST(error.hint().find("atomic = false") != std::string::npos);
            BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 'left_behind'") == "0");
        }
    }
}

BOOST_AUTO_TEST_CASE(several_changes_of_a_table_around_RunSQL_see_what_it_did) {
    write("blog.0003_mixed", R"toml(
dependencies = ["blog.0002_slug"]

[[operations]]
op = "AlterField"
model = "Post"
name = "title"
field = { type = "CharField", max_length = 100 }

[[operations]]
op = "RunSQL"
sql = "CREATE INDEX by_hand ON blog_post (title, slug)"
reverse_sql = "DROP INDEX by_hand"

[[operations]]
op = "AlterField"
model = "Post"
name = "slug"
field = { type = "CharField", max_length = 20, default = "", unique = true }
)toml");
    migrate();
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 'by_hand'") == "1");
    migrate("blog 0002");
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 'by_hand'") == "0");
}

BOOST_AUTO_TEST_CASE(a_squash_records_its_parts_and_parts_record_their_squash) {
    const std::string squash = "replaces = [\"blog.0001_initial\", \"blog.0002_slug\"]\n" + std::string(initial) +
                               "\n[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"slug\"\nfield = { type = \"SlugField\", default = \"\" }\n";
    write("blog.0001_squashed_0002", squash);
    migrate();
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug blog.0001_squashed_0002");
    migrate("blog zero");
    BOOST_TEST(applied().empty());

    remove("blog.0001_squashed_0002");
    migrate();
    write("blog.0001_squashed_0002", squash);
    Recording seen;
    migrate(to(), seen);
    BOOST_TEST(join(seen.events, "\n").find("adopted 0001_squashed_0002") != std::string::npos);
    BOOST_TEST(applied().size() == 3U);

    migrate("blog 0001_initial");
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(a_run_that_applies_the_last_parts_of_a_squash_records_it) {
    migrate("blog 0001_initial");
    write("blog.0001_squashed_0002", "replaces = [\"blog.0001_initial\", \"blog.0002_slug\"]\n" + std::string(initial) +
                                         "\n[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"slug\"\nfield = { type = \"SlugField\", default = \"\" }\n");
    BOOST_TEST(migrate().applied == 1U);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug blog.0001_squashed_0002");
    BOOST_TEST(migrate().status == "nothing");
}

BOOST_AUTO_TEST_CASE(an_interruption_between_migrations_says_what_is_applied) {
    std::atomic<bool> flag{false};
    struct Interrupting final : ExecutionObserver {
        std::atomic<bool>* flag = nullptr;
        void migration_applied(const Migration&, std::int64_t, bool) override { *flag = true; }
    } observer;
    observer.flag = &flag;
    auto options = to();
    options.interrupted = &flag;
    try {
        migrate(options, observer);
        BOOST_FAIL("not interrupted");
    } catch (const Error& error) {
        BOOST_TEST((error.code() == ErrorCode::interrupted));
    }
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
    BOOST_TEST(migrate().applied == 1U);
}

BOOST_AUTO_TEST_CASE(an_interruption_cancels_the_statement_under_way_and_rolls_back) {
    write("blog.0003_endless", "dependencies = [\"blog.0002_slug\"]\n\n[[operations]]\nop = \"RunSQL\"\n"
                               "sql = \"CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n\"\n");
    std::atomic<bool> flag{false};
    struct Interrupting final : ExecutionObserver {
        std::atomic<bool>* flag = nullptr;
        void statement_started(const std::string& sql) override {
            if (sql.find("RECURSIVE") != std::string::npos) *flag = true;
        }
    } observer;
    observer.flag = &flag;
    auto options = to();
    options.interrupted = &flag;
    try {
        migrate(options, observer);
        BOOST_FAIL("not interrupted");
    } catch (const Error& error) {
        BOOST_TEST((error.code() == ErrorCode::interrupted));
        BOOST_TEST(notes_of(error) == "rolled back; blog.0002_slug is still applied");
    }
    BOOST_TEST(applied().size() == 2U);
    BOOST_TEST(value("SELECT count(*) FROM sqlite_schema WHERE name = 't'") == "0");
}

BOOST_AUTO_TEST_CASE(a_locked_database_is_waited_for_and_then_named) {
    migrate("blog 0001");
    const auto other = connect();
    const Transaction held(*other, Connection::Begin::write);
    auto options = to();
    options.wait_seconds = 0.1;
    const Error error = failure(options);
    BOOST_TEST((error.code() == ErrorCode::lock_held));
    BOOST_TEST(error.message().find("another connection is writing") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
