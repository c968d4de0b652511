#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/migration.hpp>

namespace reinhardt::db {

/// Decides for every squash of a history whether it stands for its parts or the parts stand themselves, given what is recorded in a
/// database (details 4.7, 3.9), and resolves names accordingly. The graph is built on what it answers.
class Replacements {
public:
    /// Throws Error(cycle) for squashes that replace each other, Error(migration_file) for two that claim the same part without one
    /// holding the other, Error(inconsistent_history) for parts partly recorded whose files are gone.
    Replacements(const std::map<MigrationKey, Migration>& migrations, const std::set<MigrationKey>& recorded, bool use_replaces);

    /// Whether the migration is a node: neither replaced nor a squash that is left out.
    [[nodiscard]] bool stands(const MigrationKey& key) const;
    /// The nodes that a name stands for: itself, the squash that took it in, or the last parts of a squash that is left out.
    /// Empty when nothing of that name exists.
    [[nodiscard]] std::vector<MigrationKey> resolve(const MigrationKey& key) const;
    /// The node that carries the dependencies of a file: itself or the squash that took it in; none for a squash that is left out.
    [[nodiscard]] std::optional<MigrationKey> carrier(const MigrationKey& key) const;
    [[nodiscard]] bool applied(const MigrationKey& key) const;
    [[nodiscard]] const std::vector<MigrationKey>& adoptable() const noexcept { return adoptable_; }
    [[nodiscard]] bool empty() const noexcept { return squashes_.empty(); }

private:
    struct Squash {
        const Migration* migration = nullptr;
        std::vector<MigrationKey> parts;  ///< names that it replaces, squashes among them
        std::set<MigrationKey> leaves;    ///< the same down to ordinary migrations
        int visit = 0;                    ///< 0 = new, 1 = under way, 2 = done
    };

    void expand(const MigrationKey& key, std::vector<MigrationKey>& path);
    void adopt_overlapping();
    void decide(const Squash& squash, bool use_replaces);
    void add_gone(const Squash& squash, std::vector<MigrationKey>& gone) const;
    void take_in(const MigrationKey& part, const MigrationKey& squash);
    void leave_out(const Squash& squash, const MigrationKey& key);

    const std::map<MigrationKey, Migration>& migrations_;
    std::set<MigrationKey> recorded_;                 ///< with the parts of squashes that are recorded alone
    std::map<MigrationKey, Squash> squashes_;
    std::vector<MigrationKey> inner_first_;
    std::map<MigrationKey, MigrationKey> owner_;      ///< part -> the squash that claims it
    std::map<MigrationKey, MigrationKey> replaced_by_;
    std::map<MigrationKey, std::vector<MigrationKey>> left_out_;  ///< squash -> the parts that stand for it
    std::set<MigrationKey> counts_as_applied_;
    std::vector<MigrationKey> adoptable_;
};

}  // namespace reinhardt::db
