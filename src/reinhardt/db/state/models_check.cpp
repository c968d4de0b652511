#include <reinhardt/db/state/models_check.hpp>

#include <algorithm>
#include <array>

#include <reinhardt/db/state/relations_check.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

std::vector<std::string> field_names(const ModelState& model) {
    std::vector<std::string> names;
    for (const auto& field : model.fields) names.push_back(field.name);
    return names;
}

bool is_sql_word(std::string_view name) {
    static const std::set<std::string> words = {"double", "precision", "numeric", "decimal", "bigint", "smallint", "int", "boolean", "bool", "date", "time", "timestamp",
                                                "char", "character", "varying", "unsigned", "signed", "binary", "blob", "json", "jsonb", "uuid", "nocase", "rtrim",
                                                "current_user", "float", "bytea", "tsvector", "year", "month", "day", "hour", "minute", "second", "epoch"};
    return words.count(lower(name)) != 0;
}

/// What can be said about one model alone.
class ModelChecker {
public:
    ModelChecker(const DeclaredModel& model, std::vector<Error>& errors) : declared_(model), model_(model.state), errors_(errors) {}

    void run() {
        check_key();
        check_columns();
        for (const auto& field : model_.fields) check_field(field);
        check_indexes();
        check_constraints();
        check_ordering();
    }

private:
    void fail(const std::string& file, std::uint32_t line, std::string message, std::string hint = {}) {
        errors_.push_back(Error(ErrorCode::models, std::move(message)).at(file, line).hint(std::move(hint)));
    }
    void fail(const Field& field, std::string message, std::string hint = {}) {
        fail(declared_.file_of(field), field.line, std::move(message), std::move(hint));
    }
    [[nodiscard]] std::string name_of(const Field& field) const { return model_.label() + "." + field.name; }

    void check_key() {
        std::vector<const Field*> keys;
        for (const auto& field : model_.fields) {
            if (field.primary_key()) keys.push_back(&field);
        }
        if (!model_.primary_key.empty()) {
            if (!keys.empty()) fail(*keys.front(), "model " + model_.label() + " has both 'primary_key' and a field with primary_key = true: " + keys.front()->name);
            for (const auto& name : model_.primary_key) {
                const Field* field = check_name(name, "'primary_key' of model " + model_.label(), declared_.key_line);
                if (field != nullptr && field->null()) fail(*field, "field " + name_of(*field) + " is part of the primary key and cannot be NULL");
            }
        } else if (keys.size() > 1) {
            fail(*keys[1], "model " + model_.label() + " has two fields with primary_key = true: " + keys[0]->name + " and " + keys[1]->name,
                 "a key of several fields is written primary_key = [\"" + keys[0]->name + "\", \"" + keys[1]->name + "\"] in the model");
        }
        for (const auto& field : model_.fields) {
            if (field.is_auto() && !model_.is_key(field.name)) {
                fail(field, "field " + name_of(field) + " is automatic and must be the primary key", "add primary_key = true");
            } else if (field.name == "id" && !model_.is_key("id") && keys.empty() && model_.primary_key.empty()) {
                fail(field, "field " + name_of(field) + " must be the primary key, since the model has no other", "add primary_key = true");
            }
        }
    }

    void check_columns() {
        std::map<std::string, const Field*> columns;
        for (const auto& field : model_.fields) {
            if (!field.has_column()) continue;
            const auto [place, is_new] = columns.emplace(field.column(), &field);
            if (!is_new) fail(field, "fields " + name_of(*place->second) + " and " + field.name + " have the same column '" + field.column() + "'");
        }
    }

    void check_field(const Field& field) {
        if (field.type == "GenericForeignKey") {
            for (const std::string_view key : {"content_type", "object_id"}) check_name(field.attributes.text_or(key), "'" + std::string(key) + "' of field " + name_of(field), field.line);
        }
        if (field.is_generated()) check_expression(field);
    }

