#include "introspect.hpp"

#include <cstdlib>
#include <map>
#include <string>
#include <unordered_map>

#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "catalog_sql.hpp"
#include "connection.hpp"
#include "literal.hpp"
#include "types.hpp"

namespace reinhardt::db::postgresql {

namespace {

/// The rows of a catalog query.
class Answer {
public:
    explicit Answer(Result result) : result_(std::move(result)) {}
    bool next() { return ++row_ < PQntuples(result_.get()); }
    [[nodiscard]] std::string text(int column) const { return PQgetvalue(result_.get(), row_, column); }
    [[nodiscard]] bool is_true(int column) const { return text(column) == "t"; }
    [[nodiscard]] char letter(int column) const { return *PQgetvalue(result_.get(), row_, column); }
    [[nodiscard]] int number(int column) const { return std::atoi(PQgetvalue(result_.get(), row_, column)); }
    [[nodiscard]] Value json(int column) const {
        const std::string document = text(column);
        return document.empty() ? Value::list() : parse_json(document, {}, ErrorCode::internal);
    }

private:
    Result result_;
    int row_ = -1;
};

std::string action(char letter) {
    switch (letter) {
        case 'c': return "CASCADE";
        case 'n': return "SET_NULL";
        case 'd': return "SET_DEFAULT";
        case 'r': return "RESTRICT";
        default: return "NO_ACTION";
    }
}

/// {fillfactor=70} as an object of texts.
Value storage_parameters(const Value& list) {
    Value with = Value::object();
    for (const auto& item : list.texts()) {
        const auto equals = item.find('=');
        with.set(item.substr(0, equals), equals == std::string::npos ? std::string("true") : item.substr(equals + 1));
    }
    return with;
}

struct LiveTable {
    Table table;
    std::map<int, std::string> column_names;  ///< by number
};

class Reader {
public:
    Reader(const Connection& connection, const Value& request) : connection_(connection), private_(request.bool_or("private", false)) {
        if (const Value* tables = request.find("tables"); tables != nullptr && tables->is_list()) wanted_ = to_json(*tables);
    }

    Value read() {
        tables();
        columns();
        sequences();
        exclusions();
        constraints();
        indexes();
        Schema schema;
        schema.source = "database";
        schema.backend = "postgresql";
        for (auto& oid : order_) schema.tables.push_back(std::move(live_.at(oid).table));
        Value document = to_value(schema, private_);
        if (wanted_.empty()) objects(document);
        return document;
    }

private:
    [[nodiscard]] Answer ask(const char* sql) const { return Answer(connection_.query(sql, {wanted_})); }
    [[nodiscard]] Answer ask_all(const char* sql) const { return Answer(connection_.query(sql)); }

    LiveTable* find(const std::string& oid) {
        const auto at = live_.find(oid);
        return at == live_.end() ? nullptr : &at->second;
    }

    void tables() {
        for (Answer answer = ask(catalog::tables); answer.next();) {
            Table& table = live_[answer.text(0)].table;
            order_.push_back(answer.text(0));
            table.name = answer.text(1);
            table.schema = answer.text(2);
            table.comment = answer.text(3);
            if (answer.letter(4) == 'u') table.options.set("unlogged", true);
            if (Value with = storage_parameters(answer.json(5)); !with.as_object().empty()) table.options.set("with", std::move(with));
            if (!answer.text(6).empty()) table.options.set("tablespace", answer.text(6));
            if (!answer.text(7).empty()) table.options.set("partition_by", answer.text(7));
        }
    }

    void columns() {
        for (Answer answer = ask(catalog::columns); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            Column& column = live->table.columns.emplace_back();
            column.name = answer.text(2);
            live->column_names[answer.number(1)] = column.name;
            column.type = short_type(answer.text(3));
            column.null = !answer.is_true(4);
            column.auto_increment = answer.letter(6) != '\0';
            if (answer.letter(7) != '\0') {
                column.generated = Generated{answer.text(5), answer.letter(7) == 's'};
            } else if (!answer.text(5).empty()) {
                read_default(answer.text(5), column);
            }
            column.collation = answer.text(8);
            column.comment = answer.text(9);
        }
    }

    /// A column that takes its default from a sequence of its own numbers itself, as an identity does.
    void sequences() {
        for (Answer answer = ask(catalog::owned_sequences); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            const std::string& name = live->column_names[answer.number(1)];
            Column* column = live->table.column(name);
            if (column == nullptr) continue;
            const bool serial = column->db_default.rfind("nextval(", 0) == 0;
            if (serial) {
                column->db_default.clear();
                column->auto_increment = true;
            }
            Value sequence = Value::object();
            sequence.set("column", name).set("sequence", answer.text(2)).set_if("serial", serial);
            Value& driver = live->table.driver;
            if (driver.is_null()) driver.set("sequences", Value::list());
            driver.find("sequences")->push(std::move(sequence));
        }
    }

    void exclusions() {
        for (Answer answer = ask(catalog::exclusion_operators); answer.next();) operators_[answer.text(0)] = answer.json(1).texts();
    }

    static std::vector<std::string> names(const LiveTable& live, const Value& numbers) {
        std::vector<std::string> names;
        for (const auto& number : numbers.as_list()) {
            const auto at = live.column_names.find(static_cast<int>(number.as_int()));
            if (at != live.column_names.end()) names.push_back(at->second);
        }
        return names;
    }

