#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/field_ref.hpp>
#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/validators/validator.hpp>

namespace reinhardt::db {

struct CleanOptions {
    std::vector<std::string> exclude{};  ///< fields that are not looked at
    bool database_checks = true;         ///< unique fields and sets of fields, constraints, and whether the targets of foreign keys are there
    std::string database{};              ///< "": the object's own, or the default
};

/// What is wrong with an object, by field and in Django's words: choices, lengths, NULL and blank, the field's type and its validators; then, for
/// fields that are well, what the database says: a unique value that another object has, a set of unique_together likewise (under "__all__"), a
/// foreign key to nothing; then CHECK, unique with a condition or of expressions, which the database evaluates with the object's values (under
/// "__all__", with the constraint's name). What the database computes itself is not looked at, nor a constraint of a field that is excluded or has errors.
[[nodiscard]] ValidationErrors clean_object(const ModelDesc& model, const void* object, const CleanOptions& options);

template <class M>
[[nodiscard]] ValidationErrors full_clean(const M& object, const CleanOptions& options = {}) {
    return clean_object(model_of<M>::desc, &object, options);
}

/// What people read for the value of a field with choices (Django's get_status_display); the value itself where it is no choice, "" for NULL.
[[nodiscard]] std::string display_field(const ModelDesc& model, const void* object, std::string_view field);
template <class M, class T>
[[nodiscard]] std::string display(const M& object, const FieldRef<M, T>& field) {
    return display_field(model_of<M>::desc, &object, field.name());
}

}  // namespace reinhardt::db
