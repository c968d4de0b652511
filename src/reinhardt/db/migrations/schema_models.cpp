#include <reinhardt/db/migrations/schema_models.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <reinhardt/db/migrations/column_fields.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

std::string camel_case(std::string_view name) {
    std::string out;
    bool upper = true;
    for (const char c : name) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (!plain) {
            upper = true;
            continue;
        }
        if (out.empty() && std::isdigit(static_cast<unsigned char>(c)) != 0) out += 'T';
        out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = false;
    }
    return out.empty() ? "Table" : out;
}

/// A name that may stand as a field's: letters, digits and '_'.
std::string field_name(std::string_view column) {
    std::string out;
    for (const char c : column) out += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ? c : '_';
    return out.empty() ? "field" : out;
}

bool ends_with(std::string_view text, std::string_view end) { return text.size() > end.size() && text.substr(text.size() - end.size()) == end; }

/// "(\"age\" >= 0)" without blanks, quotes and outer parentheses: "age>=0".
std::string squeezed(std::string_view expression) {
    std::string out;
    for (const char c : expression)
        if (std::string_view(" \t\n\"`[]()").find(c) == std::string_view::npos) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

/// Turns the tables of one document into models; each table's part is taken off as it is explained.
class SchemaModels {
public:
    SchemaModels(const Schema& schema, const std::vector<std::string>& apps, const std::string& other) : schema_(schema) {
        std::set<std::string> labels;
        for (const Table& table : schema.tables) {
            auto name = name_of(table, apps, other);
            while (!labels.insert(name.first + "." + name.second).second) name.second += "2";
            names_[table.name] = name;
        }
    }

    std::vector<ModelState> models() {
        std::vector<ModelState> out;
        std::vector<const Table*> joins;
        for (const Table& table : schema_.tables) {
            if (is_join(table)) joins.push_back(&table);
            else out.push_back(model_of(table));
        }
        for (const Table* table : joins) add_many_to_many(*table, out);
        return out;
    }

private:
    static std::pair<std::string, std::string> name_of(const Table& table, const std::vector<std::string>& apps, const std::string& other) {
        // A many-to-many table is marked with the model that declares it; it needs a name of its own here.
        if (const std::size_t dot = table.model.find('.'); dot != std::string::npos) {
            const std::string app = table.model.substr(0, dot), model = table.model.substr(dot + 1);
            const bool is_its_own = std::any_of(table.columns.begin(), table.columns.end(), [](const Column& column) { return !column.field.empty(); });
            if (is_its_own) return {app, model};
        }
        std::string best;
        for (const std::string& app : apps)
            if (app.size() > best.size() && table.name.size() > app.size() + 1 && table.name.compare(0, app.size() + 1, app + "_") == 0) best = app;
        if (best.empty()) return {other, camel_case(table.name)};
        return {best, camel_case(std::string_view(table.name).substr(best.size() + 1))};
    }

    /// A table exactly as a many-to-many field makes it: <source table>_<field> with id, two references and their unique pair.
    bool is_join(const Table& table) {
        if (table.columns.size() != 3 || table.foreign_keys.size() != 2 || table.uniques.size() != 1 || !table.checks.empty()) return false;
        const Column& id = table.columns[0];
        if (id.name != "id" || !id.auto_increment || table.primary_key.columns != std::vector<std::string>{"id"}) return false;
        const std::string &a = table.columns[1].name, &b = table.columns[2].name;
        const ForeignKey &first = table.foreign_keys[0], &second = table.foreign_keys[1];
        if (first.columns != std::vector<std::string>{a} || second.columns != std::vector<std::string>{b} || table.columns[1].null || table.columns[2].null) return false;
        if (table.uniques[0].columns != std::vector<std::string>{a, b} || !is_plain(table.uniques[0])) return false;
        for (const ForeignKey* key : {&first, &second})
            if (key->on_delete != "CASCADE" || key->on_update != "NO_ACTION" || !key->deferrable.empty() || schema_.table(key->to_table) == nullptr) return false;
        if (table.indexes.size() != 2 || !is_plain_on(table.indexes[0], a) || !is_plain_on(table.indexes[1], b)) return false;
        const std::string from = snake_case(names_[first.to_table].second), to = snake_case(names_[second.to_table].second);
        const bool own = from == to ? a == "from_" + from + "_id" && b == "to_" + to + "_id" : a == from + "_id" && b == to + "_id";
        const std::string prefix = first.to_table + "_";
        return own && table.name.size() > prefix.size() && table.name.compare(0, prefix.size(), prefix) == 0 && first.to_table != table.name && second.to_table != table.name;
    }

    void add_many_to_many(const Table& table, std::vector<ModelState>& models) {
        const auto& source = names_[table.foreign_keys[0].to_table];
        const auto& target = names_[table.foreign_keys[1].to_table];
        for (ModelState& model : models) {
            if (model.app != source.first || model.name != source.second) continue;
            Field field;
            field.name = field_name(table.name.substr(table.foreign_keys[0].to_table.size() + 1));
            field.type = "ManyToManyField";
            field.set("to", target.first + "." + target.second);
            model.fields.push_back(std::move(field));
        }
    }

    ModelState model_of(const Table& table) {
        ModelState model;
        model.app = names_[table.name].first;
        model.name = names_[table.name].second;
        if (model.table_name() != table.name) model.table = table.name;
        model.schema = table.schema == "public" ? std::string() : table.schema;
        model.comment = table.comment;
        if (table.options.is_object() && !table.options.as_object().empty()) model.options.set(schema_.backend, table.options);
        checks_ = table.checks;
        std::set<std::string> names;
        std::map<std::string, std::string> fields;
        for (const Column& column : table.columns) {
            Field field = field_of(table, column);
            while (!names.insert(field.name).second) field.name += "_2";
            const std::string default_column = field.is_foreign_key() ? field.name + "_id" : field.name;
            if (column.name != default_column) field.set("column", column.name);
            fields[column.name] = field.name;
            model.fields.push_back(std::move(field));
        }
        if (table.primary_key.columns.size() > 1)
            for (const std::string& column : table.primary_key.columns) model.primary_key.push_back(fields[column]);
        add_indexes(table, fields, model);
        add_constraints(table, fields, model);
        return model;
    }

    Field field_of(const Table& table, const Column& column) {
        ColumnField base = field_of_column(column, schema_.backend);
        Field field;
        field.type = base.type;
        field.name = column.field.empty() ? field_name(column.name) : column.field;
        const auto key = std::find_if(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& foreign_key) {
            return foreign_key.columns == std::vector<std::string>{column.name} && schema_.table(foreign_key.to_table) != nullptr;
        });
        const bool unique = is_unique(table, column.name);
        if (key != table.foreign_keys.end()) {
            field = relation_of(table, column, *key, unique);
        } else {
            take_implied_checks(column, field);
            for (const Member& member : base.attributes.as_object()) field.set(member.key, member.value);
            if (unique) field.set("unique", true);
        }
        if (table.primary_key.columns == std::vector<std::string>{column.name}) field.set("primary_key", true);
        field.set("null", column.null);
        const bool document = field.type == "JSONField" && column.default_value.is_text();
        if (!column.default_value.is_null()) field.set("default", document ? Value::object().set("json", column.default_value) : column.default_value);
        if (!column.db_default.empty()) field.set("db_default", column.db_default);
        if (!column.collation.empty()) field.set("collation", column.collation);
        if (!column.comment.empty()) field.set("comment", column.comment);
        if (column.generated) make_generated(*column.generated, field);
        return field;
    }

    Field relation_of(const Table& table, const Column& column, const ForeignKey& key, bool unique) {
        Field field;
        field.type = unique ? "OneToOneField" : "ForeignKey";
        field.name = !column.field.empty() ? column.field : field_name(ends_with(column.name, "_id") ? column.name.substr(0, column.name.size() - 3) : column.name);
        const auto& [app, model] = names_[key.to_table];
        field.set("to", app + "." + model);
        field.set("on_delete", key.on_delete);
        field.set("on_update", key.on_update == "NO_ACTION" ? Value() : Value(key.on_update));
        if (!key.deferrable.empty()) field.set("deferrable", key.deferrable);
        const Table* target = schema_.table(key.to_table);
        if (!key.to_columns.empty() && target->primary_key.columns != key.to_columns) field.set("to_field", field_name(key.to_columns.front()));
        const bool indexed = std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) { return is_plain_on(index, column.name); });
        if (!unique && !indexed && table.primary_key.columns != std::vector<std::string>{column.name}) field.attributes.set("index", false);
        return field;
    }

    static void make_generated(const Generated& generated, Field& field) {
        Value output = Value::object();
        output.set("type", field.type);
        for (const char* key : {"max_length", "max_digits", "decimal_places"}) {
            if (const Value* value = field.attributes.find(key)) output.set(key, *value);
            field.erase(key);
        }
        field.type = "GeneratedField";
        field.set("expression", generated.expression);
        field.set("output", output.as_object().size() == 1 ? Value(output.text_or("type")) : output);
        field.set("stored", generated.stored);
    }

    /// Checks that a field type brings along: positive numbers, JSON texts.
    void take_implied_checks(const Column& column, Field& field) {
        static const std::map<std::string, std::string> positive = {{"IntegerField", "PositiveIntegerField"},
                                                                    {"SmallIntegerField", "PositiveSmallIntegerField"},
                                                                    {"BigIntegerField", "PositiveBigIntegerField"}};
        const std::string name = lower(column.name);
        for (auto check = checks_.begin(); check != checks_.end(); ++check) {
            const std::string text = squeezed(check->expression);
            const auto found = positive.find(field.type);
            if (found != positive.end() && text == name + ">=0") field.type = found->second;
            else if (field.type == "TextField" && (text == "json_valid" + name || text == name + "isnullorjson_valid" + name)) field.type = "JSONField";
            else continue;
            checks_.erase(check);
            return;
        }
    }

    static bool is_plain_on(const Index& index, const std::string& column) {
        return !index.unique && index.parts.size() == 1 && index.parts[0].column == column && index.where.empty() && index.include.empty() &&
               (index.parts[0].order.empty() || index.parts[0].order == "asc") && index.parts[0].collation.empty() && index.parts[0].opclass.empty();
    }

    static bool is_unique(const Table& table, const std::string& column) {
        const auto one = [&](const std::vector<std::string>& columns) { return columns == std::vector<std::string>{column}; };
        return std::any_of(table.uniques.begin(), table.uniques.end(), [&](const Unique& unique) { return one(unique.columns) && is_plain(unique); });
    }
    static bool is_plain(const Unique& unique) { return unique.include.empty() && unique.deferrable.empty() && unique.nulls_distinct; }

    /// Indexes that belong to a field become its `index`; others are written out, named unless the name is the automatic one.
    void add_indexes(const Table& table, std::map<std::string, std::string>& fields, ModelState& model) {
        for (const Index& index : table.indexes) {
            Field* field = index.parts.size() == 1 ? model.field(fields[index.parts[0].column]) : nullptr;
            if (field != nullptr && is_plain_on(index, index.parts[0].column)) {
                ModelIndex implied;
                implied.parts.push_back({field->name, {}, {}, {}, {}, {}});
                if (model.index_name(implied) == index.name || field->is_foreign_key()) {
                    if (!field->is_foreign_key()) field->set("index", true);
                    continue;
                }
            }
            ModelIndex out;
            for (const IndexPart& part : index.parts)
                out.parts.push_back({part.column.empty() ? std::string() : fields[part.column], part.expression, part.order == "asc" ? std::string() : part.order,
                                     part.nulls, part.collation, part.opclass});
            out.unique = index.unique;
            if (!index.where.empty()) out.where = index.where;
            for (const std::string& column : index.include) out.include.push_back(fields[column]);
            out.method = index.method == "btree" ? std::string() : index.method;
            out.with = index.with;
            if (model.index_name(out) != index.name) out.name = index.name;
            model.indexes.push_back(std::move(out));
        }
    }

    void add_constraints(const Table& table, std::map<std::string, std::string>& fields, ModelState& model) {
        for (const Unique& unique : table.uniques) {
            if (unique.columns.size() == 1 && is_plain(unique)) continue;
            ModelConstraint constraint;
            for (const std::string& column : unique.columns) constraint.fields.push_back(fields[column]);
            for (const std::string& column : unique.include) constraint.include.push_back(fields[column]);
            constraint.deferrable = unique.deferrable;
            constraint.nulls_distinct = unique.nulls_distinct;
            if (model.constraint_name(constraint) != unique.name) constraint.name = unique.name;
            model.constraints.push_back(std::move(constraint));
        }
        for (const Check& check : checks_) {
            ModelConstraint constraint;
            constraint.kind = ConstraintKind::check;
            constraint.expression = check.expression;
            if (model.constraint_name(constraint) != check.name) constraint.name = check.name;
            model.constraints.push_back(std::move(constraint));
        }
        for (const Exclusion& exclusion : table.exclusions) {
            ModelConstraint constraint;
            constraint.kind = ConstraintKind::exclude;
            constraint.name = exclusion.name;
            constraint.exclude = exclusion.parts;
            constraint.using_method = exclusion.using_method;
            if (!exclusion.where.empty()) constraint.where = exclusion.where;
            constraint.deferrable = exclusion.deferrable;
            model.constraints.push_back(std::move(constraint));
        }
    }

    const Schema& schema_;
    std::map<std::string, std::pair<std::string, std::string>> names_;
    std::vector<Check> checks_;  ///< of the table at hand, without those that a field type explains
};

}  // namespace

std::vector<ModelState> models_of_schema(const Schema& schema, const std::vector<std::string>& known_apps, const std::string& other_app) {
    return SchemaModels(schema, known_apps, other_app).models();
}

}  // namespace reinhardt::db
