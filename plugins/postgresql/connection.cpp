#include "connection.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include <reinhardt/db/support/text.hpp>

#include "copy.hpp"
#include "failure.hpp"
#include "introspect.hpp"
#include "lexer.hpp"
#include "open.hpp"
#include "pipeline.hpp"
#include "quote.hpp"
#include "script.hpp"
#include "server_kind.hpp"

namespace reinhardt::db::postgresql {

namespace {

void refuse_nul(std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) throw plugin::PluginError(RDB_E_SYNTAX, "a statement holds a NUL character");
}

/// A key for an advisory lock: 64 bits of the name (FNV-1a).
std::string lock_key(std::string_view name) {
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
    return std::to_string(static_cast<std::int64_t>(hash));
}

/// Of pg_locks l: an advisory lock on the bigint $1, which shows its halves as classid and objid (manual 54.12).
constexpr const char* lock_condition =
    "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) "
    "AND ((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint";

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<const char*> pointers;
    for (const auto& text : texts) pointers.push_back(text.c_str());
    return pointers;
}

std::string text_at(const PGresult* result, int row, int column) { return PQgetvalue(result, row, column); }

std::uint32_t isolation_of(const std::string& name) {
    if (name == "serializable") return RDB_SERIALIZABLE;
    if (name == "repeatable read" || name == "snapshot") return RDB_REPEATABLE_READ;
    return name.empty() ? RDB_ISOLATION_DEFAULT : RDB_READ_COMMITTED;
}

}  // namespace

std::unique_ptr<Connection> Connection::open(std::string_view url, std::string_view, const Value& options, std::uint32_t flags) {
    std::unique_ptr<Scratch> scratch;
    if ((flags & RDB_OPEN_SCRATCH) != 0) scratch = std::make_unique<Scratch>(url, options);
    std::unique_ptr<Connection> connection(new Connection(connect(url, options, scratch ? scratch->name() : std::string())));
    connection->scratch_ = std::move(scratch);
    // A pooler sends a key of its own for cancelling, in which the process is none of the server's.
    const Result process = connection->query("SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('default_transaction_isolation')");
    connection->isolation_ = isolation_of(text_at(process.get(), 0, 1));
    connection->pooled_ = text_at(process.get(), 0, 0) != std::to_string(PQbackendPID(connection->handle_));
    connection->read_only_ = (flags & RDB_OPEN_READ_ONLY) != 0;
    if (connection->pooled_) {
        // These the pooler keeps for each of its clients; what is not one of them would stay behind for others.
        connection->run("SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET datestyle = 'ISO'; SET standard_conforming_strings = on");
        return connection;
    }
    connection->run("SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; "
                    "SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1; SET client_min_messages = 'warning'");
    if (connection->read_only_) connection->run("SET default_transaction_read_only = on");
    return connection;
}

Connection::Connection(PGconn* handle) : handle_(handle), cancel_(PQgetCancel(handle)) {
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
}

Connection::~Connection() {
    // The server would let them go only once it notices that the connection is gone.
    if (!locks_.empty()) PQclear(PQexec(handle_, "SELECT pg_catalog.pg_advisory_unlock_all()"));
    PQfreeCancel(cancel_);
    PQfinish(handle_);
}

void Connection::cancel() noexcept {
    std::array<char, 256> reason{};
    if (cancel_ != nullptr) PQcancel(cancel_, reason.data(), static_cast<int>(reason.size()));
}

void Connection::ping() { run("SELECT 1"); }

std::string Connection::server() const { return server_title(*this); }

Result Connection::checked(Result result) const {
    switch (PQresultStatus(result.get())) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY: return result;
        default: throw failure_of(result.get(), handle_);
    }
}

Result Connection::query(const char* sql, const std::vector<std::string>& parameters) const {
    claim();
    const std::vector<const char*> values = pointers_to(parameters);
    return checked(Result(PQexecParams(handle_, sql, static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr, 0)));
}

