#include <reinhardt/db/migrations/operations/create_model.hpp>

#include <set>

#include <reinhardt/db/migrations/operations/delete_model.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr CreateModel::read(Reader& reader, const Value& table) {
    auto operation = std::make_shared<CreateModel>();
    ModelState& model = operation->model;
    model.app = reader.app;
    model.name = reader.required_text(table, "name", "CreateModel");
    model.file = reader.file;
    model.line = table.line();
    read_model_keys(reader, table, {"op", "only", "allow_loss", "ddl", "name", "fields"}, model);
    const Value* fields = table.find("fields");
    if (fields == nullptr || !fields->is_list()) {
        reader.fail(fields != nullptr ? fields->line() : table.line(), "CreateModel needs 'fields', a list of { name, type, … }");
        return nullptr;
    }
    std::set<std::string> names;
    for (const auto& item : fields->as_list()) {
        if (!item.is_object()) {
            reader.fail(item.line(), "a field of CreateModel must be a table with name and type");
            continue;
        }
        const std::string name = reader.required_text(item, "name", "a field of CreateModel");
        if (!name.empty() && !names.insert(name).second) reader.fail(item.line(), "field '" + name + "' stands twice in CreateModel " + model.name);
        Value attributes = item;
        attributes.erase("name");
        if (auto field = read_field(reader, name, attributes, model.name)) model.fields.push_back(std::move(*field));
    }
    return operation;
}

void CreateModel::write(Value& into) const {
    into.set("name", model.name);
    Value fields = Value::list();
    for (const auto& field : model.fields) fields.push(write_field(field, app, true));
    into.set("fields", std::move(fields));
    write_model_keys(model, into);
}

void CreateModel::apply(ProjectState& state) const {
    if (state.find(model.label()) != nullptr) throw state_error("model " + model.label() + " exists already at this point");
    if (model.key_fields().empty()) {
        throw state_error("model " + model.label() + " has no primary key").hint("add a field with primary_key = true; CreateModel adds no id by itself");
    }
    for (const auto& key : model.primary_key) (void)field_in(model, key);
    for (const auto& field : model.fields) check_field(state, model, field);
    for (const auto& index : model.indexes) check_parts(model, index);
    for (const auto& constraint : model.constraints) check_parts(model, constraint);
    ModelState made = model;
    for (auto& field : made.fields) field = field.migrated();
    state.put(std::move(made));
}

Inverse CreateModel::inverse(const ProjectState&) const {
    auto undo = std::make_shared<DeleteModel>();
    undo->app = app;
    undo->name = model.name;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string CreateModel::describe() const { return "Create model " + model.name; }
std::string CreateModel::fragment() const { return lower(model.name); }

}  // namespace reinhardt::db
