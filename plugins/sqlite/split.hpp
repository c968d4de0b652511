#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db::sqlite {

/// The statements of a script, without their semicolons; comments in front of a statement stay with it. Knows the bodies of
/// CREATE TRIGGER (BEGIN … ; END).
[[nodiscard]] std::vector<std::string> split_script(std::string_view script);

}  // namespace reinhardt::db::sqlite
