#include <reinhardt/db/migrations/operations/drop_collation.hpp>

#include <reinhardt/db/migrations/operations/create_collation.hpp>
#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr DropCollation::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name"});
    return std::make_shared<DropCollation>(reader.required_text(table, "name", "DropCollation"));
}

void DropCollation::write(Value& into) const { into.set("name", name); }

void DropCollation::apply(ProjectState& state) const { drop_object(state, &SchemaObjects::collations, name, "collation"); }
Inverse DropCollation::inverse(const ProjectState& before) const {
    return undone_by(*this, CreateCollation(object_in(before, &SchemaObjects::collations, name, "collation")));
}

std::string DropCollation::describe() const { return "Drop collation " + name; }
std::string DropCollation::fragment() const { return "drop_collation_" + lower(name); }

}  // namespace reinhardt::db
