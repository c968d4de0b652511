#include <reinhardt/db/migrations/operations/run_sql.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/state_access.hpp>

namespace reinhardt::db {

namespace {

bool is_text_or_texts(const Value& value) {
    if (value.is_text()) return true;
    return value.is_list() && std::all_of(value.as_list().begin(), value.as_list().end(), [](const Value& item) { return item.is_text(); });
}

/// A text, a list of texts, or a table with either for each backend.
bool check_sql(Reader& reader, const Value& value, std::string_view key) {
    if (is_text_or_texts(value)) return true;
    const std::string shape = "'" + std::string(key) + "' must be a text, a list of texts, or a table with either for each backend";
    if (!value.is_object() || value.as_object().empty()) {
        reader.fail(value.line(), shape);
        return false;
    }
    bool good = true;
    for (const auto& member : value.as_object()) {
        if (is_text_or_texts(member.value)) continue;
        reader.fail(member.line, shape);
        good = false;
    }
    return good;
}

}  // namespace

OperationPtr RunSql::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"sql", "reverse_sql", "params", "state_operations", "elidable"});
    auto operation = std::make_shared<RunSql>();
    const Value* sql = table.find("sql");
    if (sql == nullptr) {
        reader.fail(table.line(), "RunSQL needs 'sql'");
        return nullptr;
    }
    if (check_sql(reader, *sql, "sql")) operation->sql = *sql;
    if (const Value* reverse = table.find("reverse_sql"); reverse != nullptr && check_sql(reader, *reverse, "reverse_sql")) operation->reverse_sql = *reverse;
    if (const Value* params = table.find("params")) {
        const bool lists = params->is_list() && std::all_of(params->as_list().begin(), params->as_list().end(), [](const Value& item) { return item.is_list(); });
        if (lists) {
            operation->params = *params;
        } else {
            reader.fail(params->line(), "'params' must be a list of lists of literals, one list for each statement");
        }
    }
    if (const Value* operations = table.find("state_operations")) operation->state_operations = read_operations(reader, *operations);
    operation->is_elidable = reader.boolean(table, "elidable").value_or(false);
    return operation;
}

void RunSql::write(Value& into) const {
    into.set("sql", sql);
    if (!reverse_sql.is_null()) into.set("reverse_sql", reverse_sql);
    if (!params.is_null()) into.set("params", params);
    if (!state_operations.empty()) {
        Value list = Value::list();
        for (const auto& operation : state_operations) list.push(operation->to_value());
        into.set("state_operations", std::move(list));
    }
    into.set_if("elidable", is_elidable);
}

std::optional<std::vector<std::string>> RunSql::texts_for(std::string_view backend) const {
    const Value* chosen = &sql;
    if (sql.is_object()) {
        chosen = sql.find(backend);
        if (chosen == nullptr) return std::nullopt;
    }
    if (chosen->is_text()) return std::vector<std::string>{chosen->as_text()};
    return chosen->texts();
}

void RunSql::apply(ProjectState& state) const {
    for (const auto& operation : state_operations) operation->apply(state);
}

Inverse RunSql::inverse(const ProjectState& before) const {
    Inverse result;
    if (reverse_sql.is_null()) {
        result.reversible = false;
        result.reason = "RunSQL has no reverse_sql";
        return result;
    }
    auto undo = std::make_shared<RunSql>();
    undo->app = app;
    undo->sql = reverse_sql;
    undo->reverse_sql = sql;
    ProjectState state = before;
    for (const auto& operation : state_operations) {
        const Inverse part = operation->inverse(state);
        if (!part.reversible) return part;
        undo->state_operations.insert(undo->state_operations.begin(), part.operations.begin(), part.operations.end());
        operation->apply(state);
    }
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RunSql::describe() const { return "Raw SQL operation"; }
std::string RunSql::fragment() const { return {}; }

}  // namespace reinhardt::db
