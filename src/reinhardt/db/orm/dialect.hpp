#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>

#include <reinhardt/db/backends/driver.hpp>

namespace reinhardt::db {

/// How one server wants its DML written: a driver's rdb_dialect with the words that hold for the server's version. Made once for each kind of server.
class Dialect {
public:
    /// `server` as Connection::server() gives it ("MariaDB 10.11.6"); "" where it is not known: every word holds.
    Dialect(const Driver& driver, std::string_view server);
    [[nodiscard]] static const Dialect& of(const Driver& driver, std::string_view server);  ///< kept; thread-safe

    [[nodiscard]] const std::string& name() const noexcept { return name_; }    ///< the driver's name, for messages alone
    [[nodiscard]] const std::string& title() const noexcept { return title_; }  ///< of the server, for messages
    [[nodiscard]] std::uint32_t max_parameters() const noexcept { return max_parameters_; }
    [[nodiscard]] bool numbered_placeholders() const noexcept { return placeholder_ == '$'; }

    /// The template behind `key`, or nullptr: the server lacks it.
    [[nodiscard]] const char* find(std::string_view key) const noexcept;
    [[nodiscard]] bool has(std::string_view key) const noexcept { return find(key) != nullptr; }
    /// The template; Error(unsupported) that says what the server lacks: "SQLite has no <what>".
    [[nodiscard]] std::string_view need(std::string_view key, std::string_view what) const;

    /// Appends an identifier in quotes, cut to the server's length as the migrations cut it.
    void quote(std::string& sql, std::string_view identifier) const;
    [[nodiscard]] std::string quoted(std::string_view identifier) const;
    /// Appends "?" or "$<number>"; numbers count from 1.
    void placeholder(std::string& sql, std::size_t number) const;
    /// `text` with %1, %2 … and %* replaced by the arguments.
    [[nodiscard]] static std::string expand(std::string_view text, std::initializer_list<std::string_view> arguments);

private:
    std::string name_, title_;
    char quote_open_, quote_close_, placeholder_;
    std::uint32_t max_parameters_, max_identifier_;
    std::unordered_map<std::string_view, const char*> words_;
};

}  // namespace reinhardt::db
