#include <reinhardt/db/state/to_schema.hpp>

#include <algorithm>
#include <array>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/state/column_literal.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {


/// Renders one model: its table and its many-to-many tables. Resolves relations through the view of the state.
class TableRenderer {
public:
    TableRenderer(const ModelState& model, const StateView& state, ColumnTyper& typer)
        : model_(model), state_(state), typer_(typer), backend_(typer.backend()), limit_(typer.max_identifier()) {}

    std::vector<Table> run() {
        std::vector<Table> tables{main_table()};
        for (const auto& field : model_.fields) {
            if (field.is_many_to_many() && field.through().empty()) tables.push_back(join_table(field));
        }
        return tables;
    }

private:
    [[nodiscard]] std::string fit(std::string_view name) const { return fit_identifier(name, limit_); }

    [[nodiscard]] Value options() const {
        const Value* mine = model_.options.find(backend_);
        return mine != nullptr ? *mine : Value();
    }

    [[noreturn]] void fail(const Error& error, const std::string& what) const {
        Error named(error.code(), what + ": " + error.message());
        named.hint(error.hint()).at(model_.file, model_.line);
        throw named;
    }

    const ModelState& target_of(const Field& field) const {
        const ModelState* target = state_.find(field.to());
        if (target != nullptr) return *target;
        throw Error(ErrorCode::migration_file, model_.label() + "." + field.name + " refers to model " + field.to() + ", which does not exist");
    }

    const Field& target_field(const Field& field, const ModelState& target) const {
        const std::string wanted = field.attributes.text_or("to_field");
        const auto keys = wanted.empty() ? target.key_fields() : std::vector<std::string>{wanted};
        // Two fields that are each the key: one of them takes the place of the other, which the next operation takes out.
        const bool one_key = keys.size() == 1 || (keys.size() > 1 && target.primary_key.empty());
        const Field* found = one_key ? target.field(keys.front()) : nullptr;
        if (found != nullptr) return *found;
        throw Error(ErrorCode::migration_file, model_.label() + "." + field.name + " refers to " + target.label() +
                                                   (keys.size() > 1 ? ", whose key is composite" : ", which has no such field"));
    }

    /// The field whose type a foreign key's column takes, through chains of keys.
    Field resolved(const Field& field) const {
        Field current = field;
        for (int depth = 0; current.is_foreign_key(); ++depth) {
            if (depth > 32) throw Error(ErrorCode::migration_file, model_.label() + "." + field.name + " refers to itself through keys");
            current = target_field(current, target_of(current));
        }
        return current;
    }

    Column column_of(const Field& field, Table& table) const {
        const Field shape = resolved(field);
        Column column;
        column.name = fit(field.column());
        column.field = field.name;
        column.null = field.null() && !model_.is_key(field);
        column.logical = write_field(shape.migrated(), {}, false);
        if (shape.is_generated()) complete_output(column.logical);
        if (field.is_foreign_key() && column.logical.has("db_type")) column.logical.set("reference", true);
        ColumnType type;
        try {
            type = typer_.column_type(column.logical, options());
        } catch (const Error& error) {
            fail(error, model_.label() + "." + field.name);
        }
        column.type = type.type;
        column.auto_increment = type.auto_increment && !field.is_foreign_key();
        column.null = column.null || type.null;
        column.collation = shape.attributes.text_or("collation");
        column.comment = field.attributes.text_or("comment");
        if (const Value* value = field.default_value()) column.default_value = column_literal(field, *value);
        if (const Value* value = field.attributes.find("db_default")) column.db_default = text_for(*value, backend_);
        if (field.is_generated()) {
            const Value* expression = field.attributes.find("expression");
            column.generated = Generated{expression != nullptr ? text_for(*expression, backend_) : "", field.attributes.bool_or("stored", false)};
        }
        if (!field.is_foreign_key()) {
            for (const auto& check : type.checks) add_check(table, column.name, check);
        }
        return column;
    }

