#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <reinhardt/db/backends/driver.hpp>

namespace reinhardt::db {

/// `sql` with each `?` outside of texts, quoted names and comments replaced by what `replacement` gives for its number, from 0.
[[nodiscard]] std::string replace_placeholders(std::string_view sql, const std::function<std::string(std::size_t)>& replacement);

/// A statement of a migration or of its code, whose placeholders are `?` on every backend, as the driver's backend writes them. A text that
/// numbers its values itself ($1) is left as it is.
[[nodiscard]] std::string native_placeholders(std::string_view sql, const Driver& driver);

}  // namespace reinhardt::db
