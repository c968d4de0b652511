#include "plan.hpp"

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

#include "changes.hpp"

namespace reinhardt::db::cli {
namespace {

Value operation_value(const PlannedOperation& operation) {
    Value hazards = Value::list();
    for (const Hazard& hazard : operation.hazards) hazards.push(to_value(hazard));
    Value value = Value::object();
    value.set("op", operation.op).set("description", operation.description).set("sql", Value::list_of(operation.sql));
    Value carried_by = Value::list();
    for (const std::size_t place : operation.carried_by) carried_by.push(place + 1);
    value.set_if("carried_by", std::move(carried_by)).set("hazards", std::move(hazards));
    if (operation.irreversible) value.set("irreversible", operation.irreversible_reason);
    return value;
}

std::string comment_text(const PlannedOperation& operation) { return replace_all(printable(operation.description), "\n", " "); }

std::vector<std::string> descriptions_of(const PlannedMigration& step, const std::vector<std::size_t>& places) {
    std::vector<std::string> words;
    for (const std::size_t place : places) words.push_back(comment_text(step.operations[place]));
    return words;
}

/// Places of the operations that this one's statements carry out too.
std::vector<std::size_t> carried_with(const PlannedMigration& step, const PlannedOperation& operation) {
    const auto own = static_cast<std::size_t>(&operation - step.operations.data());
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < step.operations.size(); ++place) {
        const auto& carriers = step.operations[place].carried_by;
        if (std::find(carriers.begin(), carriers.end(), own) != carriers.end()) places.push_back(place);
    }
    return places;
}

bool is_terminated(std::string_view sql) { return !sql.empty() && sql.back() == ';'; }

}  // namespace

Value plan_document(const std::vector<PlannedMigration>& plan) {
    Value list = Value::list();
    for (const PlannedMigration& step : plan) {
        Value operations = Value::list();
        for (const PlannedOperation& operation : step.operations) operations.push(operation_value(operation));
        Value item = Value::object();
        item.set("app", step.migration->app).set("name", step.migration->name);
        item.set("direction", step.direction == Direction::forward ? "forward" : "backward").set("applied", step.applied);
        item.set_if("applied_at", step.applied_at);
        item.set("operations", std::move(operations));
        list.push(std::move(item));
    }
    Value document = Value::object();
    document.set("format_version", "1.0").set("plan", std::move(list));
    return document;
}

std::string warnings_of(const PlannedOperation& operation) {
    std::vector<std::string> words;
    if (operation.irreversible) words.emplace_back("cannot be undone");
    if (operation.loses_data) words.emplace_back("loses data");
    for (const Hazard& hazard : operation.hazards) {
        const std::string word = replace_all(hazard.rule, "-", " ");
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    }
    return join(words, ", ");
}

void print_plan(Output& out, const std::vector<PlannedMigration>& plan) {
    for (const PlannedMigration& step : plan) {
        std::string line = out.paint(Color::bold, printable(step.migration->app + "." + step.migration->name));
        if (step.applied && step.direction == Direction::forward) {
            out.line("  " + out.paint(Color::green, "applied") + "  " + line + (step.applied_at.empty() ? "" : out.paint(Color::dim, "  " + printable(step.applied_at))));
            continue;
        }
        if (step.direction == Direction::backward) line += out.paint(Color::yellow, "  unapply");
        out.line(line);
        std::size_t widest = 0;
        for (const PlannedOperation& operation : step.operations)
            if (!warnings_of(operation).empty()) widest = std::max(widest, std::min<std::size_t>(display_width(operation.description), 60));
        for (const PlannedOperation& operation : step.operations) {
            const std::string warnings = warnings_of(operation);
            std::string text = "  " + operation_mark(out, operation.op, step.direction == Direction::backward) + " " + printable(operation.description);
            if (!warnings.empty()) {
                const std::size_t width = display_width(operation.description);
                text += std::string(width < widest ? widest - width + 3 : 3, ' ') + out.paint(operation.loses_data ? Color::red : Color::yellow, printable(warnings));
            }
            out.line(text);
        }
        if (step.operations.empty()) out.line("    (no operations)");
    }
}

std::string plan_sql(const std::vector<PlannedMigration>& plan) {
    std::string text;
    for (const PlannedMigration& step : plan) {
        if (!text.empty()) text += "\n";
        text += "-- " + printable(step.migration->app + "." + step.migration->name) + (step.direction == Direction::backward ? " (backwards)" : "") + "\n";
        for (const PlannedOperation& operation : step.operations) {
            text += "\n-- " + comment_text(operation) + "\n";
            const std::string warnings = warnings_of(operation);
            if (!warnings.empty()) text += "-- " + warnings + "\n";
            const std::vector<std::string> carriers = descriptions_of(step, operation.carried_by), others = descriptions_of(step, carried_with(step, operation));
            if (!others.empty()) text += "-- together with: " + join(others, "; ") + "\n";
            if (!carriers.empty()) text += "-- (carried out by the statements of: " + join(carriers, "; ") + ")\n";
            else if (operation.sql.empty()) text += "-- (no statements)\n";
            for (const std::string& sql : operation.sql) text += sql + (is_terminated(sql) ? "\n" : ";\n");
        }
    }
    return text;
}

}  // namespace reinhardt::db::cli