    static void complete_output(Value& logical) {
        Value* output = logical.find("output");
        if (output == nullptr || !output->is_text()) return;
        Value field = Value::object();
        field.set("type", *output);
        *output = std::move(field);
    }

    void add_check(Table& table, const std::string& column, const std::string& check) const {
        const std::string expression = replace_all(check, "{column}", "{" + column + "}");
        table.checks.push_back({fit(automatic_name(table.name, {column}, expression, "ck")), expression});
    }

    void add_foreign_key(Table& table, const std::string& column, const std::string& to_table, const std::string& to_column, const Field& field) const {
        ForeignKeyConstraint key;
        key.columns = {column};
        key.to_table = fit(to_table);
        key.to_columns = {fit(to_column)};
        key.on_delete = field.attributes.text_or("on_delete", "CASCADE");
        key.on_update = field.attributes.text_or("on_update", "NO_ACTION");
        key.deferrable = field.attributes.text_or("deferrable");
        key.name = fit(automatic_name(table.name, key.columns, key.to_table + "(" + key.to_columns.front() + ")", "fk"));
        table.foreign_keys.push_back(std::move(key));
    }

    template <class Named>
    static void drop_repeated(std::vector<Named>& items) {
        for (std::size_t i = 1; i < items.size();) {
            const bool repeated = std::find(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), items[i]) != items.begin() + static_cast<std::ptrdiff_t>(i);
            if (repeated) items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
            else ++i;
        }
    }

    Table main_table() const {
        Table table;
        table.name = fit(model_.table_name());
        table.schema = model_.schema;
        table.model = model_.label();
        table.comment = model_.comment;
        table.options = options();
        for (const auto& field : model_.fields) {
            if (!field.has_column()) continue;
            Column column = column_of(field, table);
            if (field.is_foreign_key() && field.has_constraint()) {
                const ModelState& target = target_of(field);
                add_foreign_key(table, column.name, target.table_name(), target_field(field, target).column(), field);
            }
            if (field.unique() && !(model_.is_key(field) && model_.key_fields().size() == 1)) {
                ModelConstraint unique;
                unique.fields = {field.name};
                table.uniques.push_back({fit(model_.constraint_name(unique)), {column.name}, {}, {}, true});
            }
            if (field.indexed() && !(model_.is_key(field) && model_.key_fields().size() == 1)) {
                ModelIndex index;
                index.parts.push_back({field.name, {}, {}, {}, {}, {}});
                Index made;
                made.name = fit(model_.index_name(index));
                made.parts.push_back({column.name, {}, {}, {}, {}, {}});
                table.indexes.push_back(std::move(made));
            }
            table.columns.push_back(std::move(column));
        }
        for (const auto& key : model_.key_fields()) table.primary_key.columns.push_back(column_name(key));
        for (const auto& index : model_.indexes) add_index(table, index);
        for (const auto& constraint : model_.constraints) add_constraint(table, constraint);
        // `index = true` beside an index on the field alone asks twice for one thing, under one name.
        drop_repeated(table.indexes);
        drop_repeated(table.uniques);
        name_columns(table);
        return table;
    }

    /// Expressions name columns as the models do: names that were cut to fit, or that a database would fold, are spelled out.
    void name_columns(Table& table) const {
        for (const auto& field : model_.fields) {
            const std::string given = field.has_column() ? field.column() : std::string(), name = fit(given);
            if (name == given && (given.empty() || is_folded(given))) continue;
            const auto spell = [&](std::string& expression) { expression = rename_identifier(expression, given, name); };
            for (auto& column : table.columns) {
                if (column.generated) spell(column.generated->expression);
            }
            for (auto& check : table.checks) spell(check.expression);
            for (auto& index : table.indexes) {
                spell(index.where);
                for (auto& part : index.parts) spell(part.expression);
            }
            for (auto& exclusion : table.exclusions) spell(exclusion.where);
        }
    }

    [[nodiscard]] std::string column_name(const std::string& field_name) const {
        const Field* field = model_.field(field_name);
        if (field != nullptr && field->has_column()) return fit(field->column());
        throw Error(ErrorCode::migration_file, model_.label() + " has no field '" + field_name + "' with a column");
    }

    [[nodiscard]] std::vector<std::string> column_names(const std::vector<std::string>& fields) const {
        std::vector<std::string> names;
        for (const auto& field : fields) names.push_back(column_name(field));
        return names;
    }

    void add_index(Table& table, const ModelIndex& index) const {
        if (!applies_to(index.only, backend_)) return;
        Index made;
        made.name = fit(model_.index_name(index));
        bool plain = index.unique && index.include.empty() && (index.method.empty() || index.method == "btree") && (!index.with.is_object() || index.with.as_object().empty());
        for (const auto& part : index.parts) {
            IndexPart item{part.field.empty() ? std::string() : column_name(part.field), part.expression, part.order == "asc" ? "" : part.order, part.nulls,
                           part.collation, part.opclass};
            plain = plain && item == IndexPart{item.column, {}, {}, {}, {}, {}} && !item.column.empty();
            made.parts.push_back(std::move(item));
        }
        made.unique = index.unique;
        made.where = text_for(index.where, backend_);
        made.include = column_names(index.include);
        made.method = index.method;
        made.with = index.with;
        if (plain && made.where.empty() && typer_.unique_is_index()) {
            Unique unique{made.name, {}, {}, {}, true};
            for (const auto& part : made.parts) unique.columns.push_back(part.column);
            table.uniques.push_back(std::move(unique));
        } else {
            table.indexes.push_back(std::move(made));
        }
    }

    /// Parts of an exclusion constraint, with columns in place of fields.
    [[nodiscard]] Value excluded_parts(const Value& parts) const {
        if (!parts.is_list()) return parts;
        Value list = Value::list();
        for (Value part : parts.as_list()) {
            if (Value* field = part.find("field"); field != nullptr && field->is_text()) *field = Value(column_name(field->as_text()));
            list.push(std::move(part));
        }
        return list;
    }

    void add_constraint(Table& table, const ModelConstraint& constraint) const {
        if (!applies_to(constraint.only, backend_)) return;
        const std::string name = fit(model_.constraint_name(constraint));
        const std::string where = text_for(constraint.where, backend_);
        if (constraint.kind == ConstraintKind::check) {
            table.checks.push_back({name, text_for(constraint.expression, backend_)});
        } else if (constraint.kind == ConstraintKind::exclude) {
            table.exclusions.push_back({name, constraint.using_method, where, constraint.deferrable, excluded_parts(constraint.exclude)});
        } else if (!where.empty()) {
            Index index;  // a unique constraint with a condition is a partial unique index
            index.name = name;
            index.unique = true;
            index.where = where;
            index.include = column_names(constraint.include);
            for (const auto& column : column_names(constraint.fields)) index.parts.push_back({column, {}, {}, {}, {}, {}});
            table.indexes.push_back(std::move(index));
        } else {
            table.uniques.push_back({name, column_names(constraint.fields), column_names(constraint.include), constraint.deferrable, constraint.nulls_distinct});
        }
    }

    Table join_table(const Field& field) const {
        const ModelState& target = target_of(field);
        Table table;
        table.name = fit(join_table_name(model_, field));
        table.schema = model_.schema;
        table.model = model_.label() + "." + field.name;
        table.options = options();
        const JoinNames names = join_names(model_, field, target);
        ModelState join;  // a model made up for the table: everything else follows from it
        join.app = model_.app;
        join.name = model_.name + "." + field.name;
        join.table = table.name;
        join.options = model_.options;
        join.file = model_.file;
        join.line = model_.line;
        Field id{"id", "BigAutoField", Value::object(), 0};
        id.set("primary_key", true);
        join.fields.push_back(std::move(id));
        const std::array<const ModelState*, 2> ends = {&model_, &target};
        for (std::size_t i = 0; i < 2; ++i) {
            Field key{i == 0 ? "from" : "to", "ForeignKey", Value::object(), 0};
            key.set("to", ends[i]->label());
            key.set("on_delete", "CASCADE");
            key.set("column", i == 0 ? names.source_column : names.target_column);
            key.set("constraint", field.has_constraint());
            join.fields.push_back(std::move(key));
        }
        ModelConstraint pair;
        pair.fields = {"from", "to"};
        join.constraints.push_back(std::move(pair));
        Table made = TableRenderer(join, state_, typer_).main_table();
        made.schema = table.schema;
        made.model = table.model;
        for (auto& column : made.columns) column.field.clear();
        return made;
    }

    const ModelState& model_;
    const StateView& state_;
    ColumnTyper& typer_;
    std::string backend_;
    std::size_t limit_;
};

}  // namespace

