#pragma once

#include <string>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::postgresql {

/// How values of one column type become those of another.
struct Conversion {
    std::string expression;  ///< for USING; empty: the assignment cast does
    std::string misfit;      ///< condition on rows that would not come back the same (details 4.9); empty: all do
    bool rewrites = true;    ///< the table is written anew (manual, ALTER TABLE, notes)
};

/// `operand` is the quoted column.
[[nodiscard]] Conversion conversion_between(const Column& from, const Column& to, const std::string& operand);
/// Condition on values of `expression`, a conversion that the migration gives, that the type cannot keep.
[[nodiscard]] std::string misfit_of(const Column& type, const std::string& expression);

}  // namespace reinhardt::db::postgresql
