#include "statement.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "connection.hpp"
#include "decode.hpp"
#include "failure.hpp"
#include "pipeline.hpp"

namespace reinhardt::db::postgresql {

namespace {

constexpr std::uint32_t streamed_rows = 1;  ///< a block: each is an answer of its own, whose memory the next one should find in the cache

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

bool is_failure(const PGresult* result) noexcept {
    const ExecStatusType status = PQresultStatus(result);
    return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_SINGLE_TUPLE && status != PGRES_EMPTY_QUERY
#ifdef LIBPQ_HAS_CHUNK_MODE
           && status != PGRES_TUPLES_CHUNK
#endif
        ;
}

/// Whether the statement was forgotten by the server (DISCARD ALL), or its tables changed so that its rows would have another form.
bool is_stale(const PGresult* result) noexcept {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == nullptr) return false;
    if (std::string_view(state) == "26000") return true;
    const char* function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);  // the message is in the server's language
    return std::string_view(state) == "0A000" && function != nullptr && std::string_view(function) == "RevalidateCachedQuery";
}

}  // namespace

Statement::Statement(Connection& connection, std::string_view sql) : connection_(connection), sql_(sql) { prepare(); }

Statement::~Statement() {
    static_cast<void>(plugin::guarded(nullptr, [&] { reset(); }));
    connection_.forget(name_);
}

void Statement::prepare() {
    connection_.claim();
    const OneSession one(connection_);
    if (!name_.empty()) connection_.forget(name_);
    name_ = connection_.new_name();
    static_cast<void>(connection_.checked(Result(PQprepare(connection_.handle(), name_.c_str(), sql_.c_str(), 0, nullptr))));
    Result description;
    try {
        description = connection_.checked(Result(PQdescribePrepared(connection_.handle(), name_.c_str())));
    } catch (...) {
        connection_.forget(name_);
        throw;
    }
    stale_ = false;
    types_.clear();
    for (int i = 0; i < PQnparams(description.get()); ++i) types_.push_back(PQparamtype(description.get(), i));
    names_.clear();
    column_types_.clear();
    for (int i = 0; i < PQnfields(description.get()); ++i) {
        names_.emplace_back(PQfname(description.get(), i));
        column_types_.push_back(PQftype(description.get(), i));
    }
    binary_ = !column_types_.empty() && std::all_of(column_types_.begin(), column_types_.end(), reads_binary);
}

void Statement::prepare_again_if_stale() {
    if (!stale_) return;
    const std::size_t before = column_types_.size();
    prepare();
    if (column_types_.size() == before) return;
    plugin::PluginError error(RDB_E_FAILED, "the tables of the statement have changed, and with them its columns");
    error.hint = "run it again";
    error.retryable = true;
    throw error;
}

void Statement::check_count(std::uint32_t count) const {
    if (count == types_.size()) return;
    throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(types_.size()) + " values and was given " + std::to_string(count));
}

void Statement::bind_with(const rdb_cell* cells, std::uint32_t count, std::uint32_t flags) {
    reset();
    check_count(count);
    borrowed_ = (flags & RDB_RUN_BORROW) != 0;
    parameters_.set(cells, types_, borrowed_);
    bound_ = true;
#ifdef LIBPQ_HAS_CHUNK_MODE
    streams_ = (flags & RDB_RUN_STREAM) != 0;
#else
    // Rows one by one cost half as much again, which only pays where they are not to be held all at once.
    streams_ = (flags & (RDB_RUN_STREAM | RDB_RUN_ALL)) == RDB_RUN_STREAM;
#endif
}

void Statement::check_bound() const {
    if (!bound_ && !types_.empty()) throw plugin::PluginError(RDB_E_USAGE, "the statement takes " + std::to_string(types_.size()) + " values and was given none");
}

void Statement::run() {
    check_bound();
    connection_.claim();
    prepare_again_if_stale();
    PGconn* handle = connection_.handle();
    for (bool again = false;; again = true) {
        // Without a name it may be gone, or another client's, by now.
        Result result(name_.empty() ? PQexecParams(handle, sql_.c_str(), parameters_.count(), types_.data(), parameters_.values(), parameters_.lengths(), parameters_.formats(), binary_ ? 1 : 0)
                                    : PQexecPrepared(handle, name_.c_str(), parameters_.count(), parameters_.values(), parameters_.lengths(), parameters_.formats(), binary_ ? 1 : 0));
        if (is_failure(result.get())) {
            note_failure(result.get());
            if (!stale_ || again || connection_.in_transaction()) fail(result.get());
            prepare_again_if_stale();
            continue;
        }
        result_ = std::move(result);
        row_ = 0;
        affected_ = std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
        return;
    }
}

void Statement::note_failure(const PGresult* result) noexcept { stale_ = stale_ || is_stale(result); }

void Statement::fail(const PGresult* result) {
    plugin::PluginError error = failure_of(result, connection_.handle());
    error.retryable = error.retryable || stale_;
    throw error;
}

