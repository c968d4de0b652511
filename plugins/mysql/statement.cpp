#include "statement.hpp"

#include <cstring>

#include "failure.hpp"
#include "quote.hpp"

namespace reinhardt::db::mysql {

namespace {

constexpr unsigned not_preparable = 1295;  // ER_UNSUPPORTED_PS
constexpr unsigned binary_charset = 63;

bool is_integer(enum_field_types type) {
    return type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT || type == MYSQL_TYPE_LONG || type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_YEAR;
}
bool is_real(enum_field_types type) { return type == MYSQL_TYPE_FLOAT || type == MYSQL_TYPE_DOUBLE; }

std::string text_of(const rdb_cell& cell) {
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_DATE: return sql::date_text(cell.u.i);
        case RDB_TIME: return sql::time_text(cell.u.i);
        case RDB_TIMESTAMP: return sql::timestamp_text(cell.u.i);
        // RFC 3339 is no datetime here.
        case RDB_TEXT: {
            const std::string_view text = plugin::bytes(cell);
            return text.size() >= 20 && text[10] == 'T' ? sql::utc_timestamp(text) : std::string(text);
        }
        default: return std::string(plugin::bytes(cell));
    }
}

}  // namespace

Statement::Statement(MYSQL* handle, std::string_view sql) : handle_(handle), statement_(mysql_stmt_init(handle)), sql_(sql) {
    if (statement_ == nullptr) throw plugin::PluginError(RDB_E_INTERNAL, "out of memory");
    if (mysql_stmt_prepare(statement_, sql_.data(), static_cast<unsigned long>(sql_.size())) == 0) {
        describe();
        return;
    }
    const plugin::PluginError error = failure_of(statement_);
    mysql_stmt_close(statement_);
    statement_ = nullptr;
    if (error.native != static_cast<int>(not_preparable)) throw error;
}

Statement::~Statement() {
    if (statement_ != nullptr) mysql_stmt_close(statement_);
}

void Statement::describe() {
    const my_bool yes = 1;
    mysql_stmt_attr_set(statement_, STMT_ATTR_UPDATE_MAX_LENGTH, &yes);
    MYSQL_RES* metadata = mysql_stmt_result_metadata(statement_);
    if (metadata == nullptr) return;
    const unsigned count = mysql_num_fields(metadata);
    columns_.resize(count);
    for (unsigned i = 0; i < count; ++i) {
        const MYSQL_FIELD* field = mysql_fetch_field_direct(metadata, i);
        columns_[i].name = field->name;
        columns_[i].type = field->type;
        columns_[i].is_unsigned = (field->flags & UNSIGNED_FLAG) != 0;
        columns_[i].binary = field->charsetnr == binary_charset;
    }
    mysql_free_result(metadata);
}

void Statement::bind(const rdb_cell* cells, std::uint32_t count) {
    const std::uint32_t wanted = statement_ != nullptr ? static_cast<std::uint32_t>(mysql_stmt_param_count(statement_)) : 0;
    if (count != wanted) throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(wanted) + " values and was given " + std::to_string(count));
    reset();
    values_.assign(cells, cells + count);
    texts_.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) texts_[i] = text_of(cells[i]);
}

void Statement::run_as_text() {
    if (mysql_real_query(handle_, sql_.data(), static_cast<unsigned long>(sql_.size())) != 0) throw failure_of(handle_);
    if (MYSQL_RES* result = mysql_store_result(handle_); result != nullptr) mysql_free_result(result);
    affected_ = static_cast<std::int64_t>(mysql_affected_rows(handle_));
}

void Statement::run() {
    started_ = true;
    if (statement_ == nullptr) return run_as_text();
    if (mysql_stmt_param_count(statement_) != values_.size()) {
        started_ = false;
        throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(mysql_stmt_param_count(statement_)) + " values and was given none");
    }
    std::vector<MYSQL_BIND> parameters(values_.size());
    for (std::size_t i = 0; i < values_.size(); ++i) {
        rdb_cell& cell = values_[i];
        MYSQL_BIND& parameter = parameters[i];
        switch (static_cast<rdb_tag>(cell.tag)) {
            case RDB_NULL: parameter.buffer_type = MYSQL_TYPE_NULL; break;
            case RDB_BOOL:
            case RDB_INT:
            case RDB_UINT:
                parameter.buffer_type = MYSQL_TYPE_LONGLONG;
                parameter.buffer = &cell.u.i;
                parameter.is_unsigned = cell.tag == RDB_UINT ? 1 : 0;
                break;
            case RDB_REAL:
                parameter.buffer_type = MYSQL_TYPE_DOUBLE;
                parameter.buffer = &cell.u.d;
                break;
            default:
                parameter.buffer_type = cell.tag == RDB_BLOB ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
                parameter.buffer = texts_[i].data();
                parameter.buffer_length = static_cast<unsigned long>(texts_[i].size());
        }
    }
    if (!parameters.empty() && mysql_stmt_bind_param(statement_, parameters.data()) != 0) throw failure_of(statement_);
    if (mysql_stmt_execute(statement_) != 0) throw failure_of(statement_);
    // What INSERT … RETURNING gives is not known before it runs.
    if (columns_.empty() && mysql_stmt_field_count(statement_) > 0) describe();
    affected_ = columns_.empty() ? static_cast<std::int64_t>(mysql_stmt_affected_rows(statement_)) : 0;
    if (columns_.empty()) return;
    if (mysql_stmt_store_result(statement_) != 0) throw failure_of(statement_);
    bind_results();
}

