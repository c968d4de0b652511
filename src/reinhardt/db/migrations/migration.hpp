#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// The order of migration names: those that begin with a number by that number, so that 10000_x follows 9999_y; otherwise as texts.
[[nodiscard]] std::strong_ordering name_order(std::string_view a, std::string_view b) noexcept;

/// (app, name) of a migration; "blog.0001_initial".
struct MigrationKey {
    std::string app, name;
    std::uint32_t line = 0;  ///< where a file names it (not compared)

    [[nodiscard]] std::string text() const { return app + "." + name; }
    friend bool operator==(const MigrationKey& a, const MigrationKey& b) { return a.app == b.app && a.name == b.name; }
    friend std::strong_ordering operator<=>(const MigrationKey& a, const MigrationKey& b) {
        if (auto order = a.app <=> b.app; order != 0) return order;
        return name_order(a.name, b.name);
    }
};

class Connection;
class ExecutionObserver;
struct MigrateOptions;
struct MigrateResult;

/// A migration: operations, and what must be applied before them. A dependency's name may be __first__ or __latest__.
/// A value: threads may read one at the same time. In code:
///
///     const Migration initial = Migration("0001_initial").in("blog").add(CreateModel("Post", {make_field("id", "BigAutoField")}));
struct Migration {
    std::string app, name;
    std::vector<MigrationKey> dependencies, run_before, replaces;
    std::vector<OperationPtr> operations;
    std::optional<bool> initial;    ///< as the file says; see is_initial()
    bool atomic = true;
    std::vector<std::string> was;   ///< earlier checksums of the same content (details 3.6)
    std::string file;               ///< as errors show it, relative to the project root; "" when made in code

    Migration() = default;
    Migration(std::string app_label, std::string migration_name) : app(std::move(app_label)), name(std::move(migration_name)) {}
    explicit Migration(std::string migration_name) : name(std::move(migration_name)) {}

    /// The app that it is of. Operations that are there already are read again as those of that app.
    Migration& in(std::string app_label);
    /// Appends a copy of an operation, read as if it stood in a file: relations that name a model alone become those of its app, attributes
    /// equal to their default are left out. Throws Error(migration_file) with everything that is wrong, naming the operation.
    Migration& add(const Operation& operation);
    Migration& depends_on(std::string_view migration);   ///< "blog.0001_initial". Error(usage) without an app
    Migration& runs_before(std::string_view migration);  ///< of another app
    Migration& stands_for(std::string_view migration);   ///< `replaces`: a squash
    Migration& outside_transaction();                    ///< `atomic = false`

    /// Applies this migration alone, with its record, as Executor does; one that depends on others is applied with them by a MigrationLoader
    /// and an Executor. Nothing to do when it is applied already. Throws as Executor::migrate, Error(usage) without app or name,
    /// Error(missing_dependency).
    MigrateResult apply(Connection& connection) const;
    MigrateResult apply(Connection& connection, const MigrateOptions& options, ExecutionObserver& observer) const;
    /// Takes it back. Throws Error(irreversible), Error(confirmation) for loss of data that `options` do not allow.
    MigrateResult unapply(Connection& connection) const;
    MigrateResult unapply(Connection& connection, const MigrateOptions& options, ExecutionObserver& observer) const;

    [[nodiscard]] MigrationKey key() const { return {app, name, 0}; }
    [[nodiscard]] bool is_initial() const;  ///< details 3.2
    Migration& add_operation(std::shared_ptr<Operation> operation);  ///< as it is, unread; sets its app

    /// The file form as one value: dependencies, initial, atomic, run_before, replaces, was, operations. Without `source`: all keys that are set.
    [[nodiscard]] Value to_value() const;
    /// Canonical JSON of the operations; what the recorder keeps.
    [[nodiscard]] std::string canonical_operations() const;
    /// SHA-256 (hex) of canonical_operations() and `atomic`: comments, keys' order and file format do not count (details 3.6).
    [[nodiscard]] std::string checksum() const;
};

}  // namespace reinhardt::db
