#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/state/model_state.hpp>

namespace reinhardt::db {

// Parts of a model, written in code. What they say is checked, by the same rules as in files, when a model (make_model) or a migration
// (Migration::add) takes them.

/// A field by its type and attributes as text: "TextField", "CharField(max_length = 50)", "ForeignKey(to = \"Author\", on_delete = \"CASCADE\")".
/// Values are TOML literals, attributes those of the models file. An AutoField, BigAutoField or SmallAutoField is the primary key.
/// Error(usage) when the text cannot be read.
[[nodiscard]] Field make_field(std::string name, std::string_view definition);
/// An index on these fields ("-title" = descending). Without a name it gets the automatic one.
[[nodiscard]] ModelIndex make_index(const std::vector<std::string>& fields, std::string name = {});
[[nodiscard]] ModelConstraint make_unique(std::vector<std::string> fields, std::string name = {});
[[nodiscard]] ModelConstraint make_check(std::string expression, std::string name = {});
/// A model with these fields, one of which is the primary key; relations that name a model alone are to one of `app`.
/// Throws Error(models) with everything that is wrong, each naming the field.
[[nodiscard]] ModelState make_model(std::string app, std::string name, const std::vector<Field>& fields);

}  // namespace reinhardt::db
