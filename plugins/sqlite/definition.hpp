#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::sqlite {

// What a CREATE TABLE or CREATE INDEX statement of SQLite says, whole: printing a definition that was parsed gives a statement that
// means the same. Expressions are kept as text. `conflict` is the resolution behind ON CONFLICT, "" = none.

struct CheckDefinition {
    std::string name, expression;
    friend bool operator==(const CheckDefinition&, const CheckDefinition&) = default;
};

struct ReferenceDefinition {
    ForeignKeyConstraint key;      ///< to_columns may be empty: the parent's primary key
    std::string match;   ///< MATCH name, without effect in SQLite
    friend bool operator==(const ReferenceDefinition&, const ReferenceDefinition&) = default;
};

/// A part of a key, unique constraint or index.
struct KeyPart {
    std::string column, expression, collation, order;  ///< order: "", "asc", "desc"
    friend bool operator==(const KeyPart&, const KeyPart&) = default;
};

struct KeyDefinition {
    std::string name;
    std::vector<KeyPart> parts;
    std::string conflict;
    bool autoincrement = false;
    friend bool operator==(const KeyDefinition&, const KeyDefinition&) = default;
};

struct ColumnDefinition {
    std::string name, type;
    bool not_null = false;
    std::string not_null_name, not_null_conflict;
    std::string default_text;                   ///< as written behind DEFAULT; "" = none
    std::string collation;
    std::optional<Generated> generated;
    std::optional<KeyDefinition> primary_key;   ///< declared at the column; one part without column name
    std::optional<KeyDefinition> unique;
    std::vector<CheckDefinition> checks;
    std::vector<ReferenceDefinition> references;
    friend bool operator==(const ColumnDefinition&, const ColumnDefinition&) = default;
};

struct TableConstraint {
    enum class Kind : std::uint8_t { primary_key, unique, check, foreign_key };
    Kind kind = Kind::check;
    KeyDefinition key;
    CheckDefinition check;
    ReferenceDefinition reference;
    friend bool operator==(const TableConstraint&, const TableConstraint&) = default;
};

struct TableDefinition {
    std::string name;
    std::vector<ColumnDefinition> columns;
    std::vector<TableConstraint> constraints;
    bool strict = false, without_rowid = false;

    [[nodiscard]] const ColumnDefinition* column(std::string_view column_name) const noexcept;
    [[nodiscard]] ColumnDefinition* column(std::string_view column_name) noexcept;
    [[nodiscard]] std::vector<std::string> key_columns() const;
    [[nodiscard]] bool autoincrement() const noexcept;
    /// The column that is another name of the rowid (INTEGER PRIMARY KEY), or nullptr.
    [[nodiscard]] const ColumnDefinition* rowid_alias() const;
    friend bool operator==(const TableDefinition&, const TableDefinition&) = default;
};

struct IndexDefinition {
    std::string name, table;
    bool unique = false;
    std::vector<KeyPart> parts;
    std::string where;
    friend bool operator==(const IndexDefinition&, const IndexDefinition&) = default;
};

/// The statement, one column or constraint a line, under another name if `name` is given.
[[nodiscard]] std::string to_sql(const TableDefinition& table, std::string_view name = {});
[[nodiscard]] std::string to_sql(const IndexDefinition& index);
/// A column with all its constraints, as it stands in CREATE TABLE and behind ADD COLUMN.
[[nodiscard]] std::string to_sql(const ColumnDefinition& column);

enum class Affinity : std::uint8_t { text, integer, real, numeric, blob };
/// The affinity SQLite gives a declared type (https://www.sqlite.org/datatype3.html §3.1).
[[nodiscard]] Affinity affinity_of(std::string_view type);
[[nodiscard]] std::string_view affinity_name(Affinity affinity) noexcept;  ///< "TEXT", for CAST

}  // namespace reinhardt::db::sqlite
