#include <reinhardt/db/migrations/operations/run_code.hpp>

#include <reinhardt/db/migrations/operations/state_access.hpp>

namespace reinhardt::db {

OperationPtr RunCode::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"function", "reverse", "elidable"});
    auto operation = std::make_shared<RunCode>();
    operation->function = reader.required_text(table, "function", "RunCode");
    operation->reverse = reader.text(table, "reverse").value_or("");
    operation->is_elidable = reader.boolean(table, "elidable").value_or(false);
    return operation;
}

void RunCode::write(Value& into) const { into.set("function", function).set_if("reverse", reverse).set_if("elidable", is_elidable); }

Inverse RunCode::inverse(const ProjectState&) const {
    Inverse result;
    if (reverse.empty()) {
        result.reversible = false;
        result.reason = "RunCode " + function + " has no reverse";
        return result;
    }
    auto undo = std::make_shared<RunCode>();
    undo->app = app;
    undo->function = reverse;
    undo->reverse = function;
    undo->only = only;
    result.operations.push_back(std::move(undo));
    return result;
}

std::string RunCode::describe() const { return "Run code " + function; }

}  // namespace reinhardt::db
