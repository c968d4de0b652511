#include <reinhardt/db/migrations/operations/delete_model.hpp>

#include <reinhardt/db/migrations/operations/create_model.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr DeleteModel::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name"});
    auto operation = std::make_shared<DeleteModel>();
    operation->name = reader.required_text(table, "name", "DeleteModel");
    return operation;
}

void DeleteModel::write(Value& into) const { into.set("name", name); }

void DeleteModel::apply(ProjectState& state) const {
    const ModelState model = model_in(state, app, name);
    for (const auto& referrer : state.referrers(model.label())) {
        if (referrer == model.label()) continue;
        const ModelState& other = *state.find(referrer);
        for (const auto& field : other.fields) {
            if (field.to() != model.label() && field.through() != model.label()) continue;
            throw state_error("model " + model.label() + " is deleted but " + referrer + "." + field.name + " still refers to it")
                .hint("remove that field first, or depend on the migration that does");
        }
    }
    state.erase(model.label());
}

Inverse DeleteModel::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<CreateModel>();
    undo->app = app;
    undo->model = model_in(before, app, name);
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string DeleteModel::describe() const { return "Delete model " + name; }
std::string DeleteModel::fragment() const { return "delete_" + lower(name); }

}  // namespace reinhardt::db
