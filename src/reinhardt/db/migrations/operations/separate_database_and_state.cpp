#include <reinhardt/db/migrations/operations/separate_database_and_state.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>

namespace reinhardt::db {

namespace {

Value list_of(const std::vector<OperationPtr>& operations) {
    Value list = Value::list();
    for (const auto& operation : operations) list.push(operation->to_value());
    return list;
}

/// The inverses of a list, last first; `reversible` false as soon as one is not.
Inverse inverse_of(const std::vector<OperationPtr>& operations, const ProjectState& before) {
    Inverse result;
    ProjectState state = before;
    for (const auto& operation : operations) {
        Inverse part = operation->inverse(state);
        if (!part.reversible) return part;
        if (!part.needs_empty.empty()) result.needs_empty = part.needs_empty;
        result.operations.insert(result.operations.begin(), part.operations.begin(), part.operations.end());
        operation->apply(state);
    }
    return result;
}

}  // namespace

OperationPtr SeparateDatabaseAndState::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"database_operations", "state_operations"});
    auto operation = std::make_shared<SeparateDatabaseAndState>();
    if (const Value* list = table.find("database_operations")) operation->database_operations = read_operations(reader, *list);
    if (const Value* list = table.find("state_operations")) operation->state_operations = read_operations(reader, *list);
    return operation;
}

void SeparateDatabaseAndState::write(Value& into) const {
    if (!database_operations.empty()) into.set("database_operations", list_of(database_operations));
    if (!state_operations.empty()) into.set("state_operations", list_of(state_operations));
}

void SeparateDatabaseAndState::apply(ProjectState& state) const {
    for (const auto& operation : state_operations) operation->apply(state);
}

Inverse SeparateDatabaseAndState::inverse(const ProjectState& before) const {
    Inverse database = inverse_of(database_operations, before);
    if (!database.reversible) return database;
    Inverse state = inverse_of(state_operations, before);
    if (!state.reversible) return state;
    auto undo = std::make_shared<SeparateDatabaseAndState>();
    undo->app = app;
    undo->database_operations = std::move(database.operations);
    undo->state_operations = std::move(state.operations);
    Inverse result;
    result.needs_empty = database.needs_empty;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string SeparateDatabaseAndState::describe() const { return "Custom state/database change combination"; }
std::string SeparateDatabaseAndState::fragment() const { return {}; }

}  // namespace reinhardt::db
