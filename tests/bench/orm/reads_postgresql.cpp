#include <libpq-fe.h>

#include <cstring>

#include "raw_reads.hpp"

namespace bench {
namespace {

constexpr std::int64_t epoch_us = 946'684'800'000'000;  // 2000-01-01

std::int64_t number_8(const char* bytes) {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes, sizeof number);
    return static_cast<std::int64_t>(__builtin_bswap64(number));
}

std::int32_t number_4(const char* bytes) {
    std::uint32_t number = 0;
    std::memcpy(&number, bytes, sizeof number);
    return static_cast<std::int32_t>(__builtin_bswap32(number));
}

class Postgresql final : public Raw {
public:
    explicit Postgresql(const std::string& url) : handle_(PQconnectdb(url.c_str())) {
        prepare("all", std::string(select_accounts) + " ORDER BY id");
        prepare("get", std::string(select_accounts) + " WHERE id = $1");
    }
    ~Postgresql() override { PQfinish(handle_); }
    Postgresql(const Postgresql&) = delete;
    Postgresql& operator=(const Postgresql&) = delete;

    std::vector<Account> all(bool streamed) override {
        std::vector<Account> accounts;
        if (!streamed) {
            PGresult* result = PQexecPrepared(handle_, "all", 0, nullptr, nullptr, nullptr, 1);
            const int rows = PQntuples(result);
            for (int row = 0; row < rows; ++row) take(result, row, accounts.emplace_back());
            PQclear(result);
            return accounts;
        }
        PQsendQueryPrepared(handle_, "all", 0, nullptr, nullptr, nullptr, 1);
        PQsetSingleRowMode(handle_);
        while (PGresult* result = PQgetResult(handle_)) {
            if (PQntuples(result) == 1) take(result, 0, accounts.emplace_back());
            PQclear(result);
        }
        return accounts;
    }
    Account get(std::int64_t id) override {
        const std::uint64_t key = __builtin_bswap64(static_cast<std::uint64_t>(id));
        const char* value = reinterpret_cast<const char*>(&key);
        const int size = sizeof key, binary = 1;
        PGresult* result = PQexecPrepared(handle_, "get", 1, &value, &size, &binary, 1);
        Account account;
        if (PQntuples(result) == 1) take(result, 0, account);
        PQclear(result);
        return account;
    }

private:
    void prepare(const char* name, const std::string& sql) {
        PGresult* result = PQprepare(handle_, name, sql.c_str(), 0, nullptr);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(PQerrorMessage(handle_));
        PQclear(result);
    }
    /// No column may be NULL.
    static void take(const PGresult* result, int row, Account& account) {
        const auto value = [&](int column) { return PQgetvalue(result, row, column); };
        const auto assign = [&](int column, std::string& to) { to.assign(value(column), static_cast<std::size_t>(PQgetlength(result, row, column))); };
        const auto moment = [&](int column) { return db::DateTime(db::Duration(number_8(value(column)) + epoch_us)); };
        account.id = number_8(value(0));
        assign(1, account.username);
        assign(2, account.email);
        account.age = number_4(value(3));
        account.created_at = moment(4);
        account.updated_at = moment(5);
    }

    PGconn* handle_;
};

}  // namespace

std::unique_ptr<Raw> raw_postgresql(const std::string& url) { return std::make_unique<Postgresql>(url); }

}  // namespace bench