    /// A name in the expression that is no column is taken for a misspelt one if it looks like a column, or if there is no column at all.
    void check_expression(const Field& field) {
        const Value* expression = field.attributes.find("expression");
        if (expression == nullptr || !expression->is_text()) return;
        std::vector<std::string> columns;
        for (const auto& other : model_.fields) {
            if (other.has_column() && other.name != field.name) columns.push_back(other.column());
        }
        const auto names = identifiers_in(expression->as_text());
        const bool any = std::any_of(names.begin(), names.end(), [&](const std::string& name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); });
        for (const auto& name : names) {
            if (std::find(columns.begin(), columns.end(), name) != columns.end() || is_sql_word(name)) continue;
            const std::string hint = similar_hint("column", name, columns);
            if (any && hint.empty()) continue;
            fail(declared_.file_of(field), expression->line(), "generated field " + name_of(field) + " reads '" + name + "', which is no column of the model", hint);
        }
    }

    /// The field of that name, which must have a column; nullptr after an error.
    const Field* check_name(const std::string& name, const std::string& what, std::uint32_t line) {
        const Field* field = model_.field(name);
        if (field == nullptr) {
            fail(model_.file, line, what + " names field '" + name + "', which model " + model_.label() + " does not have", similar_hint("field", name, field_names(model_)));
            return nullptr;
        }
        if (field->has_column()) return field;
        fail(model_.file, line, what + " names field '" + name + "', which has no column");
        return nullptr;
    }

    void check_indexes() {
        for (std::size_t i = 0; i < model_.indexes.size(); ++i) {
            const ModelIndex& index = model_.indexes[i];
            const std::uint32_t line = i < declared_.inherited_indexes ? declared_.bases_line : index.line;
            const std::string what = index.name.empty() ? "an index of model " + model_.label() : "index '" + index.name + "' of model " + model_.label();
            bool good = true;
            for (const auto& part : index.parts) good = (part.field.empty() || check_name(part.field, what, line) != nullptr) && good;
            for (const auto& name : index.include) good = check_name(name, what, line) != nullptr && good;
            for (const auto& part : index.parts) check_words(part.expression, what, line);
            check_words(index.where, what, line);
            if (good) check_unique_name(model_.index_name(index), line);
        }
    }

    void check_constraints() {
        for (std::size_t i = 0; i < model_.constraints.size(); ++i) {
            const ModelConstraint& constraint = model_.constraints[i];
            const std::uint32_t line = i < declared_.inherited_constraints ? declared_.bases_line : constraint.line;
            const std::string what = constraint.name.empty() ? "a constraint of model " + model_.label() : "constraint '" + constraint.name + "' of model " + model_.label();
            std::vector<std::string> names = constraint.fields;
            names.insert(names.end(), constraint.include.begin(), constraint.include.end());
            if (constraint.exclude.is_list()) {
                for (const auto& part : constraint.exclude.as_list()) {
                    if (part.has("field")) names.push_back(part.text_or("field"));
                }
            }
            bool good = true;
            for (const auto& name : names) good = check_name(name, what, line) != nullptr && good;
            check_words(constraint.expression, what, line);
            check_words(constraint.where, what, line);
            if (good) check_unique_name(model_.constraint_name(constraint), line);
        }
    }

    /// Expressions speak of columns: the name of a field whose column is another would fail only in the database.
    void check_words(const Value& expression, const std::string& what, std::uint32_t line) {
        if (expression.is_object()) {
            for (const auto& member : expression.as_object()) check_words(member.value, what, line);
        }
        if (!expression.is_text()) return;
        for (const auto& name : identifiers_in(expression.as_text())) {
            const Field* field = model_.field(name);
            const bool is_column = std::any_of(model_.fields.begin(), model_.fields.end(), [&](const Field& other) { return other.has_column() && other.column() == name; });
            if (field == nullptr || is_column || !field->has_column()) continue;
            fail(model_.file, line, what + " reads '" + name + "', a field whose column is '" + field->column() + "'", "expressions name columns: write " + field->column());
        }
    }

    void check_unique_name(const std::string& name, std::uint32_t line) {
        if (names_.insert(name).second) return;
        fail(model_.file, line, "model " + model_.label() + " has two indexes or constraints named '" + name + "'");
    }

    /// Only plain names are checked: what looks through relations or is an expression is left to whoever runs the query.
    void check_ordering() {
        for (const auto& entry : model_.ordering) {
            const std::string name = entry.starts_with("-") || entry.starts_with("+") ? entry.substr(1) : entry;
            if (!is_plain_name(name) || name.find("__") != std::string::npos || name == "pk" || model_.field(name) != nullptr) continue;
            const bool is_column = std::any_of(model_.fields.begin(), model_.fields.end(), [&](const Field& field) { return field.has_column() && field.column() == name; });
            if (is_column) continue;
            fail(model_.file, declared_.ordering_line, "'ordering' of model " + model_.label() + " names field '" + name + "', which it does not have",
                 similar_hint("field", name, field_names(model_)));
        }
    }

    const DeclaredModel& declared_;
    const ModelState& model_;
    std::vector<Error>& errors_;
    std::set<std::string> names_;
};

/// Two models of one app in one table. (Two apps may live in two databases.)
void check_tables(const DeclaredModels& declared, std::vector<Error>& errors) {
    static constexpr std::array<std::string_view, 3> own_tables = {"reinhardt_migrations", "reinhardt_migration_steps", "reinhardt_migration_lock"};
    std::map<std::string, std::pair<const DeclaredModel*, std::string>> tables;
    const auto add = [&](const DeclaredModel& model, const std::string& table, const std::string& what, std::uint32_t line) {
        if (std::find(own_tables.begin(), own_tables.end(), lower(table)) != own_tables.end()) {
            errors.push_back(Error(ErrorCode::models, what + " has the table '" + table + "', which is that of the tool itself").at(model.state.file, line));
        }
        const auto [place, is_new] = tables.try_emplace(model.state.app + "\n" + model.state.schema + "\n" + table, &model, what);
        if (is_new) return;
        errors.push_back(Error(ErrorCode::models, what + " and " + place->second.second + " have the same table '" + table + "'").at(model.state.file, line));
    };
    for (const auto& model : declared.models) {
        if (model.abstract || model.broken) continue;
        add(model, model.state.table_name(), "model " + model.state.label(), model.state.line);
        for (const auto& field : model.state.fields) {
            if (!field.is_many_to_many() || !field.through().empty()) continue;
            const std::string own = field.attributes.text_or("table");
            add(model, own.empty() ? model.state.table_name() + "_" + field.name : own, "field " + model.state.label() + "." + field.name, field.line);
        }
    }
}

}  // namespace

std::vector<Error> check_models(const DeclaredModels& declared) {
    std::vector<Error> errors;
    for (const auto& model : declared.models) {
        if (model.abstract || model.broken) continue;
        ModelChecker(model, errors).run();
        check_relations(declared, model, errors);
    }
    check_tables(declared, errors);
    return errors;
}

}  // namespace reinhardt::db
