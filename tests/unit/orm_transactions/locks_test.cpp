// Transactions in each other's way: locks of rows, isolation, conflicts, deadlines; and rows that are read without being kept. On servers, where
// SQLite has one writer.

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <thread>

#include <sys/resource.h>

#include "fixture.hpp"

#include <reinhardt/db/orm.hpp>
#include <reinhardt/db/orm/deadline.hpp>

using namespace std::chrono_literals;

namespace locks {

struct Number {
    REINHARDT_MODEL(Number, "locks", "t",
        (std::int64_t, n, db::primary_key | db::not_auto))
};

}  // namespace locks

namespace {

using locks::Number;

struct Numbers : Rows {
    Numbers() {
        is_postgresql = db::Session().driver().name() == std::string("postgresql");
        for (int key = 1; key <= 3; ++key) insert(key);
    }
    [[nodiscard]] const char* pick(const char* postgresql, const char* mariadb) const { return is_postgresql ? postgresql : mariadb; }
    /// Until a statement waits for a lock.
    void await_waiter() const {
        const db::Session apart("default", db::Session::Sharing::apart);
        const char* sql = pick("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", "SELECT CAST(variable_value AS SIGNED) FROM information_schema.global_status WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'");
        while (apart.connection().query(sql).rows.at(0).at(0).as_int() == 0) std::this_thread::yield();
    }
    bool is_postgresql = false;
};

std::string keys(const std::vector<Number>& rows) {
    std::string text;
    for (const Number& one : rows) text += (text.empty() ? "" : " ") + std::to_string(one.n);
    return text;
}
db::QuerySet<Number> ordered() { return Number::objects().order_by("n"); }

/// Holds the lock of row 1 in another thread until it is released.
class Holder {
public:
    Holder() : thread_([this] {
        db::atomic([this] {
            static_cast<void>(Number::objects().select_for_update().filter("n", 1).all());
            has_it_.set_value();
            go_on_.get_future().wait();
            Number::objects().filter("n", 1).remove();
        });
    }) {
        has_it_.get_future().wait();
    }
    ~Holder() { release(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    void release() {
        if (!thread_.joinable()) return;
        go_on_.set_value();
        thread_.join();
    }

private:
    std::promise<void> has_it_, go_on_;
    std::thread thread_;
};

/// Unlike SLEEP, which may end as if nothing had been, it fails when it is cancelled.
constexpr const char* endless = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c";
bool too_late(const db::Error& error) { return error.code() == db::ErrorCode::statement_timeout; }

/// Both threads have come here.
class Meeting {
public:
    void arrive() {
        ++arrived_;
        while (arrived_ < 2) std::this_thread::yield();
    }

private:
    std::atomic<int> arrived_{0};
};

/// Runs `body` in two threads at once, as the outermost block of each; how often it ran.
template <class F>
int run_twice(const db::AtomicOptions& options, F body) {
    std::atomic<int> runs{0};
    const auto work = [&](int key) {
        db::atomic(
            [&] {
                ++runs;
                body(key);
            },
            options);
    };
    std::thread other([&] { work(11); });
    work(12);
    other.join();
    return runs;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(row_locks, Numbers, *boost::unit_test::precondition(on_a_server))

BOOST_AUTO_TEST_CASE(a_locked_row_is_refused_at_once) {
    const Holder holder;
    BOOST_CHECK_EXCEPTION(db::atomic([] { static_cast<void>(ordered().select_for_update({.nowait = true}).all()); }), db::DatabaseError,
                          [](const db::DatabaseError& error) { return error.driver_code() == RDB_E_LOCKED || error.driver_code() == RDB_E_LOCK_TIMEOUT; });
    db::atomic([] { BOOST_TEST(keys(ordered().filter("n__gt", 1).select_for_update({.nowait = true}).all()) == "2 3"); });
}

BOOST_AUTO_TEST_CASE(locked_rows_are_passed_over) {
    const Holder holder;
    db::atomic([] { BOOST_TEST(keys(ordered().select_for_update({.skip_locked = true}).all()) == "2 3"); });
}

BOOST_AUTO_TEST_CASE(a_locked_row_is_read_as_it_was_without_a_lock) {
    const Holder holder;
    BOOST_TEST(keys(ordered().all()) == "1 2 3");
}

BOOST_AUTO_TEST_CASE(a_lock_is_waited_for_and_then_shows_what_was_committed) {
    Holder holder;
    std::thread releases([&] {
        await_waiter();
        holder.release();
    });
    db::atomic([] { BOOST_TEST(keys(ordered().select_for_update().all()) == "2 3"); }, {.isolation = db::read_committed});
    releases.join();
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_lock_ends_at_the_deadline) {
    const Holder holder;
    BOOST_CHECK_EXCEPTION(db::with_deadline(100ms, [] { db::atomic([] { static_cast<void>(ordered().select_for_update().all()); }); }), db::Error, too_late);
    BOOST_TEST(keys(ordered().all()) == "1 2 3");
}

BOOST_AUTO_TEST_CASE(a_session_goes_on_after_the_deadline) {
    const db::Session session;
    for (int times = 0; times < 5; ++times) {
        BOOST_CHECK_EXCEPTION(db::with_deadline(20ms, [&] { static_cast<void>(session.connection().query(pick("SELECT pg_sleep(600)", endless))); }), db::Error, too_late);
        for (int again = 0; again < 20; ++again) BOOST_TEST(count() == 3U);
    }
}

BOOST_AUTO_TEST_CASE(rows_that_are_streamed_end_at_the_deadline) {
    const auto read = [&] {
        for (const Number& one : Number::objects().raw(pick("SELECT n FROM generate_series(1, 1000000000) n", "SELECT seq AS n FROM seq_1_to_1000000000")).iterate(10)) static_cast<void>(one);
    };
    BOOST_CHECK_EXCEPTION(db::with_deadline(100ms, read), db::Error, too_late);
    BOOST_TEST(keys(ordered().all()) == "1 2 3");
}

BOOST_AUTO_TEST_CASE(a_statement_is_cancelled_from_another_thread) {
    const db::Session session;
    std::atomic<bool> done{false};
    std::thread cancels([&] {
        while (!done) {
            session.connection().cancel();
            std::this_thread::yield();
        }
    });
    BOOST_CHECK_EXCEPTION(session.connection().query(pick("SELECT pg_sleep(600)", endless)), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::interrupted; });
    done = true;
    cancels.join();
}

BOOST_AUTO_TEST_CASE(serializable_blocks_that_conflict_are_run_again) {
    Meeting meeting;
    std::atomic<int> attempts{0};
    const int runs = run_twice({.isolation = db::serializable, .retry = 20}, [&](int key) {
        const bool none = Number::objects().filter("n__gt", 10).count() == 0;
        if (++attempts <= 2) meeting.arrive();
        if (none) insert(key);
    });
    BOOST_TEST(runs >= 3);
    BOOST_TEST(Number::objects().filter("n__gt", 10).count() == 1);
}

BOOST_AUTO_TEST_CASE(a_conflict_is_told_where_nothing_is_tried_again) {
    Meeting meeting;
    std::atomic<int> failures{0};
    const auto work = [&](int key) {
        try {
            db::atomic(
                [&] {
                    const bool none = Number::objects().filter("n__gt", 10).count() == 0;
                    meeting.arrive();
                    if (none) insert(key);
                },
                {.isolation = db::serializable});
        } catch (const db::DatabaseError& error) {
            BOOST_TEST(error.retryable());
            ++failures;
        }
    };
    std::thread other([&] { work(11); });
    work(12);
    other.join();
    BOOST_TEST(failures == 1);
    BOOST_TEST(Number::objects().filter("n__gt", 10).count() == 1);
}

BOOST_AUTO_TEST_CASE(blocks_that_lock_in_opposite_order_are_run_again) {
    Meeting meeting;
    std::atomic<int> attempts{0};
    const int runs = run_twice({.retry = 20}, [&](int key) {
        const int first = key == 11 ? 1 : 2;
        static_cast<void>(Number::objects().filter("n", first).select_for_update().all());
        if (++attempts <= 2) meeting.arrive();
        static_cast<void>(Number::objects().filter("n", 3 - first).select_for_update().all());
        insert(key);
    });
    BOOST_TEST(runs >= 3);
    BOOST_TEST(Number::objects().filter("n__gt", 10).count() == 2);
}

BOOST_AUTO_TEST_CASE(a_block_that_passes_over_a_deadlock_commits_nothing) {
    Meeting meeting;
    std::atomic<int> failures{0}, commits{0};
    const auto lock = [](int key) { static_cast<void>(Number::objects().filter("n", key).select_for_update().all()); };
    const auto work = [&](int key) {
        try {
            db::atomic([&] {
                insert(key);
                db::on_commit([&] { ++commits; });
                const int first = key == 11 ? 1 : 2;
                lock(first);
                meeting.arrive();
                try {
                    lock(3 - first);
                } catch (const db::DatabaseError&) {
                }
            });
        } catch (const db::Error&) {
            ++failures;
        }
    };
    std::thread other([&] { work(11); });
    work(12);
    other.join();
    BOOST_TEST(failures == 1);
    BOOST_TEST(commits == 1);
    BOOST_TEST(Number::objects().filter("n__gt", 10).count() == 1);
}

BOOST_AUTO_TEST_CASE(the_server_has_the_level_that_was_asked_for) {
    const std::pair<db::IsolationLevel, const char*> levels[] = {{db::read_uncommitted, "READ UNCOMMITTED"}, {db::read_committed, "READ COMMITTED"}, {db::repeatable_read, "REPEATABLE READ"}, {db::serializable, "SERIALIZABLE"}};
    if (!is_postgresql) return;  // MariaDB does not tell; the cases beside this one show it
    const auto level = [] { return db::Session().connection().query("SELECT upper(current_setting('transaction_isolation'))").rows.at(0).at(0).as_text(); };
    const std::string before = db::atomic(level);
    for (const auto& [wanted, name] : levels) {
        BOOST_TEST(db::atomic(level, {.isolation = wanted}) == name);
        BOOST_TEST(db::atomic(level) == before);
    }
}

BOOST_AUTO_TEST_CASE(dirty_rows_are_seen_at_the_lowest_level_alone) {
    db::atomic([&] {
        insert(10);
        const auto seen = [&](db::IsolationLevel level) {
            return std::async(std::launch::async, [level] { return db::atomic([] { return Number::objects().count(); }, {.isolation = level}); }).get();
        };
        BOOST_TEST(seen(db::read_uncommitted) == (is_postgresql ? 3 : 4));
        BOOST_TEST(seen(db::read_committed) == 3);
        BOOST_TEST(seen(db::repeatable_read) == 3);
    });
}

BOOST_AUTO_TEST_CASE(a_lock_is_for_transactions_alone) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(Number::objects().select_for_update().all()), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage; });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(many_rows, Rows)

BOOST_AUTO_TEST_CASE(rows_that_are_iterated_over_are_not_kept) {
    const std::string backend = db::Session().driver().name();
    const char* sql = backend == "postgresql" ? "SELECT n, repeat('x', 500) AS pad FROM generate_series(1, 200000) n"
                      : backend == "mysql"    ? "SELECT seq AS n, repeat('x', 500) AS pad FROM seq_1_to_200000"
                                              : "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 200000) SELECT n, printf('%500d', n) AS pad FROM s";
    const auto most = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;  // KiB
    };
    const auto read = [&](std::uint64_t limit) {
        std::int64_t sum = 0;
        for (const Number& one : Number::objects().raw(sql).iterate(200)) {
            sum += one.n;
            if (--limit == 0) break;
        }
        return sum;
    };
    static_cast<void>(read(1'000));
    const long before = most();
    BOOST_TEST(read(UINT64_MAX) == 200'000LL * 200'001 / 2);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    constexpr bool is_measurable = false;  // the sanitizer keeps more than the program
#else
    constexpr bool is_measurable = true;
#endif
    BOOST_TEST((!is_measurable || most() - before < 20 * 1024));  // of 100 MiB
}

BOOST_AUTO_TEST_SUITE_END()
