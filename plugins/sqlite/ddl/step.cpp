#include "step.hpp"

#include <algorithm>

namespace reinhardt::db::sqlite {

namespace {

Value value_of(const Step& step) {
    Value value = Value::object();
    value.set("sql", step.sql);
    if (step.kind != "run") value.set("kind", step.kind);
    if (step.phase != "main") value.set("phase", step.phase);
    Value edits = Value::list();
    for (const std::size_t edit : step.edits) edits.push(edit);
    value.set_if("edits", std::move(edits)).set_if("destroys", step.destroys).set_if("rewrites", step.rewrites).set_if("blocks", step.blocks);
    value.set_if("name", step.name).set_if("message", step.message).set_if("hint", step.hint);
    return value;
}

void add_once(std::vector<Step>& steps, const std::string& sql, std::string phase, const std::vector<std::size_t>& edits) {
    if (sql.empty()) return;
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& step) { return step.sql == sql; });
    Step& step = found != steps.end() ? *found : steps.emplace_back();
    step.sql = sql;
    step.phase = std::move(phase);
    for (const std::size_t edit : edits) {
        if (std::find(step.edits.begin(), step.edits.end(), edit) == step.edits.end()) step.edits.push_back(edit);
    }
}

}  // namespace

Step& Output::add(Step step) { return steps_.emplace_back(std::move(step)); }

Step& Output::look(Step step) {
    if (!look_) return add(std::move(step));
    const auto at = static_cast<std::ptrdiff_t>((*look_)++);
    return *steps_.insert(steps_.begin() + at, std::move(step));
}

Step& Output::run(std::string sql, const std::vector<std::size_t>& edits) {
    Step step;
    step.sql = std::move(sql);
    step.edits = edits;
    return add(std::move(step));
}

Step& Output::check(std::string sql, const std::vector<std::size_t>& edits, std::string message, std::string hint) {
    Step& step = run(std::move(sql), edits);
    step.kind = "check";
    step.message = std::move(message);
    step.hint = std::move(hint);
    return step;
}

void Output::fault(std::size_t edit, std::string message, std::string hint) { faults_.push_back({edit, std::move(message), std::move(hint)}); }

void Output::around(const std::string& setup, const std::string& teardown, const std::vector<std::size_t>& edits) {
    add_once(setup_, setup, "setup", edits);
    add_once(teardown_, teardown, "teardown", edits);
}

Value Output::to_value() const {
    Value statements = Value::list();
    for (const auto* part : {&setup_, &steps_, &teardown_}) {
        for (const auto& step : *part) statements.push(value_of(step));
    }
    Value errors = Value::list();
    for (const auto& fault : faults_) {
        Value error = Value::object();
        error.set("edit", fault.edit).set("message", fault.message).set_if("hint", fault.hint);
        errors.push(std::move(error));
    }
    Value value = Value::object();
    value.set("statements", std::move(statements)).set("errors", std::move(errors));
    return value;
}

}  // namespace reinhardt::db::sqlite
