#include <reinhardt/db/migrations/operations/state_access.hpp>

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

bool mentions(const Value& text_or_object, const std::string& column) {
    const auto in_text = [&](const std::string& text) {
        const auto names = identifiers_in(text);
        return std::find(names.begin(), names.end(), column) != names.end();
    };
    if (text_or_object.is_text()) return in_text(text_or_object.as_text());
    if (!text_or_object.is_object()) return false;
    return std::any_of(text_or_object.as_object().begin(), text_or_object.as_object().end(),
                       [&](const Member& member) { return member.value.is_text() && in_text(member.value.as_text()); });
}

void rename_in(Value& text_or_object, const std::string& from, const std::string& to) {
    if (text_or_object.is_text()) {
        text_or_object = Value(rename_identifier(text_or_object.as_text(), from, to, true));
    } else if (text_or_object.is_object()) {
        for (auto& member : text_or_object.as_object()) rename_in(member.value, from, to);
    }
}

bool contains(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

bool uses(const ModelIndex& index, const std::string& field, const std::string& column) {
    return contains(index.include, field) || mentions(index.where, column) ||
           std::any_of(index.parts.begin(), index.parts.end(),
                       [&](const ModelIndexPart& part) { return part.field == field || (!part.expression.empty() && mentions(part.expression, column)); });
}

bool uses(const ModelConstraint& constraint, const std::string& field, const std::string& column) {
    if (contains(constraint.fields, field) || contains(constraint.include, field) || mentions(constraint.expression, column) ||
        mentions(constraint.where, column)) {
        return true;
    }
    if (!constraint.exclude.is_list()) return false;
    return std::any_of(constraint.exclude.as_list().begin(), constraint.exclude.as_list().end(), [&](const Value& part) {
        return part.text_or("field") == field || mentions(part.text_or("expression"), column);
    });
}

void check_has_field(const ModelState& model, const std::string& name, const std::string& what) {
    if (model.field(name) == nullptr) throw state_error(what + " names field '" + name + "', which " + model.label() + " does not have");
}

}  // namespace

Error state_error(std::string message) { return Error(ErrorCode::migration_file, std::move(message)); }

ModelState model_in(const ProjectState& state, const std::string& app, const std::string& name) {
    if (const ModelState* model = state.find(app + "." + name)) return *model;
    std::vector<std::string> names;
    for (const ModelState* model : state.models_of(app)) names.push_back(model->name);
    throw state_error("model " + app + "." + name + " does not exist at this point").hint(similar_hint("model", name, names));
}

const Field& field_in(const ModelState& model, const std::string& name) {
    if (const Field* field = model.field(name)) return *field;
    std::vector<std::string> names;
    for (const auto& field : model.fields) names.push_back(field.name);
    throw state_error("model " + model.label() + " has no field '" + name + "' at this point").hint(similar_hint("field", name, names));
}

Field& field_in(ModelState& model, const std::string& name) {
    (void)field_in(static_cast<const ModelState&>(model), name);
    return *model.field(name);
}

std::size_t index_in(const ModelState& model, const std::string& name) {
    if (const ModelIndex* index = model.index(name)) return static_cast<std::size_t>(index - model.indexes.data());
    std::vector<std::string> names;
    for (const auto& index : model.indexes) names.push_back(model.index_name(index));
    throw state_error("model " + model.label() + " has no index '" + name + "' at this point").hint(similar_hint("index", name, names));
}

std::size_t constraint_in(const ModelState& model, const std::string& name) {
    if (const ModelConstraint* constraint = model.constraint(name)) return static_cast<std::size_t>(constraint - model.constraints.data());
    std::vector<std::string> names;
    for (const auto& constraint : model.constraints) names.push_back(model.constraint_name(constraint));
    throw state_error("model " + model.label() + " has no constraint '" + name + "' at this point").hint(similar_hint("constraint", name, names));
}

void check_field(const ProjectState& state, const ModelState& model, const Field& field) {
    for (const std::string& target : {field.to(), field.through()}) {
        if (target.empty() || target == model.label() || state.find(target) != nullptr) continue;
        throw state_error("field " + model.label() + "." + field.name + " refers to model " + target + ", which does not exist at this point")
            .hint("add the migration that creates " + target + " to dependencies");
    }
    if (!field.has_column()) return;
    for (const auto& other : model.fields) {
        if (other.name == field.name || !other.has_column() || other.column() != field.column()) continue;
        throw state_error("fields " + model.label() + "." + other.name + " and " + field.name + " have the same column '" + field.column() + "'");
    }
}

