#include "statement.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

#include "failure.hpp"
#include "quote.hpp"

namespace reinhardt::db::sqlite {

namespace {

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

void Statement::bind(const rdb_cell* cells, std::uint32_t count) {
    const auto wanted = static_cast<std::uint32_t>(sqlite3_bind_parameter_count(statement_));
    if (count != wanted) {
        throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(wanted) + " parameters, not " + std::to_string(count));
    }
    reset();
    for (std::uint32_t i = 0; i < count; ++i) {
        const rdb_cell& cell = cells[i];
        const int at = static_cast<int>(i) + 1;
        const std::string_view bytes = plugin::bytes(cell);
        const auto bind_text = [&](std::string_view text) { return sqlite3_bind_text64(statement_, at, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8); };
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
            case RDB_BLOB: result = sqlite3_bind_blob64(statement_, at, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_TRANSIENT); break;
            case RDB_DATE: result = bind_text(sql::date_text(cell.u.i)); break;
            case RDB_TIME: result = bind_text(sql::time_text(cell.u.i)); break;
            case RDB_TIMESTAMP: result = bind_text(sql::timestamp_text(cell.u.i)); break;
            case RDB_DECIMAL: {
                std::int64_t whole = 0;
                double real = 0;
                bool is_whole = false;
                if (!is_exact_number(bytes, whole, real, is_whole)) result = bind_text(bytes);
                else result = is_whole ? sqlite3_bind_int64(statement_, at, whole) : sqlite3_bind_double(statement_, at, real);
                break;
            }
            case RDB_TEXT:
            case RDB_UUID:
            case RDB_JSON: result = bind_text(bytes); break;
            default: throw plugin::PluginError(RDB_E_USAGE, "a parameter of an unknown kind");
        }
        if (result != SQLITE_OK) throw failure_of(handle_, result);
    }
}

std::uint32_t Statement::column_count() const { return static_cast<std::uint32_t>(sqlite3_column_count(statement_)); }

std::string_view Statement::column_name(std::uint32_t index) const {
    const char* name = index < column_count() ? sqlite3_column_name(statement_, static_cast<int>(index)) : nullptr;
    return name != nullptr ? std::string_view(name) : std::string_view();
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    blocks_.clear();
    block_size_ = used_ = 0;
    const std::uint32_t width = column_count();
    std::uint32_t rows = 0;
    if (!started_) {
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
            // Statements that change no row leave the count of the one before.
            affected_ = sqlite3_total_changes64(handle_) == changes_before_ ? 0 : sqlite3_changes64(handle_);
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

void Statement::read_row(rdb_cell* row) const {
    const int width = sqlite3_column_count(statement_);
    for (int i = 0; i < width; ++i) {
        switch (sqlite3_column_type(statement_, i)) {
            case SQLITE_INTEGER: row[i] = plugin::int_cell(sqlite3_column_int64(statement_, i)); break;
            case SQLITE_FLOAT: row[i] = plugin::real_cell(sqlite3_column_double(statement_, i)); break;
            case SQLITE_TEXT: {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, i));
                row[i] = plugin::bytes_cell({text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, i))});
                break;
            }
            case SQLITE_BLOB: {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, i));
                row[i] = plugin::bytes_cell({bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, i))}, RDB_BLOB);
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
        char* copy = room(row[i].size);
        std::memcpy(copy, row[i].u.p, row[i].size);
        row[i].u.p = copy;
    }
}

char* Statement::room(std::size_t size) {
    if (block_size_ - used_ < size) {
        block_size_ = std::max<std::size_t>(size, 16'384);
        blocks_.push_back(std::make_unique<char[]>(block_size_));
        used_ = 0;
    }
    char* place = blocks_.back().get() + used_;
    used_ += size;
    return place;
}

void Statement::reset() {
    sqlite3_reset(statement_);  // it repeats the error of the last step, which has been reported
    done_ = started_ = false;
}

}  // namespace reinhardt::db::sqlite
