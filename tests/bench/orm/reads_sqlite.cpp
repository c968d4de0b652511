#include <sqlite3.h>

#include <chrono>

#include "raw_reads.hpp"

namespace bench {
namespace {

unsigned number(const char* digits, int count) {
    unsigned value = 0;
    for (int i = 0; i < count; ++i) value = value * 10 + static_cast<unsigned>(digits[i] - '0');
    return value;
}

class Sqlite final : public Raw {
public:
    explicit Sqlite(const std::string& path) {
        if (sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(handle_));
        all_ = prepare(std::string(select_accounts) + " ORDER BY id");
        get_ = prepare(std::string(select_accounts) + " WHERE id = ?");
    }
    ~Sqlite() override {
        sqlite3_finalize(all_);
        sqlite3_finalize(get_);
        sqlite3_close(handle_);
    }
    Sqlite(const Sqlite&) = delete;
    Sqlite& operator=(const Sqlite&) = delete;

    std::vector<Account> all(bool) override {
        std::vector<Account> accounts;
        while (sqlite3_step(all_) == SQLITE_ROW) take(all_, accounts.emplace_back());
        sqlite3_reset(all_);
        return accounts;
    }
    Account get(std::int64_t id) override {
        Account account;
        sqlite3_bind_int64(get_, 1, id);
        if (sqlite3_step(get_) == SQLITE_ROW) take(get_, account);
        sqlite3_reset(get_);
        return account;
    }

private:
    sqlite3_stmt* prepare(const std::string& sql) {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v3(handle_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(handle_));
        return made;
    }
    static void take(sqlite3_stmt* row, Account& account) {
        const auto is_there = [&](int column) { return sqlite3_column_type(row, column) != SQLITE_NULL; };
        const auto text = [&](int column) { return reinterpret_cast<const char*>(sqlite3_column_text(row, column)); };
        const auto assign = [&](int column, std::string& to) {
            const char* bytes = text(column);
            to.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
        };
        if (is_there(0)) account.id = sqlite3_column_int64(row, 0);
        if (is_there(1)) assign(1, account.username);
        if (is_there(2)) assign(2, account.email);
        if (is_there(3)) account.age = sqlite3_column_int(row, 3);
        if (is_there(4)) account.created_at = moment_of(text(4), static_cast<std::size_t>(sqlite3_column_bytes(row, 4)));
        if (is_there(5)) account.updated_at = moment_of(text(5), static_cast<std::size_t>(sqlite3_column_bytes(row, 5)));
    }

    sqlite3* handle_ = nullptr;
    sqlite3_stmt *all_ = nullptr, *get_ = nullptr;
};

}  // namespace

db::DateTime moment_of(const char* text, std::size_t size) {
    using namespace std::chrono;
    const sys_days day = year(static_cast<int>(number(text, 4))) / static_cast<int>(number(text + 5, 2)) / static_cast<int>(number(text + 8, 2));
    std::int64_t us = ((number(text + 11, 2) * std::int64_t{60} + number(text + 14, 2)) * 60 + number(text + 17, 2)) * 1'000'000;
    std::int64_t unit = 1'000'000;
    for (std::size_t i = 20; i < size; ++i) us += (text[i] - '0') * (unit /= 10);
    return db::DateTime(day) + microseconds(us);
}

std::unique_ptr<Raw> raw_sqlite(const std::string& url) { return std::make_unique<Sqlite>(url.substr(url.find(':') + 1)); }

}  // namespace bench
