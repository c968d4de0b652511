// Random queries on random rows, compared with their evaluation row by row. REINHARDT_DB_SEED starts elsewhere, REINHARDT_DB_QUERIES asks for more.

#define BOOST_TEST_MODULE orm_random
#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "../orm_query/fixture.hpp"
#include "random_query.hpp"

using namespace query_random;

namespace {

std::uint32_t from_environment(const char* name, std::uint32_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)) : otherwise;
}

void fill(const World& world) {
    const db::Session session;
    db::Connection& connection = session.connection();
    const bool numbered = connection.driver().name() == "postgresql", postgresql = numbered;
    const auto insert = [&](const std::string& table, std::initializer_list<const char*> columns, const std::vector<db::Value>& values) {
        std::string names, places;
        std::size_t at = 0;
        for (const char* column : columns) {
            names += (at == 0 ? "" : ", ") + std::string(column);
            places += (at == 0 ? "" : ", ") + (numbered ? "$" + std::to_string(at + 1) : std::string("?"));
            ++at;
        }
        connection.execute("INSERT INTO " + table + " (" + names + ") VALUES (" + places + ")", values);
    };
    for (const char* table : {"book_tags", "book", "tag", "author"}) connection.execute(std::string("DELETE FROM ") + table);
    std::int64_t key = 0;
    const auto optional = [](const auto& value) { return value ? db::Value(*value) : db::Value(); };
    for (const AuthorRow& one : world.authors) insert("author", {"id", "name", "age", "email", "rating"}, {++key, one.name, std::int64_t{one.age}, optional(one.email), 1.5});
    key = 0;
    for (const std::string& one : world.tags) insert("tag", {"id", "word"}, {++key, one});
    key = 0;
    for (const BookRow& one : world.books) {
        const db::Value editor = one.editor ? db::Value(static_cast<std::int64_t>(*one.editor)) : db::Value(), stock = one.stock ? db::Value(std::int64_t{*one.stock}) : db::Value();
        insert("book", {"id", "title", "author_id", "editor_id", "pages", "stock", "price", "in_print", "published", "day", "extra"},
               {++key, one.title, static_cast<std::int64_t>(one.author), editor, std::int64_t{one.pages}, stock, "1.00", postgresql ? db::Value(true) : db::Value(std::int64_t{1}), "2024-01-02 03:04:05", "2024-01-02", "{}"});
        for (const std::size_t tag : one.tags) insert("book_tags", {"book_id", "tag_id"}, {key, static_cast<std::int64_t>(tag)});
    }
}

std::vector<std::int64_t> found(const RandomQuery& query) {
    std::vector<std::int64_t> keys;
    for (const Book& one : query_set(query).all()) keys.push_back(one.id);
    return keys;
}

/// "" where the database agrees.
std::string difference(const RandomQuery& query, const World& world) {
    const auto listed = [](const std::vector<std::int64_t>& keys) {
        std::string text;
        for (const auto key : keys) text += std::to_string(key) + " ";
        return text;
    };
    try {
        const auto right = expected(query, world), got = found(query);
        if (right != got) return "expected " + listed(right) + "\ngot      " + listed(got);
        RandomQuery whole = query;
        const auto count = static_cast<std::size_t>(query_set(whole).count());
        if (count != right.size()) return "count " + std::to_string(count) + " of " + std::to_string(right.size());
        if (query_set(whole).exists() != !right.empty()) return "exists";
    } catch (const db::Error& error) {
        return std::string("failed: ") + error.what() + "\n" + error.hint();
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_queries_give_the_rows_that_their_words_mean) {
    query_test::shop();
    const std::uint32_t first = from_environment("REINHARDT_DB_SEED", 1), count = from_environment("REINHARDT_DB_QUERIES", 1000);
    World world;
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        if ((seed - first) % 100 == 0) fill(world = make_world(seed));
        std::mt19937 random(seed);
        RandomQuery query = random_query(random);
        std::string fault = difference(query, world);
        if (fault.empty()) continue;
        for (bool shrunk = true; shrunk;) {
            shrunk = false;
            for (RandomQuery& one : smaller(query)) {
                if (std::string other = difference(one, world); !other.empty()) {
                    query = std::move(one);
                    fault = std::move(other);
                    shrunk = true;
                    break;
                }
            }
        }
        std::string sql;
        try {
            sql = query_set(query).sql();
        } catch (const db::Error&) {
        }
        BOOST_ERROR("seed " << seed << ", rows of seed " << seed - (seed - first) % 100 << ": " << query.shown() << "\n" << fault << "\n" << sql);
        return;
    }
}
