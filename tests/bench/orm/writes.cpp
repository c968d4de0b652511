// Ratios of the ORM's writes to those of a program that has the client library alone: the loop of save() in one transaction, bulk_create, with keys and
// with conflicts, bulk_update. "orm_writes KIND [URL] [ROWS]"; KIND sqlite (in memory), postgresql, mysql. Medians, one after the other in turn.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/database.hpp>

#include "../../support/orm_schema.hpp"
#include "raw_writes.hpp"

void bench::give_up(const char* message) {
    std::fprintf(stderr, "%s\n", message);
    std::exit(1);
}

namespace {

using bench::RawWriter;
using bench::User;
using Clock = std::chrono::steady_clock;
using Work = std::function<void()>;

constexpr int rounds = 9;

std::vector<User> make_users(int count) {
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

double microseconds(const Work& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double median(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

class Comparison {
public:
    Comparison(RawWriter& raw, int rows) : raw_(raw), rows_(rows) {}

    /// Prints microseconds a row and the ratio of the times; `before` is not measured.
    void operator()(const char* name, const Work& ours, const Work& theirs, const Work& before) const {
        std::vector<double> mine, their;
        for (int round = 0; round < rounds; ++round) {
            before();
            mine.push_back(microseconds(ours));
            before();
            their.push_back(microseconds(theirs));
        }
        const double a = median(std::move(mine)) / rows_, b = median(std::move(their)) / rows_;
        std::printf("  %-48s %8.3f us/row, raw %8.3f, time %.2f of raw, rate %.2f of raw\n", name, a, b, a / b, b / a);
    }
    void inserts(const char* name, const Work& ours, const Work& theirs) const {
        operator()(name, ours, theirs, [this] {
            db::Session().connection().execute("DELETE FROM bench_user");
            raw_.clear();
        });
    }

private:
    RawWriter& raw_;
    int rows_;
};

void save_all(std::vector<User>& list) {
    db::atomic([&] {
        for (User& user : list) {
            user.id = 0;
            user.rdb_state_ = {};
            user.save();
        }
    });
}

void forget_keys(std::vector<User>& list) {
    for (User& user : list) user.id = 0;
}

void measure(RawWriter& raw, int rows, const std::string& kind) {
    std::vector<User> list = make_users(rows), others = list;
    const Comparison compare(raw, rows);
    const Work create = [&] {
        forget_keys(list);
        User::objects().bulk_create(list);
    };
    compare.inserts("loop of save(), one transaction / prepared", [&] { save_all(list); }, [&] { raw.save_each(others); });
    compare.inserts("bulk_create / the fastest way", create, [&] { raw.insert_all(others); });
    compare.inserts("bulk_create / one-row prepared", create, [&] { raw.insert_each(others); });
    compare.inserts("bulk_create, keys returned / the fastest way", [&] {
        forget_keys(list);
        User::objects().bulk_create(list, {.returning_pk = true});
    }, [&] { raw.insert_with_keys(others); });
    compare.inserts("bulk_create, conflicts ignored / with keys", [&] {
        forget_keys(list);
        User::objects().bulk_create(list, {.on_conflict = db::ignore_conflicts()});
    }, [&] { raw.insert_with_keys(others); });
    db::Session().connection().execute("DELETE FROM bench_user");
    raw.clear();
    raw.insert_with_keys(others);
    if (kind == "sqlite") {
        forget_keys(list);
        User::objects().bulk_create(list, {.returning_pk = true});
    } else {
        list = others;
    }
    const auto turn = [&] {
        for (std::vector<User>* all : {&list, &others}) {
            for (User& user : *all) user.age = (user.age + 1) % 90;
        }
    };
    compare("bulk_update of two fields / the fastest way", [&] { User::objects().bulk_update(list, {"age", "username"}); }, [&] { raw.update_all(others); }, turn);
    compare("bulk_update / loop of save() of both fields", [&] { User::objects().bulk_update(list, {"age", "username"}); },
            [&] { db::atomic([&] { for (User& user : list) user.save({.update_fields = {"age", "username"}}); }); }, turn);
}

std::unique_ptr<RawWriter> raw_of(const std::string& kind, const std::string& url) {
#ifdef BENCH_SERVERS
    if (kind == "postgresql") return bench::raw_postgresql(url);
    if (kind == "mysql") return bench::raw_mariadb(url);
#endif
    if (kind != "sqlite") bench::give_up(("built without the client library of " + url).c_str());
    return bench::raw_sqlite(db::Session().connection().query("SELECT sql FROM sqlite_master WHERE name = 'bench_user'").rows.at(0).at(0).as_text());
}

}  // namespace

int main(int argc, char** argv) {
    const std::string kind = argc > 1 ? argv[1] : "sqlite", url = kind == "sqlite" ? "sqlite::memory:" : argc > 2 ? argv[2] : "";
    const int rows = argc > 3 ? std::atoi(argv[3]) : 20'000;
    try {
        db::connect(url);
        const db::Session session;
        orm_schema::drop_tables(session.connection());
        orm_schema::create_tables(session.connection(), {&db::model_of<User>::desc});
        std::printf("%s, %d rows\n", session.connection().server().c_str(), rows);
        measure(*raw_of(kind, url), rows, kind);
    } catch (const db::Error& error) {
        bench::give_up(error.what());
    }
}
