#include <reinhardt/db/migrations/operations/drop_enum.hpp>

#include <reinhardt/db/migrations/operations/create_enum.hpp>
#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/state/enum_uses.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr DropEnum::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name"});
    return std::make_shared<DropEnum>(reader.required_text(table, "name", "DropEnum"));
}

void DropEnum::write(Value& into) const { into.set("name", name); }

void DropEnum::apply(ProjectState& state) const {
    for (const ModelState* model : users_of_enum(state, name)) {
        for (const auto& field : model->fields) {
            if (enum_of(field) != name) continue;
            throw state_error("enum " + name + " is dropped but " + model->label() + "." + field.name + " is still of it").hint("change or remove that field first, or depend on the migration that does");
        }
    }
    drop_object(state, &SchemaObjects::enums, name, "enum");
}

Inverse DropEnum::inverse(const ProjectState& before) const { return undone_by(*this, CreateEnum(object_in(before, &SchemaObjects::enums, name, "enum"))); }

std::string DropEnum::describe() const { return "Drop enum " + name; }
std::string DropEnum::fragment() const { return "drop_enum_" + lower(enum_named(name).name); }

}  // namespace reinhardt::db
