#include "statement.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "connection.hpp"
#include "decode.hpp"
#include "failure.hpp"
#include "quote.hpp"

namespace reinhardt::db::postgresql {

namespace {

std::string real_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    std::array<char, 40> buffer{};
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr};
}

/// A value in the text form; a blob as its bytes.
std::string text_of(const rdb_cell& cell) {
    switch (static_cast<rdb_tag>(cell.tag)) {
        case RDB_NULL: return {};
        case RDB_BOOL: return cell.u.i != 0 ? "t" : "f";
        case RDB_INT: return std::to_string(cell.u.i);
        case RDB_UINT: return std::to_string(static_cast<std::uint64_t>(cell.u.i));
        case RDB_REAL: return real_text(cell.u.d);
        case RDB_DATE: return sql::date_text(cell.u.i);
        case RDB_TIME: return sql::time_text(cell.u.i);
        case RDB_TIMESTAMP: return sql::timestamp_text(cell.u.i) + "+00";
        default: return std::string(plugin::bytes(cell));
    }
}

}  // namespace

namespace {

/// Keeps two calls in one session of a pooler.
class OneSession {
public:
    explicit OneSession(Connection& connection) : connection_(connection), open_(connection.is_pooled() && !connection.in_transaction()) {
        if (open_) connection_.begin(RDB_BEGIN_READ_ONLY);
    }
    ~OneSession() {
        static_cast<void>(plugin::guarded(nullptr, [&] {
            if (open_) connection_.rollback();
        }));
    }
    OneSession(const OneSession&) = delete;
    OneSession& operator=(const OneSession&) = delete;

private:
    Connection& connection_;
    bool open_;
};

}  // namespace

Statement::Statement(Connection& connection, std::string name, std::string_view sql) : connection_(connection), name_(std::move(name)), sql_(sql) {
    const OneSession one(connection_);
    connection_.checked(Result(PQprepare(connection_.handle(), name_.c_str(), sql_.c_str(), 0, nullptr)));
    try {
        describe();
    } catch (...) {
        connection_.forget(name_);
        throw;
    }
}

Statement::~Statement() { connection_.forget(name_); }

void Statement::describe() {
    const Result description = connection_.checked(Result(PQdescribePrepared(connection_.handle(), name_.c_str())));
    parameters_ = static_cast<std::uint32_t>(PQnparams(description.get()));
    for (std::uint32_t i = 0; i < parameters_; ++i) types_.push_back(PQparamtype(description.get(), static_cast<int>(i)));
    const int columns = PQnfields(description.get());
    binary_ = columns > 0;
    for (int i = 0; i < columns; ++i) {
        columns_.emplace_back(PQfname(description.get(), i));
        binary_ = binary_ && reads_binary(PQftype(description.get(), i));
    }
}

void Statement::bind(const rdb_cell* cells, std::uint32_t count) {
    if (count != parameters_) {
        throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(parameters_) + " values and was given " + std::to_string(count));
    }
    reset();
    texts_.resize(count);
    nulls_.assign(count, false);
    formats_.assign(count, 0);
    for (std::uint32_t i = 0; i < count; ++i) {
        nulls_[i] = cells[i].tag == RDB_NULL;
        formats_[i] = cells[i].tag == RDB_BLOB ? 1 : 0;
        texts_[i] = text_of(cells[i]);
        if (cells[i].tag == RDB_INT && types_[i] == interval_oid) texts_[i] += " microseconds";  // a bare number would be seconds
        if (formats_[i] == 0 && texts_[i].find('\0') != std::string::npos) throw plugin::PluginError(RDB_E_DATA, "PostgreSQL keeps no NUL character in a text");
    }
}

void Statement::run() {
    std::vector<const char*> values(texts_.size());
    std::vector<int> lengths(texts_.size());
    for (std::size_t i = 0; i < texts_.size(); ++i) {
        values[i] = nulls_[i] ? nullptr : texts_[i].c_str();
        lengths[i] = static_cast<int>(texts_[i].size());
    }
    if (values.size() != parameters_) throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(parameters_) + " values and was given none");
    const int count = static_cast<int>(values.size());
    PGconn* handle = connection_.handle();
    // Without a name it may be gone, or another client's, by now.
    result_ = connection_.checked(Result(
        name_.empty() ? PQexecParams(handle, sql_.c_str(), count, types_.data(), values.data(), lengths.data(), formats_.data(), binary_ ? 1 : 0)
                      : PQexecPrepared(handle, name_.c_str(), count, values.data(), lengths.data(), formats_.data(), binary_ ? 1 : 0)));
    row_ = 0;
    affected_ = std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    if (!result_) run();
    const int columns = PQnfields(result_.get());
    std::uint32_t rows = 0;
    for (; rows < max_rows && row_ < PQntuples(result_.get()); ++rows, ++row_) {
        for (int column = 0; column < columns; ++column) *out++ = cell_of(result_.get(), row_, column);
    }
    return rows;
}

void Statement::reset() noexcept {
    result_.reset();
    row_ = 0;
}

}  // namespace reinhardt::db::postgresql
