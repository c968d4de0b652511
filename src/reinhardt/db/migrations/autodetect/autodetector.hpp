#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/autodetect/answers.hpp>
#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/state/models_file.hpp>

namespace reinhardt::db {

/// What a person leaves out of the changes found, or wants in files of their own; each change by its key.
struct Selection {
    std::set<std::string> skipped{};    ///< left out, with all that needs them
    std::set<std::string> splits{};     ///< this change and those behind it, in the same app, go into one more migration
};

struct DetectOptions {
    Answers answers{};
    RenameHints hints{};
    std::vector<std::string> apps{};    ///< only these (and what they need); empty = all
    std::string name{};                 ///< -n; "" = automatic
    Selection selection{};
};

constexpr std::size_t no_change = static_cast<std::size_t>(-1);

/// One change as a person may look at it: an operation of `Detected::migrations`, or one that was left out.
struct DetectedChange {
    std::string key;                    ///< "blog: Add field slug to Post": stays the same when other answers are given
    OperationPtr operation;
    std::size_t migration = no_change;  ///< the number of its migration; no_change: skipped
    std::string taken_along_by;         ///< the key of the skipped change that it cannot be without; "" = skipped itself, or not at all
    std::size_t question = no_change;   ///< the number of its open question
    [[nodiscard]] bool skipped() const noexcept { return migration == no_change; }
};
[[nodiscard]] std::string change_key(const Operation& operation);

struct Detected {
    std::vector<Migration> migrations;  ///< in an order in which they could be applied; complete when `questions` is empty
    std::vector<Question> questions;    ///< all open ones, but for changes that are skipped
    std::vector<DetectedChange> changes;  ///< in the order of the migrations' operations, then those that are skipped
};

/// Finds the migrations that turn the state of a history (`from`) into that of the models (`to`); `graph` gives leaves for numbering and
/// dependencies. Pure: reads no file and no database. All three must outlive it; threads may share one.
/// Order, naming, numbering, splitting: Django's autodetector and details §2.
class Autodetector {
public:
    Autodetector(const ProjectState& from, const ProjectState& to, const MigrationGraph& graph) : from_(from), to_(to), graph_(graph) {}

    /// Throws Error(usage) for answers that name nothing.
    [[nodiscard]] Detected changes(const DetectOptions& options = {}) const;

private:
    const ProjectState& from_;
    const ProjectState& to_;
    const MigrationGraph& graph_;
};

using MigrationAutodetector = Autodetector;

/// The number of a migration's name: 2 of "0002_x", 4 of "0001_squashed_0004_y"; 0 when it has none.
[[nodiscard]] int migration_number(std::string_view name) noexcept;
/// The name's part after the number for these operations ("initial" is decided by the caller): Django's fragments, at most 52 characters,
/// `_and_more`; "custom" when no operation has a fragment or one has none.
[[nodiscard]] std::string automatic_migration_name(const std::vector<OperationPtr>& operations);
/// "0005_" + suffix, wider past 9999.
[[nodiscard]] std::string numbered_name(int number, std::string_view suffix);

}  // namespace reinhardt::db
