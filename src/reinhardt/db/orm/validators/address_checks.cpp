#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/text.hpp>

#include "characters.hpp"

namespace reinhardt::db::validators {

namespace {

constexpr std::size_t most_label = 63;       // RFC 1034, 3.1
constexpr std::size_t most_host = 253;       // the same, without the length in front and the dot behind
constexpr std::size_t most_domain = 255;
constexpr std::size_t most_email = 320;      // RFC 3696, 3
constexpr std::size_t most_url = 2048;

bool is_alphanumeric(char32_t c) noexcept { return is_ascii_digit(c) || is_ascii_letter(c); }

/// A character of an international domain name.
bool is_international(char32_t c) noexcept { return c >= 0xA1 && c <= 0xFFFF && c != 0xFFFD && !is_space_character(c); }

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// One of a list that is separated by blanks.
bool is_among(std::string_view text, std::string_view list) noexcept {
    for (std::size_t at = 0; at < list.size() && !text.empty();) {
        const std::size_t end = std::min(list.find(' ', at), list.size());
        if (list.substr(at, end - at) == text) return true;
        at = end + 1;
    }
    return false;
}

bool is_ip(int family, std::string_view text) {
    std::array<unsigned char, 16> bytes{};
    return text.find('\0') == std::string_view::npos && text.size() < 64 && inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

/// How long a label is as "xn--…" (RFC 3492): its ASCII characters, a hyphen, and what the others take.
std::size_t punycode_length(std::string_view label) {
    std::u32string points;
    for (std::string_view rest = label; !rest.empty();) points += next_character(rest);
    std::size_t basic = 0;
    for (const char32_t c : points) basic += c < 0x80 ? 1 : 0;
    std::size_t length = 4 + basic + (basic > 0 ? 1 : 0), handled = basic;
    std::uint64_t n = 128, delta = 0, bias = 72;
    while (handled < points.size()) {
        std::uint64_t least = 0x110000;
        for (const char32_t c : points) least = c >= n ? std::min<std::uint64_t>(least, c) : least;
        delta += (least - n) * (handled + 1);
        n = least;
        for (const char32_t c : points) {
            delta += c < n ? 1 : 0;
            if (c != n) continue;
            std::uint64_t rest = delta;
            for (std::uint64_t k = 36;; k += 36, ++length) {
                const std::uint64_t edge = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
                if (rest < edge) break;
                rest = (rest - edge) / (36 - edge);
            }
            ++length;
            delta = handled == basic ? delta / 700 : delta / 2;
            delta += delta / (handled + 1);
            std::uint64_t k = 0;
            for (; delta > 455; k += 36) delta /= 35;
            bias = k + 36 * delta / (delta + 38);
            delta = 0;
            ++handled;
        }
        ++delta;
        ++n;
    }
    return length;
}

/// Letters, digits and hyphens, none of these at an end; other scripts where `international`.
bool is_label(std::string_view label, bool international) {
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    std::size_t characters = 0;
    for (std::string_view rest = label; !rest.empty(); ++characters) {
        const char32_t c = next_character(rest);
        if (!is_alphanumeric(c) && c != '-' && !(international && is_international(c))) return false;
    }
    return characters <= most_label;
}

/// The last label: no digits, but in punycode; at least two characters.
bool is_top_level(std::string_view label, bool international) {
    if (!is_label(label, international) || count_characters(label) < 2) return false;
    if (lower(label.substr(0, 4)) == "xn--") return label.size() > 4 && std::all_of(label.begin() + 4, label.end(), [](char c) { return is_alphanumeric(static_cast<unsigned char>(c)); });
    return label.find_first_of("0123456789") == std::string_view::npos;
}

/// Two labels or more; a dot may stand behind.
bool is_host_name(std::string_view host, bool international) {
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || !is_top_level(host.substr(dot + 1), international)) return false;
    for (std::string_view rest = host.substr(0, dot);;) {
        const std::size_t end = rest.find('.');
        if (!is_label(rest.substr(0, end), international)) return false;
        if (end == std::string_view::npos) return true;
        rest.remove_prefix(end + 1);
    }
}

bool is_dot_atom(std::string_view user) {
    bool atom = false;
    for (const char c : user) {
        if (c == '.' && !atom) return false;
        if (c != '.' && !is_alphanumeric(static_cast<unsigned char>(c)) && std::string_view("-!#$%&'*+/=?^_`{}|~").find(c) == std::string_view::npos) return false;
        atom = c != '.';
    }
    return atom;
}

bool is_quoted_user(std::string_view user) {
    if (user.size() < 2 || user.front() != '"' || user.back() != '"') return false;
    user = user.substr(1, user.size() - 2);
    for (std::size_t i = 0; i < user.size(); ++i) {
        const auto c = static_cast<unsigned char>(user[i]);
        const bool control = (c >= 1 && c <= 8) || c == 11 || c == 12 || (c >= 14 && c <= 31);
        if (control || c == '!' || (c >= '#' && c <= '[') || (c >= ']' && c <= 127)) continue;
        if (c != '\\' || ++i == user.size()) return false;
        const auto escaped = static_cast<unsigned char>(user[i]);
        if (escaped == 0 || escaped == 10 || escaped == 13 || escaped > 127) return false;
    }
    return true;
}

bool is_mail_domain(std::string_view domain) {
    if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {
        const std::string_view address = domain.substr(1, domain.size() - 2);
        return is_ip(AF_INET, address) || is_ip(AF_INET6, address);
    }
    const std::size_t dot = domain.rfind('.');
    if (dot == std::string_view::npos || count_characters(domain.substr(dot + 1)) < 2) return false;
    // Four numbers are an address, which stands in brackets.
    if (is_ip(AF_INET, domain)) return false;
    for (std::string_view rest = domain;;) {
        const std::size_t end = rest.find('.');
        const std::string_view label = rest.substr(0, end);
        if (!is_label(label, true) || (!is_ascii(label) && punycode_length(label) > most_label)) return false;
        if (end == std::string_view::npos) return true;
        rest.remove_prefix(end + 1);
    }
}

bool is_email(std::string_view text, std::string_view domains) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || count_characters(text) > most_email) return false;
    const std::string_view user = text.substr(0, at), domain = text.substr(at + 1);
    return (is_dot_atom(user) || is_quoted_user(user)) && (is_among(domain, domains) || is_mail_domain(domain));
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return is_ascii_digit(static_cast<unsigned char>(c)); });
}

