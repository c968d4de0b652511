#include "statement.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "failure.hpp"
#include "quote.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// Other years have no text that sorts and reads as a date.
void check_year(std::int64_t days) {
    constexpr std::int64_t first = -719'162, last = 2'932'896;  // 0001-01-01, 9999-12-31
    if (days < first || days > last) throw plugin::PluginError(RDB_E_DATA, "a date outside of the years 1 to 9999 cannot be stored");
}

/// A decimal as the number that a column of numbers would make of it, so that it compares as one in an expression too, where nothing converts it.
/// One of more digits than a real keeps stays a text.
bool is_exact_number(std::string_view text, std::int64_t& whole, double& real, bool& is_whole) {
    const char* const end = text.data() + text.size();
    const auto as_integer = std::from_chars(text.data(), end, whole);
    is_whole = as_integer.ec == std::errc() && as_integer.ptr == end;
    if (is_whole) return true;
    const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const auto as_real = std::from_chars(text.data(), end, real);
    return digits <= std::numeric_limits<double>::digits10 && as_real.ec == std::errc() && as_real.ptr == end;
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags) {
    const auto wanted = static_cast<std::uint32_t>(sqlite3_bind_parameter_count(statement_));
    if (count != wanted) {
        throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(wanted) + " parameters, not " + std::to_string(count));
    }
    if (started_ || borrowed_) reset();
    // SQLite copies a text that is not to stay.
    bind_row(cells, count, (flags & RDB_RUN_BORROW) != 0 ? SQLITE_STATIC : SQLITE_TRANSIENT);
    borrowed_ = (flags & RDB_RUN_BORROW) != 0 && count > 0;
}

void Statement::bind_row(const rdb_cell* cells, std::uint32_t count, void (*keep)(void*)) {
    constexpr std::size_t longest_time = 32;
    times_.clear();
    stale_ = true;
    for (std::uint32_t i = 0; i < count; ++i) {
        const rdb_cell& cell = cells[i];
        const int at = static_cast<int>(i) + 1;
        const std::string_view bytes = plugin::bytes(cell);
        const auto bind_text = [&](std::string_view text, void (*how)(void*)) { return sqlite3_bind_text64(statement_, at, text.empty() ? "" : text.data(), text.size(), how, SQLITE_UTF8); };
        const auto bind_time = [&](void (*append)(std::string&, long long)) {
            if (times_.empty()) times_.reserve(longest_time * count);  // they stay where they are
            const std::size_t start = times_.size();
            append(times_, cell.u.i);
            return bind_text(std::string_view(times_).substr(start), SQLITE_STATIC);
        };
        int result = SQLITE_OK;
        switch (static_cast<rdb_tag>(cell.tag)) {
            case RDB_NULL: result = sqlite3_bind_null(statement_, at); break;
            case RDB_BOOL:
            case RDB_INT: result = sqlite3_bind_int64(statement_, at, cell.u.i); break;
            case RDB_UINT:
                if (cell.u.i < 0) throw plugin::PluginError(RDB_E_DATA, "an integer is too large for SQLite");
                result = sqlite3_bind_int64(statement_, at, cell.u.i);
                break;
            case RDB_REAL: result = sqlite3_bind_double(statement_, at, cell.u.d); break;
            case RDB_BLOB: result = sqlite3_bind_blob64(statement_, at, bytes.empty() ? "" : bytes.data(), bytes.size(), keep); break;
            case RDB_DATE:
                check_year(cell.u.i);
                result = bind_time(sql::append_date);
                break;
            case RDB_TIME: result = bind_time(sql::append_time); break;
            case RDB_TIMESTAMP:
                check_year(cell.u.i / 86'400'000'000 - (cell.u.i % 86'400'000'000 < 0 ? 1 : 0));
                result = bind_time(sql::append_timestamp);
                break;
            case RDB_DECIMAL: {
                std::int64_t whole = 0;
                double real = 0;
                bool is_whole = false;
                if (!is_exact_number(bytes, whole, real, is_whole)) result = bind_text(bytes, keep);
                else result = is_whole ? sqlite3_bind_int64(statement_, at, whole) : sqlite3_bind_double(statement_, at, real);
                break;
            }
            case RDB_TEXT:
            case RDB_UUID:
            case RDB_JSON: result = bind_text(bytes, keep); break;
            default: throw plugin::PluginError(RDB_E_USAGE, "a parameter of an unknown kind");
        }
        if (result != SQLITE_OK) throw failure_of(handle_, result);
    }
    stale_ = false;
}

