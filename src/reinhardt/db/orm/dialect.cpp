#include <reinhardt/db/orm/dialect.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

/// The numbers of a version at the start of `text`: "10.11.6-MariaDB" -> 10, 11, 6.
std::vector<int> version_of(std::string_view text) {
    std::vector<int> numbers;
    std::size_t at = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        int number = 0;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) number = number * 10 + (text[at] - '0');
        numbers.push_back(number);
        if (at == text.size() || text[at] != '.') break;
        ++at;
    }
    return numbers;
}

/// "MariaDB 10.11.6" -> "MariaDB" and its version.
std::pair<std::string_view, std::vector<int>> split_server(std::string_view server) {
    const auto digit = server.find_first_of("0123456789");
    if (digit == std::string_view::npos) return {server, {}};
    std::string_view title = server.substr(0, digit);
    while (title.ends_with(' ')) title.remove_suffix(1);
    return {title, version_of(server.substr(digit))};
}

}  // namespace

Dialect::Dialect(const Driver& driver, std::string_view server) : name_(driver.name()), title_(server.empty() ? driver.title() : std::string(server)) {
    const rdb_dialect& data = *driver.sql().dialect;
    quote_open_ = data.quote_open;
    quote_close_ = data.quote_close;
    placeholder_ = data.placeholder;
    max_parameters_ = data.max_parameters;
    max_identifier_ = data.max_identifier;
    if (data.size < offsetof(rdb_dialect, words) + sizeof(data.words) || data.words == nullptr) return;
    const auto [kind, version] = split_server(server);
    for (const char* const* word = data.words; word[0] != nullptr; word += 2) {
        std::string_view key = word[0];
        // "key@10.7" from that version on; "key@MariaDB" or "key@MariaDB 10.5" on that server alone. Later pairs win.
        if (const auto at = key.find('@'); at != std::string_view::npos) {
            const auto [wanted, least] = split_server(key.substr(at + 1));
            key = key.substr(0, at);
            if (!server.empty() && !wanted.empty() && wanted != kind) continue;
            if (!version.empty() && version < least) continue;
        }
        // An empty template takes a word away.
        if (*word[1] == '\0') words_.erase(key);
        else words_[key] = word[1];
    }
}

const Dialect& Dialect::of(const Driver& driver, std::string_view server) {
    static std::shared_mutex mutex;
    static std::map<std::pair<const Driver*, std::string>, std::unique_ptr<Dialect>, std::less<>> made;
    const std::pair<const Driver*, std::string> key(&driver, server);
    {
        const std::shared_lock lock(mutex);
        if (const auto found = made.find(key); found != made.end()) return *found->second;
    }
    auto dialect = std::make_unique<Dialect>(driver, server);
    const std::unique_lock lock(mutex);
    return *made.emplace(key, std::move(dialect)).first->second;
}

const char* Dialect::find(std::string_view key) const noexcept {
    const auto found = words_.find(key);
    return found != words_.end() ? found->second : nullptr;
}

std::string_view Dialect::need(std::string_view key, std::string_view what) const {
    if (const char* word = find(key)) return word;
    throw Error(ErrorCode::unsupported, fmt::format("{} has no {}", title_, what));
}

void Dialect::quote(std::string& sql, std::string_view identifier) const {
    std::string cut;
    if (max_identifier_ != 0 && identifier.size() > max_identifier_) identifier = cut = fit_identifier(identifier, max_identifier_);
    sql += quote_open_;
    for (const char c : identifier) {
        sql += c;
        if (c == quote_close_) sql += c;
    }
    sql += quote_close_;
}

std::string Dialect::quoted(std::string_view identifier) const {
    std::string sql;
    quote(sql, identifier);
    return sql;
}

void Dialect::placeholder(std::string& sql, std::size_t number) const {
    sql += placeholder_;
    if (placeholder_ == '$') sql += std::to_string(number);
}

std::string Dialect::expand(std::string_view text, std::initializer_list<std::string_view> arguments) {
    std::string sql;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%' || i + 1 == text.size()) {
            sql += text[i];
            continue;
        }
        const char next = text[++i];
        if (next == '*') {
            bool first = true;
            for (const std::string_view argument : arguments) {
                if (!std::exchange(first, false)) sql += ", ";
                sql += argument;
            }
        } else if (next >= '1' && next <= '9' && static_cast<std::size_t>(next - '0') <= arguments.size()) {
            sql += *(arguments.begin() + (next - '1'));
        } else {
            sql += next;
        }
    }
    return sql;
}

}  // namespace reinhardt::db
