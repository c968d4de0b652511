#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::postgresql {

/// A column's type apart from how it numbers itself, which a schema document writes behind it.
struct NumberedType {
    std::string type;
    std::string kind;     ///< "ALWAYS" or "BY DEFAULT"; empty: it does not number itself
    std::string options;  ///< of the sequence, without brackets, as CREATE SEQUENCE has them
};
[[nodiscard]] NumberedType numbered_type(const Column& column);

/// What stands behind ALTER COLUMN x and makes one numbering of the other; both have one. Options that go are set to what the server takes by itself.
[[nodiscard]] std::vector<std::string> numbering_changes(const NumberedType& from, const NumberedType& to);

}  // namespace reinhardt::db::postgresql