int Statement::send_bound() const {
    PGconn* handle = connection_.handle();
    return name_.empty() ? PQsendQueryParams(handle, sql_.c_str(), parameters_.count(), types_.data(), parameters_.values(), parameters_.lengths(), parameters_.formats(), binary_ ? 1 : 0)
                         : PQsendQueryPrepared(handle, name_.c_str(), parameters_.count(), parameters_.values(), parameters_.lengths(), parameters_.formats(), binary_ ? 1 : 0);
}

void Statement::stream() {
    check_bound();
    connection_.claim();
    prepare_again_if_stale();
    may_repeat_ = true;
    send_stream();
}

void Statement::send_stream() {
    connection_.lend(this);
    if (send_bound() != 1) {
        connection_.lend(nullptr);
        throw failure_of(nullptr, connection_.handle());
    }
#ifdef LIBPQ_HAS_CHUNK_MODE
    PQsetChunkedRowsMode(connection_.handle(), static_cast<int>(streamed_rows));
#else
    PQsetSingleRowMode(connection_.handle());
#endif
    streaming_ = true;
}

std::uint32_t Statement::fetch_stream(rdb_cell* out, std::uint32_t max_rows) {
    std::uint32_t rows = 0;
    const std::uint32_t wanted = std::min(max_rows, streamed_rows);
    while (rows < wanted) {
        if (result_ && row_ < rows_) {
            read_row(result_.get(), row_++, out);
            out += column_types_.size();
            ++rows;
            continue;
        }
        if (rows > 0) kept_.push_back(std::move(result_));
        if (!next_answer()) break;
    }
    return rows;
}

/// False at the end of the stream.
bool Statement::next_answer() {
    result_.reset();  // first: the next one finds its memory in the cache
    result_.reset(PQgetResult(connection_.handle()));
    row_ = rows_ = 0;
    if (!result_) {
        streaming_ = false;
        ended_ = true;
        connection_.lend(nullptr);
        return false;
    }
    const ExecStatusType status = PQresultStatus(result_.get());
    if (status == PGRES_SINGLE_TUPLE && !may_repeat_) {
        rows_ = 1;
        return true;
    }
    if (status == PGRES_TUPLES_OK) affected_ = std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);  // the end, without rows
    else if (is_failure(result_.get())) {
        const Result failure = std::move(result_);
        note_failure(failure.get());
        if (repeat_stream()) return next_answer();
        reset();
        fail(failure.get());
    }
    may_repeat_ = false;
    rows_ = PQntuples(result_.get());
    if (rows_ > 0 && PQnfields(result_.get()) != static_cast<int>(column_types_.size())) throw plugin::PluginError(RDB_E_INTERNAL, "an answer of another width");
    return true;
}

/// After a failure: whether the statement, which the server has forgotten or whose tables changed, could be run once more as if nothing had been.
bool Statement::repeat_stream() {
    if (!stale_ || !std::exchange(may_repeat_, false)) return false;
    connection_.discard_answers();
    if (connection_.in_transaction()) return false;
    streaming_ = false;
    connection_.lend(nullptr);
    prepare_again_if_stale();
    send_stream();
    return true;
}

std::uint32_t Statement::fetch(rdb_cell* out, std::uint32_t max_rows) {
    kept_.clear();
    arena_.clear();
    if (streaming_) return fetch_stream(out, max_rows);
    if (ended_) return 0;
    if (!result_ && streams_ && !column_types_.empty()) {
        stream();
        return fetch_stream(out, max_rows);
    }
    if (!result_) run();
    std::uint32_t rows = 0;
    for (const int count = PQntuples(result_.get()); rows < max_rows && row_ < count; ++rows, ++row_, out += column_types_.size()) read_row(result_.get(), row_, out);
    return rows;
}

void Statement::read_row(PGresult* result, int row, rdb_cell* out) {
    read_cells(result, row, column_types_, binary_, arena_, out);
}

void Statement::reset() {
    kept_.clear();
    result_.reset();
    row_ = 0;
    bound_ = bound_ && !borrowed_;  // what was borrowed may be gone
    streams_ = borrowed_ = ended_ = false;
    if (!streaming_) return;
    streaming_ = false;
    connection_.lend(nullptr);
    connection_.discard_answers();
}

void Statement::send(const rdb_cell* cells) {
    sent_.set(cells, types_, true);
    PGconn* handle = connection_.handle();
    const int sent = name_.empty() ? PQsendQueryParams(handle, sql_.c_str(), sent_.count(), types_.data(), sent_.values(), sent_.lengths(), sent_.formats(), binary_ ? 1 : 0)
                                   : PQsendQueryPrepared(handle, name_.c_str(), sent_.count(), sent_.values(), sent_.lengths(), sent_.formats(), binary_ ? 1 : 0);
    if (sent != 1) throw failure_of(nullptr, handle);
}

std::int64_t Statement::execute_rows(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows, std::uint32_t& failed) {
    reset();
    check_count(width);
    std::int64_t affected = 0;
    Pipeline pipeline(connection_, failed);
    prepare_again_if_stale();
    for (std::uint32_t row = 0; row < rows; ++row) pipeline.add(*this, cells + static_cast<std::size_t>(row) * width, [&](PGresult* result) { affected += std::strtoll(PQcmdTuples(result), nullptr, 10); });
    pipeline.finish();
    return affected;
}

}  // namespace reinhardt::db::postgresql
