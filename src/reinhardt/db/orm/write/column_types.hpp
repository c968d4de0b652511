#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/orm/model_info.hpp>

namespace reinhardt::db {

/// The types of the fields' columns as the driver spells them.
[[nodiscard]] std::vector<std::string> column_types(const ModelInfo& model, const std::vector<const FieldInfo*>& fields, Driver& driver);

}  // namespace reinhardt::db
