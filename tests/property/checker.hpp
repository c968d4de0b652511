#pragma once

#include <memory>
#include <optional>
#include <stdexcept>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/makemigrations.hpp>

#include "generator.hpp"

namespace property {

/// A property that does not hold. `kind` says how, as far as a smaller failure must be of the same kind.
struct Broken : std::runtime_error {
    Broken(std::string broken_property, std::string how, const std::string& text)
        : std::runtime_error(text), property(std::move(broken_property)), kind(std::move(how)) {}
    std::string property, kind;
};

/// What is looked at once the last version is migrated; the costly parts take turns.
enum class Extra { squash, branches, update, straight, formats, rehearsal };

/// Holds a history of a project against the properties (see main.cpp). Everything happens in `root` and on scratch databases.
class Checker {
public:
    Checker(Backend& backend, const ProjectHistory& history, std::uint64_t seed, std::filesystem::path root);

    /// Throws Broken.
    void run(Extra extra);

private:
    using Files = std::map<std::filesystem::path, std::string>;

    void require(bool holds, const std::string& what) const;
    [[nodiscard]] int below(int end) { return static_cast<int>(random_() % static_cast<std::uint64_t>(end)); }
    [[nodiscard]] std::unique_ptr<db::Connection> open() const { return backend_.open(); }
    /// Whether a change failed since the rows do not fit it.
    [[nodiscard]] static bool is_of_rows(const db::Error& error);
    [[nodiscard]] db::Project project() const { return project_at(root_, history_.versions.front().apps); }
    [[nodiscard]] db::History files() const { return db::load_history(project()); }
    [[nodiscard]] db::Schema schema(const ProjectTree& tree) const;
    [[nodiscard]] db::MakeMigrationsResult make(const db::MakeMigrationsOptions& options) const { return db::make_migrations(project(), options); }
    void make_version(const ProjectTree& before, const ProjectTree& after);
    void check_settled(const ProjectTree& tree);
    void migrate(db::Connection& connection, const db::Target& target = {}) const;
    /// Runs just these migrations, in this order.
    void run(db::Connection& connection, const db::History& history, const std::vector<db::NodeId>& order) const;
    void check_schema(db::Connection& connection, const db::Schema& wanted, const std::string& when, bool column_order = false) const;
    [[nodiscard]] std::map<std::string, std::string> heads() const;
    [[nodiscard]] Files migration_files() const;
    static void write(const Files& files);
    static void remove(const Files& files);

    // checker.cpp
    void first_version();
    void next_version(const ProjectTree& before, const ProjectTree& after);
    bool back_to(const std::map<std::string, std::string>& heads);
    void check_plans();
    void check_straight();
    void check_rehearsal();
    // formats_check.cpp
    void round_trip(const db::Migration& migration);
    void check_formats();
    // squash_check.cpp
    void check_squashes();
    [[nodiscard]] bool squash_range(const std::string& app, const std::string& from, const std::string& to, const std::string& name);
    void check_partly_applied(const Files& squashes, std::size_t applied);
    void check_without_originals(db::Connection& connection);
    std::unique_ptr<db::Connection> applied_in_part(std::size_t count) const;
    // branches_check.cpp
    void check_branches();
    void check_clash();
    [[nodiscard]] Files make_branch(const ProjectTree& tree, const std::string& name);
    void check_update();

    Backend& backend_;
    std::shared_ptr<db::Driver> driver_;
    const ProjectHistory& history_;
    std::uint64_t seed_;
    std::filesystem::path root_;
    std::mt19937_64 random_;
    std::string property_;
    Files base_files_;
    std::set<db::MigrationKey> originals_;
    std::unique_ptr<db::Connection> connection_;
};

}  // namespace property
