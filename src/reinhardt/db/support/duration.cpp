#include <reinhardt/db/support/duration.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace reinhardt::db {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t ms;
};

constexpr std::array<Unit, 4> units = {{{"h", 3'600'000}, {"min", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr double longest_ms = 24.0 * 24 * 3'600'000;

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) noexcept {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (failure != std::errc()) return std::nullopt;
    std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
    if (name.empty()) name = "s";
    for (const Unit& unit : units) {
        if (unit.name != name) continue;
        const double ms = std::round(number * static_cast<double>(unit.ms));
        if (!(ms >= 1 && ms <= longest_ms)) return std::nullopt;
        return std::chrono::milliseconds(static_cast<std::int64_t>(ms));
    }
    return std::nullopt;
}

std::string exact_duration(std::chrono::milliseconds duration) {
    const std::int64_t ms = duration.count();
    const auto* const unit = std::find_if(units.begin(), units.end(), [&](const Unit& one) { return ms >= one.ms && ms % one.ms == 0; });
    return unit == units.end() ? "0ms" : std::to_string(ms / unit->ms) + std::string(unit->name);
}

}  // namespace reinhardt::db
