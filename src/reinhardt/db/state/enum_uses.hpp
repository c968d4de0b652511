#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

/// The label of the enum type that the field's values are of (`native` of an EnumField, alone, in an ArrayField or as the output of a
/// GeneratedField), or "".
[[nodiscard]] std::string enum_of(const Field& field);
/// The values that its `choices` allow, in their order; of labelled choices the value.
[[nodiscard]] std::vector<std::string> enum_values_of(const Field& field);

/// Gives values of the field's enum other names, all at once, in its choices and its default.
void rename_enum_values(Field& field, const std::vector<ValueRename>& renames);

/// The enum types that fields of the state ask for, in the order in which they are declared. Error(models), with place, where two fields
/// give one type different values.
[[nodiscard]] std::vector<EnumType> enums_used(const ProjectState& state);
/// The models with a field of that enum, in order of creation.
[[nodiscard]] std::vector<const ModelState*> users_of_enum(const ProjectState& state, const std::string& label);

}  // namespace reinhardt::db