/// "user:password" in front of the host: no blank, no further colon.
bool is_login(std::string_view text) {
    const std::size_t colon = text.find(':');
    return colon != 0 && !text.empty() && (colon == std::string_view::npos || text.find(':', colon + 1) == std::string_view::npos);
}

bool is_url_host(std::string_view host) {
    if (host.starts_with('[')) return host.ends_with(']') && is_ip(AF_INET6, host.substr(1, host.size() - 2));
    return host.size() <= most_host && (is_ip(AF_INET, host) || lower(host) == "localhost" || is_host_name(host, true));
}

bool has_space(std::string_view text) noexcept {
    while (!text.empty()) {
        if (is_space_character(next_character(text))) return true;
    }
    return false;
}

bool is_url(std::string_view text, std::string_view schemes) {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos || count_characters(text) > most_url || has_space(text) || !is_among(lower(text.substr(0, colon)), schemes)) return false;
    const std::string_view rest = text.substr(colon + 3);
    std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (const std::size_t at = authority.find('@'); at != std::string_view::npos) {
        if (!is_login(authority.substr(0, at))) return false;
        authority.remove_prefix(at + 1);
    }
    const std::size_t port = authority.find(':', authority.starts_with('[') ? std::min(authority.find(']'), authority.size()) : 0);
    return (port == std::string_view::npos || is_port(authority.substr(port + 1))) && is_url_host(authority.substr(0, port));
}

/// Runs a check of texts; what is no text fails.
template <class Good>
void check(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out, const Good& good) {
    if ((value.tag != RDB_TEXT && value.tag != RDB_BLOB) || !good(cell_bytes(value))) self.fail(value, out);
}

}  // namespace

void check_email(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    check(self, value, out, [&](std::string_view text) { return is_email(text, self.text); });
}

void check_url(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    check(self, value, out, [&](std::string_view text) { return is_url(text, self.text); });
}

void check_domain_name(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    check(self, value, out, [&](std::string_view text) { return count_characters(text) <= most_domain && is_host_name(text, self.flag); });
}

void check_ip_address(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    check(self, value, out, [&](std::string_view text) { return (self.text.find('4') != std::string_view::npos && is_ip(AF_INET, text)) || (self.text.find('6') != std::string_view::npos && is_ip(AF_INET6, text)); });
}

}  // namespace reinhardt::db::validators
