#include <reinhardt/db/migrations/operation.hpp>

#include <algorithm>

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
    value.set_if("only", Value::list_of(only)).set_if("allow_loss", allow_loss).set_if("ddl", ddl);
    return value;
}

namespace {

struct DdlKey {
    std::string_view key;
    std::vector<std::string> values;
};

const std::vector<DdlKey>& ddl_keys() {
    static const std::vector<DdlKey> keys = {{"algorithm", {"DEFAULT", "INSTANT", "NOCOPY", "INPLACE", "COPY"}}, {"lock", {"DEFAULT", "NONE", "SHARED", "EXCLUSIVE"}}};
    return keys;
}

/// ddl = { mysql = { algorithm = "INSTANT", lock = "NONE" } }. Null where it is not there or wrong.
Value read_ddl(Reader& reader, const Value& table) {
    const Value* given = table.find("ddl");
    if (given == nullptr) return {};
    const Value* asked = given->is_object() ? given->find("mysql") : nullptr;
    if (asked == nullptr || !asked->is_object() || asked->as_object().empty()) {
        reader.fail(given->line(), "'ddl' must be a table { mysql = { algorithm = \"…\", lock = \"…\" } }");
        return {};
    }
    reader.known_keys(*given, {"mysql"}, "ddl");
    reader.known_keys(*asked, {"algorithm", "lock"}, "ddl.mysql");
    Value read = Value::object();
    for (const auto& [key, values] : ddl_keys()) {
        const auto value = reader.text(*asked, key);
        if (!value) continue;
        const auto known = std::find_if(values.begin(), values.end(), [&](const std::string& word) { return lower(word) == lower(*value); });
        if (known == values.end()) {
            reader.fail(asked->find(key)->line(), "unknown " + std::string(key) + " '" + *value + "'", "known are " + join(values, ", "));
        } else {
            read.set(key, *known);
        }
    }
    return Value::object().set("mysql", std::move(read));
}

}  // namespace

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
        const Value ddl = read_ddl(reader, table);
        // The value was made a moment ago by its kind and is not shared yet.
        const auto operation = std::const_pointer_cast<Operation>(kind.read(reader, table));
        if (operation == nullptr || reader.errors.size() != faults) return nullptr;
        operation->app = reader.app;
        operation->line = table.line();
        operation->only = only.value_or(std::vector<std::string>{});
        operation->allow_loss = allow_loss.value_or(false);
        operation->ddl = ddl;
        if (!ddl.is_null() && operation->work() != OperationWork::schema) reader.fail(table.find("ddl")->line(), "'ddl' belongs to operations that change the schema, not to " + op);
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
