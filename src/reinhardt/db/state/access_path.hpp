#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/state/model_state.hpp>

namespace reinhardt::db {

/// A sorted way into a model's table: its key, a unique field or constraint, an indexed field, an index. Exactly one of the
/// pointers is set, or none for the key.
struct AccessPath {
    std::vector<ModelIndexPart> parts;           ///< what it is sorted by, the first first
    bool unique = false;
    std::string where;                           ///< "" = holds all rows
    std::vector<std::string> include, only;
    bool sorted = true;                          ///< a b-tree; false: another method, which serves no order and no beginning
    const Field* field = nullptr;
    const ModelIndex* index = nullptr;
    const ModelConstraint* constraint = nullptr;

    [[nodiscard]] bool whole() const noexcept { return sorted && where.empty(); }
};

/// All ways into the table that exist on every one of `backends`, in the order of declaration: key, fields, indexes, constraints.
[[nodiscard]] std::vector<AccessPath> access_paths(const ModelState& model, const std::vector<std::string>& backends);

/// "-published_at" of an ordering as a part of an index; a part without a field when it is no field with a column ("author__name").
[[nodiscard]] ModelIndexPart ordering_part(const ModelState& model, const std::string& text);

/// Whether a search for rows by the values of `fields`, whatever their order, reads a beginning of the path.
[[nodiscard]] bool finds(const AccessPath& path, const std::vector<std::string>& fields);
/// Whether the path, read forward or backward, gives rows in the order of `parts`; `skip` parts at its beginning are searched for by value.
[[nodiscard]] bool sorts(const AccessPath& path, const std::vector<ModelIndexPart>& parts, std::size_t skip = 0);

}  // namespace reinhardt::db
