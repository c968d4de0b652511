#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// A column generated from others.
struct Generated {
    std::string expression;
    bool stored = false;
    friend bool operator==(const Generated&, const Generated&) = default;
};

/// A column of a table. `type` is the backend's own spelling. `default_value` is a literal (null = no default),
/// `db_default` an SQL expression. `logical` is the model field's type and the parameters that shape the column
/// ({"type": "CharField", "max_length": 200}); drivers use it to render and convert, it is never printed or compared.
struct Column {
    std::string name;
    std::string type;
    bool null = false;
    bool auto_increment = false;
    Value default_value;
    std::string db_default, collation, comment;
    std::optional<Generated> generated;
    std::string field;
    Value logical;
    friend bool operator==(const Column&, const Column&);
};

struct PrimaryKey {
    std::string name;
    std::vector<std::string> columns;
    friend bool operator==(const PrimaryKey&, const PrimaryKey&) = default;
};

/// Actions are spelled CASCADE SET_NULL SET_DEFAULT RESTRICT NO_ACTION; `deferrable` is "", "deferred" or "immediate", `match` "" or "full".
/// `state` tells how far the database holds to it: "" entirely, "not valid" not for old rows (PostgreSQL); it is shown and never compared.
struct ForeignKeyConstraint {
    std::string name;
    std::vector<std::string> columns;
    std::string to_table;
    std::vector<std::string> to_columns;
    std::string on_delete = "NO_ACTION";
    std::string on_update = "NO_ACTION";
    std::string deferrable;
    std::string match = {}, state = {};
    friend bool operator==(const ForeignKeyConstraint&, const ForeignKeyConstraint&) = default;
};

struct Unique {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::string> include;
    std::string deferrable;
    bool nulls_distinct = true;
    friend bool operator==(const Unique&, const Unique&) = default;
};

/// `state` as that of a foreign key, and: "not enforced" (MySQL), "no inherit" (PostgreSQL).
struct Check {
    std::string name;
    std::string expression;
    std::string state = {};
    friend bool operator==(const Check&, const Check&) = default;
};

/// One part of an index: a column or an expression. `order` is "", "asc" or "desc"; `nulls` "", "first" or "last".
struct IndexPart {
    std::string column, expression, order, nulls, collation, opclass;
    friend bool operator==(const IndexPart&, const IndexPart&) = default;
};

struct Index {
    std::string name;
    std::vector<IndexPart> parts;
    bool unique = false;
    std::string where;
    std::vector<std::string> include;
    std::string method;
    Value with;  ///< storage parameters, an object
    friend bool operator==(const Index&, const Index&);
};

/// An exclusion constraint (PostgreSQL): parts with operators, as formats.md §2 spells them.
struct Exclusion {
    std::string name, using_method, where, deferrable;
    Value parts;
    friend bool operator==(const Exclusion&, const Exclusion&);
};

/// A table as formats.md §5 describes it. `driver` holds what only the backend's driver understands about a live table
/// (for example the stored SQL, its triggers and views); it is handed back to that driver and never compared or printed.
struct Table {
    std::string name, schema, model, comment;
    bool managed = true;
    Value options;  ///< an object of the backend's own options
    std::vector<Column> columns;
    PrimaryKey primary_key;
    std::vector<ForeignKeyConstraint> foreign_keys;
    std::vector<Unique> uniques;
    std::vector<Check> checks;
    std::vector<Index> indexes;
    std::vector<Exclusion> exclusions;
    Value driver;

    [[nodiscard]] const Column* column(std::string_view name) const noexcept;
    [[nodiscard]] Column* column(std::string_view name) noexcept;
    [[nodiscard]] const Index* index(std::string_view name) const noexcept;
    friend bool operator==(const Table&, const Table&);
};

/// Kinds of objects that are neither table nor column and that nobody manages: the document's key, and the kind in a difference.
struct OtherObjects {
    std::string_view key, kind;
};
inline constexpr std::array<OtherObjects, 8> other_objects = {{{"routines", "routine"}, {"policies", "policy"}, {"rules", "rule"}, {"partitions", "partition"},
                                                               {"foreign_tables", "foreign_table"}, {"types", "type"}, {"events", "event"}, {"statistics", "statistics"}}};

/// A whole schema document. Enums, extensions, collations, views, triggers and sequences are kept as the objects of formats.md §5,
/// each at least {"name": …}; `objects.hpp` reads the first three.
struct Schema {
    std::string source, backend, server;
    std::vector<Table> tables;
    Value enums, extensions, collations, views, triggers, sequences, models;

    Value others;    ///< an object of lists: those of other_objects
    Value defaults;  ///< an object: table options that hold where a table names none (MySQL)

    [[nodiscard]] const Table* table(std::string_view name) const noexcept;
};

// The one JSON form (formats.md §5). `with_private` also writes `logical` and `driver` (the form that crosses to drivers).
// The readers throw Error(config) with the line for an unknown shape; unknown keys are passed over (the format may grow).
[[nodiscard]] Value to_value(const Column&, bool with_private = false);
[[nodiscard]] Value to_value(const ForeignKeyConstraint&);
[[nodiscard]] Value to_value(const Unique&);
[[nodiscard]] Value to_value(const Check&);
[[nodiscard]] Value to_value(const Index&);
[[nodiscard]] Value to_value(const Exclusion&);
[[nodiscard]] Value to_value(const PrimaryKey&);
[[nodiscard]] Value to_value(const Table&, bool with_private = false);
[[nodiscard]] Value to_value(const Schema&, bool with_private = false);
[[nodiscard]] Column column_from(const Value&);
[[nodiscard]] ForeignKeyConstraint foreign_key_from(const Value&);
[[nodiscard]] Unique unique_from(const Value&);
[[nodiscard]] Check check_from(const Value&);
[[nodiscard]] Index index_from(const Value&);
[[nodiscard]] Exclusion exclusion_from(const Value&);
[[nodiscard]] PrimaryKey primary_key_from(const Value&);
[[nodiscard]] Table table_from(const Value&);
[[nodiscard]] Schema schema_from(const Value&);

}  // namespace reinhardt::db
