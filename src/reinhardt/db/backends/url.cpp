#include <reinhardt/db/backends/url.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

constexpr std::string_view mask = "***";
constexpr std::string_view separators = "?&;#, \t\r\n";  // of query options, and of "host=… password=…"

bool is_letter(char c) noexcept { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string percent_decoded(std::string_view text) {
    const auto digit = [](char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; };
    const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Options whose value is a secret, whatever the driver.
bool is_secret_key(std::string_view raw) {
    const std::string key = lower(trim(percent_decoded(raw)));
    for (const std::string_view part : {"password", "passwd", "pwd", "secret", "token", "passphrase"})
        if (key.find(part) != std::string::npos) return true;
    return key == "pass" || key == "key" || key == "hexkey" || key == "authmechanismproperties";
}

/// Options that may hold a plain '@'; behind any other '?' an '@' is taken for the end of a password.
bool is_known_option(std::string_view key) {
    constexpr std::array<std::string_view, 8> known{"user", "application_name", "appname", "options", "host", "hostaddr", "dbname", "email"};
    return std::find(known.begin(), known.end(), lower(key)) != known.end();
}

/// Where the secrets of a URL stand: [begin, end), in order.
struct Span {
    std::size_t begin, end;
};

/// Where user, password and host begin, or npos where there can be none (the file of an embedded database).
std::size_t authority_begin(std::string_view url) {
    const std::string scheme = url_scheme(url);
    std::size_t begin = scheme.empty() ? 0 : scheme.size() + 1;
    const bool slashes = url.substr(begin, 2) == "//";
    if (scheme == "sqlite" && (!slashes || url.substr(begin, 3) == "///")) return std::string_view::npos;
    while (begin < url.size() && url[begin] == '/') ++begin;
    return begin;
}

/// The '@' behind the password: the last one, since passwords hold '@', '/', '?' and '#' unencoded more often than one thinks.
std::size_t last_at(std::string_view url, std::size_t begin) {
    std::size_t end = url.size();
    if (const std::size_t question = url.find('?', begin); question != std::string_view::npos) {
        std::size_t at = question + 1;
        bool known = true;
        while (known && at < url.size()) {
            const std::size_t next = std::min(url.find('&', at), url.size());
            const std::string_view piece = url.substr(at, next - at);
            if (piece.find('@') != std::string_view::npos) known = is_known_option(piece.substr(0, piece.find('=')));
            at = next + 1;
        }
        if (known) end = question;
    }
    const std::size_t plain = url.substr(0, end).rfind('@');
    if (plain != std::string_view::npos && plain >= begin) return plain;
    const std::size_t encoded = url.substr(0, end).rfind("%40");
    return encoded != std::string_view::npos && encoded >= begin ? encoded : std::string_view::npos;
}

/// The place behind the ':' that ends the user's name.
std::size_t behind_colon(std::string_view url, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        if (url[i] == ':') return i + 1;
        if (url.substr(i, 3) == "%3A" || url.substr(i, 3) == "%3a") return i + 3;
    }
    return std::string_view::npos;
}

/// A "port" that is no number is a password whose '@' is missing: "scheme://user:secret/db".
std::size_t behind_bad_port(std::string_view url, std::size_t begin) {
    const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
    bool bracket = false;
    for (std::size_t i = begin; i < end; ++i) {
        if (url[i] == '[' || url[i] == ']') bracket = url[i] == '[';
        if (url[i] != ':' || bracket) continue;
        std::size_t digits = i + 1;
        while (digits < end && is_digit(url[digits])) ++digits;
        if (digits < end && url[digits] != ',') return i + 1;
    }
    return std::string_view::npos;
}

std::vector<Span> secret_spans(std::string_view url) {
    std::vector<Span> spans;
    std::size_t rest = 0;
    const bool has_scheme = !url_scheme(url).empty();
    if (const std::size_t begin = authority_begin(url); begin != std::string_view::npos) {
        const bool slashes = url.find("//") < begin;
        if (const std::size_t at = last_at(url, begin); at != std::string_view::npos) {
            // "user:secret@host" and "mysql:user:secret@host": what looks like a scheme may be the user.
            const std::size_t password = has_scheme && !slashes ? begin : behind_colon(url, begin, at);
            if (password != std::string_view::npos && password < at) spans.push_back({password, at});
            rest = at;
        } else if (const std::size_t port = has_scheme && slashes ? behind_bad_port(url, begin) : std::string_view::npos;
                   port != std::string_view::npos) {
            spans.push_back({port, std::min(url.find('?', port), url.size())});
            rest = spans.back().end;
        }
    }
    // Options: a piece without '=' behind a secret belongs to it.
    const std::size_t first = !has_scheme && rest == 0 ? 0 : std::min(url.find_first_of(separators, rest), url.size());
    bool in_secret = false;
    for (std::size_t at = first; at < url.size();) {
        const std::size_t begin = separators.find(url[at]) == std::string_view::npos ? at : at + 1;
        const std::size_t end = std::min(url.find_first_of(separators, begin), url.size());
        const std::size_t equals = url.substr(0, end).find('=', begin);
        if (equals == std::string_view::npos) {
            if (in_secret) spans.back().end = end;
        } else {
            in_secret = is_secret_key(url.substr(begin, equals - begin));
            if (in_secret) spans.push_back({equals + 1, end});
        }
        at = end;
    }
    return spans;
}

[[noreturn]] void fail_expansion(std::string message, std::string hint) {
    throw Error(ErrorCode::config, std::move(message)).hint(std::move(hint));
}

/// The '}' that closes a '${' whose inside begins at `begin`.
std::size_t closing_brace(std::string_view text, std::size_t begin) {
    int depth = 1;
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text.substr(i, 2) == "${") ++depth;
        if (text[i] == '}' && --depth == 0) return i;
    }
    fail_expansion("a '${' without its '}'", "write ${NAME} or ${NAME:-fallback}");
}

