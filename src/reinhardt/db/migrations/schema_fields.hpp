#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/state/field.hpp>

namespace reinhardt::db {

/// Turns the columns of one table into fields. The driver is asked what it makes of a field: one that would give another type of column, or
/// take the default otherwise, becomes a CustomField.
class SchemaFields {
public:
    SchemaFields(const Table& table, std::string backend, Driver& driver);

    /// The field for a column that refers to nothing; its name is left empty. Checks that the field brings along are taken out of `checks`.
    [[nodiscard]] Field field_of(const Column& column);
    /// The checks of the table that no field explains.
    [[nodiscard]] const std::vector<Check>& checks() const noexcept { return checks_; }

    /// Null, default, collation, comment: what a field has from its column whatever its type.
    static void add_common(const Column& column, Field& field);

private:
    [[nodiscard]] bool take(const Column& column, const Field& field);
    [[nodiscard]] static bool is_valid(const Field& field);
    const Table& table_;
    std::string backend_;
    Driver& driver_;
    std::vector<Check> checks_;
};

/// A name that may stand as a field's: letters, digits and '_', no digit in front.
[[nodiscard]] std::string field_name(std::string_view column);

}  // namespace reinhardt::db
