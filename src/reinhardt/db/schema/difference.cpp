#include <reinhardt/db/schema/difference.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include <reinhardt/db/schema/declarable.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

bool is_own_table(const std::string& name) { return name.rfind("reinhardt_", 0) == 0; }

/// A document without the order of its keys, which servers do not keep.
Value sorted(const Value& value) {
    if (value.is_list()) {
        Value list = Value::list();
        for (const auto& item : value.as_list()) list.push(sorted(item));
        return list;
    }
    if (!value.is_object()) return value;
    std::map<std::string, const Value*> members;
    for (const auto& member : value.as_object()) members[member.key] = &member.value;
    Value object = Value::object();
    for (const auto& [key, member] : members) object.set(key, sorted(*member));
    return object;
}

std::string json_text(const Value& value) {
    if (!value.is_text()) return '=' + to_json(sorted(value));
    try {
        return '=' + to_json(sorted(parse_json(value.as_text())));
    } catch (const Error&) {
        return '=' + value.as_text();
    }
}

/// A default as a text that is equal for equal values: 0, 0.0, "0" and false; true and 1.
std::string default_text(const Value& value, bool is_json) {
    if (value.is_null()) return {};
    if (value.is_bool()) return value.as_bool() ? "=1" : "=0";
    if (is_json) return json_text(value);
    std::string text = value.is_text() ? value.as_text() : to_json(value);
    if (text.empty()) return "=";
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end == nullptr || *end != '\0') return "=" + text;
    const bool plain = text.find_first_not_of("-0123456789") == std::string::npos;
    return "=" + (plain ? text : to_json(Value(number)).substr(0, 17));
}

/// Compares two schemas object by object.
class Comparer {
public:
    Comparer(const Schema& source, const Schema& other, const DifferenceOptions& options)
        : source_(source), other_(other), options_(options), folds_(source.defaults.has("lower_case_table_names") || other.defaults.has("lower_case_table_names")) {
        for (const auto& name : options.managed) managed_.insert(folded(name));
        for (const Schema* schema : {&source, &other}) {
            std::set<std::string> names;
            for (const auto& table : schema->tables)
                if (!names.insert(folded(table.name)).second) ambiguous_.insert(folded(table.name));
        }
        for (const auto& table : source.tables) source_tables_.emplace(key_of(table), &table);
        for (const auto& table : other.tables) other_tables_.emplace(key_of(table), &table);
    }

    SchemaDifference run() {
        for (const auto& table : source_.tables) {
            if (is_own_table(table.name)) continue;
            if (const auto next = other_tables_.find(key_of(table)); next != other_tables_.end()) {
                compare(table, *next->second);
            } else if (unmanaged(table)) {
                result_.unmanaged.push_back(table.name);
            } else {
                add("remove", "table", table.name, table.name, to_value(table), Value());
            }
        }
        for (const auto& table : other_.tables) {
            if (is_own_table(table.name) || source_tables_.contains(key_of(table))) continue;
            if (unmanaged(table)) {
                result_.unmanaged.push_back(table.name);
            } else {
                add("add", "table", table.name, table.name, Value(), to_value(table));
            }
        }
        made_objects("extension", source_.extensions, other_.extensions);
        made_objects("collation", source_.collations, other_.collations);
        made_objects("enum", source_.enums, other_.enums);
        objects("view", source_.views, other_.views);
        objects("trigger", source_.triggers, other_.triggers);
        objects("sequence", source_.sequences, other_.sequences);
        for (const auto& [key, kind] : other_objects) objects(std::string(kind), member_of(source_.others, key), member_of(other_.others, key));
        return std::move(result_);
    }

private:
    [[nodiscard]] bool unmanaged(const Table& table) const {
        return options_.partial && !managed_.contains(folded(table.name));
    }

    /// Where the server takes names of tables without case (MySQL manual, lower_case_table_names), so do we.
    [[nodiscard]] std::string folded(const std::string& name) const { return folds_ ? lower(name) : name; }

    void add(std::string change, std::string object, const std::string& table, const std::string& name, Value from, Value to) {
        result_.differences.push_back({std::move(change), std::move(object), table, name, std::move(from), std::move(to)});
    }

