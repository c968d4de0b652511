#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/migration_form.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// What a review looks at: the changes found with the answers and selection so far.
struct ReviewRound {
    const Detected& detected;
    const ProjectState& before;   ///< the state that the migrations start from
    const Error* refused;         ///< why the last answers cannot be (they were taken back); nullptr: they can
};

struct MakeMigrationsOptions {
    std::vector<std::string> apps{};
    std::string name{};
    bool dry_run = false, check = false, empty = false, merge = false;
    std::optional<MigrationForm> form;   ///< of the files written; absent: that of the leaf or the heads (see form_for), else the project's
    bool update = false;                 ///< fold the changes of each app into its leaf (see leaf_update.hpp)
    /// With `update`: what the database holds, wholly or in part. Absent: nobody is asked.
    std::function<std::set<MigrationKey>()> applied{};
    Answers answers{};
    /// Asks one question; fills the answer and returns true, or false when nobody can answer. Absent: nobody.
    std::function<bool(const Question&, Answers&)> ask{};
    /// Walks through the changes: gives answers or a selection and returns true to have the changes found again, or false when all is decided.
    /// Throws to stop; nothing is written then. Absent: all changes are taken.
    std::function<bool(const ReviewRound&, Answers&, Selection&)> review{};
    std::function<History()> history{};  ///< where the present migrations come from; absent: the project's files
    DriverRegistry* drivers = nullptr;   ///< to check changes against the configured backends (details 2.14); used only when there are changes
};

struct MadeMigration {
    Migration migration;
    std::filesystem::path path;
    std::string display_path;
    MigrationForm form = MigrationForm::toml;
    std::optional<MigrationKey> updates;  ///< the leaf that it takes the place of
    std::filesystem::path updated_path;   ///< its file; may be `path`
};

struct MakeMigrationsResult {
    std::vector<MadeMigration> migrations;
    std::vector<Question> open_questions;  ///< with `check`; the migrations are then as if all were answered with no
    bool written = false;
    std::vector<DetectedChange> skipped;   ///< what the review left out
    std::vector<std::string> unproven;     ///< see Merge
    History history;                       ///< what was there before, when there are migrations
};

/// The whole of `makemigrations`: loads, checks heads, detects, asks, checks backends, writes under a lock on the project (details 2.13).
/// Throws as its parts do; Error(question) with every open question when one stays open without `check` (details 2.5).
[[nodiscard]] MakeMigrationsResult make_migrations(const Project& project, const MakeMigrationsOptions& options);

}  // namespace reinhardt::db