void check_parts(const ModelState& model, const ModelIndex& index) {
    const std::string what = "index " + model.index_name(index);
    for (const auto& part : index.parts) {
        if (!part.field.empty()) check_has_field(model, part.field, what);
    }
    for (const auto& name : index.include) check_has_field(model, name, what);
}

void check_parts(const ModelState& model, const ModelConstraint& constraint) {
    const std::string what = "constraint " + model.constraint_name(constraint);
    for (const auto& name : constraint.fields) check_has_field(model, name, what);
    for (const auto& name : constraint.include) check_has_field(model, name, what);
}

namespace {

bool repoint(ModelState& model, const std::string& from, const std::string& to) {
    bool changed = false;
    for (auto& field : model.fields) {
        for (const std::string_view key : {"to", "through"}) {
            if (field.is_relation() && field.attributes.text_or(key) == from) {
                field.set(key, to);
                changed = true;
            }
        }
    }
    return changed;
}

}  // namespace

void relabel_model(ProjectState& state, const std::string& old_label, ModelState model) {
    const std::string label = model.label();
    if (label == old_label) return;
    if (state.find(label) != nullptr) throw state_error("model " + old_label + " cannot become " + label + ": a model of that name exists");
    const auto referrers = state.referrers(old_label);
    repoint(model, old_label, label);
    state.rename(old_label, std::move(model));
    for (const auto& referrer : referrers) {
        if (referrer == old_label) continue;
        ModelState other = *state.find(referrer);
        if (repoint(other, old_label, label)) state.put(std::move(other));
    }
}

std::string user_of(const ModelState& model, const std::string& name) {
    const Field& field = field_in(model, name);
    const std::string column = field.column();
    for (const auto& index : model.indexes) {
        if (uses(index, name, column)) return "index " + model.index_name(index);
    }
    for (const auto& constraint : model.constraints) {
        if (uses(constraint, name, column)) return "constraint " + model.constraint_name(constraint);
    }
    for (const auto& other : model.fields) {
        if (other.name == name) continue;
        const Value* expression = other.attributes.find("expression");
        if (other.is_generated() && expression != nullptr && mentions(*expression, column)) return "generated field " + other.name;
        if (other.type == "GenericForeignKey" && (other.attributes.text_or("content_type") == name || other.attributes.text_or("object_id") == name)) {
            return "field " + other.name;
        }
    }
    return contains(model.primary_key, name) ? "the primary key" : std::string();
}

void rename_column_in_expressions(ModelState& model, const std::string& from, const std::string& to) {
    if (from == to || from.empty() || to.empty()) return;
    for (auto& field : model.fields) {
        if (Value* expression = field.attributes.find("expression"); expression != nullptr && field.is_generated()) rename_in(*expression, from, to);
    }
    for (auto& index : model.indexes) {
        rename_in(index.where, from, to);
        for (auto& part : index.parts) {
            if (!part.expression.empty()) part.expression = rename_identifier(part.expression, from, to, true);
        }
    }
    for (auto& constraint : model.constraints) {
        rename_in(constraint.expression, from, to);
        rename_in(constraint.where, from, to);
        if (!constraint.exclude.is_list()) continue;
        for (auto& part : constraint.exclude.as_list()) {
            if (Value* expression = part.find("expression")) rename_in(*expression, from, to);
        }
    }
}

void write_fill(const ColumnFill& fill, Value& into) {
    if (fill.has_value) into.set("backfill", fill.value);
}

ColumnFill read_fill(const Value& table) {
    const Value* backfill = table.find("backfill");
    return backfill != nullptr ? ColumnFill{true, *backfill} : ColumnFill{};
}

void check_operation_keys(Reader& reader, const Value& table, std::vector<std::string_view> keys) {
    const std::string op = table.text_or("op");
    for (const std::string_view key : {"op", "only", "allow_loss", "ddl"}) keys.push_back(key);
    reader.known_keys(table, keys, op);
}

}  // namespace reinhardt::db