    [[nodiscard]] std::string normal(const std::string& expression) const {
        return options_.normalize ? options_.normalize(expression) : expression;
    }

    /// Objects that operations make. Keys that one side leaves open, such as the version of an extension, compare as the other has them.
    /// Models declare enums alone, and only those that a field is of: against them the rest is nobody's.
    void made_objects(const std::string& kind, const Value& from, const Value& to) {
        const auto list = [](const Value& given) { return given.is_list() ? given.as_list() : Value::List(); };
        const auto find = [](const Value::List& items, const Value& wanted) -> const Value* {
            const auto at = std::find_if(items.begin(), items.end(), [&](const Value& item) { return object_label(item) == object_label(wanted); });
            return at == items.end() ? nullptr : &*at;
        };
        const Value::List left = list(from), right = list(to);
        for (const auto& item : left) {
            const Value* next = find(right, item);
            if (next == nullptr) {
                one_sided("remove", kind, item, source_, other_);
            } else if (!same_object(item, *next)) {
                add("alter", kind, {}, object_label(item), bare(item), bare(*next));
            }
        }
        for (const auto& item : right) {
            if (find(left, item) == nullptr) one_sided("add", kind, item, other_, source_);
        }
    }

    void one_sided(const std::string& change, const std::string& kind, const Value& item, const Schema& owner, const Schema& lacking) {
        const std::string name = object_label(item);
        if (options_.partial && !item.bool_or("managed", true)) {
            result_.unmanaged.push_back(name);
        } else if (lacking.source != "models" || (kind == "enum" && has_column_of(owner, name))) {
            add(change, kind, {}, name, change == "remove" ? bare(item) : Value(), change == "add" ? bare(item) : Value());
        }
    }

