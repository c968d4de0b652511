#include <reinhardt/db/backends/connection.hpp>

#include <cstddef>
#include <utility>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {
namespace {

constexpr std::uint32_t rows_a_block = 256;

[[noreturn]] void lacks(const Driver& driver, const char* what) {
    throw Error(ErrorCode::unsupported, driver.title() + " has no " + what);
}

/// Drivers of before these members existed have a shorter table.
bool has_sessions(const rdb_driver& table) noexcept {
    return table.size >= offsetof(rdb_driver, session_state) + sizeof(rdb_driver::session_state) && table.session != nullptr && table.session_state != nullptr;
}

}  // namespace

void check_limits(const Driver& driver, const Limits& limits) {
    if (limits.lock && !driver.can(RDB_CAP_LOCK_TIMEOUT))
        throw Error(ErrorCode::unsupported, driver.title() + " has no limit on waits for locks").hint("leave out the limit: Limits::lock, or --lock-timeout of migrate");
    if (limits.statement && !driver.can(RDB_CAP_STATEMENT_TIMEOUT))
        throw Error(ErrorCode::unsupported, driver.title() + " has no limit on the time of a statement").hint("leave out the limit: Limits::statement, or --statement-timeout of migrate");
}

Connection::Connection(std::shared_ptr<Driver> driver, std::string_view url, const std::filesystem::path& root, const Options& options)
    : driver_(std::move(driver)), url_(url), root_(root), options_(options) {
    Value details = Value::object();
    details.set_if("password", options.password);
    details.set("connect_timeout_ms", options.connect_timeout_ms);
    const std::string json = to_json(details);
    std::uint32_t flags = options.create && !options.read_only ? RDB_OPEN_CREATE : 0U;
    if (options.read_only) flags |= RDB_OPEN_READ_ONLY;
    if (options.scratch && !driver_->can(RDB_CAP_SCRATCH)) lacks(*driver_, "scratch databases");
    if (options.scratch) flags |= RDB_OPEN_SCRATCH;

    rdb_error error{};
    error.size = sizeof error;
    const int code = driver_->table().open(to_str(url), to_str(root.native()), to_str(json), flags, &handle_, &error);
    if (code != RDB_OK) {
        DatabaseError failure(code, error, {});
        failure.message(scrub(failure.message(), url, options.password)).hint(scrub(failure.hint(), url, options.password));
        throw failure;
    }
    if (!handle_) throw Error(ErrorCode::driver, "the driver " + driver_->file().string() + " opened no connection and gave no reason");
    try {
        driver_->connected_to(server());
    } catch (...) {
        driver_->table().close(handle_);
        throw;
    }
}

Connection::~Connection() {
    if (handle_) driver_->table().close(handle_);
}

std::unique_ptr<Connection> Connection::another() const {
    if (options_.scratch || (driver_->can(RDB_CAP_IN_MEMORY) && url_ == url_scheme(url_) + "::memory:")) return nullptr;
    Options options = options_;
    options.create = false;
    return std::make_unique<Connection>(driver_, url_, root_, options);
}

std::string Connection::server() {
    if (server_.empty()) {
        Call call;
        TextSink sink;
        call.check(driver_->table().server(handle_, sink.sink(), call.error()), {}, *this);
        server_ = sink.take();
    }
    return server_;
}

std::int64_t Connection::execute(std::string_view sql) {
    check_whole(sql);
    Call call;
    std::int64_t affected = 0;
    call.check(driver_->sql().execute(handle_, to_str(sql), &affected, call.error()), sql, *this);
    return affected;
}

std::int64_t Connection::execute(std::string_view sql, const std::vector<Value>& parameters) {
    Statement statement(*this, sql);
    statement.bind(parameters);
    statement.run();
    return statement.affected();
}

Rows Connection::query(std::string_view sql, const std::vector<Value>& parameters) {
    Statement statement(*this, sql);
    statement.bind(parameters);
    Rows result;
    const std::uint32_t width = statement.column_count();
    for (std::uint32_t column = 0; column < width; ++column) result.columns.push_back(statement.column_name(column));
    if (width == 0) {
        statement.run();
        return result;
    }
    std::vector<rdb_cell> block(static_cast<std::size_t>(width) * rows_a_block);
    while (const std::uint32_t rows = statement.fetch(block.data(), rows_a_block)) {
        for (std::uint32_t row = 0; row < rows; ++row) {
            std::vector<Value>& values = result.rows.emplace_back();
            values.reserve(width);
            for (std::uint32_t column = 0; column < width; ++column) values.push_back(to_value(block[static_cast<std::size_t>(row) * width + column]));
        }
    }
    return result;
}

void Connection::begin(Begin kind) {
    TransactionOptions options;
    options.read_only = kind == Begin::read_only;
    options.write_lock = kind == Begin::write;
    static_cast<void>(begin(options));
}

IsolationLevel Connection::begin(const TransactionOptions& options) {
    const rdb_sql& calls = driver_->sql();
    const std::uint32_t kind = options.read_only ? RDB_BEGIN_READ_ONLY : options.write_lock ? RDB_BEGIN_WRITE : RDB_BEGIN_DEFERRED;
    std::uint32_t effective = RDB_ISOLATION_DEFAULT;
    Call call;
    aborted_ = begun_ = false;
    if (has_call(calls, &rdb_sql::begin_with)) {
        const rdb_transaction how{sizeof(rdb_transaction), kind, static_cast<std::uint32_t>(options.isolation), options.deferrable ? 1U : 0U};
        call.check(calls.begin_with(handle_, &how, &effective, call.error()), "BEGIN", *this);
    } else {
        if (options.isolation != IsolationLevel::automatic) lacks(*driver_, "isolation levels");
        call.check(calls.begin(handle_, kind, call.error()), "BEGIN", *this);
    }
    begun_ = true;
    return effective <= RDB_SERIALIZABLE ? static_cast<IsolationLevel>(effective) : IsolationLevel::automatic;
}

