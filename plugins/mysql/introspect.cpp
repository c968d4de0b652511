#include "introspect.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/text.hpp>

#include "connection.hpp"
#include "ddl/definition.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "objects.hpp"
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

/// PARTITION BY of a table, from its rows of information_schema.partitions.
std::string partition_by(const std::vector<TextRow>& rows) {
    const TextRow& first = rows.front();
    const std::string& method = first[3];
    std::string text = method + " (" + first[5] + ')';
    if (!first[4].empty()) {
        const auto of_first = std::count_if(rows.begin(), rows.end(), [&](const TextRow& row) { return row[1] == first[1]; });
        text += " SUBPARTITION BY " + first[4] + " (" + first[6] + ") SUBPARTITIONS " + std::to_string(of_first);
    }
    if (method.find("HASH") != std::string::npos || method.find("KEY") != std::string::npos) return text + " PARTITIONS " + std::to_string(rows.size());
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && rows[i][1] == rows[i - 1][1]) continue;
        const std::string& bound = rows[i][7];
        std::string part = "PARTITION " + quoted(rows[i][1]);
        if (method.rfind("RANGE", 0) == 0) part += " VALUES LESS THAN " + (bound == "MAXVALUE" ? bound : '(' + bound + ')');
        if (method.rfind("LIST", 0) == 0) part += bound == "DEFAULT" ? " DEFAULT" : " VALUES IN (" + bound + ')';
        if (!rows[i][8].empty()) part += " COMMENT = " + text_literal(rows[i][8]);
        parts.push_back(std::move(part));
    }
    return text + " (" + join(parts, ", ") + ')';
}

/// The text that stood in a string before the server escaped it.
std::string unescaped(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\'' || text[i + 1] == '\\')) ++i;
        out += text[i];
    }
    return out;
}

/// The expression with its strings written as text_literal writes them.
std::string plain_strings(const std::string& text) {
    if (text.find('\'') == std::string::npos && text.find('"') == std::string::npos) return text;
    std::string out;
    std::size_t copied = 0;
    for (const auto& token : sql::tokenize(text, sql::mysql_lexis)) {
        if (token.kind != sql::TokenKind::string) continue;
        out += text.substr(copied, token.begin - copied) + text_literal(token.content(sql::mysql_lexis));
        copied = token.end;
    }
    return out + text.substr(copied);
}

/// The place of `text` that says the same as `garbled`, in which ???? stands for a character of four bytes; `garbled` where there is none.
std::string restored(const std::string& garbled, const std::string& text) {
    if (garbled.find("????") == std::string::npos) return garbled;
    for (std::size_t begin = 0; begin + garbled.size() <= text.size(); ++begin) {
        std::size_t i = 0;
        while (i < garbled.size()) {
            const bool four = garbled.compare(i, 4, "????") == 0 && static_cast<unsigned char>(text[begin + i]) >= 0xF0U;
            if (!four && garbled[i] != text[begin + i]) break;
            i += four ? 4 : 1;
        }
        if (i == garbled.size()) return text.substr(begin, i);
    }
    return garbled;
}

class Reader {
public:
    Reader(const Connection& connection, const Value& request)
        : connection_(connection), server_(connection.server()), private_(request.bool_or("private", false)) {
        const Value* tables = request.find("tables");
        if (tables == nullptr || !tables->is_list()) return;
        all_ = false;
        std::vector<std::string> names;
        for (const auto& name : tables->texts()) {
            names.push_back(text_literal(name));
            spellings_[lower(name)] = name;
        }
        wanted_ = names.empty() ? " AND FALSE" : " AND t.table_name IN (" + join(names, ", ") + ')';
    }

    Value read() {
        Schema schema;
        schema.source = "database";
        schema.backend = "mysql";
        database(schema);
        tables();
        if (all_ || !live_.empty()) parts_of_tables();
        for (const auto& name : garbled_) restore(live_.at(name));
        for (auto& [name, table] : live_) {
            hide_key_indexes(table);
            spell_out_numbering(table);
            schema.tables.push_back(std::move(table));
        }
        if (all_) add_objects(connection_, server_, schema);
        return to_value(schema, private_);
    }

private:
    void parts_of_tables() {
        columns();
        keys();
        foreign_keys();
        checks();
        if (partitioned_) partitions();
    }

