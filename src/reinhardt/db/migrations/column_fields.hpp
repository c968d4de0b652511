#pragma once

#include <string>

#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// The model field type and its attributes that a column of that type and backend stands for ("varchar(200)" -> CharField, max_length 200);
/// unknown types give CustomField. The attributes are max_length, max_digits, decimal_places and db_type alone.
struct ColumnField {
    std::string type;
    Value attributes = Value::object();
};
[[nodiscard]] ColumnField field_of_column(const Column& column, const std::string& backend);

}  // namespace reinhardt::db
