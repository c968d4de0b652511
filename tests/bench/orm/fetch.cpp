// Reads rows of the seed's User by the client libraries, used well, and by Statement; prints nanoseconds a row and their ratio. "fetch KIND URL [ROWS]".
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <reinhardt/db/backends/statement_cache.hpp>
#include <reinhardt/db/pool/pool.hpp>

namespace db = reinhardt::db;

namespace {

struct User {
    std::int64_t id;
    std::string username, email;
    std::int32_t age;
    std::int64_t created_at, updated_at;
};
using Users = std::vector<User>;
constexpr const char* select_users = "SELECT id, username, email, age, created_at, updated_at FROM users ORDER BY id";

/// The best of several runs, raw and ours in turn.
struct Times {
    double raw = 1e18, ours = 1e18;
};

double ns_a_row(const std::function<Users()>& read, std::size_t rows) {
    const auto start = std::chrono::steady_clock::now();
    const Users users = read();
    const auto took = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    if (users.size() != rows || users.back().id != static_cast<std::int64_t>(rows) || users[1].username != "username1") {
        std::fprintf(stderr, "wrong rows\n");
        std::exit(1);
    }
    return took / static_cast<double>(rows);
}

void compare(const char* name, std::size_t rows, const std::function<Users()>& raw, const std::function<Users()>& ours) {
    Times best;
    for (int times = 0; times < 9; ++times) {
        best.raw = std::min(best.raw, ns_a_row(raw, rows));
        best.ours = std::min(best.ours, ns_a_row(ours, rows));
    }
    std::printf("%-34s raw %6.0f ns/row  Statement %6.0f ns/row  ratio %.2f\n", name, best.raw, best.ours, best.ours / best.raw);
}

Users by_statement(db::StatementCache& statements, db::Statement::Run run) {
    const auto select = statements.use(select_users);
    select->bind(nullptr, 0, run);
    Users users;
    std::vector<rdb_cell> cells(64 * 6);
    while (const std::uint32_t rows = select->fetch(cells.data(), 64)) {
        for (const rdb_cell* cell = cells.data(); cell != cells.data() + 6UL * rows; cell += 6) {
            User& user = users.emplace_back();
            user.id = cell[0].u.i;
            user.username.assign(cell[1].u.p, cell[1].size);
            user.email.assign(cell[2].u.p, cell[2].size);
            user.age = static_cast<std::int32_t>(cell[3].u.i);
            user.created_at = cell[4].u.i;
            user.updated_at = cell[5].u.i;
        }
    }
    return users;
}

Users by_sqlite(sqlite3* handle) {
    sqlite3_stmt* select = nullptr;
    sqlite3_prepare_v3(handle, select_users, -1, SQLITE_PREPARE_PERSISTENT, &select, nullptr);
    Users users;
    const auto is_null = [&](int column) { return sqlite3_column_type(select, column) == SQLITE_NULL; };
    const auto string = [&](int column) {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(select, column));
        return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(select, column)));
    };
    while (sqlite3_step(select) == SQLITE_ROW) {
        User& user = users.emplace_back();
        if (!is_null(0)) user.id = sqlite3_column_int64(select, 0);
        if (!is_null(1)) user.username = string(1);
        if (!is_null(2)) user.email = string(2);
        if (!is_null(3)) user.age = sqlite3_column_int(select, 3);
        if (!is_null(4)) user.created_at = sqlite3_column_int64(select, 4);
        if (!is_null(5)) user.updated_at = sqlite3_column_int64(select, 5);
    }
    sqlite3_finalize(select);
    return users;
}

template <class Number>
Number big_endian(const char* bytes) {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes, sizeof(Number));
    if constexpr (sizeof(Number) == 4) return static_cast<Number>(__builtin_bswap32(static_cast<std::uint32_t>(number)));
    return static_cast<Number>(__builtin_bswap64(number));
}

