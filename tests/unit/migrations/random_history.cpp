#include "random_history.hpp"

#include <array>
#include <map>
#include <random>
#include <string>
#include <utility>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::test {

namespace {

Value table(std::initializer_list<std::pair<std::string, Value>> members) {
    Value value = Value::object();
    for (const auto& [key, item] : members) value.set(key, item);
    return value;
}

Value list(std::vector<Value> items) { return Value(std::move(items)); }

/// Writes random operations on models whose fields it remembers. Each model keeps `id` and `title`; what comes and goes is named by a number.
class RandomHistory {
public:
    explicit RandomHistory(std::uint64_t seed) : random_(seed) {}

    Migration migration(std::size_t number) {
        Migration made("blog", std::to_string(1000 + number) + "_x");
        if (number > 0) made.dependencies.push_back({"blog", std::to_string(999 + number) + "_x", 0});
        if (chance(30)) made.run_before.push_back({"shop", "0003_" + std::to_string(below(9)), 0});
        if (chance(20)) made.replaces.push_back({"blog", "0001-with \"quotes\"", 0});
        if (chance(20)) made.was.push_back("e3b0c44298fc");
        if (chance(20)) made.initial = chance(50);
        made.atomic = chance(70);
        for (int left = 3 + below(6); left > 0; --left) add(made, operation(made.atomic));
        return made;
    }

private:
    struct Model {
        std::map<std::string, Value> fields;       ///< beside id and title
        std::vector<std::string> indexes, checks;
        bool composite_key = false;
    };

