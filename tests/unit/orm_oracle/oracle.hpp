#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

// Random queries, what they mean in memory (naively, by Django's rules), and how they are told.

namespace oracle {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using Line = std::vector<Cell>;

enum class Type { integer, boolean, real, text, moment };
struct Field {
    const char* name;
    Type type;
    bool nullable;
};
/// Along a foreign key (`column` of this table), back along one (`column` of the target), or by pairs of keys.
struct Relation {
    const char* name;
    enum Kind { forward, backward, pairs, pairs_back } kind;
    int target, column;
    [[nodiscard]] bool many() const { return kind != forward; }
};
/// Field 0 is the key; foreign keys stand behind the fields in a row.
struct Table {
    const char* name;
    std::vector<Field> fields;
    std::vector<Relation> relations;
};
constexpr int labels = 0, persons = 1, pieces = 2;
[[nodiscard]] const std::vector<Table>& tables();

struct Data {
    std::vector<Line> rows[3];
    std::vector<std::pair<std::int64_t, std::int64_t>> pairs;  ///< piece, label
};

struct Path {
    std::vector<int> relations;
    int field = 0;
    bool bare = false;                    ///< the relation's name alone stands for its key
};

struct Query;
struct Condition {
    enum Kind { leaf, all, any, negation } kind = leaf;
    bool twice = false;                   ///< written with !! before it: it stands below a negation
    std::vector<Condition> parts{};
    Path path{};
    std::string lookup{};
    std::vector<Cell> values{};           ///< one, or the list of in and range
    int other = -1, plus = 0;             ///< F(other) + plus, of the query's own fields
    std::shared_ptr<Query> within{};      ///< the keys of that query
};
struct Call {
    Condition condition;
    bool exclude = false;
};
struct Order {
    Path path;
    bool descending = false, nulls_first = false;
    bool plain = false;                   ///< by its name: NULL is the smallest then
};
struct Measure {
    std::string function;
    Path path;
    bool distinct = false;
    std::optional<Condition> filter{};
    std::optional<Call> having{};         ///< a leaf on the measure itself: lookup and value
};
constexpr std::uint64_t no_end = UINT64_MAX;
struct Query {
    int table = 0;
    std::vector<Call> calls{};
    std::vector<Order> order{};           ///< the key behind it
    bool key_descends = false;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> slice{};  ///< to no_end: an offset alone
    bool distinct = false;
    std::optional<Measure> measure{};
    std::optional<Path> group{};          ///< values() of this before the measure
};

[[nodiscard]] std::string name_of(int table, const Path& path);
[[nodiscard]] std::string to_text(const Query& query);
[[nodiscard]] std::string to_text(const Line& line);

[[nodiscard]] Data make_data(std::mt19937& random);
[[nodiscard]] Query make_query(std::mt19937& random, const Data& data);
/// Rows of the key, the key and the measure, or the group and the measure; in the query's order when it has one.
[[nodiscard]] std::vector<Line> evaluate(const Query& query, const Data& data);
/// Queries that have one thing less.
[[nodiscard]] std::vector<Query> smaller(const Query& query);

}  // namespace oracle
