#pragma once

#include <cstddef>

#include <reinhardt/db/schema/edit.hpp>

#include "step.hpp"

namespace reinhardt::db::sqlite {

/// Reports what SQLite cannot do of `edit`; true when it can do all of it. Comments, `include` and `method = "btree"` are passed over in
/// silence (formats.md §2).
[[nodiscard]] bool accepts(const SchemaEdit& edit, std::size_t number, Output& output);

}  // namespace reinhardt::db::sqlite
