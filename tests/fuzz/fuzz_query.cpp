// A query made at run time, on SQLite: it is answered or refused. Its SQL is SQL that SQLite knows, has no value in it, and does nothing else.
#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/compile/compile.hpp>
#include <reinhardt/db/orm/database.hpp>

#include "../support/orm_schema.hpp"
#include "query_maker.hpp"
#include "targets.hpp"

namespace db = reinhardt::db;
using namespace fuzzed;

namespace {

db::Json document(const char* text) { return db::Json::parse(text); }

void fill() {
    for (const char* word : {"a", "B"}) Label::objects().create({.word = word});
    const Label label = Label::objects().create({.word = "zq7'"});
    const Person ann = Person::objects().create({.name = "Ann", .age = 30, .active = true, .score = 1.5});
    const Person bob = Person::objects().create({.name = "zq7 \"Bob\"", .score = -2, .home = label});
    const db::DateTime at = db::Date(std::chrono::days(19723)) + std::chrono::seconds(3723);
    Piece full{.title = "k", .rank = 2, .price = db::Decimal("1.250"), .wait = std::chrono::seconds(90), .day = db::Date(std::chrono::days(19723)), .clock = db::Time(std::chrono::seconds(7)), .at = at,
               .code = db::Uuid("00000000-0000-4000-8000-000000000001"), .data = document("{\"k\": 1, \"list\": [1, \"a\", null], \"deep\": {\"k\": \"zq7\"}}"), .author = ann, .editor = bob};
    full = Piece::objects().create(full);
    full.labels.add(Label::objects().all());
    Piece::objects().create({.at = at, .author = bob});
    Piece::objects().create({.title = "", .rank = -1, .price = db::Decimal("-3"), .wait = std::chrono::seconds(-1), .at = at + std::chrono::hours(900), .data = document("[1, 2]"), .author = bob});
    Canary::objects().create({.word = "alive"});
}

void start() {
    db::connect("sqlite::memory:");
    {
        const db::Session session;
        orm_schema::create_tables(session.connection(), {&db::model_of<Label>::desc, &db::model_of<Person>::desc, &db::model_of<Piece>::desc, &db::model_of<Canary>::desc});
    }
    fill();
}

/// What no query changes: the canary and the schema.
std::string untouched() {
    const db::Session session;
    std::string made;
    for (const char* sql : {"SELECT id, word FROM canary", "SELECT name, sql FROM sqlite_master ORDER BY name", "PRAGMA schema_version"}) {
        for (const auto& row : session.connection().query(sql).rows) {
            for (const db::Value& cell : row) made += (cell.kind() == db::Value::Kind::text ? cell.as_text() : cell.kind() == db::Value::Kind::integer ? std::to_string(cell.as_int()) : std::string()) + '\n';
        }
    }
    return made;
}

/// Whether an error says that the query cannot be, or that a value does not fit.
bool is_refusal(const db::Error& error) {
    switch (error.code()) {
        case db::ErrorCode::query:
        case db::ErrorCode::usage:
        case db::ErrorCode::unsupported:
        case db::ErrorCode::validation:
        case db::ErrorCode::not_found:
        case db::ErrorCode::refused: return true;
        default: break;
    }
    const auto* failure = dynamic_cast<const db::DatabaseError*>(&error);
    if (failure == nullptr) return false;
    switch (failure->driver_code()) {
        case RDB_E_DATA:
        case RDB_E_UNIQUE:
        case RDB_E_NOT_NULL:
        case RDB_E_FOREIGN_KEY: return true;
        default: return false;
    }
}

template <class F>
void refused_or(F f) {
    try {
        f();
    } catch (const db::Error& error) {
        if (is_refusal(error)) return;
        std::fprintf(stderr, "%s: %s\n%s\n", std::string(db::error_code_name(error.code())).c_str(), error.what(), error.statement().c_str());
        std::abort();
    }
}

void without_values(std::string_view sql) { require(sql.find(token) == std::string_view::npos); }

template <class M>
void read(const db::Query& query, Maker& maker, unsigned how) {
    const db::QuerySet<M> rows(query);
    switch (how % 10) {
        case 0:
        case 1: (void)rows.rows(); break;
        case 2: (void)rows.count(); break;
        case 3: (void)rows.exists(); break;
        case 4: (void)rows.first(); break;
        case 5: (void)rows.aggregate("a", maker.aggregate(query.model()), "b", maker.aggregate(query.model())); break;
        case 6: (void)rows.explain(); break;
        case 7: (void)rows.cursor_page({.size = 2}); break;
        case 8: (void)rows.get(); break;
        default: (void)rows.all(); break;
    }
}

template <class M>
void write(const db::Query& query, Maker& maker, unsigned how) {
    if (how % 4 == 0) {
        query.remove();
        return;
    }
    const std::vector<db::Assignment> assignments = maker.assignments(query.model());
    {
        std::vector<std::pair<std::string_view, db::Expr>> pairs;
        for (const db::Assignment& one : assignments) pairs.emplace_back(one.field, one.value);
        const db::Session session;
        const auto made = db::compile::compile_write(*query.state(), pairs, db::Dialect::of(session.driver(), session.connection().server()));
        without_values(made.where.text);
        for (const auto& [column, value] : made.assignments) without_values(value.text);
    }
    query.update(assignments);
    (void)M::objects().all();  // whatever was written can be read
}

template <class M>
void run(const db::Query& query, Maker& maker, unsigned how) {
    refused_or([&] { without_values(query.sql()); });
    refused_or([&] { how < 192 ? read<M>(query, maker, how) : write<M>(query, maker, how); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string before = [] {
        start();
        return untouched();
    }();
    Input input(data, size);
    Maker maker(input);
    const unsigned how = input.byte(), which = input.byte();
    std::optional<db::Query> query;
    refused_or([&] { query = maker.query(Maker::model(which)); });
    if (!query) return 0;
    db::atomic([&] {
        switch (which % 3) {
            case 0: run<Piece>(*query, maker, how); break;
            case 1: run<Person>(*query, maker, how); break;
            default: run<Label>(*query, maker, how); break;
        }
        require(untouched() == before);
        db::set_rollback();
    });
    return 0;
}