Result Connection::query_often(const char* sql, const std::vector<std::string>& parameters) const {
    claim();
    if (pooled_) return query(sql, parameters);
    const auto [known, first] = often_.try_emplace(sql);
    if (first) return query(sql, parameters);
    if (known->second.empty()) {
        const std::string name = "rdb_often_" + std::to_string(++prepared_);
        static_cast<void>(checked(Result(PQprepare(handle_, name.c_str(), sql, 0, nullptr))));
        known->second = name;
    }
    const std::vector<const char*> values = pointers_to(parameters);
    Result result(PQexecPrepared(handle_, known->second.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0));
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    if (state != nullptr && std::string_view(state) == "26000" && !in_transaction()) {  // DISCARD ALL
        known->second.clear();
        return query(sql, parameters);
    }
    return checked(std::move(result));
}

std::int64_t Connection::run(const std::string& sql) const {
    claim();
    const Result result = checked(Result(PQexec(handle_, sql.c_str())));
    return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

std::int64_t Connection::execute(std::string_view sql) {
    refuse_nul(sql);
    // Statements of one text would share a transaction; each has its own.
    const auto statements = sql::split_statements(sql, sql::postgresql_lexis);
    if (statements.empty()) return 0;
    std::int64_t affected = 0;
    for (const auto& statement : statements) affected += run(statement);
    return affected;
}

std::unique_ptr<Statement> Connection::prepare(std::string_view sql, std::size_t& tail) {
    refuse_nul(sql);
    const auto statements = sql::split_statements(sql, sql::postgresql_lexis, &tail);
    if (statements.empty()) return nullptr;
    claim();
    if (PQtransactionStatus(handle_) != PQTRANS_INERROR && !pooled_) {
        for (const auto& name : forgotten_) run("DEALLOCATE " + name);
        forgotten_.clear();
    }
    return std::make_unique<Statement>(*this, statements.front());
}

void Connection::forget(const std::string& name) {
    if (!name.empty()) forgotten_.push_back(name);
}

void Connection::begin(std::uint32_t kind) { begin_as(kind == RDB_BEGIN_READ_ONLY ? "BEGIN READ ONLY" : "BEGIN"); }

std::uint32_t Connection::begin_with(const rdb_transaction& how) {
    std::string sql = "BEGIN";
    switch (how.isolation) {
        case RDB_READ_UNCOMMITTED: sql += " ISOLATION LEVEL READ UNCOMMITTED"; break;
        case RDB_READ_COMMITTED: sql += " ISOLATION LEVEL READ COMMITTED"; break;
        case RDB_REPEATABLE_READ: sql += " ISOLATION LEVEL REPEATABLE READ"; break;
        case RDB_SERIALIZABLE: sql += " ISOLATION LEVEL SERIALIZABLE"; break;
        default: break;
    }
    if (how.kind == RDB_BEGIN_READ_ONLY) sql += " READ ONLY";
    if (how.deferrable != 0) sql += " DEFERRABLE";
    begin_as(std::move(sql));
    // Read uncommitted is read committed here (manual 13.2).
    return std::max<std::uint32_t>(how.isolation == RDB_ISOLATION_DEFAULT ? isolation_ : how.isolation, RDB_READ_COMMITTED);
}

void Connection::begin_as(std::string sql) {
    claim();
    if (in_transaction()) throw plugin::PluginError(RDB_E_USAGE, "a transaction is under way already");
    if (pooled_ && read_only_ && sql.find("READ ONLY") == std::string::npos) sql += " READ ONLY";
    run(pooled_ ? sql + "; SET LOCAL intervalstyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1" + limits_ : sql);
}

void Connection::commit() {
    claim();
    const Result result = checked(Result(PQexec(handle_, "COMMIT")));
    // A transaction with a failed statement answers so, and is rolled back.
    if (std::strcmp(PQcmdStatus(result.get()), "ROLLBACK") == 0) throw plugin::PluginError(RDB_E_FAILED, "the transaction was rolled back: a statement in it had failed");
}

void Connection::lend(Statement* statement) noexcept {
    if (statement != nullptr) inside_ = in_transaction();
    streaming_ = statement;
}

void Connection::claim() const {
    if (streaming_ != nullptr) throw plugin::PluginError(RDB_E_USAGE, "rows of another statement of this connection are being streamed: read them to their end, or reset that statement");
}

void Connection::end_stream() {
    if (streaming_ != nullptr) streaming_->reset();
}

void Connection::discard_answers() const {
    constexpr int some = 1'000;
    for (int read = 0;; ++read) {
        const Result result(PQgetResult(handle_));
        if (!result) return;
        // Not inside of a transaction, which that would end.
        if (read == some && !inside_ && cancel_ != nullptr) {
            std::array<char, 256> reason{};
            PQcancel(cancel_, reason.data(), static_cast<int>(reason.size()));
        }
    }
}

void Connection::leave_pipeline() const {
    PQpipelineSync(handle_);
    for (bool before_null = false;;) {
        const Result result(PQgetResult(handle_));
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC || PQstatus(handle_) == CONNECTION_BAD) break;
        if (!result && before_null) break;  // nothing more comes
        before_null = !result;
    }
    PQexitPipelineMode(handle_);
}

