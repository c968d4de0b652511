#include <mysql.h>

#include <chrono>

#include "raw_reads.hpp"

namespace bench {
namespace {

db::DateTime moment(const MYSQL_TIME& time) {
    using namespace std::chrono;
    const sys_days day = year(static_cast<int>(time.year)) / static_cast<int>(time.month) / static_cast<int>(time.day);
    return db::DateTime(day) + hours(time.hour) + minutes(time.minute) + seconds(time.second) + microseconds(time.second_part);
}

/// "mysql://user@localhost/database?socket=path", as tests/support makes it.
struct Place {
    explicit Place(const std::string& url) {
        const std::size_t authority = url.find("://") + 3, slash = url.find('/', authority), query = url.find('?', slash), path = url.find("socket=") + 7;
        user = url.substr(authority, url.find_first_of(":@", authority) - authority);
        database = url.substr(slash + 1, query - slash - 1);
        socket = url.substr(path, url.find('&', path) - path);
    }
    std::string user, database, socket;
};

class Mariadb final : public Raw {
public:
    explicit Mariadb(const std::string& url) : handle_(mysql_init(nullptr)) {
        const Place place(url);
        if (mysql_real_connect(handle_, nullptr, place.user.c_str(), nullptr, place.database.c_str(), 0, place.socket.c_str(), 0) == nullptr) fail(mysql_error(handle_));
        all_ = prepare(std::string(select_accounts) + " ORDER BY id");
        get_ = prepare(std::string(select_accounts) + " WHERE id = ?");
        MYSQL_BIND key{};
        key.buffer_type = MYSQL_TYPE_LONGLONG;
        key.buffer = &key_;
        mysql_stmt_bind_param(get_, &key);
        bind();
        mysql_stmt_bind_result(all_, binds_);
        mysql_stmt_bind_result(get_, binds_);
    }
    ~Mariadb() override {
        mysql_stmt_close(all_);
        mysql_stmt_close(get_);
        mysql_close(handle_);
    }
    Mariadb(const Mariadb&) = delete;
    Mariadb& operator=(const Mariadb&) = delete;

    std::vector<Account> all(bool streamed) override {
        std::vector<Account> accounts;
        if (mysql_stmt_execute(all_) != 0) fail(mysql_stmt_error(all_));
        if (!streamed) mysql_stmt_store_result(all_);
        while (mysql_stmt_fetch(all_) == 0) take(accounts.emplace_back());
        mysql_stmt_free_result(all_);
        return accounts;
    }
    Account get(std::int64_t id) override {
        Account account;
        key_ = id;
        if (mysql_stmt_execute(get_) != 0) fail(mysql_stmt_error(get_));
        if (mysql_stmt_fetch(get_) == 0) take(account);
        mysql_stmt_free_result(get_);
        return account;
    }

private:
    MYSQL_STMT* prepare(const std::string& sql) {
        MYSQL_STMT* made = mysql_stmt_init(handle_);
        if (mysql_stmt_prepare(made, sql.data(), static_cast<unsigned long>(sql.size())) != 0) fail(mysql_stmt_error(made));
        return made;
    }
    void bind() {
        const auto to = [&](int column, enum_field_types type, void* buffer, unsigned long size) {
            binds_[column].buffer_type = type;
            binds_[column].buffer = buffer;
            binds_[column].buffer_length = size;
            binds_[column].length = &lengths_[column];
        };
        to(0, MYSQL_TYPE_LONGLONG, &id_, 0);
        to(1, MYSQL_TYPE_STRING, username_, sizeof username_);
        to(2, MYSQL_TYPE_STRING, email_, sizeof email_);
        to(3, MYSQL_TYPE_LONG, &age_, 0);
        to(4, MYSQL_TYPE_DATETIME, &created_at_, sizeof created_at_);
        to(5, MYSQL_TYPE_DATETIME, &updated_at_, sizeof updated_at_);
    }
    /// No column may be NULL.
    void take(Account& account) const {
        account.id = id_;
        account.username.assign(username_, lengths_[1]);
        account.email.assign(email_, lengths_[2]);
        account.age = age_;
        account.created_at = moment(created_at_);
        account.updated_at = moment(updated_at_);
    }

    MYSQL* handle_;
    MYSQL_STMT *all_ = nullptr, *get_ = nullptr;
    MYSQL_BIND binds_[6]{};
    unsigned long lengths_[6]{};
    std::int64_t key_ = 0, id_ = 0;
    std::int32_t age_ = 0;
    char username_[256]{}, email_[1024]{};
    MYSQL_TIME created_at_{}, updated_at_{};
};

}  // namespace

std::unique_ptr<Raw> raw_mariadb(const std::string& url) { return std::make_unique<Mariadb>(url); }

}  // namespace bench