void Statement::bind_results() {
    MYSQL_RES* metadata = mysql_stmt_result_metadata(statement_);
    results_.assign(columns_.size(), MYSQL_BIND{});
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        Column& column = columns_[i];
        MYSQL_BIND& result = results_[i];
        result.is_null = &column.null;
        result.length = &column.length;
        result.error = &column.error;
        if (is_integer(column.type)) {
            result.buffer_type = MYSQL_TYPE_LONGLONG;
            result.buffer = &column.integer;
            result.is_unsigned = column.is_unsigned ? 1 : 0;
        } else if (is_real(column.type)) {
            result.buffer_type = MYSQL_TYPE_DOUBLE;
            result.buffer = &column.real;
        } else {
            // The longest value of the result is known, as it is stored. Times are printed by the client library: room for the longest.
            const unsigned long longest = mysql_fetch_field_direct(metadata, static_cast<unsigned>(i))->max_length;
            column.bytes.resize(std::max<unsigned long>(longest, 64));
            result.buffer_type = MYSQL_TYPE_STRING;
            result.buffer = column.bytes.data();
            result.buffer_length = static_cast<unsigned long>(column.bytes.size());
        }
    }
    mysql_free_result(metadata);
    if (mysql_stmt_bind_result(statement_, results_.data()) != 0) throw failure_of(statement_);
}

std::string_view Statement::keep(std::string_view bytes) {
    kept_.push_back(std::make_unique<char[]>(bytes.size() + 1));
    std::memcpy(kept_.back().get(), bytes.data(), bytes.size());
    return {kept_.back().get(), bytes.size()};
}

rdb_cell Statement::cell_of(Column& column, std::size_t index) {
    if (column.null != 0) return plugin::null_cell();
    if (is_integer(column.type)) return plugin::int_cell(column.integer, column.is_unsigned && column.integer < 0 ? RDB_UINT : RDB_INT);
    if (is_real(column.type)) return plugin::real_cell(column.real);
    if (column.length > column.bytes.size()) {
        column.bytes.resize(column.length);
        results_[index].buffer = column.bytes.data();
        results_[index].buffer_length = column.length;
        if (mysql_stmt_fetch_column(statement_, &results_[index], static_cast<unsigned>(index), 0) != 0) throw failure_of(statement_);
    }
    const std::string_view bytes = keep({column.bytes.data(), column.length});
    switch (column.type) {
        case MYSQL_TYPE_NEWDECIMAL:
        case MYSQL_TYPE_DECIMAL: return plugin::bytes_cell(bytes, RDB_DECIMAL);
        case MYSQL_TYPE_JSON: return plugin::bytes_cell(bytes, RDB_JSON);
        case MYSQL_TYPE_TINY_BLOB:
        case MYSQL_TYPE_MEDIUM_BLOB:
        case MYSQL_TYPE_LONG_BLOB:
        case MYSQL_TYPE_BLOB:
        case MYSQL_TYPE_STRING:
        case MYSQL_TYPE_VAR_STRING:
        case MYSQL_TYPE_VARCHAR: return plugin::bytes_cell(bytes, column.binary ? RDB_BLOB : RDB_TEXT);
        default: return plugin::bytes_cell(bytes);
    }
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    if (!started_) run();
    kept_.clear();
    if (columns_.empty()) return 0;
    std::uint32_t rows = 0;
    for (; rows < max_rows; ++rows) {
        const int result = mysql_stmt_fetch(statement_);
        if (result == MYSQL_NO_DATA) break;
        if (result == 1) throw failure_of(statement_);
        for (std::size_t i = 0; i < columns_.size(); ++i) *out++ = cell_of(columns_[i], i);
    }
    return rows;
}

void Statement::reset() {
    if (statement_ != nullptr && started_) mysql_stmt_free_result(statement_);
    started_ = false;
    kept_.clear();
}

}  // namespace reinhardt::db::mysql
