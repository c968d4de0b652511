// Ratios of the ORM's writes to what the driver does by itself: the loop of save() against one prepared statement in a transaction, bulk_create against the
// driver's fastest way, bulk_update against a prepared UPDATE. Argument: a URL; "" for SQLite in memory. Medians.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/dialect.hpp>

#include "../../support/orm_schema.hpp"
#include "models.hpp"

namespace {

using bench::User;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 9;

std::vector<User> users(int count) {
    std::vector<User> list(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        User& user = list[static_cast<std::size_t>(i)];
        user.username = "user" + std::to_string(i);
        user.email = "user" + std::to_string(i) + "@example.org";
        user.age = i % 90;
        user.created_at = db::DateTime(std::chrono::microseconds(1'700'000'000'000'000 + i));
    }
    return list;
}

double once(const std::function<void()>& work) {
    db::Session().connection().execute("DELETE FROM bench_user");
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// One after the other in turn, so that both meet the same machine; prints microseconds a row and the ratio of the medians.
void compare(const char* name, int rows, const std::function<void()>& ours, const std::function<void()>& raw) {
    std::vector<double> mine, theirs;
    for (int round = 0; round < rounds; ++round) {
        mine.push_back(once(ours));
        theirs.push_back(once(raw));
    }
    std::sort(mine.begin(), mine.end());
    std::sort(theirs.begin(), theirs.end());
    const double a = mine[rounds / 2] / rows, b = theirs[rounds / 2] / rows;
    std::printf("%-34s %8.3f us a row, raw %8.3f, ratio %.2f\n", name, a, b, a / b);
}

std::string insert_sql(const db::Dialect& dialect) {
    std::string sql = "INSERT INTO bench_user (username, email, age, created_at) VALUES (";
    for (std::size_t i = 1; i <= 4; ++i) {
        if (i > 1) sql += ", ";
        dialect.placeholder(sql, i);
    }
    return sql + ")";
}

void cells_of(const User& user, db::CellWriter& out) {
    out.text(user.username);
    out.text(user.email);
    out.integer(user.age);
    out.integer(user.created_at.time_since_epoch().count(), RDB_TIMESTAMP);
}

/// What a program without the ORM does: one statement, prepared once, run for each row. `key`: with RETURNING, as save() has it on this server.
void prepared_loop(const std::vector<User>& list, const std::string& returning) {
    const db::Session session;
    const db::Dialect& dialect = db::Dialect::of(session.driver(), session.connection().server());
    db::atomic([&] {
        db::Statement statement(session.connection(), insert_sql(dialect) + returning, db::Statement::Keep::persistent);
        db::CellWriter cells;
        for (const User& user : list) {
            cells.clear();
            cells_of(user, cells);
            statement.bind(cells.data(), cells.size(), db::Statement::Run::borrow);
            rdb_cell key;
            statement.fetch(&key, 1);
            statement.reset();
        }
    });
}

/// The driver's fastest way for many rows: its bulk load, else a statement that is run for all of them.
void fastest_raw(const std::vector<User>& list) {
    const db::Session session;
    db::CellWriter cells;
    for (const User& user : list) cells_of(user, cells);
    db::atomic([&] {
        const auto rows = static_cast<std::uint32_t>(list.size());
        if (session.connection().bulk_load("", "bench_user", {"username", "email", "age", "created_at"}, cells.data(), rows)) return;
        db::Statement statement(session.connection(), insert_sql(db::Dialect::of(session.driver(), session.connection().server())));
        statement.execute_rows(cells.data(), 4, rows);
    });
}

void save_all(std::vector<User>& list) {
    db::atomic([&] {
        for (User& user : list) {
            user.id = 0;
            user.rdb_state_ = {};
            user.save();
        }
    });
}

void measure(int rows) {
    std::vector<User> list = users(rows);
    const db::Dialect& dialect = db::Dialect::of(db::Session().driver(), db::Session().connection().server());
    const std::string returning = dialect.has("insert.returning") && !dialect.has("insert.last_id") ? " RETURNING id" : "";
    compare("loop of save(), one transaction", rows, [&] { save_all(list); }, [&] { prepared_loop(list, returning); });
    compare("bulk_create", rows, [&] { User::objects().bulk_create(list); }, [&] { fastest_raw(list); });
    compare("bulk_create, one-row prepared", rows, [&] { User::objects().bulk_create(list); }, [&] { prepared_loop(list, ""); });
    compare("bulk_create, keys returned", rows, [&] {
        for (User& user : list) user.id = 0;
        User::objects().bulk_create(list, {.returning_pk = true});
    }, [&] { prepared_loop(list, returning); });
    std::vector<User> stored = users(rows);
    const auto fill = [&] {
        for (User& user : stored) user.id = 0;
        User::objects().bulk_create(stored, {.returning_pk = true});
    };
    fill();
    const auto time = [](const std::function<void()>& work) {
        std::vector<double> times;
        for (int round = 0; round < rounds; ++round) {
            const auto start = Clock::now();
            work();
            times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
        }
        std::sort(times.begin(), times.end());
        return times[rounds / 2];
    };
    db::Session().connection().execute("DELETE FROM bench_user");
    fill();
    const double bulk = time([&] { User::objects().bulk_update(stored, {"age", "username"}); }) / rows;
    const double each = time([&] { db::atomic([&] { for (User& user : stored) user.save({.update_fields = {"age", "username"}}); }); }) / rows;
    std::printf("%-34s %8.3f us a row, loop of save() %8.3f\n", "bulk_update of two fields", bulk, each);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string url = argc > 1 && *argv[1] != '\0' ? argv[1] : "sqlite::memory:";
    const int rows = argc > 2 ? std::atoi(argv[2]) : 20'000;
    try {
        db::connect(url);
        const db::Session session;
        orm_schema::drop_tables(session.connection());
        orm_schema::create_tables(session.connection(), {&db::model_of<User>::desc});
        std::printf("%s, %d rows\n", session.connection().server().c_str(), rows);
        measure(rows);
    } catch (const db::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
