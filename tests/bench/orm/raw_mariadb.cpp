#include <mysql.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "raw_writes.hpp"

namespace bench {
namespace {

MYSQL_TIME time_of(db::DateTime moment) {
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(day);
    const auto rest = (moment - day).count();
    MYSQL_TIME time{};
    time.year = static_cast<unsigned>(static_cast<int>(date.year()));
    time.month = static_cast<unsigned>(date.month());
    time.day = static_cast<unsigned>(date.day());
    time.hour = static_cast<unsigned>(rest / 3'600'000'000);
    time.minute = static_cast<unsigned>(rest / 60'000'000 % 60);
    time.second = static_cast<unsigned>(rest / 1'000'000 % 60);
    time.second_part = static_cast<unsigned long>(rest % 1'000'000);
    time.time_type = MYSQL_TIMESTAMP_DATETIME;
    return time;
}

/// One parameter's values for all rows.
template <class Value>
struct Column {
    std::vector<Value> values;
    std::vector<unsigned long> lengths;
    void bind(MYSQL_BIND& bind, enum_field_types type) {
        bind.buffer_type = type;
        bind.buffer = values.data();
        bind.length = lengths.empty() ? nullptr : lengths.data();
    }
};
struct Texts : Column<char*> {
    void add(const std::string& text) {
        values.push_back(const_cast<char*>(text.data()));
        lengths.push_back(text.size());
    }
};

class Mariadb : public RawWriter {
public:
    explicit Mariadb(const std::string& url) : handle_(mysql_init(nullptr)) {
        const std::size_t socket = url.find("socket="), start = url.find("://") + 3, slash = url.find('/', start);
        const std::string path = url.substr(socket + 7, url.find('&', socket) - socket - 7), user = url.substr(start, url.find_first_of(":@", start) - start);
        const std::string database = url.substr(slash + 1, url.find('?', slash) - slash - 1);
        mysql_options(handle_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
        if (mysql_real_connect(handle_, nullptr, user.c_str(), nullptr, database.c_str(), 0, path.c_str(), 0) == nullptr) give_up(mysql_error(handle_));
        const std::string head = "INSERT INTO bench_user (username, email, age, created_at) VALUES (?, ?, ?, ?)";
        std::string many = head;
        for (std::size_t i = 1; i < rows_; ++i) many += ", (?, ?, ?, ?)";
        insert_ = prepare(head);
        many_ = prepare(many + " RETURNING id");
        update_ = prepare("UPDATE bench_user SET username = ?, age = ? WHERE id = ?");
    }
    ~Mariadb() override {
        for (MYSQL_STMT* one : {insert_, many_, update_}) mysql_stmt_close(one);
        mysql_close(handle_);
    }
    void clear() override { run("TRUNCATE bench_user"); }
    void insert_each(const std::vector<User>& users) override {
        run("START TRANSACTION");
        for (const User& user : users) insert(user);
        run("COMMIT");
    }
    void save_each(std::vector<User>& users) override {
        run("START TRANSACTION");
        for (User& user : users) {
            insert(user);
            user.id = static_cast<std::int64_t>(mysql_stmt_insert_id(insert_));
        }
        run("COMMIT");
    }
    void insert_all(const std::vector<User>& users) override {
        run("START TRANSACTION");
        for (std::size_t from = 0; from < users.size(); from += at_once_) {
            const std::size_t to = std::min(users.size(), from + at_once_);
            Texts names, emails;
            Column<std::int32_t> ages;
            std::vector<MYSQL_TIME> times(to - from);
            Column<MYSQL_TIME*> moments;  // unlike numbers they are bound by their addresses
            for (std::size_t i = from; i < to; ++i) {
                names.add(users[i].username);
                emails.add(users[i].email);
                ages.values.push_back(users[i].age);
                times[i - from] = time_of(users[i].created_at);
                moments.values.push_back(&times[i - from]);
            }
            MYSQL_BIND binds[4]{};
            names.bind(binds[0], MYSQL_TYPE_STRING);
            emails.bind(binds[1], MYSQL_TYPE_STRING);
            ages.bind(binds[2], MYSQL_TYPE_LONG);
            moments.bind(binds[3], MYSQL_TYPE_DATETIME);
            run_array(insert_, binds, to - from);
        }
        run("COMMIT");
    }
    void insert_with_keys(std::vector<User>& users) override {
        run("START TRANSACTION");
        std::size_t i = 0;
        std::vector<MYSQL_BIND> binds(4 * rows_);
        std::vector<MYSQL_TIME> moments(rows_);
        for (; i + rows_ <= users.size(); i += rows_) {
            for (std::size_t row = 0; row < rows_; ++row) set(&binds[4 * row], users[i + row], moments[row]);
            if (mysql_stmt_bind_param(many_, binds.data()) != 0 || mysql_stmt_execute(many_) != 0) give_up(mysql_stmt_error(many_));
            std::int64_t key = 0;
            MYSQL_BIND result{};
            result.buffer_type = MYSQL_TYPE_LONGLONG;
            result.buffer = &key;
            mysql_stmt_bind_result(many_, &result);
            for (std::size_t row = 0; mysql_stmt_fetch(many_) == 0; ++row) users[i + row].id = key;
            mysql_stmt_free_result(many_);
        }
        for (; i < users.size(); ++i) {
            insert(users[i]);
            users[i].id = static_cast<std::int64_t>(mysql_stmt_insert_id(insert_));
        }
        run("COMMIT");
    }
    void update_all(const std::vector<User>& users) override {
        run("START TRANSACTION");
        for (std::size_t from = 0; from < users.size(); from += at_once_) {
            const std::size_t to = std::min(users.size(), from + at_once_);
            Texts names;
            Column<std::int32_t> ages;
            Column<std::int64_t> keys;
            for (std::size_t i = from; i < to; ++i) {
                names.add(users[i].username);
                ages.values.push_back(users[i].age);
                keys.values.push_back(users[i].id);
            }
            MYSQL_BIND binds[3]{};
            names.bind(binds[0], MYSQL_TYPE_STRING);
            ages.bind(binds[1], MYSQL_TYPE_LONG);
            keys.bind(binds[2], MYSQL_TYPE_LONGLONG);
            run_array(update_, binds, to - from);
        }
        run("COMMIT");
    }

private:
    static constexpr std::size_t rows_ = 1'000, at_once_ = 10'000;

    void run(const char* sql) {
        if (mysql_query(handle_, sql) != 0) give_up(mysql_error(handle_));
    }
    MYSQL_STMT* prepare(const std::string& sql) {
        MYSQL_STMT* made = mysql_stmt_init(handle_);
        if (mysql_stmt_prepare(made, sql.data(), sql.size()) != 0) give_up(mysql_stmt_error(made));
        return made;
    }
    static void set(MYSQL_BIND* binds, const User& user, MYSQL_TIME& moment) {
        moment = time_of(user.created_at);
        const auto bind = [&](std::size_t at, enum_field_types type, const void* buffer, std::size_t size) {
            binds[at].buffer_type = type;
            binds[at].buffer = const_cast<void*>(buffer);
            binds[at].buffer_length = size;
        };
        bind(0, MYSQL_TYPE_STRING, user.username.data(), user.username.size());
        bind(1, MYSQL_TYPE_STRING, user.email.data(), user.email.size());
        bind(2, MYSQL_TYPE_LONG, &user.age, 0);
        bind(3, MYSQL_TYPE_DATETIME, &moment, 0);
    }
    void insert(const User& user) {
        unsigned one = 0;
        mysql_stmt_attr_set(insert_, STMT_ATTR_ARRAY_SIZE, &one);
        MYSQL_BIND binds[4]{};
        MYSQL_TIME moment;
        set(binds, user, moment);
        if (mysql_stmt_bind_param(insert_, binds) != 0 || mysql_stmt_execute(insert_) != 0) give_up(mysql_stmt_error(insert_));
    }
    static void run_array(MYSQL_STMT* statement, MYSQL_BIND* binds, std::size_t rows) {
        auto size = static_cast<unsigned>(rows);
        mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &size);
        if (mysql_stmt_bind_param(statement, binds) != 0 || mysql_stmt_execute(statement) != 0) give_up(mysql_stmt_error(statement));
    }

    MYSQL* handle_;
    MYSQL_STMT *insert_ = nullptr, *many_ = nullptr, *update_ = nullptr;
};

}  // namespace

std::unique_ptr<RawWriter> raw_mariadb(const std::string& url) { return std::make_unique<Mariadb>(url); }

}  // namespace bench
