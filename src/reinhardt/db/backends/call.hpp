#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db {

class Connection;

/// What a call into a driver needs around it: an rdb_error that knows its size, empty. Throws DatabaseError by check().
class Call {
public:
    Call() noexcept : error_(of_thread()) {
        if (error_.code != RDB_OK) error_ = rdb_error{};
        error_.size = sizeof error_;
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    [[nodiscard]] rdb_error* error() noexcept { return &error_; }
    /// Throws DatabaseError unless `code` is RDB_OK. `statement` is what was run.
    void check(int code, std::string_view statement = {});
    /// As check; says which of the connection's limits ended the statement, and lets the connection take note.
    void check(int code, std::string_view statement, Connection& connection, const std::optional<std::uint32_t>& item = std::nullopt);

private:
    /// One for all calls of a thread: it is large, and to empty it costs more than many a call. A driver fills it at the end of a call that failed.
    static rdb_error& of_thread() noexcept {
        thread_local constinit rdb_error mine{};
        return mine;
    }
    rdb_error& error_;
};

/// Collects what a driver writes.
class TextSink {
public:
    [[nodiscard]] rdb_sink* sink() noexcept { return &sink_; }
    /// The whole text. Throws std::bad_alloc when it did not fit into memory (it must not be thrown through the driver).
    [[nodiscard]] std::string take();

private:
    static void write(void* context, const char* data, std::size_t size) noexcept;
    std::string text_;
    bool full_ = false;
    rdb_sink sink_{this, write};
};

/// Whether a driver has an optional call of the SQL part: tables of older drivers end before it.
template <class Member>
[[nodiscard]] bool has_call(const rdb_sql& table, Member rdb_sql::*member) noexcept {
    const auto end = reinterpret_cast<const char*>(&(table.*member)) - reinterpret_cast<const char*>(&table) + static_cast<std::ptrdiff_t>(sizeof(Member));
    return end <= static_cast<std::ptrdiff_t>(table.size) && table.*member != nullptr;
}

/// Throws Error(database) for a statement with a NUL character, at which databases would take it to end.
void check_whole(std::string_view sql);

[[nodiscard]] inline rdb_str to_str(std::string_view text) noexcept { return {text.data(), text.size()}; }

}  // namespace reinhardt::db