void take(Users& users, const PGresult* result, int row) {
    User& user = users.emplace_back();
    const auto string = [&](int column) { return std::string(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))); };
    user.id = big_endian<std::int64_t>(PQgetvalue(result, row, 0));
    user.username = string(1);
    user.email = string(2);
    user.age = big_endian<std::int32_t>(PQgetvalue(result, row, 3));
    user.created_at = big_endian<std::int64_t>(PQgetvalue(result, row, 4)) + 946'684'800'000'000;
    user.updated_at = big_endian<std::int64_t>(PQgetvalue(result, row, 5)) + 946'684'800'000'000;
}

Users by_libpq(PGconn* handle, bool stream) {
    Users users;
    if (!stream) {
        PGresult* result = PQexecPrepared(handle, "users", 0, nullptr, nullptr, nullptr, 1);
        for (int row = 0; row < PQntuples(result); ++row) take(users, result, row);
        PQclear(result);
        return users;
    }
    PQsendQueryPrepared(handle, "users", 0, nullptr, nullptr, nullptr, 1);
    PQsetSingleRowMode(handle);
    while (PGresult* result = PQgetResult(handle)) {
        if (PQntuples(result) == 1) take(users, result, 0);
        PQclear(result);
    }
    return users;
}

Users by_mariadb(MYSQL_STMT* select, bool stream) {
    struct Row {
        std::int64_t id;
        std::int32_t age;
        char username[64], email[256];
        unsigned long username_length, email_length;
        MYSQL_TIME created_at, updated_at;
    } row{};
    MYSQL_BIND binds[6]{};
    const auto bind = [&](int column, enum_field_types type, void* buffer, unsigned long size, unsigned long* length) {
        binds[column].buffer_type = type;
        binds[column].buffer = buffer;
        binds[column].buffer_length = size;
        binds[column].length = length;
    };
    bind(0, MYSQL_TYPE_LONGLONG, &row.id, 0, nullptr);
    bind(1, MYSQL_TYPE_STRING, row.username, sizeof row.username, &row.username_length);
    bind(2, MYSQL_TYPE_STRING, row.email, sizeof row.email, &row.email_length);
    bind(3, MYSQL_TYPE_LONG, &row.age, 0, nullptr);
    bind(4, MYSQL_TYPE_DATETIME, &row.created_at, sizeof row.created_at, nullptr);
    bind(5, MYSQL_TYPE_DATETIME, &row.updated_at, sizeof row.updated_at, nullptr);
    mysql_stmt_execute(select);
    mysql_stmt_bind_result(select, binds);
    if (!stream) mysql_stmt_store_result(select);
    const auto moment = [](const MYSQL_TIME& time) {
        const std::chrono::sys_days date(std::chrono::year(static_cast<int>(time.year)) / static_cast<int>(time.month) / static_cast<int>(time.day));
        return (date.time_since_epoch().count() * 86'400LL + time.hour * 3'600 + time.minute * 60 + time.second) * 1'000'000 + static_cast<std::int64_t>(time.second_part);
    };
    Users users;
    while (mysql_stmt_fetch(select) == 0) {
        User& user = users.emplace_back();
        user.id = row.id;
        user.username.assign(row.username, row.username_length);
        user.email.assign(row.email, row.email_length);
        user.age = row.age;
        user.created_at = moment(row.created_at);
        user.updated_at = moment(row.updated_at);
    }
    mysql_stmt_free_result(select);
    return users;
}

