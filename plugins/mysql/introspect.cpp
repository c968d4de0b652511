#include "introspect.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/text.hpp>

#include "connection.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "server.hpp"
#include "types.hpp"

namespace reinhardt::db::mysql {

namespace {

std::string action(const std::string& rule) { return replace_all(rule, " ", "_"); }

/// The column of a json_valid(`column`) check, which is how MariaDB keeps a column of type JSON; else empty.
std::string json_column(const std::string& check) {
    const auto tokens = sql::tokenize(check, sql::mysql_lexis);
    if (tokens.size() != 5 || !tokens[0].is("json_valid") || !tokens[1].is_op("(") || !tokens[3].is_op(")")) return {};
    return tokens[2].name();
}

class Reader {
public:
    Reader(const Connection& connection, const Value& request)
        : connection_(connection), server_(connection.server()), private_(request.bool_or("private", false)) {
        const Value* tables = request.find("tables");
        if (tables == nullptr || !tables->is_list()) return;
        all_ = false;
        std::vector<std::string> names;
        for (const auto& name : tables->texts()) names.push_back(text_literal(name));
        wanted_ = names.empty() ? " AND FALSE" : " AND t.table_name IN (" + join(names, ", ") + ')';
    }

    Value read() {
        tables();
        columns();
        keys();
        foreign_keys();
        checks();
        Schema schema;
        schema.source = "database";
        schema.backend = "mysql";
        for (auto& [name, table] : live_) {
            hide_key_indexes(table);
            schema.tables.push_back(std::move(table));
        }
        Value document = to_value(schema, private_);
        if (all_) objects(document);
        return document;
    }

private:
    Table* find(const std::string& name) {
        const auto at = live_.find(name);
        return at == live_.end() ? nullptr : &at->second;
    }

    [[nodiscard]] std::vector<TextRow> ask(const std::string& columns, const std::string& from, const std::string& order) const {
        return connection_.query("SELECT " + columns + " FROM information_schema." + from + " t WHERE t.table_schema = DATABASE()" + wanted_ + order);
    }

    void tables() {
        const auto rows = connection_.query(
            "SELECT t.table_name, t.engine, t.table_collation, t.table_comment, s.default_collation_name, t.create_options FROM information_schema.tables t "
            "JOIN information_schema.schemata s ON s.schema_name = t.table_schema WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'" + wanted_);
        for (const auto& row : rows) {
            Table& table = live_[row[0]];
            table.name = row[0];
            table.comment = row[3];
            if (!row[1].empty() && row[1] != "InnoDB") table.options.set("engine", row[1]);
            if (row[2] != row[4]) table.options.set("collation", row[2]);
            collations_[row[0]] = row[2];
        }
    }

    void columns() {
        const auto rows = ask("t.table_name, t.column_name, t.column_type, t.is_nullable, t.column_default, t.extra, t.collation_name, t.column_comment, t.generation_expression, t.column_default IS NULL",
                              "columns", " ORDER BY t.table_name, t.ordinal_position");
        for (const auto& row : rows) {
            Table* table = find(row[0]);
            if (table == nullptr) continue;
            Column& column = table->columns.emplace_back();
            column.name = row[1];
            column.type = short_type(row[2]);
            column.null = row[3] == "YES";
            const std::string extra = lower(row[5]);
            column.auto_increment = extra.find("auto_increment") != std::string::npos;
            if (!row[8].empty()) {
                column.generated = Generated{server_.mariadb ? row[8] : replace_all(row[8], "\\'", "'"), extra.find("virtual") == std::string::npos};
            } else if (row[9] == "0") {
                read_column_default(row[4], extra, column);
            }
            if (row[6] != collations_[row[0]]) column.collation = row[6];
            column.comment = row[7];
        }
    }

    /// MariaDB prints SQL, MySQL the value alone, unless `extra` says that it is an expression.
    void read_column_default(const std::string& text, const std::string& extra, Column& column) const {
        if (server_.mariadb) return read_default(text, column);
        if (extra.find("default_generated") != std::string::npos) return read_default(replace_all(text, "\\'", "'"), column);
        read_default(text_literal(text), column);
    }

    void keys() {
        const std::string expression = server_.expression_indexes() ? "t.expression" : "NULL";
        const auto rows = ask("t.table_name, t.index_name, t.non_unique, t.column_name, t.collation, t.sub_part, t.index_type, " + expression, "statistics",
                              " ORDER BY t.table_name, t.index_name, t.seq_in_index");
        for (std::size_t i = 0; i < rows.size();) {
            std::size_t end = i;
            while (end < rows.size() && rows[end][0] == rows[i][0] && rows[end][1] == rows[i][1]) ++end;
            if (Table* table = find(rows[i][0])) add_key(*table, rows, i, end);
            i = end;
        }
    }