std::string expand_one(std::string_view inside) {
    std::size_t end = 0;
    while (end < inside.size() && (is_letter(inside[end]) || inside[end] == '_' || (end > 0 && is_digit(inside[end])))) ++end;
    const std::string name(inside.substr(0, end));
    const std::string_view rest = inside.substr(end);
    if (name.empty() || (!rest.empty() && rest.substr(0, 2) != ":-"))
        fail_expansion("'${' is not followed by the name of an environment variable", "write ${NAME} or ${NAME:-fallback}");
    const char* value = std::getenv(name.c_str());
    if (!rest.empty() && (!value || *value == '\0')) return expand_variables(rest.substr(2));
    if (!value) fail_expansion("the environment variable " + name + " is not set", "set it, or give a fallback: ${" + name + ":-…}");
    return value;
}

}  // namespace

std::string url_scheme(std::string_view url) {
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_letter(url[0])) return {};
    const std::string_view scheme = url.substr(0, colon);
    const bool plain = std::all_of(scheme.begin(), scheme.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
    return plain ? lower(scheme) : std::string();
}

std::string mask_url(std::string_view url) {
    std::string out;
    std::size_t at = 0;
    for (const Span& span : secret_spans(url)) {
        out += url.substr(at, span.begin - at);
        if (span.end > span.begin) out += mask;
        at = span.end;
    }
    return out += url.substr(at);
}

std::string scrub(std::string text, std::string_view url, std::string_view password) {
    const std::string shown = mask_url(url);
    if (!url.empty()) text = replace_all(std::move(text), url, shown);
    std::vector<std::string> secrets{std::string(password), percent_decoded(password)};
    for (const Span& span : secret_spans(url)) {
        secrets.emplace_back(url.substr(span.begin, span.end - span.begin));
        secrets.push_back(percent_decoded(secrets.back()));
    }
    std::sort(secrets.begin(), secrets.end(), [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    // What the masked URL shows anyway (user and password are both "postgres") is no secret.
    for (const std::string& secret : secrets)
        if (!secret.empty() && shown.find(secret) == std::string::npos) text = replace_all(std::move(text), secret, mask);
    return text;
}

std::string expand_variables(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) != "${") {
            out += text[i];
            continue;
        }
        const std::size_t end = closing_brace(text, i + 2);
        out += expand_one(text.substr(i + 2, end - i - 2));
        i = end;
    }
    return out;
}

}  // namespace reinhardt::db
