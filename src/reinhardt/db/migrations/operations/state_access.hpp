#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

// What operations share when they change a state. All throw Error(migration_file) that names model, field, index or constraint
// when the state does not hold it (details 3.5).

/// A copy of the model to change.
[[nodiscard]] ModelState model_in(const ProjectState& state, const std::string& app, const std::string& name);
[[nodiscard]] Field& field_in(ModelState& model, const std::string& name);
[[nodiscard]] const Field& field_in(const ModelState& model, const std::string& name);
[[nodiscard]] std::size_t index_in(const ModelState& model, const std::string& name);       ///< its position
[[nodiscard]] std::size_t constraint_in(const ModelState& model, const std::string& name);  ///< its position
/// The targets of a relation exist (the model itself counts), and no other field has its column.
void check_field(const ProjectState& state, const ModelState& model, const Field& field);
/// Fields that an index or constraint names exist.
void check_parts(const ModelState& model, const ModelIndex& index);
void check_parts(const ModelState& model, const ModelConstraint& constraint);
/// Puts `model`, which has another name or app now, in the place of `old_label`; every relation to it follows. Nothing to do when the label
/// is the same; Error(migration_file) when a model of the new label exists.
void relabel_model(ProjectState& state, const std::string& old_label, ModelState model);
/// What of the model still uses the field, as text ("index blog_post_slug_idx"), or "".
[[nodiscard]] std::string user_of(const ModelState& model, const std::string& field);
/// Every expression of the model (checks, conditions, generated fields) with the column renamed.
void rename_column_in_expressions(ModelState& model, const std::string& from, const std::string& to);

// File forms.
void write_fill(const ColumnFill& fill, Value& into);
[[nodiscard]] ColumnFill read_fill(const Value& table);
/// known_keys() of an operation: its own keys and those of every operation.
void check_operation_keys(Reader& reader, const Value& table, std::vector<std::string_view> keys);
[[nodiscard]] Error state_error(std::string message);

}  // namespace reinhardt::db