void fill(db::PooledConnection& connection, const std::string& kind, std::size_t rows) {
    const bool sqlite = kind == "sqlite", postgresql = kind == "postgresql";
    connection->execute("DROP TABLE IF EXISTS users");
    const std::string moment = sqlite ? "integer" : postgresql ? "timestamptz" : "datetime(6)";
    connection->execute("CREATE TABLE users (id bigint NOT NULL PRIMARY KEY, username varchar(50) NOT NULL, email varchar(254) NOT NULL, age integer NOT NULL, created_at " + moment +
                        " NOT NULL, updated_at " + moment + " NOT NULL)");
    std::vector<std::string> texts;
    texts.reserve(2 * rows);
    std::vector<rdb_cell> cells;
    const auto number = [&](std::int64_t value, rdb_tag tag) {
        rdb_cell& cell = cells.emplace_back();
        cell.u.i = value;
        cell.tag = static_cast<std::uint8_t>(tag);
    };
    const auto word = [&](std::string value) {
        texts.push_back(std::move(value));
        rdb_cell& cell = cells.emplace_back();
        cell.u.p = texts.back().data();
        cell.size = static_cast<std::uint32_t>(texts.back().size());
        cell.tag = RDB_TEXT;
    };
    const rdb_tag tag = sqlite ? RDB_INT : RDB_TIMESTAMP;
    for (std::size_t i = 0; i < rows; ++i) {
        number(static_cast<std::int64_t>(i) + 1, RDB_INT);
        word("username" + std::to_string(i));
        word("user" + std::to_string(i) + "@example.com");
        number(static_cast<std::int64_t>(i % 90), RDB_INT);
        number(1'700'000'000'000'000 + static_cast<std::int64_t>(i), tag);
        number(1'700'000'000'000'000 + static_cast<std::int64_t>(i), tag);
    }
    const auto start = std::chrono::steady_clock::now();
    const char* way = "execute_rows";
    if (connection->bulk_load("", "users", {"id", "username", "email", "age", "created_at", "updated_at"}, cells.data(), static_cast<std::uint32_t>(rows))) {
        way = "bulk_load";
    } else {
        db::Statement insert(*connection, "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)");
        insert.execute_rows(cells.data(), 6, static_cast<std::uint32_t>(rows));
    }
    std::printf("%-34s %.2f us/row\n", (kind + ": rows put in by " + way).c_str(), std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(rows));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::string kind = argv[1], url = argv[2];
    const std::size_t rows = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 100'000;
    db::Pool pool(url);
    db::PooledConnection connection = pool.get();
    fill(connection, kind, rows);
    const auto ours = [&](db::Statement::Run run) { return [&connection, run] { return by_statement(connection.statements(), run); }; };
    if (kind == "sqlite") {
        sqlite3* handle = nullptr;
        sqlite3_open_v2(url.substr(7).c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
        compare("sqlite", rows, [&] { return by_sqlite(handle); }, ours(db::Statement::Run::stream));
        sqlite3_close(handle);
    } else if (kind == "postgresql") {
        PGconn* handle = PQconnectdb(url.c_str());
        PQclear(PQprepare(handle, "users", select_users, 0, nullptr));
        compare("postgresql, streamed", rows, [&] { return by_libpq(handle, true); }, ours(db::Statement::Run::stream));
        compare("postgresql, whole", rows, [&] { return by_libpq(handle, false); }, ours(db::Statement::Run::whole));
        PQfinish(handle);
    } else {
        const std::size_t socket = url.find("socket=");
        MYSQL* handle = mysql_init(nullptr);
        const std::string path = url.substr(socket + 7, url.find('&', socket) - socket - 7);
        const std::string user = url.substr(url.find("://") + 3, url.find_first_of(":@", url.find("://") + 3) - url.find("://") - 3);
        const std::size_t slash = url.find('/', url.find("://") + 3);
        const std::string database = url.substr(slash + 1, url.find('?', slash) - slash - 1);
        if (mysql_real_connect(handle, nullptr, user.c_str(), nullptr, database.c_str(), 0, path.c_str(), 0) == nullptr) {
            std::fprintf(stderr, "%s\n", mysql_error(handle));
            return 1;
        }
        MYSQL_STMT* select = mysql_stmt_init(handle);
        mysql_stmt_prepare(select, select_users, std::strlen(select_users));
        compare("mariadb, streamed", rows, [&] { return by_mariadb(select, true); }, ours(db::Statement::Run::stream));
        compare("mariadb, whole", rows, [&] { return by_mariadb(select, false); }, ours(db::Statement::Run::whole));
        mysql_stmt_close(select);
        mysql_close(handle);
    }
    // Taking a connection out of the pool and giving it back.
    constexpr int times = 1'000'000;
    const auto start = std::chrono::steady_clock::now();
    connection.give_back();
    for (int i = 0; i < times; ++i) static_cast<void>(pool.get());
    std::printf("%-34s %.1f ns\n", (kind + ": pool, get and give back").c_str(), std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / times);
}
