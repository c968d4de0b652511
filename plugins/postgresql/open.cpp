#include "open.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <reinhardt/db/backends/plugin_support.hpp>
#include <reinhardt/db/support/text.hpp>

#include "connection.hpp"
#include "failure.hpp"
#include "server_kind.hpp"

namespace reinhardt::db::postgresql {

namespace {

struct OptionsDeleter {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

/// libpq's own words for a URL that it does not understand, which may repeat parts of it.
std::string parse_fault(const std::string& url) {
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, OptionsDeleter> options(PQconninfoParse(url.c_str(), &message));
    if (options) return {};
    const std::string text = message != nullptr ? one_line(message) : "out of memory";
    PQfreemem(message);
    // The text in quotes is taken from the URL, where a password may be.
    const std::size_t quote = text.find_first_of("\"':");
    return text.substr(0, quote == std::string::npos ? text.size() : quote);
}

/// The keyword that a misspelt one of the URL most likely meant. The URL's own text is not repeated: a password may be in it.
std::string keyword_hint(const std::string& url) {
    const std::unique_ptr<PQconninfoOption, OptionsDeleter> options(PQconndefaults());
    std::vector<std::string> known;
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) known.emplace_back(option->keyword);
    const std::size_t question = url.find('?');
    if (question == std::string::npos) return {};
    for (const auto& part : split(std::string_view(url).substr(question + 1), '&')) {
        const std::string keyword = part.substr(0, part.find('='));
        if (std::find(known.begin(), known.end(), keyword) != known.end()) continue;
        if (const auto meant = nearest(keyword, known)) return "a similar keyword exists: '" + *meant + "'";
    }
    return {};
}

/// libpq's advice, which stands in the hint.
void drop_advice(std::string& message) {
    for (std::size_t at = message.find(" Is the server running"); at != std::string::npos; at = message.find(" Is the server running")) {
        message.erase(at, message.find('?', at) + 1 - at);
    }
}

plugin::PluginError refusal(PGconn* connection, const std::string& password) {
    std::string message = one_line(PQerrorMessage(connection));
    if (!password.empty()) message = replace_all(std::move(message), password, "***");
    drop_advice(message);
    plugin::PluginError error(RDB_E_CONNECTION, message);
    error.connection_lost = true;
    const auto holds = [&](std::string_view text) { return message.find(text) != std::string::npos; };
    const std::string user = PQuser(connection) != nullptr ? PQuser(connection) : "";
    const std::string database = PQdb(connection) != nullptr ? PQdb(connection) : "";
    if (holds("password authentication failed") || holds("no password supplied") || PQconnectionNeedsPassword(connection) != 0) {
        error.code = RDB_E_AUTHENTICATION;
        error.hint = "check user " + user + " and its password (password_file, PGPASSFILE or the URL)";
    } else if (holds("no pg_hba.conf entry") || holds("pg_hba.conf rejects connection") || holds("Peer authentication failed") || holds("authentication failed") || holds("is not permitted to log in") ||
               (holds("role \"") && holds("does not exist"))) {
        error.code = RDB_E_AUTHENTICATION;
        error.hint = "the server does not let user " + user + " in from here: see its roles and pg_hba.conf";
    } else if (holds("permission denied for database")) {
        error.code = RDB_E_PRIVILEGE;
        error.hint = "GRANT CONNECT ON DATABASE " + database + " TO " + user;
    } else if (holds("database \"") && holds("does not exist")) {
        error.code = RDB_E_NO_DATABASE;
        error.connection_lost = false;
        error.hint = "make it with createdb " + database;
    } else if (holds("Connection refused") || holds("No such file or directory")) {
        error.hint = "is the server running there, and does it listen on that host and port?";
    } else if (holds("timeout expired")) {
        error.hint = "the server did not answer in time: see host, port and firewalls";
    } else if (holds("could not translate host name")) {
        error.hint = "check the host's name";
    } else if (message.rfind("invalid ", 0) == 0 && holds(" value: ")) {
        error.code = RDB_E_USAGE;
        error.connection_lost = false;
        error.hint = "see the values of that keyword in libpq's manual, 34.1.2";
    } else if (holds("definition of service") || holds("service file")) {
        error.code = RDB_E_USAGE;
        error.connection_lost = false;
        error.hint = "see PGSERVICEFILE and ~/.pg_service.conf";
    } else if (holds("SSL") || holds("certificate")) {
        error.hint = "see sslmode, sslrootcert, sslcert and sslkey";
    } else if (holds("too many clients") || holds("remaining connection slots")) {
        error.retryable = true;
    }
    return error;
}

std::string single(const Connection& connection, const char* sql) {
    const Result result = connection.query(sql);
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

}  // namespace

PGconn* connect(std::string_view url, const Value& options, const std::string& database) {
    const std::string text(url);
    if (text.find('\0') != std::string::npos) throw plugin::PluginError(RDB_E_USAGE, "the URL holds a NUL character");
    if (text.rfind("postgresql://", 0) != 0 && text.rfind("postgres://", 0) != 0) {
        plugin::PluginError error(RDB_E_USAGE, "a URL of PostgreSQL begins with postgresql://");
        error.hint = "for example postgresql://user@host/database, or postgresql:///database?host=/run/postgresql";
        throw error;
    }
    if (const std::string fault = parse_fault(text); !fault.empty()) {
        plugin::PluginError error(RDB_E_USAGE, "the URL of the database is not understood: " + fault);
        error.hint = keyword_hint(text);
        if (error.hint.empty()) error.hint = "the form is postgresql://user@host:port/database?keyword=value; odd characters in user and password are written %40";
        throw error;
    }
    const std::string password = options.text_or("password");
    const std::string timeout = std::to_string((options.int_or("connect_timeout_ms", 10'000) + 999) / 1000);
    std::vector<const char*> keywords, values;
    const auto set = [&](const char* keyword, const char* value) {
        keywords.push_back(keyword);
        values.push_back(value);
    };
    // What stands before the URL gives way to it, what stands behind goes before it.
    set("connect_timeout", timeout.c_str());
    set("dbname", text.c_str());
    if (!password.empty()) set("password", password.c_str());
    if (!database.empty()) set("dbname", database.c_str());
    set("fallback_application_name", "reinhardt-db");
    set(nullptr, nullptr);
    PGconn* connection = PQconnectdbParams(keywords.data(), values.data(), 1);
    if (connection == nullptr) throw plugin::PluginError(RDB_E_INTERNAL, "out of memory");
    if (PQstatus(connection) == CONNECTION_OK) return connection;
    const char* used = PQpass(connection);
    plugin::PluginError error = refusal(connection, used != nullptr ? used : "");
    PQfinish(connection);
    throw error;
}

std::string database_of(std::string_view url) {
    const std::unique_ptr<PQconninfoOption, OptionsDeleter> options(PQconninfoParse(std::string(url).c_str(), nullptr));
    std::string user, database;
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        if (std::string_view(option->keyword) == "dbname") database = option->val;
        if (std::string_view(option->keyword) == "user") user = option->val;
    }
    return database.empty() ? user : database;
}

std::string server_title(const Connection& connection) {
    const std::string version = single(connection, "SELECT version()");
    const bool plain = version.find("CockroachDB") == std::string::npos;  // which has no extensions
    return sql::postgresql_title(version, plain ? single(connection, "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'citus'") : std::string());
}

}  // namespace reinhardt::db::postgresql
