#include "url.hpp"

#include <cctype>
#include <charconv>

#include <reinhardt/db/backends/plugin_support.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::mysql {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    plugin::PluginError error(RDB_E_USAGE, "the URL of the database is not understood: " + what);
    error.hint = "the form is mysql://user@host:port/database?ssl-mode=required&socket=/path; odd characters in user and password are written %40";
    throw error;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        const char* begin = text.data() + i + 1;
        if (i + 2 >= text.size() || std::from_chars(begin, begin + 2, byte, 16).ptr != begin + 2) refuse("a % that two hexadecimal digits do not follow");
        if (byte == 0) refuse("it holds a NUL character");
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

unsigned number(std::string_view text, std::string_view what) {
    unsigned value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size()) refuse(std::string(what) + " is not a number");
    return value;
}

TlsMode tls_mode(std::string mode) {
    mode = lower(mode);
    if (mode == "disabled") return TlsMode::disabled;
    if (mode == "preferred") return TlsMode::preferred;
    if (mode == "required") return TlsMode::required;
    if (mode == "verify_identity" || mode == "verify-identity") return TlsMode::verify_identity;
    if (mode == "verify_ca" || mode == "verify-ca") {
        plugin::PluginError error(RDB_E_USAGE, "ssl-mode=verify_ca: the client library checks a certificate together with the host's name, or not at all");
        error.hint = "use ssl-mode=verify_identity";
        throw error;
    }
    refuse("ssl-mode is disabled, preferred, required or verify_identity");
}

void set_option(Location& location, const std::string& key, const std::string& value) {
    if (key == "ssl-mode" || key == "sslmode") {
        location.tls = tls_mode(value);
    } else if (key == "socket" || key == "unix_socket") {
        location.socket = value;
    } else if (key == "user") {
        location.user = value;
    } else if (key == "password") {
        location.password = value;
    } else if (key == "host") {
        location.host = value;
    } else if (key == "port") {
        location.port = number(value, "port");
    } else if (key == "database") {
        location.database = value;
    } else if (key == "ssl-ca") {
        location.ssl_ca = value;
    } else if (key == "ssl-cert") {
        location.ssl_cert = value;
    } else if (key == "ssl-key") {
        location.ssl_key = value;
    } else if (key == "ssl-cipher") {
        location.ssl_cipher = value;
    } else if (key == "connect-timeout" || key == "connect_timeout") {
        location.connect_timeout_ms = number(value, key) * 1000;
    } else if (key == "read-timeout") {
        location.read_timeout_s = number(value, key);
    } else if (key == "write-timeout") {
        location.write_timeout_s = number(value, key);
    } else if (key == "default-file") {
        location.default_file = value;
    } else if (key == "default-group") {
        location.default_group = value;
    } else if (key == "compress") {
        location.compress = value == "true" || value == "1";
    } else {
        refuse("unknown option '" + key + "'; known are host, port, user, password, database, socket, ssl-mode, ssl-ca, ssl-cert, ssl-key, ssl-cipher, connect-timeout, read-timeout, write-timeout, "
               "default-file, default-group, compress");
    }
}

void parse_authority(Location& location, std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at != std::string_view::npos) {
        const std::string_view who = text.substr(0, at);
        const std::size_t colon = who.find(':');
        location.user = decoded(who.substr(0, colon));
        if (colon != std::string_view::npos) location.password = decoded(who.substr(colon + 1));
        text.remove_prefix(at + 1);
    }
    std::size_t colon = text.rfind(':');
    if (!text.empty() && text.front() == '[') {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) refuse("a [ without ]");
        location.host = std::string(text.substr(1, close - 1));
        colon = close + 1 < text.size() && text[close + 1] == ':' ? close + 1 : std::string_view::npos;
    } else {
        location.host = decoded(text.substr(0, colon));
    }
    if (colon != std::string_view::npos) location.port = number(text.substr(colon + 1), "the port");
}

}  // namespace

Location parse_url(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (url.find('\0') != std::string_view::npos) refuse("it holds a NUL character");
    if (scheme == std::string_view::npos || (url.substr(0, scheme) != "mysql" && url.substr(0, scheme) != "mariadb")) refuse("it does not begin with mysql://");
    std::string_view rest = url.substr(scheme + 3);
    Location location;
    const std::size_t question = rest.find('?');
    const std::string_view path = rest.substr(0, question);
    const std::size_t slash = path.find('/');
    parse_authority(location, path.substr(0, slash));
    if (slash != std::string_view::npos) location.database = decoded(path.substr(slash + 1));
    if (question != std::string_view::npos) {
        for (const auto& part : reinhardt::db::split(rest.substr(question + 1), '&')) {
            const std::size_t equals = part.find('=');
            if (part.empty()) continue;
            if (equals == std::string::npos) refuse("an option without a value");
            set_option(location, lower(decoded(std::string_view(part).substr(0, equals))), decoded(std::string_view(part).substr(equals + 1)));
        }
    }
    return location;
}

}  // namespace reinhardt::db::mysql
