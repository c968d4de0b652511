#include <reinhardt/db/migrations/operations/rename_model.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

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

OperationPtr RenameModel::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"from", "to"});
    auto operation = std::make_shared<RenameModel>();
    operation->from = reader.required_text(table, "from", "RenameModel");
    operation->to = reader.required_text(table, "to", "RenameModel");
    return operation;
}

void RenameModel::write(Value& into) const { into.set("from", from).set("to", to); }

void RenameModel::apply(ProjectState& state) const {
    ModelState model = model_in(state, app, from);
    const std::string old_label = model.label();
    const std::string new_label = app + "." + to;
    if (old_label == new_label) return;
    if (state.find(new_label) != nullptr) throw state_error("model " + old_label + " cannot become " + to + ": a model of that name exists");
    const auto referrers = state.referrers(old_label);
    model.name = to;
    repoint(model, old_label, new_label);
    state.rename(old_label, std::move(model));
    for (const auto& referrer : referrers) {
        if (referrer == old_label) continue;
        ModelState other = *state.find(referrer);
        if (repoint(other, old_label, new_label)) state.put(std::move(other));
    }
}

Inverse RenameModel::inverse(const ProjectState&) const {
    auto undo = std::make_shared<RenameModel>();
    undo->app = app;
    undo->from = to;
    undo->to = from;
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RenameModel::describe() const { return "Rename model " + from + " to " + to; }
std::string RenameModel::fragment() const { return "rename_" + lower(from) + "_" + lower(to); }

}  // namespace reinhardt::db