    Table* find(const std::string& name) {
        const auto at = live_.find(name);
        return at == live_.end() ? nullptr : &at->second;
    }

    /// A table's name as the models write it, where the server takes it without case.
    [[nodiscard]] std::string spelled(const std::string& name) const {
        const auto asked = defaults_.has("lower_case_table_names") ? spellings_.find(lower(name)) : spellings_.end();
        return asked != spellings_.end() ? asked->second : name;
    }

    [[nodiscard]] std::vector<TextRow> ask(const std::string& columns, const std::string& from, const std::string& order) const {
        return connection_.query("SELECT " + columns + " FROM information_schema." + from + " t WHERE t.table_schema = DATABASE()" + wanted_ + order);
    }

    /// What holds where a table says nothing.
    void database(Schema& schema) {
        const TextRow row = connection_.query("SELECT @@default_storage_engine, @@character_set_database, @@collation_database, @@lower_case_table_names").at(0);
        defaults_ = Value::object().set("engine", row[0]).set("charset", row[1]).set("collation", row[2]);
        if (row[3] != "0") defaults_.set("lower_case_table_names", row[3]);
        schema.defaults = defaults_;
    }

    void tables() {
        const auto rows = ask("t.table_name, t.engine, t.table_collation, t.table_comment, t.create_options, t.table_type", "tables", " AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')");
        for (const auto& row : rows) {
            Table& table = live_[row[0]];
            table.name = spelled(row[0]);
            table.comment = row[3];
            if (!row[1].empty() && row[1] != defaults_.text_or("engine")) table.options.set("engine", row[1]);
            if (row[2] != defaults_.text_or("collation")) table.options.set("charset", row[2].substr(0, row[2].find('_'))).set("collation", row[2]);
            if (row[5] == "SYSTEM VERSIONED") table.options.set("system_versioning", "on");
            create_options(row[4], table);
            collations_[row[0]] = row[2];
        }
    }

    /// "row_format=COMPRESSED `PAGE_COMPRESSED`='1' partitioned"
    void create_options(const std::string& text, Table& table) {
        for (const auto& word : split(text, ' ')) {
            const auto equals = word.find('=');
            if (equals == std::string::npos) {
                partitioned_ = partitioned_ || word == "partitioned";
                continue;
            }
            const std::string key = lower(replace_all(word.substr(0, equals), "`", ""));
            const bool known = key == "row_format" || std::find(plain_table_options.begin(), plain_table_options.end(), key) != plain_table_options.end();
            if (known) table.options.set(key, replace_all(word.substr(equals + 1), "'", ""));
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
            if (row[8] == "ROW START" || row[8] == "ROW END") {
                column.type += " GENERATED ALWAYS AS " + row[8];
                std::string& period = periods_[row[0]];
                period = row[8] == "ROW START" ? row[1] + ", " + period : period + row[1];
                table->options.set("system_versioning", period);
            } else if (!row[8].empty()) {
                column.generated = Generated{expression(row[8]), extra.find("virtual") == std::string::npos};
                if (row[8].find("????") != std::string::npos) garbled_.insert(row[0]);
            } else if (row[9] == "0") {
                read_column_default(row[4], extra, column);
                if (row[4].find("????") != std::string::npos) garbled_.insert(row[0]);
            }
            if (const auto on_update = extra.find("on update "); on_update != std::string::npos) {
                column.type += " ON UPDATE " + extra.substr(on_update + 10, extra.find_first_of(", ", on_update + 10) - on_update - 10);
            }
            if (extra.find("invisible") != std::string::npos) column.type += " INVISIBLE";
            if (extra.find("without system versioning") != std::string::npos) column.type += " WITHOUT SYSTEM VERSIONING";
            if (row[6] != collations_[row[0]]) column.collation = row[6];
            column.comment = row[7];
        }
    }

    /// A column that numbers itself without being part of the key is no automatic field: its type says so.
    static void spell_out_numbering(Table& table) {
        for (auto& column : table.columns) {
            const auto& key = table.primary_key.columns;
            if (!column.auto_increment || std::find(key.begin(), key.end(), column.name) != key.end()) continue;
            column.auto_increment = false;
            column.type += " AUTO_INCREMENT";
        }
    }

    /// An expression as information_schema has it. MySQL escapes it once more, as if it were to stand in a string; and a quote in a string is
    /// written twice here, which every reader of SQL understands.
    [[nodiscard]] std::string expression(const std::string& text) const { return plain_strings(server_.mariadb ? text : unescaped(text)); }

