#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "../orm_query/models.hpp"

namespace query_random {

namespace db = reinhardt::db;
using query_test::Author;
using query_test::Book;
using query_test::Tag;

/// The rows, as the oracle sees them; keys count from 1.
struct AuthorRow {
    std::string name;
    std::int32_t age = 0;
    std::optional<std::string> email;
};
struct BookRow {
    std::string title;
    std::size_t author = 0;
    std::optional<std::size_t> editor;
    std::int32_t pages = 0;
    std::optional<std::int32_t> stock;
    std::vector<std::size_t> tags;
};
struct World {
    std::vector<AuthorRow> authors;
    std::vector<std::string> tags;
    std::vector<BookRow> books;
};
[[nodiscard]] World make_world(std::uint32_t seed);

/// A condition on a book.
struct Node {
    enum class Kind : std::uint8_t { leaf, all, any, negation } kind = Kind::leaf;
    std::vector<Node> parts;
    std::string path, lookup;
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;   ///< of a path to a text
    bool flag = false;                ///< of isnull
    [[nodiscard]] std::string shown() const;
};
struct Call {
    Node condition;
    bool exclude = false;
};
struct RandomQuery {
    std::vector<Call> calls;
    std::vector<std::string> order;   ///< always ends with id
    std::optional<std::uint64_t> offset, limit;
    bool distinct = false;
    [[nodiscard]] std::string shown() const;
};

[[nodiscard]] RandomQuery random_query(std::mt19937& random);
[[nodiscard]] db::QuerySet<Book> query_set(const RandomQuery& query);
/// The keys of the books, evaluated row by row.
[[nodiscard]] std::vector<std::int64_t> expected(const RandomQuery& query, const World& world);
/// Smaller queries.
[[nodiscard]] std::vector<RandomQuery> smaller(const RandomQuery& query);

}  // namespace query_random
