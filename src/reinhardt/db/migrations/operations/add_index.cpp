#include <reinhardt/db/migrations/operations/add_index.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/remove_index.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr AddIndex::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "index"});
    auto operation = std::make_shared<AddIndex>();
    operation->model = reader.required_text(table, "model", "AddIndex");
    const Value* definition = table.find("index");
    if (definition == nullptr) {
        reader.fail(table.line(), "AddIndex needs 'index', for example index = { fields = [\"slug\"] }");
        return nullptr;
    }
    auto index = read_index(reader, *definition);
    if (!index) return nullptr;
    operation->index = std::move(*index);
    return operation;
}

void AddIndex::write(Value& into) const { into.set("model", model).set("index", write_index(index)); }

void AddIndex::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    check_parts(changed, index);
    const std::string name = changed.index_name(index);
    if (changed.index(name) != nullptr) throw state_error("model " + changed.label() + " has an index '" + name + "' already at this point");
    const auto at = changed.indexes.begin() + static_cast<std::ptrdiff_t>(std::min(place, changed.indexes.size()));
    changed.indexes.insert(at, index);
    state.put(std::move(changed));
}

Inverse AddIndex::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<RemoveIndex>();
    undo->app = app;
    undo->model = model;
    undo->name = model_in(before, app, model).index_name(index);
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AddIndex::describe() const {
    if (!index.name.empty()) return "Create index " + index.name + " on " + model;
    std::vector<std::string> parts;
    for (const auto& part : index.parts) parts.push_back(part.field.empty() ? part.expression : part.field);
    return "Create index on " + join(parts, ", ") + " of " + model;
}

std::string AddIndex::fragment() const {
    if (!index.name.empty()) return lower(model) + "_" + lower(index.name);
    std::string text = lower(model);
    for (const auto& part : index.parts) text += "_" + (part.field.empty() ? std::string("expr") : lower(part.field));
    return text + "_idx";
}

}  // namespace reinhardt::db
