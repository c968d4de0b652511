#include <reinhardt/db/migrations/operations/rename_field.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
    for (auto& name : names) {
        if (name == from) name = to;
        if (name == "-" + from) name = "-" + to;
    }
}

/// Everything in the model that names the field.
void rename_references(ModelState& model, const std::string& from, const std::string& to) {
    rename_in(model.primary_key, from, to);
    rename_in(model.ordering, from, to);
    for (auto& index : model.indexes) {
        rename_in(index.include, from, to);
        for (auto& part : index.parts) {
            if (part.field == from) part.field = to;
        }
    }
    for (auto& constraint : model.constraints) {
        rename_in(constraint.fields, from, to);
        rename_in(constraint.include, from, to);
        if (!constraint.exclude.is_list()) continue;
        for (auto& part : constraint.exclude.as_list()) {
            if (part.text_or("field") == from) part.set("field", to);
        }
    }
    for (auto& field : model.fields) {
        for (const std::string_view key : {"content_type", "object_id"}) {
            if (field.type == "GenericForeignKey" && field.attributes.text_or(key) == from) field.set(key, to);
        }
    }
}

}  // namespace

OperationPtr RenameField::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "from", "to"});
    auto operation = std::make_shared<RenameField>();
    operation->model = reader.required_text(table, "model", "RenameField");
    operation->from = reader.required_text(table, "from", "RenameField");
    operation->to = reader.required_text(table, "to", "RenameField");
    return operation;
}

void RenameField::write(Value& into) const { into.set("model", model).set("from", from).set("to", to); }

void RenameField::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    Field& field = field_in(changed, from);
    if (from == to) return;
    if (changed.field(to) != nullptr) throw state_error("field " + changed.label() + "." + from + " cannot become " + to + ": a field of that name exists");
    const std::string old_column = field.column();
    field.name = to;
    const std::string new_column = field.column();
    check_field(state, changed, field);
    rename_references(changed, from, to);
    rename_column_in_expressions(changed, old_column, new_column);
    const std::string label = changed.label();
    for (auto& own : changed.fields) {
        if (own.to() == label && own.attributes.text_or("to_field") == from) own.set("to_field", to);
    }
    const auto referrers = state.referrers(label);
    state.put(std::move(changed));
    state.note_field_rename(label, from, to);
    for (const auto& referrer : referrers) {
        if (referrer == label) continue;
        ModelState other = *state.find(referrer);
        bool touched = false;
        for (auto& reference : other.fields) {
            if (reference.to() != label || reference.attributes.text_or("to_field") != from) continue;
            reference.set("to_field", to);
            touched = true;
        }
        if (touched) state.put(std::move(other));
    }
}

Inverse RenameField::inverse(const ProjectState&) const {
    auto undo = std::make_shared<RenameField>();
    undo->app = app;
    undo->model = model;
    undo->from = to;
    undo->to = from;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RenameField::describe() const { return "Rename field " + from + " on " + model + " to " + to; }
std::string RenameField::fragment() const { return "rename_" + lower(from) + "_" + lower(model) + "_" + lower(to); }

}  // namespace reinhardt::db
