#include <reinhardt/db/migrations/operations/alter_model_options.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// The options of a model as AlterModelOptions spells them.
Value options_of(const ModelState& model) {
    Value options = Value::object();
    options.set_if("ordering", Value::list_of(model.ordering)).set_if("comment", model.comment);
    if (model.options.is_object()) {
        for (const auto& member : model.options.as_object()) options.set(member.key, member.value);
    }
    return options;
}

}  // namespace

OperationPtr AlterModelOptions::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"model", "options"});
    auto operation = std::make_shared<AlterModelOptions>();
    operation->model = reader.required_text(table, "model", "AlterModelOptions");
    const Value* options = table.find("options");
    if (options == nullptr || !options->is_object()) {
        reader.fail(options != nullptr ? options->line() : table.line(), "AlterModelOptions needs 'options', a table with ordering, comment and a table for each driver");
        return nullptr;
    }
    (void)reader.texts(*options, "ordering");
    (void)reader.text(*options, "comment");
    for (const auto& member : options->as_object()) {
        if (member.key != "ordering" && member.key != "comment" && !member.value.is_object()) {
            reader.fail(member.line, "'" + member.key + "' in options must be a table of a driver's options");
        }
    }
    operation->options = *options;
    return operation;
}

void AlterModelOptions::write(Value& into) const { into.set("model", model).set("options", options); }

void AlterModelOptions::apply(ProjectState& state) const {
    ModelState changed = model_in(state, app, model);
    changed.ordering.clear();
    changed.comment.clear();
    changed.options = Value::object();
    for (const auto& member : options.as_object()) {
        if (member.key == "ordering") {
            changed.ordering = member.value.texts();
        } else if (member.key == "comment") {
            changed.comment = member.value.is_text() ? member.value.as_text() : std::string();
        } else {
            changed.options.set(member.key, member.value);
        }
    }
    state.put(std::move(changed));
}

Inverse AlterModelOptions::inverse(const ProjectState& before) const {
    auto undo = std::make_shared<AlterModelOptions>();
    undo->app = app;
    undo->model = model;
    undo->options = options_of(model_in(before, app, model));
    Inverse result;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string AlterModelOptions::describe() const { return "Change options on " + model; }
std::string AlterModelOptions::fragment() const { return "alter_" + lower(model) + "_options"; }

}  // namespace reinhardt::db
