#include <reinhardt/db/migrations/operations/create_extension.hpp>

#include <reinhardt/db/migrations/operations/drop_extension.hpp>
#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr CreateExtension::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name", "schema", "version"});
    auto operation = std::make_shared<CreateExtension>();
    operation->extension.name = reader.required_text(table, "name", "CreateExtension");
    operation->extension.schema = reader.text(table, "schema").value_or(std::string());
    operation->extension.version = reader.text(table, "version").value_or(std::string());
    return operation;
}

void CreateExtension::write(Value& into) const { into.set("name", extension.name).set_if("schema", extension.schema).set_if("version", extension.version); }

void CreateExtension::apply(ProjectState& state) const { make_object(state, &SchemaObjects::extensions, extension, "extension"); }
Inverse CreateExtension::inverse(const ProjectState&) const { return undone_by(*this, DropExtension(extension.name)); }

std::string CreateExtension::describe() const { return "Create extension " + extension.name; }
std::string CreateExtension::fragment() const { return "create_extension_" + lower(extension.name); }

}  // namespace reinhardt::db
