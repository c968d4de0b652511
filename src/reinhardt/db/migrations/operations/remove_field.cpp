#include <reinhardt/db/migrations/operations/remove_field.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/add_field.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr RemoveField::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "name", "backfill"});
    auto operation = std::make_shared<RemoveField>();
    operation->model = reader.required_text(table, "model", "RemoveField");
    operation->name = reader.required_text(table, "name", "RemoveField");
    operation->fill = read_fill(table);
    return operation;
}

void RemoveField::write(Value& into) const {
    into.set("model", model).set("name", name);
    write_fill(fill, into);
}

void RemoveField::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    const Field removed = field_in(changed, name);
    if (const std::string user = user_of(changed, name); !user.empty()) {
        throw state_error("field " + changed.label() + "." + name + " is removed but " + user + " still uses it");
    }
    if (changed.key_fields() == std::vector<std::string>{name}) {
        throw state_error("without field " + name + " model " + changed.label() + " has no primary key").hint("give it another key first (AlterPrimaryKey)");
    }
    for (const auto& referrer : state.referrers(changed.label())) {
        for (const auto& field : state.find(referrer)->fields) {
            if (field.to() == changed.label() && field.attributes.text_or("to_field") == name && !(referrer == changed.label() && field.name == name)) {
                throw state_error("field " + changed.label() + "." + name + " is removed but " + referrer + "." + field.name + " refers to it");
            }
        }
    }
    std::erase_if(changed.fields, [&](const Field& field) { return field.name == name; });
    state.put(std::move(changed));
}

Inverse RemoveField::inverse(const ProjectState& before) const {
    const ModelState old = model_in(before, app, model);
    auto undo = std::make_shared<AddField>();
    undo->app = app;
    undo->model = model;
    undo->field = field_in(old, name);
    undo->fill = fill;
    undo->place = static_cast<std::size_t>(
        std::find_if(old.fields.begin(), old.fields.end(), [&](const Field& field) { return field.name == name; }) - old.fields.begin());
    Inverse result;
    const Field& field = undo->field;
    const bool gets_value = field.null() || field.has_database_default() || fill.has_value || field.is_generated() || field.is_auto() || !field.has_column() ||
                            field.attributes.bool_or("auto_now", false);
    if (!gets_value) result.needs_empty = old.label();
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RemoveField::describe() const { return "Remove field " + name + " from " + model; }
std::string RemoveField::fragment() const { return "remove_" + lower(model) + "_" + lower(name); }

}  // namespace reinhardt::db
