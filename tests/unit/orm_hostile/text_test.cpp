// Hostile values and names in the SQL of each server; nothing is sent.

#include <boost/test/unit_test.hpp>

#include <array>
#include <functional>

#include <reinhardt/db/orm/compile/compile.hpp>

#include "fixture.hpp"

using namespace hostile;

namespace {

struct Server {
    const char* name;
    char quote;
};
constexpr std::array<Server, 3> servers = {{{"sqlite", '"'}, {"postgresql", '"'}, {"mysql", '`'}}};

const db::Dialect& dialect(const char* name) {
    static db::DriverRegistry registry;
    return db::Dialect::of(*registry.for_scheme(name), "");
}

using State = std::shared_ptr<const db::QueryState>;

/// The SQL of a query that is made by `make`, or the kind of its refusal.
std::string sql_of(const Server& server, const std::function<State()>& make) {
    try {
        const State state = make();
        return db::compile::compile(*state, dialect(server.name)).sql;
    } catch (const db::Error& error) {
        return std::string("refused: ") + std::string(db::error_code_name(error.code()));
    }
}

/// SQLite's for a key in a document with quotes in it, MariaDB's for one that begins with '-'.
constexpr const char* no_path = "refused: unsupported";

/// A query of each kind that takes a value.
using OfValue = std::function<State(const std::string&)>;
const std::vector<std::pair<const char*, OfValue>>& queries_of_a_value() {
    static const std::vector<std::pair<const char*, OfValue>> all = [] {
        std::vector<std::pair<const char*, OfValue>> made;
        const auto add = [&](const char* name, auto make) { made.emplace_back(name, [make](const std::string& value) { return make(value).state(); }); };
        for (const char* lookup : {"exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "gt", "gte", "lt", "lte", "regex", "iregex", "distinct_from", "search"}) {
            made.emplace_back(lookup, [lookup](const std::string& value) { return Note::objects().filter(db::dyn(std::string("text__") + lookup), value).state(); });
            made.emplace_back(lookup, [lookup](const std::string& value) { return Note::objects().exclude(db::dyn(std::string("memo__") + lookup), value).state(); });
            made.emplace_back(lookup, [lookup](const std::string& value) { return Note::objects().filter(db::dyn(std::string("data__k__") + lookup), value).state(); });
        }
        for (const char* transform : {"lower", "upper", "trim", "length", "reverse"})
            made.emplace_back(transform, [transform](const std::string& value) { return Note::objects().filter(db::dyn(std::string("text__") + transform), value).state(); });
        add("in", [](const std::string& v) { return Note::objects().filter("text__in", std::vector<std::string>{v, "a", v}); });
        add("range", [](const std::string& v) { return Note::objects().filter("text__range", std::vector<std::string>{v, v}); });
        add("number", [](const std::string& v) { return Note::objects().filter(db::dyn("number"), v); });
        add("data", [](const std::string& v) { return Note::objects().filter("data", v); });
        add("data contains", [](const std::string& v) { return Note::objects().filter(db::dyn("data__contains"), v); });
        add("has_key", [](const std::string& v) { return Note::objects().filter("data__has_key", v); });
        add("has_keys", [](const std::string& v) { return Note::objects().exclude("data__has_any_keys", std::vector<std::string>{v, "a"}); });
        add("pk", [](const std::string& v) { return Label::objects().filter("pk", v); });
        add("field", [](const std::string& v) { return Note::objects().filter(Note::field_text().icontains(v) || !(Note::field_memo() == v)); });
        add("concat", [](const std::string& v) { return Note::objects().filter(db::Concat("text", db::Value(v)) == v); });
        add("replace", [](const std::string& v) { return Note::objects().annotate("a", db::Replace("text", db::Value(v), db::Value(v))); });
        add("pad", [](const std::string& v) { return Note::objects().annotate("a", db::LPad("text", db::Value(9), v)); });
        add("coalesce", [](const std::string& v) { return Note::objects().order_by(db::Coalesce("memo", db::Value(v))); });
        add("case", [](const std::string& v) { return Note::objects().annotate("a", db::when(db::F("text") == v).then(v).otherwise(v)); });
        add("raw expression", [](const std::string& v) { return Note::objects().annotate("a", db::RawSQL("? || %s", v, v)); });
        add("raw", [](const std::string& v) { return Note::objects().raw("SELECT * FROM note WHERE text = ? OR '?' = \"text\"", v); });
        add("joined texts", [](const std::string& v) { return Note::objects().values("number").annotate("a", db::StringAgg("text", v)); });
        add("filtered", [](const std::string& v) { return Note::objects().values("number").annotate("a", db::Count("id", {.filter = db::F("text") == v})).filter(db::A("a") > 1); });
        add("object", [](const std::string& v) { return Note::objects().annotate("a", db::JSONObject({{v, db::Value(v)}})); });
        add("window", [](const std::string& v) { return Note::objects().annotate("a", db::Window(db::Lag("text", 1, db::Value(v))).order_by("id")); });
        add("search", [](const std::string& v) { return Note::objects().filter(db::SearchVector("text", "c" + v) == db::SearchQuery(v, "plain", "c" + v)); });
        add("subquery", [](const std::string& v) { return Note::objects().filter("text__in", Label::objects().filter("name__startswith", v).values("name")); });
        add("exists", [](const std::string& v) { return Note::objects().filter(!db::Exists(Label::objects().filter(db::F("name") == db::OuterRef("text")).filter("name__iendswith", v))); });
        add("CTE", [](const std::string& v) { return Note::objects().with_cte("c", Note::objects().filter("text__contains", v)).from_cte("c").exclude("memo", v); });
        add("union", [](const std::string& v) { return Note::objects().filter("text", v).union_with(Note::objects().exclude("text__contains", v)); });
        return made;
    }();
    return all;
}

/// A query of each kind that takes a name.
using OfName = std::function<State(const std::string&)>;
const std::vector<std::pair<const char*, OfName>>& queries_of_a_name() {
    static const std::vector<std::pair<const char*, OfName>> all = [] {
        std::vector<std::pair<const char*, OfName>> made;
        const auto add = [&](const char* kind, auto make) { made.emplace_back(kind, [make](const std::string& name) { return make(name).state(); }); };
        add("annotate", [](const std::string& n) { return Note::objects().annotate(n, db::F("number") + 1); });
        add("annotate twice", [](const std::string& n) { return Note::objects().annotate(n, db::F("number") + 1).annotate("b", db::F(n) + 1).order_by(db::dyn("-" + n)); });
        add("alias", [](const std::string& n) { return Note::objects().alias(n, db::F("number") + 1).filter(db::A(n) > 1); });
        add("counted", [](const std::string& n) { return Note::objects().values("number").annotate(n, db::Count("id")).filter(db::A(n) > 1); });
        add("filter", [](const std::string& n) { return Note::objects().filter(db::dyn(n), 1); });
        add("lookup", [](const std::string& n) { return Note::objects().filter(db::dyn("text__" + n), 1); });
        add("path in a document", [](const std::string& n) { return Note::objects().filter(db::dyn("data__" + n), 1); });
        add("value of a document", [](const std::string& n) { return Note::objects().values(db::dyn("data__" + n)); });
        add("order by a document", [](const std::string& n) { return Note::objects().order_by(db::dyn("-data__" + n)); });
        add("order_by", [](const std::string& n) { return Note::objects().order_by(db::dyn(n)); });
        add("values", [](const std::string& n) { return Note::objects().values(db::dyn(n)); });
        add("distinct", [](const std::string& n) { return Note::objects().distinct(db::dyn(n)); });
        add("only", [](const std::string& n) { return Note::objects().only(db::dyn(n)); });
        add("defer", [](const std::string& n) { return Note::objects().defer(db::dyn(n)); });
        add("select_related", [](const std::string& n) { return Note::objects().select_related(db::dyn(n)); });
        add("lock", [](const std::string& n) { return Note::objects().select_for_update({.of = {n}}); });
        add("F", [](const std::string& n) { return Note::objects().filter(db::F(n) == 1); });
        add("OuterRef", [](const std::string& n) { return Note::objects().filter(db::Exists(Label::objects().filter(db::F("name") == db::OuterRef(n)))); });
        add("lookup of an expression", [](const std::string& n) { return Note::objects().filter(db::F("text").lookup(n, {db::to_expr(db::F("memo"))})); });
        add("CTE", [](const std::string& n) { return Note::objects().with_cte(n, Note::objects().filter("number", 1)).from_cte(n).filter("text", "x"); });
        add("CTE that is not there", [](const std::string& n) { return Note::objects().from_cte(n); });
        add("cast", [](const std::string& n) { return Note::objects().annotate("a", db::Cast("text", n)); });
        add("collation", [](const std::string& n) { return Note::objects().order_by(db::Collate("text", n)); });
        add("part", [](const std::string& n) { return Note::objects().annotate("a", db::Extract(db::Now(), n)); });
        add("unit", [](const std::string& n) { return Note::objects().annotate("a", db::Trunc(db::Now(), n)); });
        add("search", [](const std::string& n) { return Note::objects().filter(db::SearchVector("text") == db::SearchQuery("x", n)); });
        return made;
    }();
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_texts)

BOOST_AUTO_TEST_CASE(the_sql_of_a_query_is_the_same_for_every_value) {
    std::mt19937 random(first_seed());
    for (const auto& [name, make] : queries_of_a_value()) {
        for (const Server& server : servers) {
            const std::string plain = sql_of(server, [&] { return make("p"); });
            for (int times = 0; times < 30; ++times) {
                const std::string value = times == 0 ? "" : hostile_text(random);
                const std::string sql = sql_of(server, [&] { return make(value); });
                if (sql == no_path && is_odd_key(value) && std::string_view(name).starts_with("has_key")) continue;
                BOOST_TEST_REQUIRE(sql == plain, name << " on " << server.name << ": " << shown(value));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_sql_of_random_queries_is_the_same_for_every_value) {
    const std::uint32_t first = first_seed(), count = from_environment("REINHARDT_DB_QUERIES", 2000);
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        std::mt19937 random(seed);
        const std::vector<Row> rows = random_rows(random, 3);
        const Case one = random_case(random, rows, false);
        for (const Server& server : servers) {
            const std::string sql = sql_of(server, [&] { return query_of(one).state(); });
            if (sql == no_path && has_odd_key(one)) continue;
            BOOST_TEST_REQUIRE(sql == sql_of(server, [&] { return query_of(with_plain_values(one)).state(); }), "seed " << seed << " on " << server.name << ": " << shown(one));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_name_is_refused_or_stands_in_quotes) {
    std::mt19937 random(first_seed());
    for (const auto& [kind, make] : queries_of_a_name()) {
        for (int times = 0; times < 60; ++times) {
            const std::string name = hostile_text(random);
            for (const Server& server : servers) {
                const std::string sql = sql_of(server, [&] { return make(name); });
                if (sql.starts_with("refused")) {
                    BOOST_TEST_REQUIRE((sql == "refused: query" || sql == "refused: usage" || sql == "refused: unsupported"), kind << " on " << server.name << ", " << shown(name) << ": " << sql);
                    continue;
                }
                BOOST_TEST_REQUIRE(outside_of_quotes(sql, server.quote).find(token) == std::string::npos, kind << " on " << server.name << ", " << shown(name) << ": " << sql);
                BOOST_TEST_REQUIRE(sql.find('\0') == std::string::npos, kind << " on " << server.name << ", " << shown(name));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
