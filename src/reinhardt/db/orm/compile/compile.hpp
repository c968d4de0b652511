#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/compile/sql.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/query_state.hpp>

namespace reinhardt::db::compile {

/// What is read of a query.
struct ReadPlan {
    enum class What : std::uint8_t { rows, count, exists, aggregate };
    What what = What::rows;
    std::optional<std::uint64_t> at_most;      ///< beside the query's own limit
    bool reversed = false;                     ///< the last row: the order turned round
    bool order_by_key = false;                 ///< where the query has no order
    bool unordered = false;                    ///< the order does not matter
    bool alone = false;                        ///< without the objects of select_related
};

/// Objects of one model in the columns of a result.
struct CompiledObject {
    const ModelInfo* model = nullptr;
    std::size_t parent = 0;                     ///< index of the object that refers to it
    const FieldInfo* relation = nullptr;        ///< that object's field; nullptr for the query's own model
    std::vector<const FieldInfo*> fields;       ///< one column each
    std::size_t first = 0;                      ///< its first column
    std::vector<std::size_t> places;            ///< of the fields, where they do not follow one another
    std::vector<std::size_t> key_columns;       ///< NULL where there is no such object
    std::vector<const FieldDesc*> relations;    ///< that must be told where the object comes from
    std::vector<const FieldDesc*> left_out;     ///< fields that must be told that they were not read
    std::uint64_t deferred[2] = {0, 0};         ///< InstanceState::deferred
};

/// A column that is no field of an object: an annotation, a value.
struct CompiledColumn {
    std::string name;
    std::size_t index = 0;
    std::optional<FieldKind> kind;              ///< what it reads as, where the compiler knows
};

/// A statement that is ready to run.
struct CompiledQuery {
    std::string sql;
    std::vector<Bound> values;                  ///< in the order of the placeholders
    bool nothing = false;                       ///< there are no rows for certain: nothing need be run
    bool changes = false;                       ///< some of `values` are bound otherwise than they are
    std::size_t width = 0;                      ///< columns
    std::vector<CompiledObject> objects;        ///< the query's model first; empty in values mode
    std::vector<CompiledColumn> columns;
    std::shared_ptr<const std::vector<std::string>> names;  ///< of `columns`
    bool locks = false;                         ///< select_for_update
};

/// Compiles a query. Throws Error(query) for names that are not there, Error(unsupported) for what the server lacks; does no I/O.
/// `values` point into `state`, which must live as long as the result is used.
[[nodiscard]] CompiledQuery compile(const QueryState& state, const Dialect& dialect, const ReadPlan& plan = {});
[[nodiscard]] CompiledQuery compile_aggregate(const QueryState& state, const std::vector<QueryAnnotation>& aggregates, const Dialect& dialect);

/// The parts of UPDATE and DELETE that a query has. `table` stands under its own name in them.
struct CompiledWrite {
    std::string table;                                     ///< in quotes
    Sql where;                                             ///< without WHERE; empty: every row
    bool nothing = false;                                  ///< no row for certain
    bool joined = false;                                   ///< `where` is then `key IN (SELECT …)`
    std::vector<std::pair<std::string, Sql>> assignments;  ///< column in quotes, value
};
/// As compile; assignments may be empty. Error(query) for what an assignment cannot be: another table's column, an aggregate, a field without column.
[[nodiscard]] CompiledWrite compile_write(const QueryState& state, const std::vector<std::pair<std::string_view, Expr>>& assignments, const Dialect& dialect);

}  // namespace reinhardt::db::compile
