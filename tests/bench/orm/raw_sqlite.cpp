#include <sqlite3.h>

#include <array>
#include <chrono>

#include "raw_writes.hpp"

namespace bench {
namespace {

/// "2023-11-14 22:13:20.000001", as the ORM keeps a moment.
std::array<char, 26> text_of(db::DateTime moment) {
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(day);
    const auto rest = (moment - day).count();
    std::array<char, 26> text{};
    const auto digits = [&](std::size_t at, std::size_t width, std::int64_t number) {
        for (std::size_t i = width; i > 0; --i, number /= 10) text[at + i - 1] = static_cast<char>('0' + number % 10);
    };
    digits(0, 4, static_cast<int>(date.year()));
    digits(5, 2, static_cast<unsigned>(date.month()));
    digits(8, 2, static_cast<unsigned>(date.day()));
    digits(11, 2, rest / 3'600'000'000);
    digits(14, 2, rest / 60'000'000 % 60);
    digits(17, 2, rest / 1'000'000 % 60);
    digits(20, 6, rest % 1'000'000);
    text[4] = text[7] = '-';
    text[10] = ' ';
    text[13] = text[16] = ':';
    text[19] = '.';
    return text;
}

class Sqlite : public RawWriter {
public:
    explicit Sqlite(const std::string& create) {
        if (sqlite3_open_v2(":memory:", &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) give_up("sqlite3_open_v2");
        run(create.c_str());
        insert_ = prepare("INSERT INTO bench_user (username, email, age, created_at) VALUES (?, ?, ?, ?)");
        update_ = prepare("UPDATE bench_user SET username = ?, age = ? WHERE id = ?");
        std::string many = "INSERT INTO bench_user (username, email, age, created_at) VALUES (?, ?, ?, ?)";
        for (int i = 1; i < rows_; ++i) many += ", (?, ?, ?, ?)";
        many_ = prepare(many.c_str());
    }
    ~Sqlite() override {
        for (sqlite3_stmt* one : {insert_, update_, many_}) sqlite3_finalize(one);
        sqlite3_close(handle_);
    }
    void clear() override { run("DELETE FROM bench_user"); }
    void insert_each(const std::vector<User>& users) override {
        run("BEGIN");
        for (const User& user : users) insert(user);
        run("COMMIT");
    }
    void save_each(std::vector<User>& users) override {
        run("BEGIN");
        for (User& user : users) {
            insert(user);
            user.id = sqlite3_last_insert_rowid(handle_);
        }
        run("COMMIT");
    }
    void insert_all(const std::vector<User>& users) override {
        run("BEGIN");
        std::size_t i = 0;
        std::array<std::array<char, 26>, rows_> moments{};
        for (; i + rows_ <= users.size(); i += rows_) {
            for (int row = 0; row < rows_; ++row) {
                const User& user = users[i + static_cast<std::size_t>(row)];
                bind(many_, row * 4, user, moments[static_cast<std::size_t>(row)] = text_of(user.created_at));
            }
            step(many_);
        }
        for (; i < users.size(); ++i) insert(users[i]);
        run("COMMIT");
    }
    void insert_with_keys(std::vector<User>& users) override { save_each(users); }
    void update_all(const std::vector<User>& users) override {
        run("BEGIN");
        for (const User& user : users) {
            sqlite3_bind_text(update_, 1, user.username.data(), static_cast<int>(user.username.size()), SQLITE_STATIC);
            sqlite3_bind_int(update_, 2, user.age);
            sqlite3_bind_int64(update_, 3, user.id);
            step(update_);
        }
        run("COMMIT");
    }

private:
    static constexpr int rows_ = 128;

    void run(const char* sql) {
        if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(handle_));
    }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(handle_));
        return made;
    }
    static void bind(sqlite3_stmt* statement, int at, const User& user, const std::array<char, 26>& moment) {
        sqlite3_bind_text(statement, at + 1, user.username.data(), static_cast<int>(user.username.size()), SQLITE_STATIC);
        sqlite3_bind_text(statement, at + 2, user.email.data(), static_cast<int>(user.email.size()), SQLITE_STATIC);
        sqlite3_bind_int(statement, at + 3, user.age);
        sqlite3_bind_text(statement, at + 4, moment.data(), static_cast<int>(moment.size()), SQLITE_STATIC);
    }
    void insert(const User& user) {
        const std::array<char, 26> moment = text_of(user.created_at);
        bind(insert_, 0, user, moment);
        step(insert_);
    }
    void step(sqlite3_stmt* statement) {
        if (sqlite3_step(statement) != SQLITE_DONE) give_up(sqlite3_errmsg(handle_));
        sqlite3_reset(statement);
    }

    sqlite3* handle_ = nullptr;
    sqlite3_stmt *insert_ = nullptr, *update_ = nullptr, *many_ = nullptr;
};

}  // namespace

std::unique_ptr<RawWriter> raw_sqlite(const std::string& create) { return std::make_unique<Sqlite>(create); }

}  // namespace bench
