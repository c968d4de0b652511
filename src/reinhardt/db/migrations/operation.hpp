#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/state/project_state.hpp>
#include <reinhardt/db/state/reader.hpp>

namespace reinhardt::db {

class Operation;
using OperationPtr = std::shared_ptr<const Operation>;

/// How existing rows get a value when a column is added or made NOT NULL; part of an operation, not of the state.
struct ColumnFill {
    bool has_value = false;
    Value value;             ///< literal, {"null": true}, {"sql": "…"} or {"now": true}
};

/// What an operation tells the renderer beyond the change of state: values for existing rows, by (model label, field), and values of enums
/// that get another name, by the enum's label.
struct EditHints {
    std::map<std::pair<std::string, std::string>, ColumnFill> fills;
    std::map<std::string, std::vector<ValueRename>> value_renames;
};

/// What undoes an operation: operations in the order to run, or why nothing can.
struct Inverse {
    std::vector<OperationPtr> operations;
    bool reversible = true;
    std::string reason;           ///< why not
    std::string needs_empty;      ///< label of a model whose table must hold no rows for the inverse to run (details 2.4)
};

/// How an operation acts on the database.
enum class OperationWork : std::uint8_t {
    schema,    ///< by the change of state alone
    sql,       ///< RunSQL
    code,      ///< RunCode
    command,   ///< RunCommand
    backfill,  ///< BackfillField
    separate,  ///< SeparateDatabaseAndState
};

/// One step of a migration: an immutable value that changes the state and says what that means for the database. Everything about
/// one kind of operation stands in one pair of files in operations/, and in one row of operation_kinds().
class Operation {
public:
    virtual ~Operation() = default;

    std::string app;                 ///< of the migration it belongs to
    std::vector<std::string> only;   ///< backends; empty = all
    bool allow_loss = false;
    Value ddl;                       ///< by backend, how its statements are to be carried out: {"mysql": {"algorithm": "INSTANT", "lock": "NONE"}} (docs/databases.md); null = as the server likes
    std::uint32_t line = 0;

    [[nodiscard]] virtual std::string_view op() const noexcept = 0;  ///< "AddField"
    [[nodiscard]] virtual char symbol() const noexcept = 0;          ///< '+' '-' '~' 's' 'p' '?'
    [[nodiscard]] virtual OperationWork work() const noexcept { return OperationWork::schema; }
    /// Changes the state. Error(migration_file) without a place when the state does not allow it (details 3.5).
    virtual void apply(ProjectState& state) const = 0;
    virtual void hints(EditHints&) const {}
    /// Computed from the state before the operation.
    [[nodiscard]] virtual Inverse inverse(const ProjectState& before) const = 0;
    [[nodiscard]] virtual std::string describe() const = 0;  ///< "Add field slug to Post"
    [[nodiscard]] virtual std::string fragment() const = 0;  ///< "post_slug"; "" = none
    [[nodiscard]] virtual bool elidable() const noexcept { return false; }
    /// The model it is about ("Post"), or "" for operations on no model.
    [[nodiscard]] virtual std::string model_name() const { return {}; }
    /// The label ("app.Model") under which that model stands afterwards, of an operation that renames or moves it; else "".
    [[nodiscard]] virtual std::string new_label() const { return {}; }
    /// The keys of formats.md §3 with "op" first; the file form.
    [[nodiscard]] Value to_value() const;

protected:
    virtual void write(Value& into) const = 0;
};

/// A row of the table of operations: adding an operation is its pair of files and a row here.
struct OperationKind {
    std::string_view op;
    /// Reads the keys of `table`; nullptr after errors in `reader`.
    OperationPtr (*read)(Reader& reader, const Value& table);
};
[[nodiscard]] const std::vector<OperationKind>& operation_kinds();

/// Reads one table of [[operations]] (op, only, allow_loss, ddl and the keys of its kind). `reader.app` is the migration's app.
[[nodiscard]] OperationPtr read_operation(Reader& reader, const Value& table);
[[nodiscard]] std::vector<OperationPtr> read_operations(Reader& reader, const Value& list);

/// Equal in everything that the file form holds.
[[nodiscard]] bool same_operation(const Operation& a, const Operation& b);

}  // namespace reinhardt::db
