#include "open.hpp"

#include <reinhardt/db/support/text.hpp>

#include "failure.hpp"

namespace reinhardt::db::mysql {

namespace {

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

bool needs_tls(const Location& location) { return location.tls == TlsMode::required || location.tls == TlsMode::verify_identity; }

void set_tls(MYSQL* handle, const Location& location) {
    const my_bool enforce = needs_tls(location) ? 1 : 0;
    const my_bool verify = location.tls == TlsMode::verify_identity ? 1 : 0;
    if (location.tls == TlsMode::disabled) return;
    mysql_ssl_set(handle, or_null(location.ssl_key), or_null(location.ssl_cert), or_null(location.ssl_ca), nullptr, or_null(location.ssl_cipher));
    mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &enforce);
    mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

plugin::PluginError refusal(MYSQL* handle, const Location& location, const std::string& password) {
    plugin::PluginError error = failure_of(handle);
    if (!password.empty()) error.message = replace_all(std::move(error.message), password, "***");
    const std::string user = location.user.empty() ? "the user" : "user " + location.user;
    switch (error.native) {
        case 1045:
        case 1698:
        case 1251: error.hint = "check " + user + " and the password (password_file or the URL)"; break;
        case 1044: error.hint = "GRANT ALL ON " + location.database + ".* TO " + location.user; break;
        case 1049: error.hint = "make it with CREATE DATABASE " + location.database + " CHARACTER SET utf8mb4"; break;
        case 1130: error.hint = "the server does not let this host in: see the host part of its users"; break;
        case 2002:
            error.hint = location.host.empty() || location.host == "localhost" ? "is the server running? See socket= and the server's socket"
                                                                               : "is the server running there, and does it listen on that host and port?";
            break;
        case 2003: error.hint = "is the server running there, and does it listen on that host and port?"; break;
        case 2005: error.hint = "check the host's name"; break;
        case 2013: error.hint = "the server did not answer in time, or broke off: see host, port, firewalls and the server's log"; break;
        case 2026: error.hint = "see ssl-mode, ssl-ca, ssl-cert and ssl-key"; break;
        default: break;
    }
    if (error.code == RDB_E_FAILED) error.code = RDB_E_CONNECTION;
    return error;
}

}  // namespace

MYSQL* connect(const Location& location, const Value& options) {
    MYSQL* handle = mysql_init(nullptr);
    if (handle == nullptr) throw plugin::PluginError(RDB_E_INTERNAL, "out of memory");
    const std::string given = options.text_or("password");
    const std::string password = given.empty() ? location.password : given;
    const auto milliseconds = location.connect_timeout_ms > 0 ? static_cast<std::int64_t>(location.connect_timeout_ms) : options.int_or("connect_timeout_ms", 10'000);
    const unsigned seconds = static_cast<unsigned>((milliseconds + 999) / 1000);
    mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    if (location.read_timeout_s > 0) mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &location.read_timeout_s);
    if (location.write_timeout_s > 0) mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &location.write_timeout_s);
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (!location.default_file.empty()) mysql_options(handle, MYSQL_READ_DEFAULT_FILE, location.default_file.c_str());
    if (!location.default_group.empty()) mysql_options(handle, MYSQL_READ_DEFAULT_GROUP, location.default_group.c_str());
    if (location.compress) mysql_options(handle, MYSQL_OPT_COMPRESS, nullptr);
    const my_bool no = 0;
    mysql_options(handle, MYSQL_OPT_RECONNECT, &no);  // a session's locks and settings would be lost without a word
    set_tls(handle, location);
    const bool connected = mysql_real_connect(handle, or_null(location.host), or_null(location.user), or_null(password), or_null(location.database), location.port,
                                              or_null(location.socket), CLIENT_FOUND_ROWS) != nullptr;
    // The client library takes a server without TLS for good enough.
    const bool plain = connected && needs_tls(location) && mysql_get_ssl_cipher(handle) == nullptr;
    if (connected && !plain) return handle;
    if (plain) {
        mysql_close(handle);
        plugin::PluginError error(RDB_E_CONNECTION, "the server offers no TLS, which ssl-mode asks for");
        error.hint = "turn TLS on at the server; see ssl-mode";
        throw error;
    }
    plugin::PluginError error = refusal(handle, location, password);
    mysql_close(handle);
    throw error;
}

}  // namespace reinhardt::db::mysql
