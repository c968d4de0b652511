#include <boost/test/unit_test.hpp>

#include <fstream>
#include <memory>
#include <thread>

#include <reinhardt/db/support/text.hpp>

#include "blog.hpp"

namespace reinhardt::db::test {
namespace {

/// A project with a models file, and what a program would inject.
struct Served : Sandbox {
    Served() {
        std::filesystem::create_directories(folder() / "models");
        models("[models.Author.fields]\nname = { type = \"CharField\", max_length = 100 }\n");
        std::ofstream(folder() / "reinhardt-db.toml") << "[databases.default]\nurl = \"sqlite:db.sqlite3\"\n";
    }
    void models(std::string_view text) const { std::ofstream(folder() / "models/blog.toml") << text; }
    [[nodiscard]] MigrationService service() const { return MigrationService(MigrationConfig::from_folder(folder())); }
};

/// A class that depends on the service, as an application has them.
class Deployment {
public:
    explicit Deployment(std::shared_ptr<const MigrationService> migrations) : migrations_(std::move(migrations)) {}
    [[nodiscard]] std::size_t deploy() const { return migrations_->migrate().applied; }

private:
    std::shared_ptr<const MigrationService> migrations_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(migration_service, Served)

BOOST_AUTO_TEST_CASE(models_become_migrations_and_migrations_a_database) {
    const MigrationService migrations = service();
    const auto made = migrations.makemigrations();
    BOOST_REQUIRE(made.migrations.size() == 1U);
    BOOST_TEST(made.written);
    BOOST_TEST(std::filesystem::exists(folder() / "migrations/blog/0001_initial.toml"));
    const MigrationPlan plan = migrations.plan();
    BOOST_REQUIRE(plan.steps.size() == 1U);
    BOOST_TEST(plan.steps[0].migration->key().text() == "blog.0001_initial");
    BOOST_TEST(plan.steps[0].operations[0].sql[0].find("CREATE TABLE") != std::string::npos);
    BOOST_TEST(!std::filesystem::exists(folder() / "db.sqlite3"));
    BOOST_TEST(migrations.migrate().status == "applied");
    BOOST_TEST(migrations.plan().empty());
    BOOST_TEST(migrations.status().applied.size() == 1U);
    BOOST_TEST(migrations.compare("database", "models").equal());
    BOOST_TEST(migrations.inspect().table("blog_author") != nullptr);
}

BOOST_AUTO_TEST_CASE(the_script_holds_the_tables_and_their_record) {
    const MigrationService migrations = service();
    migrations.makemigrations();
    const std::string script = migrations.script();
    BOOST_TEST(script.find("CREATE TABLE \"blog_author\"") != std::string::npos);
    BOOST_TEST(script.find("INSERT INTO \"reinhardt_migrations\"") != std::string::npos);
    BOOST_TEST(!std::filesystem::exists(folder() / "db.sqlite3"));
}

BOOST_AUTO_TEST_CASE(a_squash_is_written_beside_its_parts) {
    const MigrationService migrations = service();
    migrations.makemigrations();
    models("[models.Author.fields]\nname = { type = \"CharField\", max_length = 100 }\nborn = { type = \"DateField\", null = true }\n");
    migrations.makemigrations();
    SquashOptions options;
    options.app = "blog";
    options.to = "0002";
    BOOST_TEST(!migrations.squash(options, true).written);
    const SquashFiles files = migrations.squash(options);
    BOOST_TEST(files.written);
    BOOST_REQUIRE(files.paths.size() == 1U);
    BOOST_TEST(std::filesystem::exists(files.paths.front()));
    BOOST_TEST(files.result.operations_before == 2U);
    BOOST_TEST(files.result.operations_after == 1U);
    BOOST_TEST(refusal([&] { migrations.squash(options); }).substr(0, 5) == "file:");
}

BOOST_AUTO_TEST_CASE(a_leaf_that_the_database_has_is_not_updated) {
    const MigrationService migrations = service();
    migrations.makemigrations();
    migrations.migrate();
    models("[models.Author.fields]\nname = { type = \"CharField\", max_length = 200 }\n");
    MakeMigrationsOptions update;
    update.update = true;
    BOOST_TEST(refusal([&] { migrations.makemigrations(update); }).substr(0, 6) == "usage:");
}

BOOST_AUTO_TEST_CASE(migrations_in_code_stand_beside_those_in_files) {
    service().makemigrations();
    MigrationConfig config = MigrationConfig::from_folder(folder());
    config.migrations.push_back(Migration("0002_born").in("blog").depends_on("blog.0001_initial").add(AddField("Author", make_field("born", "DateField(null = true)"))));
    const MigrationService migrations(config);
    BOOST_TEST(migrations.migrate().applied == 2U);
    models("[models.Author.fields]\nname = { type = \"CharField\", max_length = 100 }\nborn = { type = \"DateField\", null = true }\n");
    BOOST_TEST(migrations.makemigrations().migrations.empty());
}

BOOST_AUTO_TEST_CASE(a_service_needs_no_project) {
    const MigrationService migrations(MigrationConfig::from_code({initial_migration(), slug_migration()}, "sqlite:" + (folder() / "db.sqlite3").string()));
    BOOST_TEST(migrations.migrate().applied == 2U);
    BOOST_TEST(migrations.inspect().table("blog_post")->column("slug") != nullptr);
    BOOST_TEST(migrations.compare("database", "migrations").equal());
    MigrateOptions back;
    back.target = {"blog", "zero"};
    back.yes = true;
    BOOST_TEST(migrations.migrate(back).unapplied == 2U);
}

BOOST_AUTO_TEST_CASE(a_connection_of_the_caller_can_be_given) {
    const MigrationService migrations(MigrationConfig::from_code({initial_migration()}, {}));
    const auto connection = connect();
    BOOST_TEST(migrations.migrate(*connection).applied == 1U);
    BOOST_TEST(connection->query("SELECT count(*) FROM blog_author").rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(many_threads_may_share_one) {
    const auto shared = std::make_shared<const MigrationService>(MigrationConfig::from_folder(folder()));
    shared->makemigrations();
    connect()->execute("PRAGMA journal_mode = WAL");
    std::atomic<std::size_t> count{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { count += Deployment(shared).deploy(); });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(count == 1U);
}

BOOST_AUTO_TEST_CASE(errors_say_what_they_are) {
    std::ofstream(folder() / "reinhardt-db.toml") << "[databases.default]\nurl = 7\n";
    BOOST_TEST(refusal([&] { (void)service(); }).substr(0, 7) == "config:");
    const MigrationService nowhere(MigrationConfig::from_code({initial_migration()}, "nosuch:db"));
    BOOST_TEST(refusal([&] { nowhere.migrate(); }).substr(0, 7) == "driver:");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
