#include "rows.hpp"

#include <algorithm>

#include <reinhardt/db/support/json.hpp>

#include "backend.hpp"

namespace property {

namespace db = reinhardt::db;

namespace {

/// A value of the column's type, different for each of the rows 1, 2, 3.
db::Value value_for(const db::Column& column, int row) {
    const auto type = column.logical.text_or("type");
    const auto text = std::to_string(row);
    if (type == "BooleanField") return row % 2;
    if (type == "FloatField" || type == "DecimalField") return row + 0.25;
    if (type == "DateField") return "2024-01-0" + text;
    if (type == "TimeField") return "01:02:0" + text;
    if (type == "DateTimeField") return "2024-01-0" + text + " 00:00:00";
    if (type == "UUIDField") return "00000000-0000-0000-0000-00000000000" + text;
    if (type == "IPAddressField") return "10.0.0." + text;
    if (type == "JSONField") return R"({"a": )" + text + "}";
    if (type == "EnumField") return row == 1 ? "draft" : "live";
    if (type.find("Integer") != std::string::npos || type.find("Auto") != std::string::npos || type == "DurationField") return row;
    return "v'" + text;
}

/// A value as a text that a change of type leaves as it is.
std::string text_of(const db::Value& value) { return value.is_text() ? value.as_text() : db::to_json(value); }

bool is_key(const db::Table& table, const std::string& column) {
    const auto& key = table.primary_key.columns;
    return std::find(key.begin(), key.end(), column) != key.end();
}

}  // namespace

void fill_tables(db::Connection& connection, const db::Schema& schema) {
    const auto quoted = [&](const std::string& name) { return connection.driver().quote_identifier(name); };
    const bool numbered = connection.driver().sql().dialect->placeholder == '$';
    check_keys(connection, false);
    for (const auto& table : schema.tables) {
        if (connection.query("SELECT count(*) FROM " + quoted(table.name)).rows[0][0].as_int() > 0) continue;
        std::string columns, places;
        int place = 0;
        for (const auto& column : table.columns) {
            if (column.generated) continue;
            columns += (columns.empty() ? "" : ", ") + quoted(column.name);
            places += (places.empty() ? "" : ", ") + (numbered ? "$" + std::to_string(++place) : "?");
        }
        for (int row = 1; row <= 3; ++row) {
            std::vector<db::Value> values;
            for (const auto& column : table.columns) {
                if (column.generated) continue;
                values.push_back(column.null && row == 2 && !is_key(table, column.name) ? db::Value() : value_for(column, row));
            }
            connection.execute("INSERT INTO " + quoted(table.name) + " (" + columns + ") VALUES (" + places + ")", values);
        }
    }
    check_keys(connection, true);
}

Snapshot snapshot(db::Connection& connection, const db::Schema& schema) {
    const auto quoted = [&](const std::string& name) { return connection.driver().quote_identifier(name); };
    Snapshot found;
    for (const auto& table : schema.tables) {
        std::string order;
        for (const auto& column : table.primary_key.columns) order += (order.empty() ? "" : ", ") + quoted(column);
        const auto rows = connection.query("SELECT * FROM " + quoted(table.name) + (order.empty() ? "" : " ORDER BY " + order));
        auto& into = found[table.name];
        for (const auto& row : rows.rows) {
            auto& values = into.emplace_back();
            for (std::size_t i = 0; i < row.size(); ++i) values[rows.columns[i]] = row[i];
        }
    }
    return found;
}

std::string compare(const Snapshot& before, const Snapshot& after, const std::vector<SameColumns>& tables, bool backwards) {
    for (const auto& table : tables) {
        const auto from = before.find(table.from), to = after.find(table.to);
        if (from == before.end() || to == after.end()) return "table " + table.from + " or " + table.to + " is missing";
        if (from->second.size() != to->second.size())
            return table.from + " had " + std::to_string(from->second.size()) + " rows, " + table.to + " has " + std::to_string(to->second.size());
        for (std::size_t row = 0; row < from->second.size(); ++row)
            for (const auto& [old_column, new_column] : table.columns) {
                const auto was = from->second[row].find(old_column), is = to->second[row].find(new_column);
                if (was == from->second[row].end() || is == to->second[row].end()) return "column " + table.from + "." + old_column + " or " + new_column + " is missing";
                const bool may_fill = std::find(table.filled.begin(), table.filled.end(), backwards ? new_column : old_column) != table.filled.end();
                if (text_of(was->second) != text_of(is->second) && !(may_fill && was->second.is_null()))
                    return "row " + std::to_string(row + 1) + " of " + table.from + "." + old_column + " was " + db::to_json(was->second) + ", " + table.to + "." +
                           new_column + " is " + db::to_json(is->second);
            }
    }
    return {};
}

}  // namespace property
