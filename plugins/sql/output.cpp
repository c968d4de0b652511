#include "output.hpp"

namespace reinhardt::db::sql {

namespace {

Value value_of(const Step& step) {
    Value value = Value::object();
    value.set("sql", step.sql);
    if (step.kind != "run") value.set("kind", step.kind);
    Value edits = Value::list();
    for (const std::size_t edit : step.edits) edits.push(edit);
    value.set_if("edits", std::move(edits));
    if (!step.transactional) value.set("transactional", false);
    value.set_if("destroys", step.destroys).set_if("rewrites", step.rewrites).set_if("blocks", step.blocks);
    value.set_if("message", step.message).set_if("hint", step.hint).set_if("happened", step.happened);
    if (step.repeatable) value.set("repeatable", true);
    return value;
}

}  // namespace

Step& Output::run(std::string sql, std::size_t edit) {
    Step& step = steps_.emplace_back();
    step.sql = std::move(sql);
    step.edits = {edit};
    return step;
}

Step& Output::alter(std::string head, Action action, std::size_t edit) {
    Step& step = run(head + ' ' + action.text, edit);
    step.head = std::move(head);
    step.touches = action.touches;
    step.happened = action.happened;
    step.repeatable = action.repeatable;
    step.actions = {std::move(action)};
    return step;
}

Step& Output::check(std::string sql, std::size_t edit, std::string message, std::string hint) {
    Step& step = run(std::move(sql), edit);
    step.kind = "check";
    step.message = std::move(message);
    step.hint = std::move(hint);
    return step;
}

void Output::fault(std::size_t edit, std::string message, std::string hint) { faults_.push_back({edit, std::move(message), std::move(hint)}); }

Value Output::to_value(bool needs_live) const {
    if (needs_live) return Value::object().set("needs_live", true);
    Value statements = Value::list(), errors = Value::list();
    for (const auto& step : steps_) statements.push(value_of(step));
    for (const auto& fault : faults_) errors.push(Value::object().set("edit", fault.edit).set("message", fault.message).set_if("hint", fault.hint));
    return Value::object().set("statements", std::move(statements)).set("errors", std::move(errors));
}

}  // namespace reinhardt::db::sql
