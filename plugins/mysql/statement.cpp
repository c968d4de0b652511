#include "statement.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

#include <reinhardt/db/support/text.hpp>

#include "array_parameters.hpp"
#include "connection.hpp"
#include "failure.hpp"
#include "quote.hpp"

namespace reinhardt::db::mysql {

namespace {

constexpr unsigned not_preparable = 1295;  // ER_UNSUPPORTED_PS
constexpr unsigned columns_changed = 2057;  // CR_NEW_STMT_METADATA
constexpr unsigned binary_charset = 63;
constexpr std::int64_t day_us = 86'400'000'000;
constexpr unsigned long usual_room = 512;   ///< for a text; longer ones are fetched apart

bool is_bytes(rdb_tag tag) { return tag == RDB_TEXT || tag == RDB_BLOB || tag == RDB_DECIMAL || tag == RDB_UUID || tag == RDB_JSON; }

/// Of other years the server would make its zero date.
void check_year(std::int64_t days) {
    constexpr std::int64_t first = -719'162, last = 2'932'896;  // 0001-01-01, 9999-12-31
    if (days < first || days > last) throw plugin::PluginError(RDB_E_DATA, "a date outside of the years 1 to 9999 cannot be stored");
}

MYSQL_TIME time_of(const rdb_cell& cell) {
    const bool moment = cell.tag == RDB_TIMESTAMP;
    std::int64_t days = moment ? cell.u.i / day_us : cell.u.i, rest = moment ? cell.u.i % day_us : 0;
    if (rest < 0) {
        rest += day_us;
        --days;
    }
    check_year(days);
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    MYSQL_TIME time{};
    time.year = static_cast<unsigned>(static_cast<int>(date.year()));
    time.month = static_cast<unsigned>(date.month());
    time.day = static_cast<unsigned>(date.day());
    time.hour = static_cast<unsigned>(rest / 3'600'000'000);
    time.minute = static_cast<unsigned>(rest / 60'000'000 % 60);
    time.second = static_cast<unsigned>(rest / 1'000'000 % 60);
    time.second_part = static_cast<unsigned long>(rest % 1'000'000);
    time.time_type = moment ? MYSQL_TIMESTAMP_DATETIME : MYSQL_TIMESTAMP_DATE;
    return time;
}

/// Days since 1970-01-01; the date is one of the calendar (MySQL has others, such as 0000-00-00).
bool days_of(const MYSQL_TIME& time, std::int64_t& days) {
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(time.year)), std::chrono::month(time.month), std::chrono::day(time.day)};
    if (!date.ok()) return false;
    days = std::chrono::sys_days(date).time_since_epoch().count();
    return true;
}

std::string text_of(const MYSQL_TIME& time, bool moment) {
    const auto digits = [](unsigned long number, std::size_t width) {
        std::string text = std::to_string(number);
        return text.size() < width ? std::string(width - text.size(), '0') + text : text;
    };
    const std::string date = digits(time.year, 4) + '-' + digits(time.month, 2) + '-' + digits(time.day, 2);
    return moment ? date + ' ' + digits(time.hour, 2) + ':' + digits(time.minute, 2) + ':' + digits(time.second, 2) : date;
}

}  // namespace

std::string parameter_text(const rdb_cell& cell) {
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_BOOL:
        case RDB_INT: return std::to_string(cell.u.i);
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: return sql::real_literal(cell.u.d);
        case RDB_DATE: check_year(cell.u.i); return sql::date_text(cell.u.i);
        case RDB_TIME: return sql::time_text(cell.u.i);
        case RDB_TIMESTAMP:
            check_year(cell.u.i / day_us - (cell.u.i % day_us < 0 ? 1 : 0));
            return sql::timestamp_text(cell.u.i);
        // RFC 3339 is no datetime here.
        case RDB_TEXT: {
            const std::string_view text = plugin::bytes(cell);
            return text.size() >= 20 && text[10] == 'T' ? sql::utc_timestamp(text) : std::string(text);
        }
        default: return std::string(plugin::bytes(cell));
    }
}

Statement::Statement(Connection& connection, std::string_view sql) : connection_(connection), handle_(connection.handle()), sql_(sql) { prepare(); }

void Statement::prepare() {
    if (statement_ != nullptr) mysql_stmt_close(statement_);
    statement_ = mysql_stmt_init(handle_);
    if (statement_ == nullptr) throw plugin::PluginError(RDB_E_INTERNAL, "out of memory");
    if (mysql_stmt_prepare(statement_, sql_.data(), static_cast<unsigned long>(sql_.size())) == 0) return describe();
    const plugin::PluginError error = failure_of(statement_);
    mysql_stmt_close(statement_);
    statement_ = nullptr;
    if (error.native != static_cast<int>(not_preparable)) throw error;
}

