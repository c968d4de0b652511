#include <libpq-fe.h>

#include <array>
#include <cstring>

#include "raw_writes.hpp"

namespace bench {
namespace {

constexpr std::int64_t epoch_us = 946'684'800'000'000;

template <class Number>
void put(std::string& out, Number number) {
    char bytes[sizeof(Number)];
    for (std::size_t i = sizeof(Number); i > 0; --i, number = static_cast<Number>(sizeof(Number) > 1 ? number >> 8 : 0)) bytes[i - 1] = static_cast<char>(number & 0xFF);
    out.append(bytes, sizeof bytes);
}

/// Behind the four bytes of its length.
template <class Number>
void put_sized(std::string& out, Number number) {
    put(out, static_cast<std::int32_t>(sizeof number));
    put(out, number);
}
void put_sized(std::string& out, const std::string& text) {
    put(out, static_cast<std::int32_t>(text.size()));
    out += text;
}

std::int64_t micros(const User& user) { return user.created_at.time_since_epoch().count() - epoch_us; }

/// An array of one dimension in binary form.
template <class Value>
std::string array_of(const std::vector<User>& users, std::int32_t type, Value value) {
    std::string out;
    for (const std::int32_t head : {1, 0, type, static_cast<std::int32_t>(users.size()), 1}) put(out, head);
    for (const User& user : users) put_sized(out, value(user));
    return out;
}

class Postgresql : public RawWriter {
public:
    explicit Postgresql(const std::string& url) : handle_(PQconnectdb(url.c_str())) {
        if (PQstatus(handle_) != CONNECTION_OK) give_up(PQerrorMessage(handle_));
        prepare("insert", "INSERT INTO bench_user (username, email, age, created_at) VALUES ($1, $2, $3, $4)");
        prepare("save", "INSERT INTO bench_user (username, email, age, created_at) VALUES ($1, $2, $3, $4) RETURNING id");
        prepare("many", "INSERT INTO bench_user (username, email, age, created_at) SELECT * FROM unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[]) RETURNING id");
        prepare("update", "UPDATE bench_user SET username = v.a, age = v.b FROM unnest($1::text[], $2::integer[], $3::bigint[]) AS v(a, b, c) WHERE id = v.c");
    }
    ~Postgresql() override { PQfinish(handle_); }
    void clear() override { run("TRUNCATE bench_user"); }
    void insert_each(const std::vector<User>& users) override {
        run("BEGIN");
        for (const User& user : users) PQclear(insert(user, "insert"));
        run("COMMIT");
    }
    void save_each(std::vector<User>& users) override {
        run("BEGIN");
        for (User& user : users) {
            PGresult* result = insert(user, "save");
            user.id = key(result, 0);
            PQclear(result);
        }
        run("COMMIT");
    }
    void insert_all(const std::vector<User>& users) override {
        run("BEGIN");
        PQclear(PQexec(handle_, "COPY bench_user (username, email, age, created_at) FROM STDIN (FORMAT binary)"));
        std::string buffer("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
        const auto send = [&] {
            if (PQputCopyData(handle_, buffer.data(), static_cast<int>(buffer.size())) != 1) give_up(PQerrorMessage(handle_));
            buffer.clear();
        };
        for (const User& user : users) {
            put(buffer, std::int16_t{4});
            put_sized(buffer, user.username);
            put_sized(buffer, user.email);
            put_sized(buffer, user.age);
            put_sized(buffer, micros(user));
            if (buffer.size() > 65'536) send();
        }
        put(buffer, std::int16_t{-1});
        send();
        PQputCopyEnd(handle_, nullptr);
        PGresult* result = PQgetResult(handle_);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQerrorMessage(handle_));
        PQclear(result);
        PQclear(PQgetResult(handle_));
        run("COMMIT");
    }
    void insert_with_keys(std::vector<User>& users) override {
        run("BEGIN");
        const std::array<std::string, 4> arrays = {array_of(users, 25, [](const User& user) -> const std::string& { return user.username; }),
                                                   array_of(users, 25, [](const User& user) -> const std::string& { return user.email; }),
                                                   array_of(users, 23, [](const User& user) { return user.age; }), array_of(users, 1184, [](const User& user) { return micros(user); })};
        PGresult* result = run_with(arrays, "many");
        for (std::size_t i = 0; i < users.size(); ++i) users[i].id = key(result, static_cast<int>(i));
        PQclear(result);
        run("COMMIT");
    }
    void update_all(const std::vector<User>& users) override {
        run("BEGIN");
        const std::array<std::string, 3> arrays = {array_of(users, 25, [](const User& user) -> const std::string& { return user.username; }), array_of(users, 23, [](const User& user) { return user.age; }),
                                                   array_of(users, 20, [](const User& user) { return user.id; })};
        PQclear(run_with(arrays, "update"));
        run("COMMIT");
    }

private:
    void check(PGresult* result) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) give_up(PQerrorMessage(handle_));
    }
    void run(const char* sql) {
        PGresult* result = PQexec(handle_, sql);
        check(result);
        PQclear(result);
    }
    void prepare(const char* name, const char* sql) {
        PGresult* result = PQprepare(handle_, name, sql, 0, nullptr);
        check(result);
        PQclear(result);
    }
    static std::int64_t key(const PGresult* result, int row) {
        std::uint64_t number = 0;
        std::memcpy(&number, PQgetvalue(result, row, 0), sizeof number);
        return static_cast<std::int64_t>(__builtin_bswap64(number));
    }
    PGresult* insert(const User& user, const char* name) {
        numbers_.clear();
        put(numbers_, user.age);
        put(numbers_, micros(user));
        const char* values[] = {user.username.data(), user.email.data(), numbers_.data(), numbers_.data() + 4};
        const int lengths[] = {static_cast<int>(user.username.size()), static_cast<int>(user.email.size()), 4, 8};
        constexpr int formats[] = {1, 1, 1, 1};
        PGresult* result = PQexecPrepared(handle_, name, 4, values, lengths, formats, 1);
        check(result);
        return result;
    }
    template <std::size_t N>
    PGresult* run_with(const std::array<std::string, N>& arrays, const char* name) {
        const char* values[N];
        int lengths[N], formats[N];
        for (std::size_t i = 0; i < N; ++i) {
            values[i] = arrays[i].data();
            lengths[i] = static_cast<int>(arrays[i].size());
            formats[i] = 1;
        }
        PGresult* result = PQexecPrepared(handle_, name, static_cast<int>(N), values, lengths, formats, 1);
        check(result);
        return result;
    }

    PGconn* handle_;
    std::string numbers_;
};

}  // namespace

std::unique_ptr<RawWriter> raw_postgresql(const std::string& url) { return std::make_unique<Postgresql>(url); }

}  // namespace bench
