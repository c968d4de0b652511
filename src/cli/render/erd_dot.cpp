#include <algorithm>

#include "erd.hpp"
#include "quoting.hpp"

namespace reinhardt::db::cli {
namespace {

std::size_t index_of(const Schema& schema, const std::string& table) {
    const auto found = std::find_if(schema.tables.begin(), schema.tables.end(), [&](const Table& item) { return item.name == table; });
    return static_cast<std::size_t>(found - schema.tables.begin());
}

}  // namespace

bool is_key_column(const Table& table, const std::string& column) {
    const auto& columns = table.primary_key.columns;
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

bool is_reference_column(const Table& table, const std::string& column) {
    return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                       [&](const ForeignKeyConstraint& key) { return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end(); });
}

bool is_one_to_one(const Table& table, const ForeignKeyConstraint& key) {
    if (table.primary_key.columns == key.columns) return true;
    if (std::any_of(table.uniques.begin(), table.uniques.end(), [&](const Unique& unique) { return unique.columns == key.columns; })) return true;
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) {
        return index.unique && index.where.empty() && index.parts.size() == key.columns.size() &&
               std::equal(index.parts.begin(), index.parts.end(), key.columns.begin(), [](const IndexPart& part, const std::string& name) { return part.column == name; });
    });
}

std::string erd_dot(const Schema& schema) {
    std::string text =
        "digraph schema {\n"
        "  rankdir=RL;\n"
        "  node [shape=plain, fontname=\"sans-serif\", fontsize=11];\n"
        "  edge [color=\"#5f6b7a\", arrowtail=crow, arrowhead=tee, dir=both];\n";
    for (std::size_t i = 0; i < schema.tables.size(); ++i) {
        const Table& table = schema.tables[i];
        text += "  t" + std::to_string(i) + " [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" color=\"#9aa5b1\">\n";
        text += "    <tr><td bgcolor=\"#e8eef5\" colspan=\"2\"><b>" + xml_text(table.name) + "</b></td></tr>\n";
        for (std::size_t k = 0; k < table.columns.size(); ++k) {
            const Column& column = table.columns[k];
            const std::string name = is_key_column(table, column.name) ? "<u>" + xml_text(column.name) + "</u>" : xml_text(column.name);
            text += "    <tr><td align=\"left\" port=\"l" + std::to_string(k) + "\">" + name + "</td><td align=\"left\" port=\"r" + std::to_string(k) +
                    "\"><font color=\"#7b8794\">" + xml_text(column.type + (column.null ? " null" : "")) + "</font></td></tr>\n";
        }
        text += "  </table>>];\n";
    }
    for (std::size_t i = 0; i < schema.tables.size(); ++i)
        for (const ForeignKeyConstraint& key : schema.tables[i].foreign_keys) {
            const std::size_t to = index_of(schema, key.to_table);
            if (to == schema.tables.size()) continue;
            text += "  t" + std::to_string(i) + " -> t" + std::to_string(to) + " [tooltip=" + dot_quoted(key.name.empty() ? key.to_table : key.name);
            if (is_one_to_one(schema.tables[i], key)) text += ", arrowtail=tee";
            text += "];\n";
        }
    return text + "}\n";
}

}  // namespace reinhardt::db::cli