    void add_key(Table& table, const std::vector<TextRow>& rows, std::size_t begin, std::size_t end) const {
        std::vector<std::string> names;
        bool plain = true;
        Index index;
        index.name = rows[begin][1];
        index.unique = rows[begin][2] == "0";
        index.method = rows[begin][6] == "BTREE" ? "" : lower(rows[begin][6]);
        for (std::size_t i = begin; i < end; ++i) {
            const TextRow& row = rows[i];
            names.push_back(row[3]);
            plain = plain && row[7].empty() && row[4] != "D" && row[5].empty();
            IndexPart& part = index.parts.emplace_back();
            part.column = row[3];
            part.expression = replace_all(row[7], "\\'", "'");
            if (row[4] == "D") part.order = "desc";
            // Without a length the server takes as much of a long text as fits into a key: that is no option of anybody.
            const Column* column = table.column(row[3]);
            const bool automatic = row[5] == "768" && column != nullptr && is_long(column->type);
            if (!row[5].empty() && !automatic) index.with.set("prefix", row[5]);
        }
        if (index.name == "PRIMARY") {
            table.primary_key = {"", names};
        } else if (index.unique && plain && index.method.empty()) {
            table.uniques.push_back({index.name, names, {}, {}, true});
        } else {
            table.indexes.push_back(std::move(index));
        }
    }

    void foreign_keys() {
        const auto rows = connection_.query(
            "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, t.delete_rule, t.update_rule "
            "FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints t "
            "ON t.constraint_schema = k.constraint_schema AND t.constraint_name = k.constraint_name AND t.table_name = k.table_name "
            "WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL" + wanted_ + " ORDER BY k.table_name, k.constraint_name, k.ordinal_position");
        for (const auto& row : rows) {
            Table* table = find(row[0]);
            if (table == nullptr) continue;
            if (table->foreign_keys.empty() || table->foreign_keys.back().name != row[1]) {
                table->foreign_keys.push_back({row[1], {}, row[3], {}, action(row[5]), action(row[6]), {}});
            }
            table->foreign_keys.back().columns.push_back(row[2]);
            table->foreign_keys.back().to_columns.push_back(row[4]);
        }
    }

    void checks() {
        const std::string sql = server_.mariadb
            ? "SELECT t.table_name, t.constraint_name, t.check_clause, t.level FROM information_schema.check_constraints t WHERE t.constraint_schema = DATABASE()" + wanted_
            : "SELECT t.table_name, c.constraint_name, c.check_clause FROM information_schema.check_constraints c JOIN information_schema.table_constraints t "
              "ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK' WHERE c.constraint_schema = DATABASE()" + wanted_;
        for (const auto& row : connection_.query(sql)) {
            Table* table = find(row[0]);
            if (table == nullptr) continue;
            const std::string expression = server_.mariadb ? row[2] : replace_all(row[2], "\\'", "'");
            Column* column = server_.mariadb ? table->column(json_column(expression)) : nullptr;
            if (column != nullptr && column->type == "longtext" && row[3] == "Column") {
                column->type = "json";
                column->collation.clear();
            } else {
                table->checks.push_back({row[1], expression});
            }
        }
    }

    /// The server makes an index for a foreign key that has none, under the key's name: it is part of the key.
    static void hide_key_indexes(Table& table) {
        std::erase_if(table.indexes, [&](const Index& index) {
            return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) { return key.name == index.name; });
        });
    }

    void objects(Value& document) const {
        Value views = Value::list(), triggers = Value::list();
        for (const auto& row : connection_.query("SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = DATABASE() ORDER BY table_name")) {
            views.push(Value::object().set("name", row[0]).set("sql", row[1]));
        }
        for (const auto& row : connection_.query("SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_statement FROM information_schema.triggers "
                                                 "WHERE trigger_schema = DATABASE() ORDER BY trigger_name")) {
            triggers.push(Value::object().set("name", row[0]).set("table", row[1]).set("sql", row[2] + ' ' + row[3] + ": " + row[4]));
        }
        document.set_if("views", std::move(views)).set_if("triggers", std::move(triggers));
    }

    const Connection& connection_;
    ServerKind server_;
    bool private_, all_ = true;
    std::string wanted_;
    std::map<std::string, Table> live_;
    std::map<std::string, std::string> collations_;
};

}  // namespace

Value introspect_schema(const Connection& connection, const Value& request) { return Reader(connection, request).read(); }

}  // namespace reinhardt::db::mysql