std::vector<Table> tables_of(const ModelState& model, const StateView& state, ColumnTyper& typer) { return TableRenderer(model, state, typer).run(); }

Schema to_schema(const ProjectState& state, ColumnTyper& typer, const std::vector<std::string>& apps) {
    Schema schema;
    schema.backend = typer.backend();
    for (const ModelState* model : state.models()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), model->app) == apps.end()) continue;
        for (auto& table : tables_of(*model, state, typer)) schema.tables.push_back(std::move(table));
    }
    set_objects(schema, objects_of(state, typer));
    return schema;
}

SchemaObjects objects_of(const ProjectState& state, const ColumnTyper& typer) {
    if (!typer.has_schema_objects()) return {};
    SchemaObjects objects = state.objects();
    const std::size_t limit = typer.max_identifier();
    for (auto& collation : objects.collations) collation.name = fit_identifier(collation.name, limit);
    for (auto& type : objects.enums) type.name = fit_identifier(type.name, limit);
    return objects;
}

Schema tables_by_name(const ProjectState& state, const ColumnTyper& typer, const std::vector<std::string>& apps) {
    Schema schema;
    set_objects(schema, objects_of(state, typer));
    const std::size_t limit = typer.max_identifier();
    for (const ModelState* model : state.models()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), model->app) == apps.end()) continue;
        const std::size_t place = schema.tables.size();
        Table& table = schema.tables.emplace_back();
        table.name = fit_identifier(model->table_name(), limit);
        table.model = model->label();
        for (const auto& field : model->fields) {
            if (field.has_column()) {
                Column& column = schema.tables[place].columns.emplace_back();
                column.name = fit_identifier(field.column(), limit);
                column.field = field.name;
            } else if (field.is_many_to_many() && field.through().empty()) {
                Table& join = schema.tables.emplace_back();
                join.name = fit_identifier(join_table_name(*model, field), limit);
                join.model = model->label() + "." + field.name;
            }
        }
    }
    return schema;
}

std::string join_table_name(const ModelState& model, const Field& field) {
    const std::string given = field.attributes.text_or("table");
    return given.empty() ? model.table_name() + "_" + field.name : given;
}

JoinNames join_names(const ModelState& model, const Field& field, const ModelState& target) {
    const std::string table = join_table_name(model, field);
    if (const Value* columns = field.attributes.find("columns"); columns != nullptr && columns->is_list()) {
        if (const auto names = columns->texts(); names.size() == 2) return {table, names[0], names[1]};
    }
    const std::string source = snake_case(model.name) + "_id";
    if (target.label() == model.label()) return {table, "from_" + source, "to_" + source};
    std::string other = snake_case(target.name) + "_id";
    if (other == source) other = target.app + "_" + other;
    return {table, source, other};
}

std::string text_for(const Value& text_or_object, std::string_view backend) {
    if (text_or_object.is_text()) return text_or_object.as_text();
    return text_or_object.text_or(backend);
}

bool applies_to(const std::vector<std::string>& only, std::string_view backend) {
    return only.empty() || std::find(only.begin(), only.end(), backend) != only.end();
}

}  // namespace reinhardt::db
