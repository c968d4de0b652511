#include <reinhardt/db/support/text.hpp>

#include "erd.hpp"
#include "quoting.hpp"

namespace reinhardt::db::cli {
namespace {

bool is_nullable(const Table& table, const ForeignKeyConstraint& key) {
    for (const std::string& name : key.columns)
        if (const Column* column = table.column(name); column != nullptr && column->null) return true;
    return false;
}

std::string keys_of(const Table& table, const std::string& column) {
    const bool primary = is_key_column(table, column), reference = is_reference_column(table, column);
    if (primary && reference) return " PK,FK";
    if (primary) return " PK";
    return reference ? " FK" : "";
}

}  // namespace

std::string erd_mermaid(const Schema& schema) {
    std::string text = "erDiagram\n";
    for (const Table& table : schema.tables) {
        text += "  " + mermaid_quoted(table.name) + " {\n";
        for (const Column& column : table.columns) {
            text += "    " + mermaid_word(replace_all(column.type, ",", "_")) + " " + mermaid_word(column.name) + keys_of(table, column.name);
            if (column.null) text += " \"null\"";
            text += "\n";
        }
        text += "  }\n";
    }
    for (const Table& table : schema.tables)
        for (const ForeignKeyConstraint& key : table.foreign_keys) {
            if (schema.table(key.to_table) == nullptr) continue;
            text += "  " + mermaid_quoted(key.to_table) + (is_nullable(table, key) ? " |o--" : " ||--") + (is_one_to_one(table, key) ? "o| " : "o{ ") +
                    mermaid_quoted(table.name) + " : " + mermaid_quoted(join(key.columns, ", ")) + "\n";
        }
    return text;
}

}  // namespace reinhardt::db::cli