void Connection::bulk_load(std::string_view schema, std::string_view table, const rdb_str* columns, std::uint32_t width, const rdb_cell* cells, std::uint32_t rows, std::uint32_t& failed) {
    copy_rows(*this, schema, table, columns, width, cells, rows, failed);
}

void Connection::batch(const rdb_batch_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed) {
    constexpr std::uint32_t rows_a_block = 64;
    const auto statement_of = [](const rdb_batch_item& item) { return reinterpret_cast<Statement*>(item.statement); };
    for (std::uint32_t i = 0; i < count; ++i) {
        statement_of(items[i])->reset();
        statement_of(items[i])->prepare_again_if_stale();
        statement_of(items[i])->check_count(items[i].count);
    }
    Pipeline pipeline(*this, failed);
    std::vector<rdb_cell> block;
    for (std::uint32_t i = 0; i < count; ++i) {
        Statement& statement = *statement_of(items[i]);
        pipeline.add(statement, items[i].cells, [&sink, &block, &statement, i](PGresult* result) {
            const std::uint32_t width = statement.column_count();
            block.resize(static_cast<std::size_t>(width) * rows_a_block);
            std::uint32_t rows = 0;
            const auto give = [&] {
                if (rows > 0) sink.rows(sink.context, i, block.data(), rows);
                statement.forget_texts();
                rows = 0;
            };
            for (int row = 0; row < PQntuples(result); ++row) {
                statement.read_row(result, row, block.data() + static_cast<std::size_t>(rows) * width);
                if (++rows == rows_a_block) give();
            }
            give();
            sink.done(sink.context, i, std::strtoll(PQcmdTuples(result), nullptr, 10));
        });
    }
    pipeline.finish();
}

bool Connection::is_plain() const {
    if (!plain_) plain_ = !pooled_ && sql::ServerKind(server(), sql::Product::postgresql, 0).product() == sql::Product::postgresql;
    return *plain_;
}

void Connection::script(const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed) {
    if (!is_plain()) throw plugin::PluginError(RDB_E_UNSUPPORTED, "scripts are for PostgreSQL itself");
    run_script(*this, items, count, sink, failed);
}

void Connection::rollback() {
    end_stream();
    if (in_transaction()) run("ROLLBACK");
}

void Connection::savepoint(std::string_view name) { run("SAVEPOINT " + sql::quote_identifier(name)); }
void Connection::release(std::string_view name) { run("RELEASE SAVEPOINT " + sql::quote_identifier(name)); }
void Connection::rollback_to(std::string_view name) {
    end_stream();
    run("ROLLBACK TO SAVEPOINT " + sql::quote_identifier(name));
}