Statement::~Statement() {
    connection_.end_lending(this);
    if (statement_ != nullptr) mysql_stmt_close(statement_);
}

void Statement::describe() {
    MYSQL_RES* metadata = mysql_stmt_result_metadata(statement_);
    columns_.clear();
    if (metadata == nullptr) return;
    const unsigned count = mysql_num_fields(metadata);
    columns_.resize(count);
    for (unsigned i = 0; i < count; ++i) {
        const MYSQL_FIELD* field = mysql_fetch_field_direct(metadata, i);
        Column& column = columns_[i];
        column.name = field->name;
        column.type = field->type;
        column.room = std::clamp<unsigned long>(field->length, 64, usual_room);  // times are printed by the client library
        switch (field->type) {
            case MYSQL_TYPE_TINY:
            case MYSQL_TYPE_SHORT:
            case MYSQL_TYPE_LONG:
            case MYSQL_TYPE_LONGLONG:
            case MYSQL_TYPE_INT24:
            case MYSQL_TYPE_YEAR: column.kind = (field->flags & UNSIGNED_FLAG) != 0 ? Kind::unsigned_integer : Kind::integer; break;
            case MYSQL_TYPE_FLOAT:
            case MYSQL_TYPE_DOUBLE: column.kind = Kind::real; break;
            case MYSQL_TYPE_DATE: column.kind = Kind::date; break;
            case MYSQL_TYPE_DATETIME:
            case MYSQL_TYPE_TIMESTAMP: column.kind = Kind::moment; break;
            case MYSQL_TYPE_NEWDECIMAL:
            case MYSQL_TYPE_DECIMAL: column.kind = Kind::decimal; break;
            case MYSQL_TYPE_JSON: column.kind = Kind::json; break;
            case MYSQL_TYPE_TINY_BLOB:
            case MYSQL_TYPE_MEDIUM_BLOB:
            case MYSQL_TYPE_LONG_BLOB:
            case MYSQL_TYPE_BLOB:
            case MYSQL_TYPE_STRING:
            case MYSQL_TYPE_VAR_STRING:
            case MYSQL_TYPE_VARCHAR: column.kind = field->charsetnr == binary_charset ? Kind::blob : Kind::text; break;
            default: break;
        }
    }
    mysql_free_result(metadata);
    results_.clear();
}

void Statement::check_count(std::uint32_t count) const {
    const std::uint32_t wanted = statement_ != nullptr ? static_cast<std::uint32_t>(mysql_stmt_param_count(statement_)) : 0;
    if (count != wanted) throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(wanted) + " values and was given " + std::to_string(count));
}

void Statement::bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags) {
    reset();
    check_count(count);
    borrowed_ = (flags & RDB_RUN_BORROW) != 0;
    streams_ = (flags & RDB_RUN_STREAM) != 0;
    values_.assign(cells, cells + count);
    check_packet(cells, count);
    set_parameters(cells, borrowed_, (flags & RDB_RUN_TYPED) != 0);
    bound_ = true;
}

