#include <reinhardt/db/migrations/operations/create_collation.hpp>

#include <reinhardt/db/migrations/operations/drop_collation.hpp>
#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

OperationPtr CreateCollation::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name", "locale", "provider", "deterministic"});
    auto operation = std::make_shared<CreateCollation>();
    Collation& made = operation->collation;
    made.name = reader.required_text(table, "name", "CreateCollation");
    made.locale = reader.required_text(table, "locale", "CreateCollation");
    made.provider = reader.text(table, "provider").value_or(made.provider);
    made.deterministic = reader.boolean(table, "deterministic").value_or(true);
    if (made.provider != "libc" && made.provider != "icu") {
        reader.fail(table.find("provider")->line(), "unknown provider '" + made.provider + "' of a collation", "known are libc and icu");
    }
    if (!made.deterministic && made.provider == "libc") {
        reader.fail(table.find("deterministic")->line(), "a collation of libc is always deterministic", "give it provider = \"icu\"");
    }
    return operation;
}

void CreateCollation::write(Value& into) const {
    into.set("name", collation.name).set("locale", collation.locale);
    if (collation.provider != "libc") into.set("provider", collation.provider);
    if (!collation.deterministic) into.set("deterministic", false);
}

void CreateCollation::apply(ProjectState& state) const { make_object(state, &SchemaObjects::collations, collation, "collation"); }
Inverse CreateCollation::inverse(const ProjectState&) const { return undone_by(*this, DropCollation(collation.name)); }

std::string CreateCollation::describe() const { return "Create collation " + collation.name; }
std::string CreateCollation::fragment() const { return "create_collation_" + lower(collation.name); }

}  // namespace reinhardt::db
