#include "backend.hpp"

#include <set>
#include <stdexcept>

namespace property {

namespace db = reinhardt::db;

namespace {

constexpr const char* in_memory = "sqlite::memory:";

Traits traits_of(const std::string& driver) {
    Traits traits;
    if (driver == "sqlite") {
        traits.loose = true;
        traits.collation = "NOCASE";
    }
    if (driver == "postgresql") {
        traits.typed = true;
        traits.virtual_columns = traits.places_columns = false;
        traits.collation = "C";
    }
    if (driver == "mysql") {
        traits.partial_indexes = traits.expression_indexes = traits.deferrable_keys = traits.indexes_long_texts = false;
        traits.collation = "utf8mb4_bin";
    }
    return traits;
}

/// `url` with another database: what stands between the last '/' before the parameters and those.
std::string with_database(const std::string& url, const std::string& database) {
    const auto parameters = url.find('?');
    const auto slash = url.rfind('/', parameters);
    if (slash == std::string::npos) throw std::invalid_argument("the URL names no database: " + url);
    return url.substr(0, slash + 1) + database + (parameters == std::string::npos ? "" : url.substr(parameters));
}

std::set<std::string> texts(db::Connection& connection, const std::string& sql) {
    std::set<std::string> found;
    for (const auto& row : connection.query(sql).rows)
        if (row[0].is_text()) found.insert(row[0].as_text());
    return found;
}

}  // namespace

Backend::Backend(const std::filesystem::path& drivers, std::string url)
    : driver_(db::DriverRegistry({drivers}, db::DriverRegistry::Search::path_only).for_url(url)), traits_(traits_of(driver_->name())), url_(std::move(url)) {
    if (url_ != in_memory) server_ = connect(url_);
}

std::unique_ptr<db::Connection> Backend::connect(const std::string& url) const { return std::make_unique<db::Connection>(driver_, url, std::filesystem::path(), db::Connection::Options{}); }

std::unique_ptr<db::Connection> Backend::open() {
    if (!server_) return connect(in_memory);
    const auto name = empty_database();
    auto connection = connect(with_database(url_, name));
    if (driver_->name() == "postgresql") {
        connection->execute("SET client_min_messages = warning");
        connection->execute("DROP SCHEMA public CASCADE");
        connection->execute("CREATE SCHEMA public");
    }
    return connection;
}

/// A server learns late that a connection is closed: then another database is taken.
std::string Backend::empty_database() {
    const bool mysql = driver_->name() == "mysql";
    const auto present = texts(*server_, mysql ? "SELECT schema_name FROM information_schema.schemata" : "SELECT datname::text FROM pg_database");
    const auto used = texts(*server_, mysql ? "SELECT db FROM information_schema.processlist" : "SELECT datname::text FROM pg_stat_activity");
    int number = 1;
    const auto name = [&] { return "property_" + std::to_string(number); };
    while (used.contains(name())) ++number;
    if (present.contains(name()) && mysql) server_->execute("DROP DATABASE " + name());
    if (!present.contains(name()) || mysql) server_->execute("CREATE DATABASE " + name());
    return name();
}

void check_keys(db::Connection& connection, bool check) {
    const auto backend = connection.driver().name();
    if (backend == "sqlite") connection.execute(std::string("PRAGMA foreign_keys = ") + (check ? "ON" : "OFF"));
    if (backend == "postgresql") connection.execute(std::string("SET session_replication_role = ") + (check ? "origin" : "replica"));
    if (backend == "mysql") connection.execute(std::string("SET FOREIGN_KEY_CHECKS = ") + (check ? "1" : "0"));
}

}  // namespace property