void Connection::commit() {
    Call call;
    const int code = driver_->sql().commit(handle_, call.error());
    begun_ = code != RDB_OK && !lost_ && in_transaction();
    call.check(code, "COMMIT", *this);
}

void Connection::rollback() {
    Call call;
    aborted_ = begun_ = false;
    call.check(driver_->sql().rollback(handle_, call.error()), "ROLLBACK", *this);
}

void Connection::failed(const DatabaseError& error) noexcept {
    lost_ = lost_ || error.connection_lost();
    if (!begun_ || lost_ || in_transaction()) return;
    begun_ = false;
    aborted_ = true;
}

void Connection::ping() {
    Call call;
    call.check(driver_->table().ping(handle_, call.error()), {}, *this);
}

bool Connection::can_bulk_load() const noexcept { return has_call(*driver_->table().sql, &rdb_sql::bulk_load); }

bool Connection::bulk_load(std::string_view schema, std::string_view table, const std::vector<std::string>& columns, const rdb_cell* cells, std::uint32_t rows) {
    if (!can_bulk_load()) return false;
    std::vector<rdb_str> names;
    for (const std::string& column : columns) names.push_back(to_str(column));
    std::uint32_t failed_row = rows;
    Call call;
    const int code = driver_->sql().bulk_load(handle_, to_str(schema), to_str(table), names.data(), static_cast<std::uint32_t>(names.size()), cells, rows, &failed_row, call.error());
    if (code == RDB_E_UNSUPPORTED) return false;
    call.check(code, "bulk load of " + std::string(table), *this, failed_row < rows ? std::optional(failed_row) : std::nullopt);
    return true;
}

void Connection::savepoint(std::string_view name) {
    Call call;
    if (!driver_->sql().savepoint) lacks(*driver_, "savepoints");
    call.check(driver_->sql().savepoint(handle_, to_str(name), call.error()), "SAVEPOINT", *this);
}

void Connection::release(std::string_view name) {
    Call call;
    if (!driver_->sql().release) lacks(*driver_, "savepoints");
    call.check(driver_->sql().release(handle_, to_str(name), call.error()), "RELEASE", *this);
}

void Connection::rollback_to(std::string_view name) {
    Call call;
    if (!driver_->sql().rollback_to) lacks(*driver_, "savepoints");
    call.check(driver_->sql().rollback_to(handle_, to_str(name), call.error()), "ROLLBACK TO", *this);
}

bool Connection::in_transaction() const { return driver_->sql().in_transaction(handle_) != 0; }

Schema Connection::introspect(const std::optional<std::vector<std::string>>& tables, bool private_parts) {
    Value request = Value::object();
    if (tables) request.set("tables", Value::list_of(*tables));
    if (private_parts) request.set("private", true);
    const std::string json = to_json(request);
    Call call;
    TextSink sink;
    call.check(driver_->sql().introspect(handle_, to_str(json), sink.sink(), call.error()), {}, *this);
    return schema_from(parse_json(sink.take(), driver_->file().string(), ErrorCode::driver));
}

Connection::LockResult Connection::try_lock(std::string_view name) {
    if (!driver_->table().lock) lacks(*driver_, "session lock");
    Call call;
    TextSink holder;
    int taken = 0;
    call.check(driver_->table().lock(handle_, to_str(name), &taken, holder.sink(), call.error()));
    return {taken != 0, holder.take()};
}

void Connection::unlock(std::string_view name) {
    if (!driver_->table().unlock) lacks(*driver_, "session lock");
    Call call;
    call.check(driver_->table().unlock(handle_, to_str(name), call.error()));
}

std::string Connection::session() {
    if (!has_sessions(driver_->table())) return {};
    Call call;
    TextSink sink;
    call.check(driver_->table().session(handle_, sink.sink(), call.error()));
    return sink.take();
}

rdb_session_state Connection::session_state(std::string_view session) {
    if (session.empty() || !has_sessions(driver_->table())) return RDB_SESSION_UNKNOWN;
    Call call;
    int state = RDB_SESSION_UNKNOWN;
    call.check(driver_->table().session_state(handle_, to_str(session), &state, call.error()));
    return state == RDB_SESSION_IDLE || state == RDB_SESSION_BUSY ? static_cast<rdb_session_state>(state) : RDB_SESSION_UNKNOWN;
}

void Connection::limit(const Limits& limits) {
    check_limits(*driver_, limits);
    const auto milliseconds = [](const std::optional<std::chrono::milliseconds>& limit) { return limit ? limit->count() : std::int64_t{-1}; };
    if (limits.lock || limits.statement || limits_.lock || limits_.statement) {
        const rdb_limits wanted{sizeof(rdb_limits), 0, milliseconds(limits.lock), milliseconds(limits.statement)};
        Call call;
        call.check(driver_->table().limit(handle_, &wanted, call.error()));
    }
    limits_ = limits;
}

void Connection::cancel() noexcept { driver_->table().cancel(handle_); }

}  // namespace reinhardt::db