    /// MariaDB prints SQL, MySQL the value alone, unless `extra` says that it is an expression.
    void read_column_default(const std::string& text, const std::string& extra, Column& column) const {
        if (server_.mariadb) return read_default(plain_strings(text), column);
        if (extra.find("default_generated") != std::string::npos) return read_default(expression(text), column);
        read_default(column.type.rfind("bit", 0) == 0 ? text : text_literal(text), column);
    }

    void keys() {
        const std::string expressions = server_.expression_indexes() ? "t.expression" : "NULL";
        const std::string unseen = !server_.mariadb ? (server_.version >= 80'000 ? "t.is_visible = 'NO'" : "0") : server_.version >= 100'600 ? "t.ignored = 'YES'" : "0";
        const auto rows = ask("t.table_name, t.index_name, t.non_unique, t.column_name, t.collation, t.sub_part, t.index_type, " + expressions + ", t.index_comment, " + unseen, "statistics",
                              " ORDER BY t.table_name, t.index_name, t.seq_in_index");
        for (std::size_t i = 0; i < rows.size();) {
            std::size_t end = i;
            while (end < rows.size() && rows[end][0] == rows[i][0] && rows[end][1] == rows[i][1]) ++end;
            if (Table* table = find(rows[i][0])) add_key(*table, rows, i, end);
            i = end;
        }
    }

    void add_key(Table& table, const std::vector<TextRow>& rows, std::size_t begin, std::size_t end) const {
        std::vector<std::string> names, prefixes;
        bool plain = true;
        Index index;
        index.name = rows[begin][1];
        index.unique = rows[begin][2] == "0";
        index.method = rows[begin][6] == "BTREE" && table.options.text_or("engine") != "MEMORY" ? "" : lower(rows[begin][6]);
        for (std::size_t i = begin; i < end; ++i) {
            const TextRow& row = rows[i];
            names.push_back(row[3]);
            IndexPart& part = index.parts.emplace_back();
            part.column = row[3];
            part.expression = expression(row[7]);
            if (row[4] == "D") part.order = "desc";
            // Without a length the server takes as much of a long text as fits into a key, and of a shape its bounds: that is no option of anybody.
            const Column* column = table.column(row[3]);
            const bool automatic = (row[5] == "768" && column != nullptr && is_long(column->type)) || index.method == "spatial";
            prefixes.push_back(row[5].empty() || automatic ? "0" : row[5]);
            plain = plain && row[7].empty() && row[4] != "D" && prefixes.back() == "0";
        }
        const bool prefixed = std::any_of(prefixes.begin(), prefixes.end(), [](const std::string& prefix) { return prefix != "0"; });
        if (prefixed) index.with.set("prefix", join(prefixes, ","));
        if (!rows[begin][8].empty()) index.with.set("comment", rows[begin][8]);
        if (rows[begin][9] == "1") index.with.set(server_.mariadb ? "ignored" : "invisible", true);
        if (index.name == "PRIMARY") {
            table.primary_key = {"", names};
            if (prefixed) table.options.set("primary_key_prefix", join(prefixes, ","));
        } else if (index.unique && plain && (index.method.empty() || index.method == "btree") && index.with.is_null()) {
            table.uniques.push_back({index.name, names, {}, {}, true});
        } else {
            table.indexes.push_back(std::move(index));
        }
    }

    /// information_schema is of utf8mb3: characters of four bytes are right in SHOW CREATE TABLE alone, which is asked for such a table.
    void restore(Table& table) const {
        const std::string text = plain_strings(connection_.query("SHOW CREATE TABLE " + quoted(table.name)).at(0).at(1));
        for (auto& column : table.columns) {
            if (column.generated) column.generated->expression = restored(column.generated->expression, text);
            if (column.default_value.is_text() && server_.mariadb) read_default(restored(text_literal(column.default_value.as_text()), text), column);
        }
        for (auto& check : table.checks) check.expression = restored(check.expression, text);
    }

    void partitions() {
        const auto rows = ask("t.table_name, t.partition_name, t.subpartition_name, t.partition_method, t.subpartition_method, t.partition_expression, t.subpartition_expression, "
                              "t.partition_description, t.partition_comment", "partitions", " AND t.partition_name IS NOT NULL ORDER BY t.table_name, t.partition_ordinal_position, t.subpartition_ordinal_position");
        for (std::size_t i = 0; i < rows.size();) {
            std::size_t end = i;
            while (end < rows.size() && rows[end][0] == rows[i][0]) ++end;
            if (Table* table = find(rows[i][0])) table->options.set("partition_by", partition_by(std::vector<TextRow>(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.begin() + static_cast<std::ptrdiff_t>(end))));
            i = end;
        }
    }

    /// Two queries, put together here: joined by the server, they take it time that grows with the square of the keys.
    void foreign_keys() {
        std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>> rules;
        const auto actions = connection_.query("SELECT t.table_name, t.constraint_name, t.delete_rule, t.update_rule FROM information_schema.referential_constraints t "
                                               "WHERE t.constraint_schema = DATABASE()" + wanted_);
        if (actions.empty()) return;
        for (const auto& row : actions) rules[{row[0], row[1]}] = {action(row[2]), action(row[3])};
        const auto rows = ask("t.table_name, t.constraint_name, t.column_name, t.referenced_table_name, t.referenced_column_name, t.referenced_table_schema <> DATABASE(), t.referenced_table_schema",
                              "key_column_usage", " AND t.referenced_table_name IS NOT NULL ORDER BY t.table_name, t.constraint_name, t.ordinal_position");
        for (const auto& row : rows) {
            Table* table = find(row[0]);
            if (table == nullptr) continue;
            if (table->foreign_keys.empty() || table->foreign_keys.back().name != row[1]) {
                const auto& [on_delete, on_update] = rules[{row[0], row[1]}];
                table->foreign_keys.push_back({row[1], {}, row[5] == "1" ? row[6] + '.' + row[3] : spelled(row[3]), {}, on_delete, on_update, {}});
            }
            table->foreign_keys.back().columns.push_back(row[2]);
            table->foreign_keys.back().to_columns.push_back(row[4]);
        }
    }

    void checks() {
        const std::string enforced = server_.version >= 80'016 ? "t.enforced" : "'YES'";
        const std::string sql = server_.mariadb
            ? "SELECT t.table_name, t.constraint_name, t.check_clause, 'YES', t.level FROM information_schema.check_constraints t WHERE t.constraint_schema = DATABASE()" + wanted_
            : "SELECT t.table_name, c.constraint_name, c.check_clause, " + enforced + ", '' FROM information_schema.check_constraints c JOIN information_schema.table_constraints t "
              "ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK' WHERE c.constraint_schema = DATABASE()" + wanted_;
        for (const auto& row : connection_.query(sql)) {
            Table* table = find(row[0]);
            if (table == nullptr) continue;
            const std::string clause = expression(row[2]);
            if (clause.find("????") != std::string::npos) garbled_.insert(row[0]);
            Column* column = server_.mariadb ? table->column(json_column(clause)) : nullptr;
            if (column != nullptr && column->type == "longtext" && row[4] == "Column") {
                column->type = "json";
                column->collation.clear();
            } else {
                table->checks.push_back({row[1], clause, row[3] == "NO" ? "not enforced" : ""});
            }
        }
    }

    /// The server makes an index for a foreign key that has none, under the key's name: it is part of the key.
    static void hide_key_indexes(Table& table) {
        const auto is_of = [](const Index& index, const ForeignKeyConstraint& key) {
            return key.name == index.name && !index.unique && index.method.empty() && index.with.is_null() &&
                   std::equal(key.columns.begin(), key.columns.end(), index.parts.begin(), index.parts.end(), [](const std::string& column, const IndexPart& part) { return column == part.column && part.order.empty(); });
        };
        std::erase_if(table.indexes, [&](const Index& index) {
            return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKeyConstraint& key) { return is_of(index, key); });
        });
    }

    const Connection& connection_;
    ServerKind server_;
    bool private_, all_ = true, partitioned_ = false;
    std::string wanted_;
    std::map<std::string, Table> live_;
    std::map<std::string, std::string> collations_, periods_, spellings_;
    std::set<std::string> garbled_;  ///< tables whose expressions hold characters that information_schema prints as ????
    Value defaults_;
};

}  // namespace

Value introspect_schema(const Connection& connection, const Value& request) { return Reader(connection, request).read(); }

}  // namespace reinhardt::db::mysql
