#include <reinhardt/db/migrations/operations/drop_extension.hpp>

#include <reinhardt/db/migrations/operations/create_extension.hpp>
#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr DropExtension::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name"});
    return std::make_shared<DropExtension>(reader.required_text(table, "name", "DropExtension"));
}

void DropExtension::write(Value& into) const { into.set("name", name); }

void DropExtension::apply(ProjectState& state) const { drop_object(state, &SchemaObjects::extensions, name, "extension"); }
Inverse DropExtension::inverse(const ProjectState& before) const {
    return undone_by(*this, CreateExtension(object_in(before, &SchemaObjects::extensions, name, "extension")));
}

std::string DropExtension::describe() const { return "Drop extension " + name; }
std::string DropExtension::fragment() const { return "drop_extension_" + lower(name); }

}  // namespace reinhardt::db
