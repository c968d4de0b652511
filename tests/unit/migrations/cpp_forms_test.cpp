#include <set>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/backends/app_library.hpp>
#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/writer.hpp>

#include "random_history.hpp"

namespace reinhardt::db::test {
namespace {

Migration parsed(const std::string& text, bool json, const Migration& like) {
    Reader reader;
    reader.file = like.name;
    Migration migration = parse_migration(reader, text, json, like.app, like.name);
    for (const auto& error : reader.errors) BOOST_ERROR(like.name + ":" + std::to_string(error.line()) + ": " + error.message());
    return migration;
}

std::map<std::string, Migration> compiled() {
    Project project;
    ProjectApp app;
    app.label = "blog";
    app.library = CPP_FORMS;
    app.migrations = "/nonexistent";
    project.apps.push_back(app);
    std::map<std::string, Migration> migrations;
    for (auto& [key, migration] : load_history(project).migrations) migrations.emplace(key.name, migration);
    return migrations;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cpp_forms)

BOOST_AUTO_TEST_CASE(the_random_history_holds_every_kind_of_operation) {
    std::set<std::string_view> ops;
    for (const auto& migration : random_history(1, 60)) {
        for (const auto& operation : migration.operations) ops.insert(operation->op());
    }
    for (const auto& kind : operation_kinds()) BOOST_TEST(ops.count(kind.op) == 1U, kind.op);
}

BOOST_AUTO_TEST_CASE(toml_json_and_cpp_of_a_migration_are_equal_in_state_and_checksum) {
    const auto migrations = compiled();
    const auto history = random_history(1, 60);
    BOOST_TEST(migrations.size() == history.size());
    ProjectState original, toml_state, json_state, cpp_state;
    for (const auto& migration : history) {
        const Migration toml = parsed(migration_to_toml(migration), false, migration), json = parsed(migration_to_json(migration), true, migration);
        const auto found = migrations.find(migration.name);
        BOOST_REQUIRE_MESSAGE(found != migrations.end(), migration.name);
        const Migration& cpp = found->second;
        BOOST_TEST_CONTEXT(migration.name) {
            BOOST_TEST((cpp.to_value() == migration.to_value()));
            BOOST_TEST((toml.to_value() == migration.to_value()));
            BOOST_TEST(cpp.checksum() == migration.checksum());
            BOOST_TEST(toml.checksum() == migration.checksum());
            BOOST_TEST(json.checksum() == migration.checksum());
            apply_migration(migration, original);
            apply_migration(toml, toml_state);
            apply_migration(json, json_state);
            apply_migration(cpp, cpp_state);
            BOOST_TEST(state_difference(original, cpp_state) == "");
            BOOST_TEST(state_difference(toml_state, cpp_state) == "");
            BOOST_TEST(state_difference(json_state, cpp_state) == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_read_from_the_library_is_written_back_as_the_same_source) {
    const auto migrations = compiled();
    for (const auto& migration : random_history(1, 60)) BOOST_TEST(migration_to_cpp(migrations.at(migration.name)) == migration_to_cpp(migration));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