    static bool has_column_of(const Schema& schema, const std::string& type) {
        return std::any_of(schema.tables.begin(), schema.tables.end(), [&](const Table& table) {
            return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) { return replace_all(replace_all(column.type, "\"", ""), "[]", "") == type; });
        });
    }

    static std::string object_label(const Value& item) {
        const std::string schema = item.text_or("schema");
        return schema.empty() || item.has("version") ? item.text_or("name") : schema + '.' + item.text_or("name");
    }

    static Value bare(Value item) {
        item.erase("managed");
        return item;
    }

    static bool same_object(const Value& a, const Value& b) {
        return std::all_of(a.as_object().begin(), a.as_object().end(), [&](const Member& member) {
            const Value* other = b.find(member.key);
            return member.key == "managed" || other == nullptr || *other == member.value;
        });
    }

    static Value member_of(const Value& object, std::string_view key) {
        const Value* member = object.find(key);
        return member != nullptr ? *member : Value();
    }

    /// Two tables, or two objects, may have one name in two schemas, or on two tables. A schema that one side leaves out is no difference.
    [[nodiscard]] std::string key_of(const Table& table) const {
        const std::string name = folded(table.name);
        const bool bare = table.schema.empty() || table.schema == "public" || !ambiguous_.contains(name);
        return bare ? name : table.schema + '\n' + name;
    }
    static std::string key_of(const Value& object) {
        return object.text_or("name") + '\n' + object.text_or("schema") + '\n' + object.text_or("table") + '\n' + object.text_or("arguments");
    }

    /// Views, triggers and the like belong to nobody's migrations where only one side knows them.
    void objects(const std::string& kind, const Value& from, const Value& to) {
        std::map<std::string, std::pair<const Value*, const Value*>> by_key;
        if (from.is_list()) {
            for (const auto& item : from.as_list()) by_key[key_of(item)].first = &item;
        }
        if (to.is_list()) {
            for (const auto& item : to.as_list()) by_key[key_of(item)].second = &item;
        }
        for (const auto& [key, pair] : by_key) {
            const std::string name = key.substr(0, key.find('\n'));
            if (pair.first != nullptr && pair.second != nullptr) {
                if (!(*pair.first == *pair.second)) add("alter", kind, {}, name, *pair.first, *pair.second);
            } else if (options_.partial) {
                result_.unmanaged.push_back(name);
            } else if (pair.first != nullptr) {
                add("remove", kind, {}, name, *pair.first, Value());
            } else {
                add("add", kind, {}, name, Value(), *pair.second);
            }
        }
    }

    /// The collation, where it is another than what the column has anyhow.
    [[nodiscard]] std::string collation_of(const Column& column, const Table& table) const {
        const std::string own = lower(column.collation);
        for (const Schema* schema : {&source_, &other_}) {
            const std::string inherited = table.options.text_or("collation", table.options.has("charset") ? "" : schema->defaults.text_or("collation"));
            if (!own.empty() && own == lower(inherited)) return {};
        }
        return own;
    }

    [[nodiscard]] bool same(const Column& a, const Table& table_a, const Column& b, const Table& table_b) const {
        const bool is_json = lower(a.type).find("json") != std::string::npos;
        const auto expression = [&](const Column& column) { return column.generated ? normal(column.generated->expression) : std::string(); };
        return lower(a.type) == lower(b.type) && a.null == b.null && a.auto_increment == b.auto_increment &&
               default_text(a.default_value, is_json) == default_text(b.default_value, is_json) && normal(a.db_default) == normal(b.db_default) &&
               collation_of(a, table_a) == collation_of(b, table_b) && (options_.ignore_comments || a.comment == b.comment) &&
               a.generated.has_value() == b.generated.has_value() && expression(a) == expression(b) &&
               (!a.generated || a.generated->stored == b.generated->stored);
    }

    [[nodiscard]] Index normalized(Index index) const {
        index.where = normal(index.where);
        for (auto& part : index.parts) {
            part.expression = normal(part.expression);
            if (part.order == "asc") part.order.clear();
        }
        if (index.method == "btree") index.method.clear();
        index.include.clear();
        // The server gives numbers back as texts.
        if (index.with.is_object()) {
            for (auto& member : index.with.as_object()) {
                if (!member.value.is_text()) member.value = Value(to_json(member.value));
            }
        }
        return index;
    }

    /// A table's options without those that hold anyhow. A character set goes with its collation: whoever names one of them leaves the other open.
    [[nodiscard]] Value options_of(const Table& table, const Table& beside) const {
        Value options = Value::object();
        if (!table.options.is_object()) return options;
        for (const auto& member : table.options.as_object()) {
            // Where numbers began (MySQL), and where Citus put the shards, is no property of the table.
            if (member.key == "auto_increment" || member.key == "colocate_with" || member.key == "shard_count") continue;
            const bool open = (member.key == "charset" && beside.options.has("collation") && !beside.options.has("charset")) ||
                              (member.key == "collation" && beside.options.has("charset") && !beside.options.has("collation"));
            const auto holds = [&](const Schema& schema) {
                const Value* value = schema.defaults.find(member.key);
                return value != nullptr && value->is_text() && member.value.is_text() && lower(value->as_text()) == lower(member.value.as_text());
            };
            if (!open && !holds(source_) && !holds(other_)) options.set(member.key, member.value);
        }
        return options;
    }

    void compare(const Table& from, const Table& to) {
        columns(from, to);
        if (from.primary_key.columns != to.primary_key.columns) {
            add("alter", "primary_key", to.name, to.primary_key.name, to_value(from.primary_key), to_value(to.primary_key));
        }
        by_content(from, "foreign_key", from.foreign_keys, to.foreign_keys, [&](ForeignKeyConstraint key) {
            key.name.clear();
            key.state.clear();
            key.to_table = folded(key.to_table);
            for (auto* action : {&key.on_delete, &key.on_update})
                if (options_.restrict_is_no_action && *action == "RESTRICT") *action = "NO_ACTION";
            return to_json(to_value(key));
        });
        by_content(from, "unique", from.uniques, to.uniques, [](Unique unique) {
            unique.name.clear();
            unique.include.clear();
            return to_json(to_value(unique));
        });
        by_content(from, "check", from.checks, to.checks, [&](const Check& check) { return normal(check.expression); });
        by_content(from, "exclusion", from.exclusions, to.exclusions, [&](Exclusion exclusion) {
            exclusion.where = normal(exclusion.where);
            if (!exclusion.parts.is_list()) return to_json(to_value(exclusion));
            for (auto& part : exclusion.parts.as_list()) {
                if (Value* expression = part.find("expression"); expression != nullptr && expression->is_text()) *expression = Value(normal(expression->as_text()));
            }
            return to_json(to_value(exclusion));
        });
        indexes(from, to);
        if (!options_.ignore_comments && from.comment != to.comment) add("alter", "table", to.name, to.name, Value(from.comment), Value(to.comment));
        const Value from_options = options_of(from, to), to_options = options_of(to, from);
        if (!(sorted(from_options) == sorted(to_options))) add("alter", "table", to.name, to.name, from_options, to_options);
    }

    void columns(const Table& from, const Table& to) {
        std::vector<std::string> order_from, order_to;
        for (const auto& column : from.columns) {
            const Column* next = to.column(column.name);
            if (next == nullptr) {
                add("remove", "column", to.name, column.name, to_value(column), Value());
            } else {
                order_from.push_back(column.name);
                if (!same(column, from, *next, to)) add("alter", "column", to.name, column.name, to_value(column), to_value(*next));
            }
        }
        for (const auto& column : to.columns) {
            if (from.column(column.name) == nullptr) {
                add("add", "column", to.name, column.name, Value(), to_value(column));
            } else {
                order_to.push_back(column.name);
            }
        }
        if (options_.column_order && order_from != order_to) {
            add("alter", "column_order", to.name, to.name, Value::list_of(order_from), Value::list_of(order_to));
        }
    }

    /// A foreign key that no model can declare belongs to nobody's migrations.
    [[nodiscard]] bool nobodys(const Schema& schema, const Table& table, const ForeignKeyConstraint& key) const { return options_.partial && !can_be_declared(schema, table, key); }
    [[nodiscard]] bool nobodys(const Schema&, const Table&, const Check& check) const { return options_.partial && check.state == "no inherit"; }
    template <class Item>
    [[nodiscard]] bool nobodys(const Schema&, const Table&, const Item&) const {
        return false;
    }

    template <class Item, class Key>
    void by_content(const Table& table, const std::string& kind, const std::vector<Item>& from, const std::vector<Item>& to, const Key& key) {
        std::multimap<std::string, const Item*> open;
        for (const auto& item : to) open.emplace(key(item), &item);
        for (const auto& item : from) {
            const auto found = open.find(key(item));
            if (found != open.end()) {
                open.erase(found);
            } else if (nobodys(source_, table, item)) {
                result_.unmanaged.push_back(item.name);
            } else {
                add("remove", kind, table.name, item.name, to_value(item), Value());
            }
        }
        for (const auto& item : to) {
            const auto range = open.equal_range(key(item));
            for (auto at = range.first; at != range.second; ++at) {
                if (at->second != &item) continue;
                if (nobodys(other_, table, item)) result_.unmanaged.push_back(item.name);
                else add("add", kind, table.name, item.name, Value(), to_value(item));
            }
        }
    }

    void indexes(const Table& from, const Table& to) {
        for (const auto& index : from.indexes) {
            const Index* next = to.index(index.name);
            if (next == nullptr) {
                add("remove", "index", to.name, index.name, to_value(index), Value());
            } else if (!(normalized(index) == normalized(*next))) {
                add("alter", "index", to.name, index.name, to_value(index), to_value(*next));
            }
        }
        for (const auto& index : to.indexes) {
            if (from.index(index.name) == nullptr) add("add", "index", to.name, index.name, Value(), to_value(index));
        }
    }

    const Schema& source_;
    const Schema& other_;
    const DifferenceOptions& options_;
    bool folds_;
    std::set<std::string> managed_, ambiguous_;
    std::map<std::string, const Table*> source_tables_, other_tables_;
    SchemaDifference result_;
};

}  // namespace

SchemaDifference difference(const Schema& source, const Schema& other, const DifferenceOptions& options) { return Comparer(source, other, options).run(); }

Value to_value(const Difference& difference) {
    Value value = Value::object();
    value.set("change", difference.change).set("object", difference.object).set_if("table", difference.table).set("name", difference.name);
    if (!difference.from.is_null()) value.set("from", difference.from);
    if (!difference.to.is_null()) value.set("to", difference.to);
    return value;
}

}  // namespace reinhardt::db
