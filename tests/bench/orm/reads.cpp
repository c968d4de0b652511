// What the ORM adds to the client libraries when it reads: "reads KIND URL [ROWS]"; KIND is sqlite, postgresql or mysql. See tests/bench/README.md.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/database.hpp>

#include "../../support/orm_schema.hpp"
#include "measuring.hpp"
#include "raw_reads.hpp"

void bench::fail(const std::string& message) {
    std::fprintf(stderr, "%s\n", message.c_str());
    std::exit(1);
}

namespace {

namespace db = reinhardt::db;
using bench::Account;
using bench::Raw;
using Accounts = std::vector<Account>;
using bench::compare;
using bench::measure;

void fill(std::size_t rows) {
    Accounts accounts(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        Account& account = accounts[i];
        account.id = static_cast<std::int64_t>(i) + 1;
        account.username = "username" + std::to_string(i);
        account.email = "user" + std::to_string(i) + "@example.com";
        account.age = static_cast<std::int32_t>(i % 90);
        account.created_at = account.updated_at = db::DateTime(std::chrono::microseconds(1'700'000'000'000'000 + static_cast<std::int64_t>(i)));
    }
    Account::objects().bulk_create(accounts);
}

void check(const Accounts& raw, const Accounts& ours) {
    if (raw.empty() || raw != ours) bench::fail("the rows differ");
}

Accounts iterated() {
    Accounts accounts;
    for (Account& account : Account::objects().order_by("id").iterate()) accounts.push_back(std::move(account));
    return accounts;
}

void selects(Raw& raw, const std::string& kind, std::size_t rows) {
    const bool sqlite = kind == "sqlite";
    const double bound = kind == "mysql" ? 1.1 : 1.05;
    const auto all = [] { return Account::objects().order_by("id").all(); };
    check(raw.all(true), all());
    check(raw.all(false), iterated());
    compare(sqlite ? "all()" : "all(), raw streamed", rows, bound, "raw", [&] { static_cast<void>(raw.all(true)); }, [&] { static_cast<void>(all()); });
    if (!sqlite) compare("all(), raw stored", rows, bound, "raw", [&] { static_cast<void>(raw.all(false)); }, [&] { static_cast<void>(all()); });
    compare(sqlite ? "iterate()" : "iterate(), raw streamed", rows, bound, "raw", [&] { static_cast<void>(raw.all(true)); }, [&] { static_cast<void>(iterated()); });
}

void points(Raw& raw, std::size_t rows, std::size_t times) {
    constexpr double bound = 1.3;
    std::int64_t key = 0;
    const auto next = [&] { return key = (key + 7'919) % static_cast<std::int64_t>(rows) + 1; };
    const auto many = [&](const std::function<Account(std::int64_t)>& get) {
        return [&, get] {
            for (std::size_t i = 0; i < times; ++i) {
                if (const std::int64_t id = next(); get(id).id != id) bench::fail("another row");
            }
        };
    };
    const auto by_raw = many([&](std::int64_t id) { return raw.get(id); });
    compare("get(\"id\", n)", times, bound, "raw", by_raw, many([](std::int64_t id) { return Account::objects().get("id", id); }));
    compare("filter(\"id\", n).first()", times, bound, "raw", by_raw, many([](std::int64_t id) { return *Account::objects().filter("id", id).first(); }));
}

std::unique_ptr<Raw> raw_of(const std::string& kind, const std::string& url) {
#ifdef BENCH_SERVERS
    if (kind == "postgresql") return bench::raw_postgresql(url);
    if (kind == "mysql") return bench::raw_mariadb(url);
#endif
    if (kind == "sqlite") return bench::raw_sqlite(url);
    bench::fail("made without a client library for " + kind);
}

volatile std::size_t sink;

void costs(std::size_t times) {
    const auto repeat = [times](auto work) {
        return [work, times] {
            for (std::size_t i = 0; i < times; ++i) work();
        };
    };
    const auto build = [] {
        return Account::objects().filter("age__gte", 18).filter("username__startswith", "a").filter("email__icontains", "example").filter("created_at__year", 2024).filter("id__lt", 1000);
    };
    measure("building a query of five filters (<= 2000)", times, repeat([&] { sink = build().state()->conditions.size(); }));
    measure("the same, and its SQL", times, repeat([&] { sink = build().sql().size(); }));
    const auto expressions = [] {
        return Account::objects().filter(Account::field_age() >= 18 && Account::field_username().startswith("a") && Account::field_email().icontains("example") && Account::field_id() < 1000 && Account::field_id() > 1);
    };
    measure("building one of five conditions in one", times, repeat([&] { sink = expressions().state()->conditions.size(); }));
    const db::Pool pool = db::databases().get();
    static_cast<void>(pool.get());
    measure("pool, get and give back", times, repeat([&] { static_cast<void>(pool.get()); }));
    measure("session, begin and end", times, repeat([] { const db::Session session; }));
    const std::string sql = std::string(bench::select_accounts) + " ORDER BY id";
    const db::Session session;
    static_cast<void>(session.statements().use(sql));
    measure("statement out of the cache", times, repeat([&] { static_cast<void>(session.statements().use(sql)); }));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::string kind = argv[1], url = argv[2];
    const std::size_t rows = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 100'000;
    const bool sqlite = kind == "sqlite";
    try {
        db::connect(url);
        {
            const db::Session session;
            if (sqlite) db::Statement(session.connection(), "PRAGMA journal_mode = WAL").run();
            orm_schema::drop_tables(session.connection());
            orm_schema::create_tables(session.connection(), {&db::model_of<Account>::desc});
            std::printf("%s, %zu rows\n", session.connection().server().c_str(), rows);
        }
        fill(rows);
        const std::unique_ptr<Raw> raw = raw_of(kind, url);
        selects(*raw, kind, rows);
        points(*raw, rows, std::min<std::size_t>(sqlite ? 20'000 : 2'000, rows));
        costs(std::min<std::size_t>(100'000, rows));
    } catch (const db::Error& error) {
        bench::fail(error.what());
    }
}
