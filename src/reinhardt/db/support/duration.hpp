#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace reinhardt::db {

/// "500ms", "5s", "2min", "1h", a fraction of one ("1.5s"), or a plain number of seconds. nullopt for anything else, for less than a
/// millisecond, and for more than 24 days, which not every backend can count.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) noexcept;

/// The same in the largest unit that says it whole: "1500ms", "2min".
[[nodiscard]] std::string exact_duration(std::chrono::milliseconds duration);

}  // namespace reinhardt::db