bool Connection::in_transaction() const noexcept {
    const PGTransactionStatusType status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

void Connection::limit(const rdb_limits& limits) {
    limits_.clear();
    const auto set = [&](const std::string& name, std::int64_t milliseconds) {
        if (pooled_) {
            if (milliseconds >= 0) limits_ += "; SET LOCAL " + name + " = " + std::to_string(std::min<std::int64_t>(milliseconds, INT32_MAX));
            return;
        }
        run(milliseconds < 0 ? "RESET " + name : "SET " + name + " = " + std::to_string(std::min<std::int64_t>(milliseconds, INT32_MAX)));
    };
    set("lock_timeout", limits.lock_ms);
    set("statement_timeout", limits.statement_ms);
}

plugin::Lock Connection::lock(std::string_view name) {
    const std::string key = lock_key(name);
    if (pooled_) return lock_through_pooler(key);
    const Result taken = query("SELECT pg_catalog.pg_try_advisory_lock($1)", {key});
    if (text_at(taken.get(), 0, 0) != "t") return {false, lock_holder(key)};
    // Some servers have the function and keep no lock; some poolers pass on what belongs to a session of theirs.
    const std::string sql = std::string("SELECT count(*) FROM pg_catalog.pg_locks l WHERE ") + lock_condition + " AND l.pid = $2::int";
    const Result held = query(sql.c_str(), {key, std::to_string(PQbackendPID(handle_))});
    if (text_at(held.get(), 0, 0) == "0") throw plugin::PluginError(RDB_E_UNSUPPORTED, "the server keeps no advisory locks for this connection");
    locks_.insert(key);
    return {true, {}};
}

/// A lock of the session is nothing here, but another connection may have one: a lock of a transaction, which is one session's own, tells.
plugin::Lock Connection::lock_through_pooler(const std::string& key) {
    run("BEGIN");
    std::string holder;
    bool free = false;
    try {
        const Result taken = query("SELECT pg_catalog.pg_try_advisory_xact_lock($1)", {key});
        free = text_at(taken.get(), 0, 0) == "t";
        if (!free) holder = lock_holder(key);
    } catch (...) {
        rollback();
        throw;
    }
    run("ROLLBACK");
    if (free) throw plugin::PluginError(RDB_E_UNSUPPORTED, "a pooler stands before the server: its sessions, and their locks, are not this connection's own");
    return {false, holder};
}

std::string Connection::lock_holder(const std::string& key) const {
    const std::string sql = std::string(
        "SELECT coalesce(nullif(a.application_name, ''), 'a program') || ', pid ' || l.pid || coalesce(' on ' || host(a.client_addr), '') || coalesce(' as ' || a.usename, ''), "
        "to_char(coalesce(a.xact_start, a.state_change, a.backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
        "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE ") + lock_condition;
    const Result holder = query(sql.c_str(), {key});
    if (PQntuples(holder.get()) == 0) return {};
    const std::string since = text_at(holder.get(), 0, 1);
    return text_at(holder.get(), 0, 0) + (since.empty() ? "" : ", since " + since);
}

std::string Connection::session() const {
    const Result result = query("SELECT pid || '@' || extract(epoch FROM backend_start) FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()");
    return PQntuples(result.get()) > 0 ? text_at(result.get(), 0, 0) : "";
}

rdb_session_state Connection::session_state(std::string_view session) const {
    const Result result = query("SELECT state FROM pg_catalog.pg_stat_activity WHERE pid || '@' || extract(epoch FROM backend_start) = $1", {std::string(session)});
    if (PQntuples(result.get()) == 0) return RDB_SESSION_IDLE;
    // What other roles do is not shown to everybody.
    if (PQgetisnull(result.get(), 0, 0) != 0) return RDB_SESSION_UNKNOWN;
    return text_at(result.get(), 0, 0) == "active" ? RDB_SESSION_BUSY : RDB_SESSION_IDLE;
}

void Connection::unlock(std::string_view name) {
    const std::string key = lock_key(name);
    if (const auto held = locks_.find(key); held != locks_.end()) locks_.erase(held);
    static_cast<void>(query("SELECT pg_catalog.pg_advisory_unlock($1)", {key}));
}

Value Connection::introspect(const Value& request) { return introspect_schema(*this, request); }

}  // namespace reinhardt::db::postgresql