void Statement::set_parameters(const rdb_cell* cells, bool borrow, bool typed) {
    const std::size_t count = values_.size();
    texts_.clear();
    times_.resize(count);
    parameters_.assign(count, MYSQL_BIND{});
    std::vector<std::size_t>& places = places_;
    places.assign(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        rdb_cell& cell = values_[i];
        MYSQL_BIND& parameter = parameters_[i];
        const auto tag = static_cast<rdb_tag>(cell.tag);
        if (tag == RDB_NULL) {
            parameter.buffer_type = MYSQL_TYPE_NULL;
        } else if (tag == RDB_BOOL || tag == RDB_INT || tag == RDB_UINT) {
            parameter.buffer_type = MYSQL_TYPE_LONGLONG;
            parameter.buffer = &cell.u.i;
            parameter.is_unsigned = tag == RDB_UINT ? 1 : 0;
        } else if (tag == RDB_REAL) {
            parameter.buffer_type = MYSQL_TYPE_DOUBLE;
            parameter.buffer = &cell.u.d;
        } else if (tag == RDB_DATE || tag == RDB_TIMESTAMP) {
            times_[i] = time_of(cell);
            parameter.buffer_type = tag == RDB_DATE ? MYSQL_TYPE_DATE : MYSQL_TYPE_DATETIME;
            parameter.buffer = &times_[i];
        } else {
            // A decimal as such: compared with a string, the servers may make a real of it.
            parameter.buffer_type = tag == RDB_BLOB ? MYSQL_TYPE_BLOB : tag == RDB_DECIMAL ? MYSQL_TYPE_NEWDECIMAL : MYSQL_TYPE_STRING;
            const std::string_view bytes = is_bytes(tag) ? plugin::bytes(cell) : std::string_view();
            const bool as_it_is = is_bytes(tag) && (typed || tag != RDB_TEXT || bytes.size() < 20 || bytes[10] != 'T');
            if (tag == RDB_TEXT && !is_utf8(bytes)) throw plugin::PluginError(RDB_E_DATA, "a value is no text: it is not UTF-8, and the server would compare with a part of it");
            if (as_it_is && borrow) {
                parameter.buffer = const_cast<char*>(bytes.empty() ? "" : bytes.data());  // the client library takes no address for NULL
                parameter.buffer_length = static_cast<unsigned long>(bytes.size());
                continue;
            }
            places[i] = texts_.size() + 1;
            if (as_it_is) texts_ += bytes;
            else texts_ += parameter_text(cells[i]);
            parameter.buffer_length = static_cast<unsigned long>(texts_.size() + 1 - places[i]);
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (places[i] != 0) parameters_[i].buffer = texts_.data() + places[i] - 1;
    }
}

/// Of one row of parameters, as the protocol sends it (COM_STMT_EXECUTE).
void Statement::check_packet(const rdb_cell* cells, std::uint32_t width) const {
    constexpr std::size_t head = 11, type = 2, number = 12, longest_prefix = 9;
    std::size_t bytes = head + (width + 7) / 8, largest = 0;
    for (std::uint32_t i = 0; i < width; ++i) {
        const std::size_t size = is_bytes(static_cast<rdb_tag>(cells[i].tag)) ? cells[i].size : 0;
        largest = std::max(largest, size);
        bytes += type + (size == 0 ? number : size < 251 ? 1 : size < 65'536 ? 3 : size < 16'777'216 ? 4 : longest_prefix) + size;
    }
    connection_.check_packet(bytes, largest);
}

void Statement::run_as_text() {
    if (mysql_real_query(handle_, sql_.data(), static_cast<unsigned long>(sql_.size())) != 0) throw failure_of(handle_);
    if (MYSQL_RES* result = mysql_store_result(handle_); result != nullptr) mysql_free_result(result);
    affected_ = static_cast<std::int64_t>(mysql_affected_rows(handle_));
}

void Statement::run() {
    connection_.claim();
    if (statement_ == nullptr) {
        started_ = true;
        return run_as_text();
    }
    if (!bound_) check_count(0);
    if (bound_ && !parameters_.empty() && mysql_stmt_bind_param(statement_, parameters_.data()) != 0) throw failure_of(statement_);
    if (mysql_stmt_execute(statement_) != 0) {
        plugin::PluginError error = failure_of(statement_);
        connection_.doubt(error.native);
        if (error.native == static_cast<int>(columns_changed)) {
            prepare();
            error = plugin::PluginError(RDB_E_FAILED, "the tables of the statement have changed, and with them its columns");
            error.hint = "run it again";
            error.retryable = true;
        }
        throw error;
    }
    // What INSERT … RETURNING gives is not known before it runs.
    if (columns_.empty() && mysql_stmt_field_count(statement_) > 0) describe();
    started_ = true;
    affected_ = columns_.empty() ? static_cast<std::int64_t>(mysql_stmt_affected_rows(statement_)) : 0;
    if (columns_.empty()) return;
    if (results_.empty()) bind_results();
    if (!streams_) {
        if (mysql_stmt_store_result(statement_) != 0) {
            const plugin::PluginError error = failure_of(statement_);
            connection_.doubt(error.native);
            started_ = false;
            // An INSERT … RETURNING failed behind its columns: to free that result the client library would wait for rows that never come.
            static_cast<void>(plugin::guarded(nullptr, [&] { prepare(); }));
            throw error;
        }
    } else {
        connection_.lend(this);
    }
}

void Statement::bind_results() {
    results_.assign(columns_.size(), MYSQL_BIND{});
    std::size_t size = 0;
    for (const Column& column : columns_) size += column.room;
    buffer_.resize(size);
    char* place = buffer_.data();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        Column& column = columns_[i];
        MYSQL_BIND& result = results_[i];
        result.is_null = &column.null;
        result.length = &column.length;
        result.error = &column.error;
        column.bytes = place;
        place += column.room;
        switch (column.kind) {
            case Kind::integer:
            case Kind::unsigned_integer:
                result.buffer_type = MYSQL_TYPE_LONGLONG;
                result.buffer = &column.integer;
                result.is_unsigned = column.kind == Kind::unsigned_integer ? 1 : 0;
                break;
            case Kind::real:
                result.buffer_type = MYSQL_TYPE_DOUBLE;
                result.buffer = &column.real;
                break;
            case Kind::date:
            case Kind::moment:
                result.buffer_type = column.type;
                result.buffer = &column.time;
                result.buffer_length = sizeof column.time;
                break;
            default:
                result.buffer_type = MYSQL_TYPE_STRING;
                result.buffer = column.bytes;
                result.buffer_length = column.room;
        }
    }
    if (mysql_stmt_bind_result(statement_, results_.data()) != 0) throw failure_of(statement_);
}

rdb_cell Statement::time_cell(const Column& column) {
    std::int64_t days = 0;
    const bool moment = column.kind == Kind::moment;
    if (!days_of(column.time, days)) return plugin::bytes_cell(arena_.keep(text_of(column.time, moment)));
    if (!moment) return plugin::int_cell(days, RDB_DATE);
    const auto seconds = static_cast<std::int64_t>((column.time.hour * 60 + column.time.minute) * 60 + column.time.second);
    return plugin::int_cell(days * day_us + seconds * 1'000'000 + static_cast<std::int64_t>(column.time.second_part), RDB_TIMESTAMP);
}

rdb_cell Statement::cell_of(Column& column, std::size_t index) {
    if (column.null != 0) return plugin::null_cell();
    switch (column.kind) {
        case Kind::integer: return plugin::int_cell(column.integer);
        case Kind::unsigned_integer: return plugin::int_cell(column.integer, column.integer < 0 ? RDB_UINT : RDB_INT);
        case Kind::real: return plugin::real_cell(column.real);
        case Kind::date:
        case Kind::moment: return time_cell(column);
        default: break;
    }
    std::string_view bytes;
    if (column.length <= column.room) {
        bytes = arena_.keep({column.bytes, column.length});
    } else {
        char* place = arena_.room(column.length);
        MYSQL_BIND whole = results_[index];
        whole.buffer = place;
        whole.buffer_length = column.length;
        if (mysql_stmt_fetch_column(statement_, &whole, static_cast<unsigned>(index), 0) != 0) throw failure_of(statement_);
        bytes = {place, column.length};
    }
    switch (column.kind) {
        case Kind::blob: return plugin::bytes_cell(bytes, RDB_BLOB);
        case Kind::decimal: return plugin::bytes_cell(bytes, RDB_DECIMAL);
        case Kind::json: return plugin::bytes_cell(bytes, RDB_JSON);
        default: return plugin::bytes_cell(bytes);
    }
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    arena_.clear();
    if (!started_) run();
    if (columns_.empty() || ended_) return 0;
    std::uint32_t rows = 0;
    for (; rows < max_rows; ++rows) {
        const int result = mysql_stmt_fetch(statement_);
        if (result == MYSQL_NO_DATA) {
            ended_ = true;
            connection_.end_lending(this);
            break;
        }
        if (result == 1) {
            const plugin::PluginError error = failure_of(statement_);
            connection_.doubt(error.native);
            connection_.end_lending(this);
            throw error;
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) *out++ = cell_of(columns_[i], i);
    }
    return rows;
}

void Statement::reset() {
    if (statement_ != nullptr && started_ && !columns_.empty()) mysql_stmt_free_result(statement_);
    connection_.end_lending(this);
    bound_ = bound_ && !borrowed_;  // what was borrowed may be gone
    started_ = ended_ = borrowed_ = streams_ = false;
    arena_.clear();
}

std::int64_t Statement::execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed) {
    reset();
    check_count(width);
    connection_.claim();
    const bool own = !connection_.in_transaction();
    if (own) connection_.begin(RDB_BEGIN_WRITE);
    try {
        const bool by_array = statement_ != nullptr && columns_.empty() && width > 0 && rows > 1 && connection_.has_arrays();
        for (std::uint32_t row = 0; by_array && row < rows; ++row) check_packet(cells + static_cast<std::size_t>(row) * width, width);
        const std::int64_t affected = by_array ? execute_array(statement_, cells, width, rows) : loop_over(cells, width, rows, failed);
        if (own) connection_.commit();
        return affected;
    } catch (...) {
        if (own) static_cast<void>(plugin::guarded(nullptr, [&] { connection_.rollback(); }));
        throw;
    }
}

std::int64_t Statement::loop_over(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed) {
    std::int64_t affected = 0;
    for (std::uint32_t row = 0; row < rows; ++row) {
        failed = row;
        bind_with(cells + static_cast<std::size_t>(row) * width, width, RDB_RUN_BORROW | RDB_RUN_TYPED);
        run();
        affected += affected_;
    }
    failed = rows;
    reset();
    return affected;
}

}  // namespace reinhardt::db::mysql
