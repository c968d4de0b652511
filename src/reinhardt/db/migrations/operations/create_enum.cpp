#include <reinhardt/db/migrations/operations/create_enum.hpp>

#include <set>

#include <reinhardt/db/migrations/operations/drop_enum.hpp>
#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr CreateEnum::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name", "values"});
    auto operation = std::make_shared<CreateEnum>();
    operation->type = enum_named(reader.required_text(table, "name", "CreateEnum"));
    const auto values = reader.texts(table, "values");
    if (!table.has("values")) reader.fail(table.line(), "CreateEnum needs 'values', a list of texts");
    operation->type.values = values.value_or(std::vector<std::string>{});
    std::set<std::string> seen;
    for (const auto& value : operation->type.values) {
        if (!seen.insert(value).second) reader.fail(table.find("values")->line(), "value '" + value + "' stands twice in CreateEnum " + operation->type.label());
    }
    return operation;
}

void CreateEnum::write(Value& into) const { into.set("name", type.label()).set("values", Value::list_of(type.values)); }

void CreateEnum::apply(ProjectState& state) const { make_object(state, &SchemaObjects::enums, type, "enum"); }
Inverse CreateEnum::inverse(const ProjectState&) const { return undone_by(*this, DropEnum(type.label())); }

std::string CreateEnum::describe() const { return "Create enum " + type.label(); }
std::string CreateEnum::fragment() const { return "create_enum_" + lower(type.name); }

}  // namespace reinhardt::db