void Statement::run(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags) {
    bind_with(cells, count, flags);
    spent_ = {};
    const Limits::Running running(limits_, spent_, true);
    changes_before_ = sqlite3_total_changes64(handle_);
    int result = SQLITE_ROW;
    while (result == SQLITE_ROW) result = sqlite3_step(statement_);
    if (result != SQLITE_DONE) {
        const auto error = limits_.explained(failure_of(handle_, result));
        reset();
        throw error;
    }
    affected_ = changes_since_start();
    reset();
}

std::int64_t Statement::execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed) {
    if (width != static_cast<std::uint32_t>(sqlite3_bind_parameter_count(statement_))) bind_with(cells, width, 0);  // says so
    reset();
    const bool own = sqlite3_get_autocommit(handle_) != 0;
    if (own) run_text("BEGIN IMMEDIATE");
    std::int64_t affected = 0;
    try {
        std::vector<rdb_cell> row_read(std::max<std::uint32_t>(1, column_count()));
        for (std::uint32_t row = 0; row < rows; ++row) {
            failed = row;
            bind_row(cells + static_cast<std::size_t>(row) * width, width, SQLITE_STATIC);
            while (fetch(row_read.data(), 1) > 0) {
            }
            affected += affected_;
            reset();
        }
        failed = rows;
        sqlite3_clear_bindings(statement_);
        if (own) run_text("COMMIT");
    } catch (...) {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
        if (own && sqlite3_get_autocommit(handle_) == 0) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
    return affected;
}

void Statement::run_text(const char* sql) {
    Limits::Clock::duration spent{};
    const Limits::Running running(limits_, spent, true);
    if (const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); result != SQLITE_OK) throw limits_.explained(failure_of(handle_, result));
}

std::uint32_t Statement::column_count() const { return static_cast<std::uint32_t>(sqlite3_column_count(statement_)); }

std::string_view Statement::column_name(std::uint32_t index) const {
    const char* name = index < column_count() ? sqlite3_column_name(statement_, static_cast<int>(index)) : nullptr;
    return name != nullptr ? std::string_view(name) : std::string_view();
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    arena_.clear();
    const std::uint32_t width = column_count();
    std::uint32_t rows = 0;
    if (done_) return 0;
    if (!started_) {
        if (std::exchange(stale_, false)) sqlite3_clear_bindings(statement_);
        changes_before_ = sqlite3_total_changes64(handle_);
        spent_ = {};
    }
    const Limits::Running running(limits_, spent_, !started_);
    started_ = true;
    while (!done_ && (rows < max_rows || width == 0)) {
        if (rows > 0) keep_row(out + static_cast<std::size_t>(rows - 1) * width);
        const int result = sqlite3_step(statement_);
        if (result == SQLITE_DONE) {
            done_ = true;
            affected_ = changes_since_start();
        } else if (result == SQLITE_ROW) {
            if (width > 0) read_row(out + static_cast<std::size_t>(rows++) * width);
        } else {
            const auto error = limits_.explained(failure_of(handle_, result));
            done_ = true;
            sqlite3_reset(statement_);
            throw error;
        }
    }
    return rows;
}

// Statements that change no row leave the count of the one before.
std::int64_t Statement::changes_since_start() const { return sqlite3_total_changes64(handle_) == changes_before_ ? 0 : sqlite3_changes64(handle_); }

void Statement::read_row(rdb_cell* row) const {
    const int width = sqlite3_column_count(statement_);
    for (int i = 0; i < width; ++i) {
        // The functions of values skip what those of columns check again for each call.
        sqlite3_value* value = sqlite3_column_value(statement_, i);
        switch (sqlite3_value_type(value)) {
            case SQLITE_INTEGER: row[i] = plugin::int_cell(sqlite3_value_int64(value)); break;
            case SQLITE_FLOAT: row[i] = plugin::real_cell(sqlite3_value_double(value)); break;
            case SQLITE_TEXT: {
                const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
                row[i] = plugin::bytes_cell({text, static_cast<std::size_t>(sqlite3_value_bytes(value))});
                break;
            }
            case SQLITE_BLOB: {
                const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
                row[i] = plugin::bytes_cell({bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))}, RDB_BLOB);
                break;
            }
            default: row[i] = plugin::null_cell();
        }
    }
}

void Statement::keep_row(rdb_cell* row) {
    const std::uint32_t width = column_count();
    for (std::uint32_t i = 0; i < width; ++i) {
        if ((row[i].tag != RDB_TEXT && row[i].tag != RDB_BLOB) || row[i].size == 0) continue;
        row[i].u.p = arena_.keep({row[i].u.p, row[i].size}).data();
    }
}

std::int64_t Statement::last_insert_id() const noexcept { return sqlite3_last_insert_rowid(handle_); }

void Statement::reset() {
    sqlite3_reset(statement_);  // it repeats the error of the last step, which has been reported
    stale_ = stale_ || borrowed_;
    done_ = started_ = borrowed_ = false;
}

}  // namespace reinhardt::db::sqlite
