#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

// When two states mean the same to migrations: attributes that belong to the models alone do not count (details 1.4), names of
// tables, columns, indexes and constraints compare as they come out (an explicit name equal to the automatic one is no change),
// and the order of fields, indexes and constraints does not matter (details 1.2).

/// Same type and attributes, whatever the names of the fields.
[[nodiscard]] bool same_field(const Field& a, const Field& b);
/// As same_field, but whether it is the key does not count: AlterPrimaryKey takes care of that.
[[nodiscard]] bool same_field_but_key(const Field& a, const Field& b);
[[nodiscard]] bool same_options(const ModelState& a, const ModelState& b);
[[nodiscard]] bool same_model(const ModelState& a, const ModelState& b);
/// Linear in the size of both.
[[nodiscard]] bool same_state(const ProjectState& a, const ProjectState& b);
/// What differs between two models, in words; "" when nothing does.
[[nodiscard]] std::string model_difference(const ModelState& a, const ModelState& b);
/// The first difference between two states, in words; "" when there is none.
[[nodiscard]] std::string state_difference(const ProjectState& a, const ProjectState& b);

/// The same for enums, extensions and collations, of which models declare only the enums: state_difference() leaves them out.
[[nodiscard]] std::string object_difference(const SchemaObjects& a, const SchemaObjects& b);

/// A model as migrations write it: without attributes that belong to the models alone, a key of one field on that field.
[[nodiscard]] ModelState migrated_model(const ModelState& model);

/// Names of the fields whose columns an SQL text (or one for each driver) reads.
[[nodiscard]] std::vector<std::string> fields_read(const ModelState& model, const Value& text_or_object);
/// Names of the fields that an index, a constraint or a generated or generic field of the model uses.
[[nodiscard]] std::vector<std::string> fields_used(const ModelState& model, const ModelIndex& index);
[[nodiscard]] std::vector<std::string> fields_used(const ModelState& model, const ModelConstraint& constraint);
[[nodiscard]] std::vector<std::string> fields_used(const ModelState& model, const Field& field);

}  // namespace reinhardt::db
