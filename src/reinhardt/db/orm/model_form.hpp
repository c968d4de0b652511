#pragma once

#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// The model's keys of formats.md §2, as a models file has them. Error(models) for JSON of index_as, constraint_as or model_keys that is none.
[[nodiscard]] Value model_keys_form(const ModelDesc& desc);
/// A field in the long form of a models file. What it may say is checked by whoever reads it.
[[nodiscard]] Value field_form(const FieldDesc& field, const ModelDesc& model);
/// Whether the field is one of the model's state: neither the other side of a relation nor a member that is no field.
[[nodiscard]] bool is_declared(const FieldDesc& field) noexcept;
/// {"name", model keys, "fields": [{"name", "type", …}]}, as rdb_app_models gives it.
[[nodiscard]] Value model_form(const ModelDesc& desc);

}  // namespace reinhardt::db
