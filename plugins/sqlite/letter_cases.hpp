#pragma once

#include <string>
#include <string_view>

namespace reinhardt::db::sqlite {

// UTF-8 texts in lower and upper case by the simple case mappings of Unicode 14, one character for one, whatever the locale of the process: an index on
// them stays what it was. Bytes that are no UTF-8 stay as they are.

[[nodiscard]] std::string lower_case(std::string_view text);
[[nodiscard]] std::string upper_case(std::string_view text);

}  // namespace reinhardt::db::sqlite
