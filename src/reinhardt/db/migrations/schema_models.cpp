#include <reinhardt/db/migrations/schema_models.hpp>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>

#include <reinhardt/db/migrations/schema_fields.hpp>
#include <reinhardt/db/schema/declarable.hpp>
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

bool ends_with(std::string_view text, std::string_view end) { return text.size() > end.size() && text.substr(text.size() - end.size()) == end; }

/// Turns the tables of one document into models; each table's part is taken off as it is explained.
class SchemaModels {
public:
    SchemaModels(const Schema& schema, Driver& driver, const std::vector<std::string>& apps, const std::string& other) : schema_(schema), driver_(driver) {
        std::set<std::string> labels;
        for (const Table& table : schema.tables) {
            if (!can_be_declared(table)) continue;
            auto name = name_of(table, apps, other);
            while (!labels.insert(name.first + "." + name.second).second) name.second += "2";
            names_[table.name] = name;
        }
    }

    std::vector<ModelState> models() {
        std::vector<ModelState> out;
        std::vector<const Table*> joins;
        for (const Table* table : parents_first()) {
            if (is_join(*table)) joins.push_back(table);
            else out.push_back(model_of(*table));
        }
        for (const Table* table : joins) add_many_to_many(*table, out);
        return out;
    }

private:
    /// The tables that models can stand for; one that inherits stands behind those it inherits from (PostgreSQL).
    [[nodiscard]] std::vector<const Table*> parents_first() const {
        std::vector<const Table*> order;
        std::set<const Table*> seen;
        const std::function<void(const Table&)> visit = [&](const Table& table) {
            if (!can_be_declared(table) || !seen.insert(&table).second) return;
            for (const std::string& parent : split(table.options.text_or("inherits"), ',')) {
                const Table* found = schema_.table(std::string(trim(parent)));
                if (found != nullptr) visit(*found);
            }
            order.push_back(&table);
        };
        for (const Table& table : schema_.tables) visit(table);
        return order;
    }

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
        const ForeignKeyConstraint &first = table.foreign_keys[0], &second = table.foreign_keys[1];
        if (first.columns != std::vector<std::string>{a} || second.columns != std::vector<std::string>{b} || table.columns[1].null || table.columns[2].null) return false;
        if (table.uniques[0].columns != std::vector<std::string>{a, b} || !is_plain(table.uniques[0])) return false;
        for (const ForeignKeyConstraint* key : {&first, &second})
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
        SchemaFields columns(table, schema_.backend, driver_, objects_of(schema_).enums);
        std::set<std::string> names;
        std::map<std::string, std::string> fields;
        for (const Column& column : table.columns) {
            Field field = field_of(table, column, columns);
            while (!names.insert(field.name).second) field.name += "_2";
            const std::string default_column = field.is_foreign_key() ? field.name + "_id" : field.name;
            if (column.name != default_column) field.set("column", column.name);
            fields[column.name] = field.name;
            model.fields.push_back(std::move(field));
        }
        if (table.primary_key.columns.size() > 1)
            for (const std::string& column : table.primary_key.columns) model.primary_key.push_back(fields[column]);
        add_indexes(table, fields, model);
        add_constraints(table, columns.checks(), fields, model);
        return model;
    }

    Field field_of(const Table& table, const Column& column, SchemaFields& fields) {
        const auto key = std::find_if(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKeyConstraint& foreign_key) {
            return foreign_key.columns == std::vector<std::string>{column.name} && can_be_declared(schema_, table, foreign_key);
        });
        const bool unique = is_unique(table, column.name);
        const bool relation = key != table.foreign_keys.end() && (column.default_value.is_null() || column.default_value.is_int() || column.default_value.is_text());
        Field field = relation ? relation_of(table, column, *key, unique) : fields.field_of(column);
        if (relation) {
            SchemaFields::add_common(column, field);
            field.attributes.erase("collation");  // that of the column it refers to
        } else {
            field.name = column.field.empty() ? field_name(column.name) : column.field;
            if (unique) field.set("unique", true);
        }
        if (table.primary_key.columns == std::vector<std::string>{column.name}) field.set("primary_key", true);
        return field;
    }

    Field relation_of(const Table& table, const Column& column, const ForeignKeyConstraint& key, bool unique) {
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
        const std::string automatic = automatic_index(table, column.name);
        const bool indexed = std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) { return index.name == automatic && is_plain_on(index, column.name); });
        if (!unique && !indexed && table.primary_key.columns != std::vector<std::string>{column.name}) field.attributes.set("index", false);
        return field;
    }

    /// The name of the index that a field of that column has by itself.
    [[nodiscard]] std::string automatic_index(const Table& table, const std::string& column) const {
        ModelState model;
        model.table = table.name;
        Field field;
        field.name = "field";
        field.type = "IntegerField";
        field.set("column", column);
        model.fields.push_back(std::move(field));
        ModelIndex index;
        index.parts.push_back({"field", {}, {}, {}, {}, {}});
        return fit_identifier(model.index_name(index), driver_.max_identifier());
    }

    static bool is_plain_on(const Index& index, const std::string& column) {
        return !index.unique && index.parts.size() == 1 && index.parts[0].column == column && index.where.empty() && index.include.empty() &&
               (index.parts[0].order.empty() || index.parts[0].order == "asc") && index.parts[0].nulls.empty() && index.method.empty() &&
               (!index.with.is_object() || index.with.as_object().empty()) && index.parts[0].collation.empty() && index.parts[0].opclass.empty();
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
            if (field != nullptr && is_plain_on(index, index.parts[0].column) && index.name == automatic_index(table, index.parts[0].column) && !field->unique() && !field->primary_key()) {
                if (!field->is_foreign_key()) field->set("index", true);
                continue;
            }
            ModelIndex out;
            for (const IndexPart& part : index.parts)
                out.parts.push_back({part.column.empty() ? std::string() : fields[part.column], part.expression, part.order == "asc" ? std::string() : part.order,
                                     part.nulls, part.collation, part.opclass});
            out.unique = index.unique;
            if (!index.where.empty()) out.where = index.where;
            for (const std::string& column : index.include) out.include.push_back(fields[column]);
            out.method = index.method;
            out.with = index.with;
            if (fit_identifier(model.index_name(out), driver_.max_identifier()) != index.name) out.name = index.name;
            model.indexes.push_back(std::move(out));
        }
    }

    void add_constraints(const Table& table, const std::vector<Check>& checks, std::map<std::string, std::string>& fields, ModelState& model) {
        std::set<std::string> alone;  // columns whose field is unique
        for (const Unique& unique : table.uniques) {
            if (unique.columns.size() == 1 && is_plain(unique) && alone.insert(unique.columns.front()).second && table.primary_key.columns != unique.columns) continue;
            ModelConstraint constraint;
            for (const std::string& column : unique.columns) constraint.fields.push_back(fields[column]);
            for (const std::string& column : unique.include) constraint.include.push_back(fields[column]);
            constraint.deferrable = unique.deferrable;
            constraint.nulls_distinct = unique.nulls_distinct;
            if (fit_identifier(model.constraint_name(constraint), driver_.max_identifier()) != unique.name) constraint.name = unique.name;
            model.constraints.push_back(std::move(constraint));
        }
        for (const Check& check : checks) {
            if (check.state == "no inherit") continue;  // a model's check holds for the tables that inherit, too
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
            for (Value& part : constraint.exclude.as_list())
                if (Value* field = part.find("field"); field != nullptr) *field = Value(fields[field->as_text()]);
            constraint.using_method = exclusion.using_method;
            if (!exclusion.where.empty()) constraint.where = exclusion.where;
            constraint.deferrable = exclusion.deferrable;
            model.constraints.push_back(std::move(constraint));
        }
    }

    const Schema& schema_;
    std::map<std::string, std::pair<std::string, std::string>> names_;
    Driver& driver_;
};

}  // namespace

std::vector<ModelState> models_of_schema(const Schema& schema, Driver& driver, const std::vector<std::string>& known_apps, const std::string& other_app) {
    return SchemaModels(schema, driver, known_apps, other_app).models();
}

}  // namespace reinhardt::db