    void constraints() {
        for (Answer answer = ask(catalog::constraints); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            Table& table = live->table;
            const std::string name = answer.text(1);
            const std::string deferrable = !answer.is_true(8) ? "" : answer.is_true(9) ? "deferred" : "immediate";
            const std::vector<std::string> columns = names(*live, answer.json(3));
            switch (answer.letter(2)) {
                case 'p': table.primary_key = {name, columns}; break;
                case 'f':
                    table.foreign_keys.push_back({name, columns, answer.text(4), answer.json(5).texts(), action(answer.letter(6)), action(answer.letter(7)), deferrable});
                    break;
                case 'c': table.checks.push_back({name, answer.text(10)}); break;
                case 'u': uniques_[answer.text(11)] = {name, columns, {}, deferrable, true}; break;
                default: deferrable_[answer.text(11)] = deferrable; break;
            }
        }
    }

    [[nodiscard]] std::vector<IndexPart> parts(const LiveTable& live, const Value& list) const {
        std::vector<IndexPart> parts;
        for (const auto& item : list.as_list()) {
            const auto& fields = item.as_list();
            IndexPart& part = parts.emplace_back();
            const auto at = live.column_names.find(static_cast<int>(fields[0].as_int()));
            if (at != live.column_names.end()) part.column = at->second;
            if (fields[1].is_text()) part.expression = fields[1].as_text();
            const auto option = fields[2].as_int();  // 1: DESC, 2: NULLS FIRST
            const bool descending = (option & 1) != 0, nulls_first = (option & 2) != 0;
            if (descending) part.order = "desc";
            if (descending != nulls_first) part.nulls = nulls_first ? "first" : "last";
            if (fields[3].is_text()) part.opclass = fields[3].as_text();
            if (fields[4].is_text()) part.collation = fields[4].as_text();
        }
        return parts;
    }

    void indexes() {
        for (Answer answer = ask(catalog::indexes); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            const std::vector<std::string> include = names(*live, answer.json(10));
            switch (answer.letter(11)) {
                case 'p': break;
                case 'u': {
                    Unique& unique = uniques_[answer.text(1)];
                    unique.include = include;
                    unique.nulls_distinct = !answer.is_true(8);
                    live->table.uniques.push_back(unique);
                    break;
                }
                case 'x': add_exclusion(*live, answer); break;
                default: add_index(*live, answer, include);
            }
        }
    }

    void add_index(LiveTable& live, const Answer& answer, const std::vector<std::string>& include) const {
        Index& index = live.table.indexes.emplace_back();
        index.name = answer.text(2);
        index.unique = answer.is_true(3);
        index.method = answer.text(5) == "btree" ? "" : answer.text(5);
        index.where = answer.text(6);
        index.with = storage_parameters(answer.json(7));
        if (index.with.as_object().empty()) index.with = Value();
        index.parts = parts(live, answer.json(9));
        index.include = include;
        if (!answer.is_true(4)) {  // what a CREATE INDEX CONCURRENTLY that failed left behind
            Value& driver = live.table.driver;
            if (driver.find("invalid_indexes") == nullptr) driver.set("invalid_indexes", Value::list());
            driver.find("invalid_indexes")->push(index.name);
        }
    }

    void add_exclusion(LiveTable& live, const Answer& answer) {
        Exclusion& exclusion = live.table.exclusions.emplace_back();
        exclusion.name = answer.text(2);
        exclusion.using_method = answer.text(5);
        exclusion.where = answer.text(6);
        exclusion.deferrable = deferrable_[answer.text(1)];
        exclusion.parts = Value::list();
        const auto& operators = operators_[answer.text(1)];
        std::size_t place = 0;
        for (const auto& part : parts(live, answer.json(9))) {
            Value item = Value::object();
            if (part.column.empty()) {
                item.set("expression", part.expression);
            } else {
                item.set("field", part.column);
            }
            item.set("with", place < operators.size() ? operators[place] : std::string());
            item.set_if("opclass", part.opclass);
            exclusion.parts.push(std::move(item));
            ++place;
        }
    }

    void objects(Value& document) const {
        const auto list = [&](std::string_view key, const char* sql, auto&& describe) {
            Value items = Value::list();
            for (Answer answer = ask_all(sql); answer.next();) items.push(describe(answer));
            document.set_if(key, std::move(items));
        };
        list("enums", catalog::enums, [](const Answer& a) { return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)).set("values", a.json(2)); });
        list("extensions", catalog::extensions, [](const Answer& a) { return Value::object().set("name", a.text(0)).set("version", a.text(1)).set("schema", a.text(2)); });
        list("collations", catalog::collations, [](const Answer& a) {
            return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)).set("locale", a.text(2)).set("provider", a.text(3)).set("deterministic", a.is_true(4));
        });
        list("views", catalog::views, [](const Answer& a) {
            return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)).set("sql", a.text(2)).set_if("materialized", a.is_true(3));
        });
        list("triggers", catalog::triggers, [](const Answer& a) { return Value::object().set("name", a.text(1)).set("table", a.text(0)).set("sql", a.text(2)); });
        list("sequences", catalog::free_sequences, [](const Answer& a) { return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)); });
    }

    const Connection& connection_;
    bool private_;
    std::string wanted_;
    std::vector<std::string> order_;
    std::unordered_map<std::string, LiveTable> live_;              ///< by oid
    std::unordered_map<std::string, Unique> uniques_;              ///< by their index
    std::unordered_map<std::string, std::string> deferrable_;      ///< exclusion constraints, by their index
    std::unordered_map<std::string, std::vector<std::string>> operators_;
};

}  // namespace

Value introspect_schema(const Connection& connection, const Value& request) { return Reader(connection, request).read(); }

}  // namespace reinhardt::db::postgresql
