#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

/// Thirty migrations that make, fill, alter, rename, index and rebuild tables.
void write_thirty(const Sandbox& sandbox) {
    sandbox.write("blog.0001_initial", initial);
    std::string previous = "0001_initial";
    for (int number = 2; number <= 30; ++number) {
        const std::string field = "f" + std::to_string(number / 4 * 4);
        std::string operation;
        switch (number % 4) {
            case 0: operation = "op = \"AddField\"\nmodel = \"Post\"\nname = \"" + field + "\"\nfield = { type = \"IntegerField\", default = 7 }\n"; break;
            case 1:
                operation = number == 29 ? "op = \"RenameField\"\nmodel = \"Author\"\nfrom = \"name\"\nto = \"title\"\n"
                                         : "op = \"AlterField\"\nmodel = \"Post\"\nname = \"" + (number > 4 ? field : "title") + "\"\nfield = { type = \"CharField\", max_length = 200, default = \"7\" }\n";
                break;
            case 2: operation = "op = \"AddIndex\"\nmodel = \"Post\"\nindex = { fields = [\"title\"], name = \"i" + std::to_string(number) + "\" }\n"; break;
            default: operation = "op = \"RunSQL\"\nsql = \"INSERT INTO blog_author (name) VALUES ('n" + std::to_string(number) + "')\"\nreverse_sql = \"\"\n"; break;
        }
        std::string name = std::to_string(number);
        name = std::string(4 - name.size(), '0') + name + "_step";
        sandbox.write("blog." + name, "dependencies = [\"blog." + previous + "\"]\n\n[[operations]]\n" + operation);
        previous = name;
    }
}

struct Killer final : ExecutionObserver {
    int left = 0;
    int seen = 0;
    void statement_started(const std::string&) override { step(); }
    void migration_applied(const Migration&, std::int64_t, bool) override { step(); }
    void step() {
        ++seen;
        if (left > 0 && --left == 0) ::kill(::getpid(), SIGKILL);
    }
};

std::string history_of(const Sandbox& sandbox) { return join(sandbox.applied(), " "); }

}  // namespace

BOOST_AUTO_TEST_CASE(eight_runs_at_once_apply_each_migration_once) {
    const Sandbox sandbox;
    write_thirty(sandbox);
    std::vector<int> children;
    for (int i = 0; i < 8; ++i) {
        children.push_back(Sandbox::start_child([&] {
            auto options = Sandbox::to();
            options.wait_seconds = 60;
            sandbox.migrate(options);
        }));
    }
    for (const int child : children) BOOST_TEST(Sandbox::wait_for(child) == 0);
    BOOST_TEST(sandbox.applied().size() == 30U);
    BOOST_TEST(sandbox.value("SELECT count(*) FROM blog_author") == "7");
    const Sandbox alone;
    write_thirty(alone);
    alone.migrate();
    BOOST_TEST(sandbox.dump() == alone.dump());
    BOOST_TEST(history_of(sandbox) == history_of(alone));
}

/// Every migration starts from the end of a run that was left alone up to there, so that the loop is as long as the run, not its square.
BOOST_AUTO_TEST_CASE(a_run_killed_at_any_statement_comes_to_the_same_end_when_it_is_run_again) {
    namespace fs = std::filesystem;
    const Sandbox alone, sandbox;
    write_thirty(alone);
    write_thirty(sandbox);
    const History files = sandbox.history();
    const fs::path database = sandbox.folder() / "db.sqlite3";
    int statements = 0;
    for (const auto& [key, migration] : files.migrations) {
        const bool first = statements == 0;
        if (!first) fs::copy_file(alone.folder() / "db.sqlite3", alone.folder() / "start", fs::copy_options::overwrite_existing);
        Killer counting;
        alone.migrate(Sandbox::to(key.app + " " + key.name), counting);
        const std::string schema = alone.dump();
        const std::string history = history_of(alone);
        statements += counting.seen;
        for (int step = 1; step <= counting.seen; ++step) {
            BOOST_TEST_CONTEXT(key.name << " killed at statement " << step) {
                sandbox.forget_database();
                if (!first) fs::copy_file(alone.folder() / "start", database);
                const int end = Sandbox::in_child([&] {
                    Killer killer;
                    killer.left = step;
                    const auto connection = sandbox.connect();
                    Executor(files, *connection, killer).migrate(Sandbox::to());
                });
                BOOST_TEST_REQUIRE(end == 1000 + SIGKILL);
                sandbox.migrate(key.app + " " + key.name);
                BOOST_TEST_REQUIRE(sandbox.dump() == schema);
                BOOST_TEST_REQUIRE(history_of(sandbox) == history);
            }
        }
    }
    BOOST_TEST(statements > 60);
}

}  // namespace reinhardt::db::test
