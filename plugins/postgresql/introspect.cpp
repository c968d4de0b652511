#include "introspect.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <unordered_map>

#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "answer.hpp"
#include "catalog_sql.hpp"
#include "connection.hpp"
#include "literal.hpp"
#include "objects.hpp"
#include "types.hpp"

namespace reinhardt::db::postgresql {

namespace {

std::string action(char letter) {
    switch (letter) {
        case 'c': return "CASCADE";
        case 'n': return "SET_NULL";
        case 'd': return "SET_DEFAULT";
        case 'r': return "RESTRICT";
        default: return "NO_ACTION";
    }
}

std::string storage(char letter) {
    switch (letter) {
        case 'p': return "PLAIN";
        case 'e': return "EXTERNAL";
        case 'm': return "MAIN";
        case 'x': return "EXTENDED";
        default: return {};
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

/// The numbers of an oidvector or int2vector.
std::vector<std::string> words(const std::string& vector) { return vector.empty() ? std::vector<std::string>() : split(vector, ' '); }

struct LiveColumn {
    std::string name, collation;
};

struct LiveTable {
    Table table;
    std::map<int, LiveColumn> columns;  ///< by number
    std::vector<int> numbers;           ///< of the table's columns as they were read

    void put_in_order() {
        if (std::is_sorted(numbers.begin(), numbers.end())) return;
        std::map<int, Column> sorted;
        for (std::size_t i = 0; i < numbers.size(); ++i) sorted.emplace(numbers[i], std::move(table.columns[i]));
        table.columns.clear();
        for (auto& item : sorted) table.columns.push_back(std::move(item.second));
    }
};

class Reader {
public:
    Reader(const Connection& connection, const Value& request) : connection_(connection), private_(request.bool_or("private", false)) {
        if (const Value* tables = request.find("tables"); tables != nullptr && tables->is_list()) wanted_ = to_json(*tables);
    }

    Value read() {
        tables();
        if (!order_.empty()) parts_of_tables();
        Schema schema;
        schema.source = "database";
        schema.backend = "postgresql";
        for (auto& oid : order_) spell_out_numbering(live_.at(oid).table);
        for (auto& oid : order_) schema.tables.push_back(std::move(live_.at(oid).table));
        Value document = to_value(schema, private_);
        if (wanted_.empty()) add_objects(connection_, document);
        return document;
    }

private:
    void parts_of_tables() {
        columns();
        sequences();
        exclusions();
        constraints();
        indexes();
    }

    [[nodiscard]] Answer ask(const char* sql) const { return Answer(connection_.query_often(sql, {wanted_})); }
    [[nodiscard]] Answer ask_all(const char* sql) const { return Answer(connection_.query_often(sql)); }

    LiveTable* find(const std::string& oid) {
        const auto at = live_.find(oid);
        return at == live_.end() ? nullptr : &at->second;
    }

    void tables() {
        bool spread = false;
        for (Answer answer = ask(catalog::tables); answer.next();) {
            Table& table = live_[answer.text(0)].table;
            order_.push_back(answer.text(0));
            table.name = answer.text(1);
            table.schema = answer.text(2);
            table.comment = answer.text(3);
            if (answer.letter(4) == 'u') table.options.set("unlogged", true);
            Value with = storage_parameters(answer.json(5));
            const Value toast = storage_parameters(answer.json(9));
            for (const auto& member : toast.as_object()) with.set("toast." + member.key, member.value);
            if (!with.as_object().empty()) table.options.set("with", std::move(with));
            if (!answer.text(6).empty()) table.options.set("tablespace", answer.text(6));
            if (!answer.text(7).empty()) table.options.set("partition_by", answer.text(7));
            if (!answer.text(8).empty()) table.options.set("inherits", answer.text(8));
            spread = answer.is_true(10);
        }
        if (spread) distributions();
    }

    void distributions() {
        for (Answer answer = ask(catalog::distributions); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            if (answer.text(1).empty()) live->table.options.set("reference_table", true);
            else live->table.options.set("distribution_column", answer.text(1));
        }
    }

    void columns() {
        for (Answer answer = ask(catalog::columns); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            Column& column = live->table.columns.emplace_back();
            column.name = answer.text(2);
            live->numbers.push_back(answer.number(1));
            live->columns[answer.number(1)] = {column.name, answer.text(10)};
            column.type = short_type(answer.text(3));
            column.null = !answer.is_true(4);
            column.auto_increment = answer.letter(6) != '\0';
            if (answer.letter(6) == 'a') column.type += " GENERATED ALWAYS AS IDENTITY";
            if (answer.letter(7) != '\0') {
                column.generated = Generated{answer.text(5), answer.letter(7) == 's'};
            } else if (!answer.text(5).empty()) {
                read_default(answer.text(5), column);
            }
            column.collation = answer.text(8);
            column.comment = answer.text(9);
            add_settings(answer, live->table);
        }
        for (auto& item : live_) item.second.put_in_order();
    }

    /// How a column is stored and how much is known of its values where that is not as it is by itself: no model says it, and a column made anew keeps it.
    static void add_settings(const Answer& answer, Table& table) {
        if (answer.text(11).empty() && answer.text(12).empty()) return;
        Value settings = Value::object();
        settings.set("column", table.columns.back().name).set_if("storage", storage(answer.letter(11))).set_if("statistics", answer.text(12));
        if (table.driver.find("columns") == nullptr) table.driver.set("columns", Value::list());
        table.driver.find("columns")->push(std::move(settings));
    }

    /// A column that takes its default from a sequence of its own numbers itself, as an identity does.
    void sequences() {
        for (Answer answer = ask(catalog::owned_sequences); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            const std::string& name = live->columns[answer.number(1)].name;
            Column* column = live->table.column(name);
            if (column == nullptr) continue;
            const bool serial = column->db_default.rfind("nextval(", 0) == 0;
            if (serial) {
                column->db_default.clear();
                column->auto_increment = true;
            }
            if (column->auto_increment) add_sequence_options(answer, *column);
            Value sequence = Value::object();
            sequence.set("column", name).set("sequence", answer.text(2)).set_if("serial", serial);
            Value& driver = live->table.driver;
            if (driver.find("sequences") == nullptr) driver.set("sequences", Value::list());
            driver.find("sequences")->push(std::move(sequence));
        }
    }

    /// What of its numbering is not as it is by itself, in the words of CREATE TABLE.
    static void add_sequence_options(const Answer& answer, Column& column) {
        const auto is = [&](const char* type) { return column.type.rfind(type, 0) == 0; };
        const std::string greatest = is("smallint") ? "32767" : is("integer") ? "2147483647" : "9223372036854775807";
        const bool down = answer.text(4).front() == '-';
        std::string options;
        const auto option = [&](const char* words, const std::string& value) { options += (options.empty() ? "" : " ") + (words + value); };
        const std::string least = answer.text(5), most = answer.text(6);
        if (answer.text(3) != (down ? most : least)) option("START WITH ", answer.text(3));
        if (answer.text(4) != "1") option("INCREMENT BY ", answer.text(4));
        if (!down && least != "1") option("MINVALUE ", least);
        if (!down && most != greatest && most != "9223372036854775807") option("MAXVALUE ", most);
        if (answer.text(7) != "1") option("CACHE ", answer.text(7));
        if (answer.is_true(8)) option("CYCLE", "");
        if (options.empty()) return;
        if (column.type.find(" GENERATED") == std::string::npos) column.type += " GENERATED BY DEFAULT AS IDENTITY";
        column.type += " (" + options + ')';
    }

    void exclusions() {
        for (Answer answer = ask(catalog::exclusion_operators); answer.next();) operators_[answer.text(0)] = answer.json(1).texts();
    }

    static std::vector<std::string> names(const LiveTable& live, const Value& numbers) {
        std::vector<std::string> names;
        for (const auto& number : numbers.as_list()) {
            const auto at = live.columns.find(static_cast<int>(number.as_int()));
            if (at != live.columns.end()) names.push_back(at->second.name);
        }
        return names;
    }

    [[nodiscard]] std::vector<std::string> referred(const Answer& answer) {
        const LiveTable* target = find(answer.text(15));
        return target != nullptr && answer.text(5).empty() ? names(*target, answer.json(14)) : answer.json(5).texts();
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
                    table.foreign_keys.push_back({name, columns, answer.text(4), referred(answer), action(answer.letter(6)), action(answer.letter(7)), deferrable,
                                                  answer.letter(12) == 'f' && columns.size() > 1 ? "full" : "", answer.text(13)});
                    break;
                case 'c': table.checks.push_back({name, answer.text(10), answer.text(13)}); break;
                case 'u': uniques_[answer.text(11)] = {name, columns, {}, deferrable, true}; break;
                default: deferrable_[answer.text(11)] = deferrable; break;
            }
        }
    }

    struct Expression {
        std::string text;
        bool names_collation = false;
    };

    [[nodiscard]] std::vector<IndexPart> parts(const LiveTable& live, const Answer& answer) {
        const auto columns = words(answer.text(9)), options = words(answer.text(10)), classes = words(answer.text(11)), collations = words(answer.text(12));
        std::map<std::size_t, Expression> expressions;
        const Value list = answer.json(15);
        for (const auto& item : list.as_list()) {
            const auto& fields = item.as_list();
            expressions[static_cast<std::size_t>(fields[0].as_int())] = {fields[1].as_text(), fields[2].as_bool()};
        }
        std::vector<IndexPart> parts;
        for (std::size_t i = 0; i < classes.size(); ++i) {
            IndexPart& part = parts.emplace_back();
            std::string collation;
            if (const auto at = live.columns.find(std::atoi(columns[i].c_str())); at != live.columns.end()) {
                part.column = at->second.name;
                collation = at->second.collation;
            } else {
                part.expression = expressions[i + 1].text;
                if (!expressions[i + 1].names_collation) collation = collations[i];
            }
            const bool descending = ((options[i][0] - '0') & 1) != 0, nulls_first = ((options[i][0] - '0') & 2) != 0;
            if (descending) part.order = "desc";
            if (descending != nulls_first) part.nulls = nulls_first ? "first" : "last";
            part.opclass = class_of(classes[i], answer.text(1), i + 1);
            if (collations[i] != "0" && collations[i] != collation) part.collation = collation_of(collations[i]);
        }
        return parts;
    }

    /// The operator class where it is not the type's own, with its options.
    [[nodiscard]] std::string class_of(const std::string& oid, const std::string& index, std::size_t place) {
        if (classes_.empty()) {
            for (Answer answer = ask_all(catalog::operator_classes); answer.next();) classes_[answer.text(0)] = {answer.text(1), answer.is_true(2)};
            for (Answer answer = ask_all(catalog::class_options); answer.next();) class_options_[answer.text(0) + '.' + answer.text(1)] = answer.text(2);
        }
        const auto& [name, own] = classes_[oid];
        const auto options = class_options_.find(index + '.' + std::to_string(place));
        if (options != class_options_.end()) return name + " (" + options->second + ')';
        return own ? std::string() : name;
    }

    [[nodiscard]] std::string collation_of(const std::string& oid) {
        if (collations_.empty()) {
            for (Answer answer = ask_all(catalog::collations); answer.next();) collations_[answer.text(0)] = answer.text(1);
        }
        return collations_[oid];
    }

    [[nodiscard]] static std::vector<std::string> included(const LiveTable& live, const Answer& answer) {
        std::vector<std::string> names;
        const auto columns = words(answer.text(9));
        for (auto i = static_cast<std::size_t>(answer.number(13)); i < columns.size(); ++i) names.push_back(live.columns.at(std::atoi(columns[i].c_str())).name);
        return names;
    }

    void indexes() {
        for (Answer answer = ask(catalog::indexes); answer.next();) {
            LiveTable* live = find(answer.text(0));
            if (live == nullptr) continue;
            switch (answer.letter(14)) {
                case 'p': break;
                case 'u': {
                    Unique& unique = uniques_[answer.text(1)];
                    unique.include = included(*live, answer);
                    unique.nulls_distinct = !answer.is_true(8);
                    live->table.uniques.push_back(unique);
                    break;
                }
                case 'x': add_exclusion(*live, answer); break;
                default: add_index(*live, answer);
            }
        }
    }

    void add_index(LiveTable& live, const Answer& answer) {
        Index& index = live.table.indexes.emplace_back();
        index.name = answer.text(2);
        index.unique = answer.is_true(3);
        index.method = answer.text(5) == "btree" ? "" : answer.text(5);
        index.where = answer.text(6);
        index.with = storage_parameters(answer.json(7));
        if (answer.is_true(8)) index.with.set("nulls_not_distinct", true);
        if (index.with.as_object().empty()) index.with = Value();
        index.parts = parts(live, answer);
        index.include = included(live, answer);
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
        for (const auto& part : parts(live, answer)) {
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

    /// A column that numbers itself without being part of the key is no automatic field: its type says so.
    static void spell_out_numbering(Table& table) {
        for (auto& column : table.columns) {
            const auto& key = table.primary_key.columns;
            if (!column.auto_increment || std::find(key.begin(), key.end(), column.name) != key.end()) continue;
            column.auto_increment = false;
            if (column.type.find(" GENERATED") == std::string::npos) column.type += " GENERATED BY DEFAULT AS IDENTITY";
        }
    }

    const Connection& connection_;
    bool private_;
    std::string wanted_;
    std::vector<std::string> order_;
    std::unordered_map<std::string, LiveTable> live_;              ///< by oid
    std::unordered_map<std::string, Unique> uniques_;              ///< by their index
    std::unordered_map<std::string, std::string> deferrable_;      ///< exclusion constraints, by their index
    std::unordered_map<std::string, std::vector<std::string>> operators_;
    std::unordered_map<std::string, std::pair<std::string, bool>> classes_;  ///< operator classes: name, whether the type's own
    std::unordered_map<std::string, std::string> class_options_, collations_;
};

/// Of some tables the catalog is asked again and again: the server would plan each query anew each time, which takes it longer than to run it.
class KeptPlans {
public:
    KeptPlans(const Connection& connection, const Value& request) : connection_(connection), set_(connection.keeps_plans() && request.find("tables") != nullptr) {
        if (set_) static_cast<void>(connection_.query("SET plan_cache_mode = force_generic_plan"));
    }
    ~KeptPlans() {
        static_cast<void>(plugin::guarded(nullptr, [&] {
            if (set_) static_cast<void>(connection_.query("RESET plan_cache_mode"));
        }));
    }
    KeptPlans(const KeptPlans&) = delete;
    KeptPlans& operator=(const KeptPlans&) = delete;

private:
    const Connection& connection_;
    bool set_;
};

}  // namespace

Value introspect_schema(const Connection& connection, const Value& request) {
    const KeptPlans plans(connection, request);
    return Reader(connection, request).read();
}

}  // namespace reinhardt::db::postgresql
