#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/model_info.hpp>

namespace reinhardt::db {

/// An object as the constraints of its model see it.
struct ConstrainedObject {
    const ModelInfo& model;
    const void* object;
    bool stored;                                      ///< its own row is no other's
    std::string_view database;
    std::function<bool(const FieldInfo&)> is_usable;  ///< a constraint that names another field is passed over
};

/// The names of the constraints that the object breaks, as the database evaluates them: CHECK, unique with a condition, unique indexes with a condition
/// or of expressions. As in the database a CHECK that is unknown holds.
[[nodiscard]] std::vector<std::string> broken_constraints(const ConstrainedObject& object);

/// Whether the constraint is one of unique fields alone, which Django calls a total one.
[[nodiscard]] bool is_total(const ModelConstraint& constraint) noexcept;

}  // namespace reinhardt::db
