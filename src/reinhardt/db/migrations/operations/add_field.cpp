#include <reinhardt/db/migrations/operations/add_field.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/remove_field.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AddField::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "name", "field", "backfill"});
    auto operation = std::make_shared<AddField>();
    operation->model = reader.required_text(table, "model", "AddField");
    const std::string name = reader.required_text(table, "name", "AddField");
    operation->fill = read_fill(table);
    const Value* definition = table.find("field");
    if (definition == nullptr) {
        reader.fail(table.line(), "AddField needs 'field', for example field = { type = \"TextField\" }");
        return nullptr;
    }
    auto field = read_field(reader, name, *definition, operation->model);
    if (!field) return nullptr;
    operation->field = std::move(*field);
    return operation;
}

void AddField::write(Value& into) const {
    into.set("model", model).set("name", field.name).set("field", write_field(field, app, false));
    write_fill(fill, into);
}

void AddField::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    if (changed.field(field.name) != nullptr) throw state_error("model " + changed.label() + " has a field '" + field.name + "' already at this point");
    check_field(state, changed, field);
    const auto at = changed.fields.begin() + static_cast<std::ptrdiff_t>(std::min(place, changed.fields.size()));
    changed.fields.insert(at, field.migrated());
    state.put(std::move(changed));
}

void AddField::hints(EditHints& hints) const {
    if (fill.has_value) hints.fills[{app + "." + model, field.name}] = fill;
}

Inverse AddField::inverse(const ProjectState&) const {
    auto undo = std::make_shared<RemoveField>();
    undo->app = app;
    undo->model = model;
    undo->name = field.name;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AddField::describe() const { return "Add field " + field.name + " to " + model; }
std::string AddField::fragment() const { return lower(model) + "_" + lower(field.name); }

}  // namespace reinhardt::db
