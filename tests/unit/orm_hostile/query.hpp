#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models.hpp"

namespace hostile {

/// A row of Note as the oracle has it; its key is its index + 1.
struct Row {
    std::string text;
    std::optional<std::string> memo;
    std::vector<std::pair<std::string, std::string>> data;  ///< the members of an object
};
std::vector<Row> random_rows(std::mt19937& random, std::size_t count);
[[nodiscard]] db::Json document_of(const Row& row);

/// One filter() or exclude().
struct Part {
    enum class Place { text, memo, annotation, member, has_key, raw };
    Place place = Place::text;
    std::string lookup = "exact";
    bool exclude = false;
    std::string key;  ///< of a member of `data`: a part of the path
    std::vector<std::string> values;
};

/// A query whose rows the oracle can tell.
struct Case {
    std::vector<Part> parts;
    std::string annotated = "a";  ///< what the annotation "made" is
    std::uint32_t seed = 0;
};

Case random_case(std::mt19937& random, const std::vector<Row>& rows, bool clean);
/// The same with another value in each place.
Case with_plain_values(const Case& hostile);
db::QuerySet<Note> query_of(const Case& one);
std::vector<std::int64_t> expected(const Case& one, const std::vector<Row>& rows);
std::vector<Case> smaller(const Case& one);
std::string shown(const Case& one);
[[nodiscard]] bool is_clean(const Case& one);
/// Whether it names a member of a document that SQLite or MariaDB has no path to.
[[nodiscard]] bool has_odd_key(const Case& one);
[[nodiscard]] inline bool is_odd_key(const std::string& key) { return key.empty() || key.find('"') != std::string::npos || key.starts_with('-'); }

}  // namespace hostile