    int below(int end) { return static_cast<int>(random_() % static_cast<std::uint64_t>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    std::string fresh(char prefix) { return prefix + std::to_string(++serial_); }

    template <std::size_t Count>
    auto one_of(const std::array<Value, Count>& values) { return values[static_cast<std::size_t>(below(static_cast<int>(Count)))]; }

    std::string text() {
        static const std::array<Value, 22> texts = {"x", "", "a \"b\" \\ 'c'", "two\nlines", "ends\n", "\n", "\nstarts", "tab\tand\rreturn", "windows\r\nlines\r\n", "\x01\x1f\x7f" "7", "0\x01" "234",
                                                    "?\?=?\?/?\?'", "/* c */ // d", "); REINHARDT_MIGRATION(\"a\", \"b\")", "R\"(raw)\"", "#if 0\n#endif", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80",
                                                    "left\xE2\x80\xAE" "7 right\xE2\x81\xA6", "back\\\nslash \\", "{null = true}", "%s %d {} {0}", "no\xC2\xA0" "break"};
        std::string made = one_of(texts).as_text();
        if (chance(10)) made += std::string(static_cast<std::size_t>(below(400)), 'y');
        if (chance(20)) made += one_of(texts).as_text();
        return made;
    }

    Value scalar() {
        static const std::array<Value, 12> numbers = {0, -1, std::int64_t{9223372036854775807}, std::numeric_limits<std::int64_t>::min(), 1.0, -0.0, 0.1, 1e300, 5e-324, -2.5e-7, true, false};
        return chance(40) ? Value(text()) : one_of(numbers);
    }

    /// Any value that a file can hold.
    Value tree(int depth) {
        const int kind = depth == 0 ? 0 : below(4);
        if (kind < 2) return chance(10) ? table({{"null", true}}) : scalar();
        Value value = kind == 2 ? Value::list() : Value::object();
        for (int left = below(4); left > 0; --left) {
            if (kind == 2) value.push(tree(depth - 1));
            else value.set(key(), tree(depth - 1));
        }
        return value;
    }

    std::string key() {
        static const std::array<Value, 12> keys = {"name", "index", "default", "using", "unique", "class", "a b", "null", "op", "quoted \"key\"", "operations", "CreateModel"};
        return one_of(keys).as_text();
    }

    Value sql() {
        switch (below(4)) {
            case 0: return list({text(), text()});
            case 1: return table({{"sqlite", text()}, {"postgresql", list({text()})}});
            default: return text();
        }
    }

    Value field() {
        static const std::array<Value, 20> fields = {
            table({{"type", "IntegerField"}, {"default", std::int64_t{-7}}}), table({{"type", "BigIntegerField"}, {"null", true}, {"index", true}}),
            table({{"type", "CharField"}, {"max_length", 40}, {"unique", true}, {"db_default", "'x'"}, {"collation", "C"}}), table({{"type", "FloatField"}, {"default", 1.0}}),
            table({{"type", "FloatField"}, {"default", 1e22}}), table({{"type", "DecimalField"}, {"max_digits", 4}, {"decimal_places", 2}, {"default", "0.50"}}),
            table({{"type", "DecimalField"}, {"max_digits", 4}, {"decimal_places", 2}, {"default", 3}}), table({{"type", "BooleanField"}, {"default", false}, {"comment", "c"}}),
            table({{"type", "DateTimeField"}, {"auto_now_add", true}}), table({{"type", "DateField"}, {"default", "2024-02-29"}}), table({{"type", "JSONField"}, {"default", table({{"json", "{\"a\": null}"}})}}),
            table({{"type", "EnumField"}, {"choices", list({"a", "b"})}, {"native", "kind"}, {"default", "a"}}), table({{"type", "ArrayField"}, {"of", table({{"type", "CharField"}, {"max_length", 3}})}, {"size", 2}}),
            table({{"type", "GeneratedField"}, {"output", "IntegerField"}, {"expression", table({{"sqlite", "length(title)"}, {"postgresql", "1"}})}, {"stored", true}}),
            table({{"type", "CustomField"}, {"db_type", table({{"postgresql", "ltree"}})}}), table({{"type", "ForeignKey"}, {"to", "Base"}, {"on_delete", "SET_NULL"}, {"null", true}, {"on_update", "CASCADE"}}),
            table({{"type", "OneToOneField"}, {"to", "Base"}, {"on_delete", "CASCADE"}, {"deferrable", "deferred"}, {"constraint", false}}),
            table({{"type", "ManyToManyField"}, {"to", "Base"}, {"columns", list({"a_id", "b_id"})}}), table({{"type", "HStoreField"}, {"column", "h \"s"}}), table({{"type", "UUIDField"}, {"null", true}})};
        if (chance(25)) return table({{"type", "TextField"}, {"default", text()}, {"comment", text()}});
        Value made = one_of(fields);
        return made.has("column") ? made.set("column", fresh('c')) : made;
    }

    Value index(const std::string& name) {
        static const std::array<Value, 4> parts = {list({"title", "-id"}), list({table({{"field", "title"}, {"order", "desc"}, {"nulls", "last"}, {"collation", "C"}}), table({{"expression", "lower(title)"}})}),
                                                   list({table({{"expression", "upper(title)"}}), "id"}), list({"-title"})};
        Value made = table({{"fields", one_of(parts)}, {"name", name}});
        if (chance(20)) made = table({{"expressions", list({text() + "a", "b"})}, {"name", name}});
        if (chance(30)) made.set("unique", true).set("where", text() + "1");
        if (chance(30)) made.set("method", "btree").set("include", list({"id"})).set("with", table({{"fillfactor", 70}})).set("only", list({"postgresql"}));
        return made;
    }

    Value check(const std::string& name) {
        return table({{"check", chance(30) ? table({{"sqlite", text() + "1"}, {"mysql", "2"}}) : Value(text() + "length(title) > 0")}, {"name", name}});
    }

    /// A random model, but Base.
    std::pair<const std::string, Model>& some_model() {
        auto found = models_.begin();
        std::advance(found, below(static_cast<int>(models_.size())));
        return *found;
    }

    Value operation(bool atomic) {
        if (!models_made_) {
            models_made_ = true;
            return table({{"op", "CreateModel"}, {"name", "Base"}, {"fields", list({table({{"name", "id"}, {"type", "BigAutoField"}, {"primary_key", true}})})}});
        }
        if (models_.size() < 2) return create_model();
        auto& [name, model] = some_model();
        for (;;) {
            Value made = one_kind(below(26), name, model, atomic);
            if (made.is_null()) continue;
            if (chance(10)) made.set("only", list({"sqlite", "postgresql"}));
            if (chance(10)) made.set("allow_loss", true);
            return made;
        }
    }

    /// Null where the model has nothing for that kind.
    Value one_kind(int kind, const std::string& name, Model& model, bool atomic) {
        const Value start = table({{"model", name}});
        switch (kind) {
            case 0: return create_model();
            case 1: return gone(name, table({{"op", "DeleteModel"}, {"name", name}}));
            case 2: return gone(name, table({{"op", "MoveModel"}, {"name", name}, {"to_app", "news"}}));
            case 3: return rename_model(name);
            case 4: return with("AddField", add_field(model, start));
            case 5: return alter_field(model, start);
            case 6: return remove_field(model, start);
            case 7: return rename_field(model, start);
            case 8: return with("AlterModelTable", chance(50) ? start : Value(start).set("table", fresh('t') + text()));
            case 9: return with("AlterModelOptions", Value(start).set("options", model_options()));
            case 10: return primary_key(model, start);
            case 11: return with("AddIndex", Value(start).set("index", index(model.indexes.emplace_back(fresh('i')))));
            case 12: return from_list("RemoveIndex", model.indexes, start);
            case 13: return rename_index(model, start);
            case 14: return with("AddConstraint", Value(start).set("constraint", check(model.checks.emplace_back(fresh('k')))));
            case 15: return from_list("RemoveConstraint", model.checks, start);
            case 16: return model.checks.empty() ? Value() : with("AlterConstraint", Value(start).set("constraint", check(model.checks.back())));
            case 17: return run_sql(model, start);
            case 18: return table({{"op", "RunCode"}, {"function", text() + "f"}, {"reverse", "r"}, {"elidable", true}});
            case 19: return atomic ? Value() : with("BackfillField", Value(start).set("name", "title").set("value", text()).set("batch_size", 50));
            case 20: return atomic ? Value() : with("BackfillField", Value(start).set("name", "title").set("sql", text() + "x"));
            case 21:
            case 22: return enumeration();
            case 23: return extension();
            case 24: return collation();
            default: return separate(model, start);
        }
    }

    static Value with(const char* op, const Value& keys) {
        Value made = table({{"op", op}});
        for (const auto& member : keys.as_object()) made.set(member.key, member.value);
        return made;
    }

    Value create_model() {
        const std::string name = fresh('M');
        Value fields = list({table({{"name", "id"}, {"type", "BigAutoField"}, {"primary_key", true}}), table({{"name", "title"}, {"type", "TextField"}, {"null", true}})});
        Model model;
        for (int left = below(5); left > 0; --left) {
            const std::string own = fresh('f');
            Value made = table({{"name", own}});
            const Value attributes = model.fields[own] = field();
            for (const auto& member : attributes.as_object()) made.set(member.key, member.value);
            fields.push(made);
        }
        Value made = table({{"op", "CreateModel"}, {"name", name}, {"fields", fields}});
        if (chance(40)) made.set("table", fresh('t') + " \"x\"").set("comment", text() + "c").set("ordering", list({"-title", "author__name"}));
        if (chance(40)) made.set("indexes", list({index(model.indexes.emplace_back(fresh('i')))}));
        if (chance(40)) made.set("constraints", list({check(model.checks.emplace_back(fresh('k'))), table({{"unique", list({"title", "id"})}, {"name", fresh('u')}, {"nulls_distinct", false}})}));
        if (chance(40)) made.set("options", table({{"sqlite", table({{"strict", true}})}, {"my driver", tree(3)}}));
        if (made.has("options") && !made.find("options")->find("my driver")->is_object()) made.find("options")->erase("my driver");
        models_[name] = std::move(model);
        return made;
    }

    Value gone(const std::string& name, Value made) {
        models_.erase(std::string(name));
        return made;
    }

    Value rename_model(const std::string& name) {
        const std::string old = name, now = fresh('M');
        models_[now] = models_.at(old);
        models_.erase(old);
        return table({{"op", "RenameModel"}, {"from", old}, {"to", now}});
    }

    Value add_field(Model& model, const Value& start) {
        const std::string name = fresh('f');
        Value made = start;
        made.set("name", name).set("field", model.fields[name] = field());
        if (chance(40)) made.set("backfill", chance(50) ? table({{"sql", text() + "lower(title)"}}) : table({{"null", true}}));
        return made;
    }

    Value alter_field(Model& model, const Value& start) {
        if (model.fields.empty()) return {};
        auto& [name, attributes] = *model.fields.begin();
        return with("AlterField", Value(start).set("name", name).set("field", attributes = field()));
    }

    Value remove_field(Model& model, const Value& start) {
        if (model.fields.empty()) return {};
        const std::string name = model.fields.begin()->first;
        model.fields.erase(name);
        return with("RemoveField", Value(start).set("name", name));
    }

    Value rename_field(Model& model, const Value& start) {
        if (model.fields.empty()) return {};
        const std::string old = model.fields.begin()->first, now = fresh('f');
        model.fields[now] = model.fields.at(old);
        model.fields.erase(old);
        return with("RenameField", Value(start).set("from", old).set("to", now));
    }

    Value primary_key(Model& model, const Value& start) {
        model.composite_key = !model.composite_key;
        return with("AlterPrimaryKey", Value(start).set("fields", model.composite_key ? list({"id", "title"}) : list({"id"})));
    }

    Value rename_index(Model& model, const Value& start) {
        if (model.indexes.empty()) return {};
        const std::string old = std::exchange(model.indexes.back(), fresh('i'));
        return with("RenameIndex", Value(start).set("from", old).set("to", model.indexes.back()));
    }

    static Value from_list(const char* op, std::vector<std::string>& names, const Value& start) {
        if (names.empty()) return {};
        const std::string name = names.back();
        names.pop_back();
        return with(op, Value(start).set("name", name));
    }

    Value model_options() {
        Value options = Value::object();
        if (chance(50)) options.set("ordering", list({"-title"})).set("comment", text() + "c");
        for (int left = below(3); left > 0; --left) {
            Value driver = tree(3);
            if (driver.is_object() && !driver.as_object().empty()) options.set("mysql", std::move(driver));
        }
        return options;
    }

    Value run_sql(Model& model, const Value& start) {
        Value made = table({{"op", "RunSQL"}, {"sql", sql()}});
        if (chance(50)) made.set("reverse_sql", sql());
        if (chance(50)) made.set("params", list({list({scalar(), table({{"null", true}})}), list({}), list({scalar()})}));
        if (chance(50)) made.set("state_operations", list({with("AddField", add_field(model, start))}));
        return made.set_if("elidable", chance(50));
    }

    Value separate(Model& model, const Value& start) {
        Value inner = table({{"op", "SeparateDatabaseAndState"}, {"database_operations", list({table({{"op", "RunSQL"}, {"sql", text()}, {"only", list({"mysql"})}})})}});
        return table({{"op", "SeparateDatabaseAndState"}, {"database_operations", list({table({{"op", "RunSQL"}, {"sql", sql()}}), inner})}, {"state_operations", list({with("AddField", add_field(model, start))})}});
    }

    Value enumeration() {
        if (enums_.empty() || chance(30)) return table({{"op", "CreateEnum"}, {"name", enums_.emplace_back(fresh('e'))}, {"values", list({"a", text() + "b"})}, {"only", list({"postgresql"})}});
        const std::string name = enums_.back();
        if (chance(60)) {
            const Value additions = list({table({{"value", fresh('v') + text()}, {"before", "a"}}), table({{"value", fresh('v')}})});
            return table({{"op", "AlterEnum"}, {"name", name}, {"add", additions}});
        }
        enums_.pop_back();
        return table({{"op", "DropEnum"}, {"name", name}});
    }

    Value extension() {
        has_extension_ = !has_extension_;
        return table({{"op", has_extension_ ? "CreateExtension" : "DropExtension"}, {"name", "hstore"}});
    }

    Value collation() {
        has_collation_ = !has_collation_;
        Value made = table({{"op", has_collation_ ? "CreateCollation" : "DropCollation"}, {"name", "german"}});
        if (has_collation_) made.set("locale", text() + "de").set("provider", "icu").set("deterministic", false);
        return made;
    }

    void add(Migration& migration, const Value& written) {
        Reader reader;
        reader.app = migration.app;
        auto operation = read_operation(reader, written);
        throw_all(std::move(reader.errors));
        migration.operations.push_back(std::move(operation));
    }

    std::mt19937_64 random_;
    std::map<std::string, Model> models_;
    bool models_made_ = false;
    std::vector<std::string> enums_;
    bool has_extension_ = false, has_collation_ = false;
    int serial_ = 0;
};

}  // namespace

std::vector<Migration> random_history(std::uint64_t seed, std::size_t count) {
    RandomHistory random(seed);
    std::vector<Migration> history;
    for (std::size_t i = 0; i < count; ++i) history.push_back(random.migration(i));
    return history;
}

}  // namespace reinhardt::db::test
