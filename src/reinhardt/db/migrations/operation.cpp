#include <reinhardt/db/migrations/operation.hpp>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

const std::vector<OperationKind>& operation_kinds() {
    static const std::vector<OperationKind> kinds = {
        {"CreateModel", CreateModel::read},
        {"DeleteModel", DeleteModel::read},
        {"RenameModel", RenameModel::read},
        {"MoveModel", MoveModel::read},
        {"AddField", AddField::read},
        {"AlterField", AlterField::read},
        {"RemoveField", RemoveField::read},
        {"RenameField", RenameField::read},
        {"AlterModelTable", AlterModelTable::read},
        {"AlterModelOptions", AlterModelOptions::read},
        {"AlterPrimaryKey", AlterPrimaryKey::read},
        {"AddIndex", AddIndex::read},
        {"RemoveIndex", RemoveIndex::read},
        {"RenameIndex", RenameIndex::read},
        {"AddConstraint", AddConstraint::read},
        {"RemoveConstraint", RemoveConstraint::read},
        {"AlterConstraint", AlterConstraint::read},
        {"RunSQL", RunSql::read},
        {"RunCode", RunCode::read},
        {"BackfillField", BackfillField::read},
        {"CreateExtension", CreateExtension::read},
        {"DropExtension", DropExtension::read},
        {"CreateCollation", CreateCollation::read},
        {"DropCollation", DropCollation::read},
        {"CreateEnum", CreateEnum::read},
        {"AlterEnum", AlterEnum::read},
        {"DropEnum", DropEnum::read},
        {"SeparateDatabaseAndState", SeparateDatabaseAndState::read},
    };
    return kinds;
}

Value Operation::to_value() const {
    Value value = Value::object();
    value.set("op", op());
    write(value);
    value.set_if("only", Value::list_of(only)).set_if("allow_loss", allow_loss);
    return value;
}

OperationPtr read_operation(Reader& reader, const Value& table) {
    if (!table.is_object()) {
        reader.fail(table.line(), "an operation must be a table with 'op'");
        return nullptr;
    }
    const std::string op = reader.required_text(table, "op", "an operation");
    if (op.empty()) return nullptr;
    for (const auto& kind : operation_kinds()) {
        if (kind.op != op) continue;
        const std::size_t faults = reader.errors.size();
        const auto only = reader.texts(table, "only");
        const auto allow_loss = reader.boolean(table, "allow_loss");
        // The value was made a moment ago by its kind and is not shared yet.
        const auto operation = std::const_pointer_cast<Operation>(kind.read(reader, table));
        if (operation == nullptr || reader.errors.size() != faults) return nullptr;
        operation->app = reader.app;
        operation->line = table.line();
        operation->only = only.value_or(std::vector<std::string>{});
        operation->allow_loss = allow_loss.value_or(false);
        return operation;
    }
    std::vector<std::string> names;
    for (const auto& kind : operation_kinds()) names.emplace_back(kind.op);
    reader.fail(table.find("op")->line(), "unknown operation '" + op + "'", similar_hint("operation", op, names));
    return nullptr;
}

std::vector<OperationPtr> read_operations(Reader& reader, const Value& list) {
    std::vector<OperationPtr> operations;
    if (!list.is_list()) {
        reader.fail(list.line(), "operations must be a list of tables");
        return operations;
    }
    operations.reserve(list.as_list().size());
    for (const auto& item : list.as_list()) {
        if (auto operation = read_operation(reader, item)) operations.push_back(std::move(operation));
    }
    return operations;
}

bool same_operation(const Operation& a, const Operation& b) { return a.app == b.app && a.to_value() == b.to_value(); }

}  // namespace reinhardt::db
