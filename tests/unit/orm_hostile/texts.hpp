#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace hostile {

std::size_t below(std::mt19937& random, std::size_t end);

/// Stands in every hostile text: where it comes up in SQL outside of quotes, the text has got out.
inline constexpr const char* token = "zq7";

/// A text made of what has a meaning in SQL, in patterns, in JSON paths, in arrays and in the client libraries.
std::string hostile_text(std::mt19937& random);
/// The same as UTF-8 without NUL: what every database keeps as it is.
std::string clean_text(std::mt19937& random);
/// As these, or the text of a moment, a number and kin, which a driver might take for one.
std::string hostile_value(std::mt19937& random);
std::string clean_value(std::mt19937& random);
[[nodiscard]] bool is_clean(const std::string& text);

/// As the failure reports show it.
std::string shown(const std::string& text);
/// Shorter texts, to shrink a failure.
std::vector<std::string> shorter(const std::string& text);

/// The SQL without what stands in quotes of identifiers.
std::string outside_of_quotes(const std::string& sql, char quote);

}  // namespace hostile
