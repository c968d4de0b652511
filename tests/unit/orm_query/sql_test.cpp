// What is sent to each server; no server is needed.

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/compile/compile.hpp>

#include "models.hpp"

using namespace query_test;

namespace {

const db::Dialect& dialect(const char* name) {
    static db::DriverRegistry registry;
    return db::Dialect::of(*registry.for_scheme(name), "");
}

template <class Q>
std::string sql(const Q& query, const char* server = "sqlite") {
    return db::compile::compile(*query.state(), dialect(server)).sql;
}

/// What stands behind FROM.
template <class Q>
std::string from(const Q& query, const char* server = "sqlite") {
    const std::string text = sql(query, server);
    return text.substr(text.find(" FROM ") + 6);
}

template <class F>
std::string refusal(F call) {
    try {
        static_cast<void>(call());
    } catch (const db::Error& error) {
        return std::string(db::error_code_name(error.code())) + ": " + error.what();
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statements)

BOOST_AUTO_TEST_CASE(columns_and_placeholders) {
    BOOST_TEST(sql(Tag::objects().filter("word", "x")) == R"(SELECT t0."id", t0."word" FROM "tag" t0 WHERE t0."word" = ?)");
    BOOST_TEST(sql(Tag::objects().filter("word", "x"), "postgresql") == R"(SELECT t0."id", t0."word" FROM "tag" t0 WHERE t0."word" = $1)");
    BOOST_TEST(sql(Tag::objects().filter("word", "x"), "mysql") == "SELECT t0.`id`, t0.`word` FROM `tag` t0 WHERE (t0.`word` = ? AND t0.`word` = BINARY ?)");
    BOOST_TEST(from(Book::objects().filter("pages__gte", 5), "postgresql") == R"("book" t0 WHERE t0."pages" >= $1::bigint)");
}

BOOST_AUTO_TEST_CASE(joins_are_inner_where_a_condition_needs_their_rows) {
    BOOST_TEST(from(Book::objects().filter("editor__age", 5)) == R"("book" t0 JOIN "author" t1 ON t1."id" = t0."editor_id" WHERE t1."age" = ?)");
    BOOST_TEST(from(Book::objects().exclude("editor__age", 5)) == R"("book" t0 LEFT JOIN "author" t1 ON t1."id" = t0."editor_id" WHERE NOT ((t1."age" = ? AND t1."age" IS NOT NULL)))");
    BOOST_TEST(from(Book::objects().filter(db::Q<Book>("editor__age", 5) | db::Q<Book>("pages", 5))) == R"("book" t0 LEFT JOIN "author" t1 ON t1."id" = t0."editor_id" WHERE (t1."age" = ? OR t0."pages" = ?))");
    BOOST_TEST(from(Book::objects().filter("editor__id", 5)) == R"("book" t0 WHERE t0."editor_id" = ?)");
    BOOST_TEST(from(Book::objects().filter("tags__id", 5)) == R"("book" t0 JOIN "book_tags" t1 ON t1."book_id" = t0."id" WHERE t1."tag_id" = ?)");
}

BOOST_AUTO_TEST_CASE(relations_to_many_are_shared_within_one_filter_alone) {
    BOOST_TEST(from(Book::objects().filter("tags", 1).filter("tags", 2)) == R"("book" t0 JOIN "book_tags" t1 ON t1."book_id" = t0."id" JOIN "book_tags" t2 ON t2."book_id" = t0."id" WHERE t1."tag_id" = ? AND t2."tag_id" = ?)");
    BOOST_TEST(from(Book::objects().filter(db::Q<Book>("tags", 1) && db::Q<Book>("tags", 2))) == R"("book" t0 JOIN "book_tags" t1 ON t1."book_id" = t0."id" WHERE t1."tag_id" = ? AND t1."tag_id" = ?)");
    BOOST_TEST(from(Book::objects().exclude("tags", 1)) ==
               R"("book" t0 WHERE NOT (EXISTS (SELECT 1 FROM "book" t1 JOIN "book_tags" t2 ON t2."book_id" = t1."id" WHERE t1."id" = t0."id" AND t2."tag_id" = ?)))");
}

BOOST_AUTO_TEST_CASE(what_a_server_lacks_is_said_before_anything_is_sent) {
    BOOST_TEST(refusal([] { return sql(Book::objects().distinct("author"), "sqlite"); }) == "unsupported: SQLite has no DISTINCT ON");
    BOOST_TEST(refusal([] { return sql(Book::objects().filter("title__search", "x"), "sqlite"); }) == "unsupported: SQLite has no lookup 'search'");
    BOOST_TEST(refusal([] { return sql(Book::objects().select_for_update({.skip_locked = true}), "sqlite"); }) == "unsupported: SQLite has no SKIP LOCKED");
}

BOOST_AUTO_TEST_CASE(hostile_names_and_values_never_reach_the_text) {
    for (const char* hostile : {"x' OR '1'='1", "\"; DROP TABLE book; --", "title\x01", "`", "title__exact'--", "__", "pk__", "?"}) {
        for (const char* server : {"sqlite", "postgresql", "mysql"}) {
            const std::string plain = sql(Book::objects().filter("title", "x"), server);
            BOOST_TEST(sql(Book::objects().filter("title", hostile), server) == plain);
            BOOST_TEST(refusal([&] { return sql(Book::objects().filter(db::dyn(hostile), 1), server); }).starts_with("query: "));
            if (std::string_view(hostile) != "?") BOOST_TEST(refusal([&] { return sql(Book::objects().order_by(db::dyn(hostile)), server); }).starts_with("query: "));
        }
    }
    BOOST_TEST(sql(Tag::objects().annotate("a\"b", db::F("id") + 1)) == R"(SELECT t0."id", t0."word", (t0."id" + ?) AS "a""b" FROM "tag" t0)");
}

BOOST_AUTO_TEST_SUITE_END()
