// The same reads on SQLite by a library that a program might take instead: SOCI, where it is installed. "peers sqlite:PATH [ROWS]"; reads.cpp filled the file.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <reinhardt/db/orm/database.hpp>

#include "measuring.hpp"
#include "raw_reads.hpp"

void bench::fail(const std::string& message) {
    std::fprintf(stderr, "%s\n", message.c_str());
    std::exit(1);
}

/// How SOCI makes an object of a row; it knows no fractions of a second: moments are read as texts.
namespace soci {
template <>
struct type_conversion<bench::Account> {
    using base_type = values;
    static void from_base(const values& row, indicator, bench::Account& account) {
        account.id = row.get<int>("id");
        account.username = row.get<std::string>("username");
        account.email = row.get<std::string>("email");
        account.age = row.get<int>("age");
        const auto created_at = row.get<std::string>("created_at"), updated_at = row.get<std::string>("updated_at");
        account.created_at = bench::moment_of(created_at.data(), created_at.size());
        account.updated_at = bench::moment_of(updated_at.data(), updated_at.size());
    }
    static void to_base(const bench::Account&, values&, indicator&) {}
};
}  // namespace soci

namespace {

namespace db = reinhardt::db;
using bench::Account;
using bench::compare;
using bench::measure;

/// A row that into() fills.
struct Row {
    long long id = 0;
    std::string username, email, created_at, updated_at;
    int age = 0;
    void move_to(Account& account) {
        account.id = id;
        account.username = username;
        account.email = email;
        account.age = age;
        account.created_at = bench::moment_of(created_at.data(), created_at.size());
        account.updated_at = bench::moment_of(updated_at.data(), updated_at.size());
    }
};

// The columns of moments are texts in SQLite, but SOCI goes by their declared type.
constexpr const char* columns = "SELECT id, username, email, age, created_at || '' AS created_at, updated_at || '' AS updated_at FROM bench_account";

std::vector<Account> all_into(soci::session& sql) {
    Row row;
    std::vector<Account> accounts;
    soci::statement select = (sql.prepare << bench::select_accounts << " ORDER BY id", soci::into(row.id), soci::into(row.username), soci::into(row.email), soci::into(row.age), soci::into(row.created_at),
                              soci::into(row.updated_at));
    select.execute();
    while (select.fetch()) row.move_to(accounts.emplace_back());
    return accounts;
}

std::vector<Account> all_rowset(soci::session& sql) {
    const soci::rowset<Account> rows = (sql.prepare << columns << " ORDER BY id");
    return {rows.begin(), rows.end()};
}

void points(soci::session& sql, std::size_t rows, std::size_t times) {
    std::int64_t key = 0;
    const auto many = [&](auto get) {
        return [&, get] {
            for (std::size_t i = 0; i < times; ++i) {
                key = (key + 7'919) % static_cast<std::int64_t>(rows) + 1;
                if (get(key).id != key) bench::fail("another row");
            }
        };
    };
    const auto ours = many([](std::int64_t id) { return Account::objects().get("id", id); });
    const auto once = many([&](std::int64_t id) {
        Row row;
        sql.once << bench::select_accounts << " WHERE id = :id", soci::use(static_cast<long long>(id)), soci::into(row.id), soci::into(row.username), soci::into(row.email), soci::into(row.age),
            soci::into(row.created_at), soci::into(row.updated_at);
        Account account;
        row.move_to(account);
        return account;
    });
    compare("get(\"id\", n), once", times, 0, "SOCI", once, ours);
    Row row;
    long long id = 0;
    soci::statement kept = (sql.prepare << bench::select_accounts << " WHERE id = :id", soci::use(id), soci::into(row.id), soci::into(row.username), soci::into(row.email), soci::into(row.age),
                            soci::into(row.created_at), soci::into(row.updated_at));
    const auto prepared = many([&](std::int64_t wanted) {
        id = wanted;
        kept.execute(true);
        Account account;
        row.move_to(account);
        return account;
    });
    compare("get(\"id\", n), statement kept", times, 0, "SOCI", prepared, ours);
}

void building(soci::session& sql) {
    constexpr std::size_t times = 20'000;
    const auto repeat = [](auto work) {
        return [work] {
            for (std::size_t i = 0; i < times; ++i) work();
        };
    };
    measure("SOCI: a statement of five conditions", times, repeat([&] {
                const int age = 18, year = 2024, id = 1000;
                const std::string name = "a%", email = "%example%";
                const soci::statement made = (sql.prepare << bench::select_accounts
                                                          << " WHERE age >= :age AND username LIKE :name AND email LIKE :email AND strftime('%Y', created_at) = :year AND id < :id",
                                              soci::use(age), soci::use(name), soci::use(email), soci::use(year), soci::use(id));
            }));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const std::string url = argv[1];
    const std::size_t rows = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100'000;
    try {
        db::connect(url);
        soci::session sql(*soci::factory_sqlite3(), url.substr(url.find(':') + 1));
        const auto ours = [] { static_cast<void>(Account::objects().order_by("id").all()); };
        if (all_into(sql) != Account::objects().order_by("id").all() || all_rowset(sql) != Account::objects().order_by("id").all()) bench::fail("the rows differ");
        compare("all(), into()", rows, 0, "SOCI", [&] { static_cast<void>(all_into(sql)); }, ours);
        compare("all(), rowset of objects", rows, 0, "SOCI", [&] { static_cast<void>(all_rowset(sql)); }, ours);
        points(sql, rows, std::min<std::size_t>(5'000, rows));
        building(sql);
    } catch (const std::exception& error) {
        bench::fail(error.what());
    }
}
