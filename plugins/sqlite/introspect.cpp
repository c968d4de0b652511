#include "introspect.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "connection.hpp"
#include "parse_table.hpp"
#include "table_document.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

struct SchemaRow {
    std::string type, name, table, sql;
};

/// What hangs on one table.
struct TableParts {
    const SchemaRow* table = nullptr;
    std::vector<const SchemaRow*> indexes, triggers;
};

std::vector<std::vector<std::string>> query(Connection& connection, std::string_view sql, const std::vector<std::string>& parameters = {}) {
    std::size_t tail = 0;
    const auto statement = connection.prepare(sql, tail);
    std::vector<rdb_cell> cells;
    for (const auto& parameter : parameters) cells.push_back(plugin::bytes_cell(parameter));
    statement->bind(cells.data(), static_cast<std::uint32_t>(cells.size()));
    std::vector<std::vector<std::string>> rows;
    std::vector<rdb_cell> row(statement->column_count());
    while (statement->fetch(row.data(), 1) > 0) {
        auto& texts = rows.emplace_back();
        for (const auto& cell : row) texts.emplace_back(cell.tag == RDB_TEXT ? plugin::bytes(cell) : std::string_view());
    }
    return rows;
}

template <class Definition>
Definition parse_named(const SchemaRow& row, Definition (*parse)(std::string_view)) {
    try {
        return parse(row.sql);
    } catch (const Error& error) {
        throw Error(error.code(), row.type + ' ' + row.name + ": " + error.message()).statement(row.sql);
    }
}

class Introspection {
public:
    Introspection(Connection& connection, const Value& request) : connection_(connection), private_(request.bool_or("private", false)) {
        if (const Value* tables = request.find("tables"); tables != nullptr && tables->is_list()) {
            only_ = tables->texts();
            limited_ = true;
        }
    }

    Value run() {
        read();
        Value tables = Value::list();
        for (const auto& [key, parts] : parts_) {
            if (parts.table != nullptr) tables.push(document(parts));
        }
        Value value = Value::object();
        value.set("format_version", "1.0").set("source", "database").set("backend", "sqlite");
        value.set("server", std::string("SQLite ") + sqlite3_libversion()).set("tables", std::move(tables));
        if (!limited_) value.set_if("views", list_of("view")).set_if("triggers", list_of("trigger"));
        return value;
    }

private:
    void read() {
        std::string sql = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema";
        std::vector<std::string> parameters;
        if (limited_) {
            sql += " WHERE tbl_name COLLATE NOCASE IN (SELECT value FROM json_each(?))";
            if (private_) sql += " OR type = 'view'";
            parameters.push_back(to_json(Value::list_of(only_)));
        }
        bool virtual_tables = false;
        for (auto& row : query(connection_, sql, parameters)) {
            rows_.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2]), std::move(row[3])});
            virtual_tables = virtual_tables || is_virtual(rows_.back());
        }
        std::vector<std::string> shadows;
        if (virtual_tables) {
            for (auto& row : query(connection_, "SELECT name FROM pragma_table_list WHERE type = 'shadow'")) shadows.push_back(std::move(row[0]));
        }
        for (const auto& row : rows_) {
            if (row.type == "table") {
                const bool hidden = same_name(row.name.substr(0, 7), "sqlite_") || is_virtual(row) || (!limited_ && same_name(row.name.substr(0, 10), "reinhardt_"));
                if (!hidden && std::find(shadows.begin(), shadows.end(), row.name) == shadows.end()) parts_[row.name].table = &row;
            } else if (row.type == "index" && !row.sql.empty()) {
                parts_[row.table].indexes.push_back(&row);
            } else if (row.type == "trigger") {
                parts_[row.table].triggers.push_back(&row);
            } else if (row.type == "view") {
                views_.push_back(&row);
            }
        }
    }

    static bool is_virtual(const SchemaRow& row) {
        if (row.type != "table") return false;
        Tokenizer tokenizer(row.sql);
        static_cast<void>(tokenizer.next());
        return tokenizer.next().is("VIRTUAL");
    }

    Value document(const TableParts& parts) {
        std::vector<StoredIndex> indexes;
        for (const auto* row : parts.indexes) {
            StoredIndex index{parse_named(*row, parse_index), row->sql};
            index.definition.name = row->name;
            indexes.push_back(std::move(index));
        }
        TableDefinition definition = parse_named(*parts.table, parse_table);
        definition.name = parts.table->name;
        Table table = to_table(definition, indexes);
        table.managed = true;
        for (auto& key : table.foreign_keys) {
            if (key.to_columns.empty()) key.to_columns = key_of(key.to_table);
        }
        if (private_) table.driver = private_part(parts);
        return to_value(table, private_);
    }

    /// The primary key that REFERENCES without columns means.
    std::vector<std::string> key_of(const std::string& table) {
        std::vector<std::string> columns;
        for (auto& row : query(connection_, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", {table})) columns.push_back(std::move(row[0]));
        return columns;
    }

    Value private_part(const TableParts& parts) {
        Value part = Value::object();
        part.set("sql", parts.table->sql);
        part.set_if("triggers", named(parts.triggers)).set_if("indexes", named(parts.indexes));
        part.set_if("views", Value::list_of(dependents(parts.table->name)));
        int defensive = 0;
        sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
        part.set_if("defensive", defensive != 0);
        return part;
    }

    static Value named(const std::vector<const SchemaRow*>& rows) {
        Value list = Value::list();
        for (const auto* row : rows) {
            Value item = Value::object();
            list.push(item.set("name", row->name).set("sql", row->sql));
        }
        return list;
    }

    /// Views whose text names the table, or a view that does.
    std::vector<std::string> dependents(const std::string& table) {
        if (!view_names_read_) {
            for (const auto* view : views_) {
                auto& names = view_names_[view->name];
                for (const auto& token : tokenize(view->sql)) {
                    if (token.is_name()) names.push_back(lower(token.name()));
                }
            }
            view_names_read_ = true;
        }
        std::vector<std::string> found, wanted{lower(table)};
        while (!wanted.empty()) {
            const std::string name = wanted.back();
            wanted.pop_back();
            for (const auto* view : views_) {
                const auto& names = view_names_[view->name];
                const bool known = std::find(found.begin(), found.end(), view->name) != found.end();
                if (known || std::find(names.begin(), names.end(), name) == names.end()) continue;
                found.push_back(view->name);
                wanted.push_back(lower(view->name));
            }
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    [[nodiscard]] Value list_of(std::string_view type) const {
        std::vector<const SchemaRow*> found;
        for (const auto& row : rows_) {
            if (row.type == type) found.push_back(&row);
        }
        std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
        Value list = Value::list();
        for (const auto* row : found) {
            Value item = Value::object();
            item.set("name", row->name);
            if (type == "trigger") item.set("table", row->table);
            list.push(item.set("sql", row->sql));
        }
        return list;
    }

    Connection& connection_;
    bool private_, limited_ = false, view_names_read_ = false;
    std::vector<std::string> only_;
    std::vector<SchemaRow> rows_;
    std::map<std::string, TableParts> parts_;  // by name: documents list tables in that order
    std::vector<const SchemaRow*> views_;
    std::unordered_map<std::string, std::vector<std::string>> view_names_;
};

}  // namespace

Value introspect_schema(Connection& connection, const Value& request) { return Introspection(connection, request).run(); }

}  // namespace reinhardt::db::sqlite
