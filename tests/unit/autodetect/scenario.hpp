#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>

namespace reinhardt::db::test {

/// A project in memory whose models change step by step: each step detects the changes and adds the migrations to the history.
/// Models are texts of one or more apps, each behind a line "== app" (without such a line the app is "blog").
class Scenario {
public:
    explicit Scenario(std::string_view models = {});  ///< with models: makes their first migrations
    ~Scenario();
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    /// What changes would be made; nothing is kept.
    Detected detect(std::string_view models, DetectOptions options = {});
    /// Detects without open questions and keeps the migrations. One line for each migration ("blog.0002_x after auth.0001_y"; its own
    /// app's previous migration is left out, "initial" is said) and each operation ("  + Add field slug to Post").
    /// Checks that nothing is left to do afterwards.
    std::vector<std::string> step(std::string_view models, DetectOptions options = {});
    /// As `step`, in the file form of the operations (one JSON text each).
    std::vector<std::string> operations(std::string_view models, DetectOptions options = {});
    /// Adds hand-written operations (TOML) as a migration.
    void add(const std::string& app, const std::string& name, std::string_view toml);
    [[nodiscard]] ProjectState state() const;
    [[nodiscard]] MigrationGraph graph() const;

private:
    ProjectState load(std::string_view models, RenameHints& hints) const;
    std::vector<Migration> made(std::string_view models, DetectOptions options);

    std::filesystem::path folder_;
    std::map<MigrationKey, Migration> history_;
};

/// A field of a models file: a foreign key that may be NULL.
[[nodiscard]] inline std::string fk(const std::string& to) { return "{ type = \"ForeignKey\", to = \"" + to + "\", on_delete = \"CASCADE\", null = true }"; }
[[nodiscard]] std::string joined(const std::vector<std::string>& lines);
[[nodiscard]] DetectOptions renaming(std::map<std::string, std::string> renames);
[[nodiscard]] DetectOptions no_renames();
[[nodiscard]] DetectOptions filling(const std::string& field, Value value);

}  // namespace reinhardt::db::test

/// Compares a step's lines with a text of lines (first line empty, common indentation taken off).
#define CHECK_LINES(lines, expected) BOOST_CHECK_EQUAL(::reinhardt::db::test::joined(lines), ::reinhardt::db::test::unindented(expected))

namespace reinhardt::db::test {
[[nodiscard]] std::string unindented(std::string_view text);
}
