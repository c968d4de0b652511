#include "connection.hpp"

#include <algorithm>
#include <cstdlib>

#include <reinhardt/db/support/text.hpp>

#include "failure.hpp"
#include "introspect.hpp"
#include "lexer.hpp"
#include "literal.hpp"
#include "open.hpp"
#include "quote.hpp"
#include "script.hpp"
#include "server.hpp"

namespace reinhardt::db::mysql {

namespace {

constexpr const char* session_settings =
    "SET NAMES utf8mb4, time_zone = '+00:00', autocommit = 1, group_concat_max_len = 4294967295, "
    "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

std::uint32_t isolation_of(const std::string& name) {
    if (name == "SERIALIZABLE") return RDB_SERIALIZABLE;
    if (name == "REPEATABLE-READ") return RDB_REPEATABLE_READ;
    if (name == "READ-UNCOMMITTED") return RDB_READ_UNCOMMITTED;
    return name == "READ-COMMITTED" ? RDB_READ_COMMITTED : RDB_ISOLATION_DEFAULT;
}

void refuse_nul(std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) throw plugin::PluginError(RDB_E_SYNTAX, "a statement holds a NUL character");
}

}  // namespace

std::unique_ptr<Connection> Connection::open(std::string_view url, std::string_view, const Value& options, std::uint32_t flags) {
    Location location = parse_url(url);
    if (location.database.empty()) {
        plugin::PluginError error(RDB_E_USAGE, "the URL names no database");
        error.hint = "for example mysql://user@host/database";
        throw error;
    }
    std::unique_ptr<Scratch> scratch;
    if ((flags & RDB_OPEN_SCRATCH) != 0) {
        scratch = std::make_unique<Scratch>(std::move(location), options);
        location = scratch->location();
    }
    MYSQL* handle = connect(location, options);
    std::unique_ptr<Connection> connection(new Connection(handle, std::move(location), options));
    connection->scratch_ = std::move(scratch);
    connection->run(session_settings);
    connection->title_ = sql::mysql_title(connection->query("SELECT version()").at(0).at(0));
    connection->read_settings();
    if ((flags & RDB_OPEN_READ_ONLY) != 0) connection->run("SET SESSION TRANSACTION READ ONLY");
    return connection;
}

Connection::Connection(MYSQL* handle, Location location, Value options)
    : handle_(handle), location_(std::move(location)), options_(std::move(options)), thread_(mysql_thread_id(handle)) {}

Connection::~Connection() {
    // The server would let them go only once it notices that the connection is gone.
    if (locked_) mysql_query(handle_, "DO RELEASE_ALL_LOCKS()");
    mysql_close(handle_);
}

void Connection::cancel() noexcept {
    static_cast<void>(plugin::guarded(nullptr, [&] {
        MYSQL* other = connect(location_, options_);
        const std::string kill = "KILL QUERY " + std::to_string(thread_);
        mysql_query(other, kill.c_str());
        mysql_close(other);
    }));
}

void Connection::ping() { run("DO 1"); }

void Connection::claim() const {
    if (streaming_ != nullptr) throw plugin::PluginError(RDB_E_USAGE, "rows of another statement of this connection are being streamed: read them to their end, or reset that statement");
}

bool Connection::has_arrays() const {
    std::uint64_t extended = 0;  // the upper half of the capabilities; the client library writes more than the 32 bits that it has
    return mariadb_get_infov(handle_, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &extended) == 0 && (extended & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32U)) != 0;
}

void Connection::check_packet(std::size_t bytes, std::size_t largest) const {
    if (packet_ == 0 || bytes < packet_) return;
    std::string what = (largest != 0 ? "values of " : "a statement of ") + std::to_string(bytes) + " bytes";
    if (largest != 0) what += ", the largest of them " + std::to_string(largest) + ',';
    plugin::PluginError error(RDB_E_DATA, what + (largest != 0 ? " are" : " is") + " more than the server takes at once: its max_allowed_packet is " + std::to_string(packet_));
    error.hint = "raise max_allowed_packet of the server and connect anew, or write less at once";
    throw error;
}

std::int64_t Connection::run(const std::string& sql) const {
    claim();
    check_packet(sql.size() + 1, 0);
    if (mysql_real_query(handle_, sql.data(), static_cast<unsigned long>(sql.size())) != 0) throw failure_of(handle_);
    std::int64_t affected = 0;
    for (int more = 0; more == 0; more = mysql_next_result(handle_)) {
        if (MYSQL_RES* result = mysql_store_result(handle_); result != nullptr) {
            mysql_free_result(result);
        } else if (mysql_field_count(handle_) != 0) {
            throw failure_of(handle_);
        } else {
            affected += static_cast<std::int64_t>(mysql_affected_rows(handle_));
        }
    }
    if (mysql_errno(handle_) != 0) throw failure_of(handle_);
    return affected;
}

std::vector<TextRow> Connection::query(const std::string& sql) const {
    claim();
    if (mysql_real_query(handle_, sql.data(), static_cast<unsigned long>(sql.size())) != 0) throw failure_of(handle_);
    MYSQL_RES* result = mysql_store_result(handle_);
    if (result == nullptr) throw failure_of(handle_);
    std::vector<TextRow> rows;
    const unsigned columns = mysql_num_fields(result);
    while (const MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long* lengths = mysql_fetch_lengths(result);
        TextRow& texts = rows.emplace_back();
        for (unsigned i = 0; i < columns; ++i) texts.emplace_back(row[i] != nullptr ? std::string(row[i], lengths[i]) : std::string());
    }
    mysql_free_result(result);
    return rows;
}

std::int64_t Connection::execute(std::string_view sql) {
    refuse_nul(sql);
    std::int64_t affected = 0;
    for (const auto& statement : sql::split_statements(sql, sql::mysql_lexis)) affected += run(statement);
    return affected;
}

std::unique_ptr<Statement> Connection::prepare(std::string_view sql, std::size_t& tail) {
    refuse_nul(sql);
    claim();
    check_packet(sql.size() + 1, 0);
    const auto statements = sql::split_statements(sql, sql::mysql_lexis, &tail);
    return statements.empty() ? nullptr : std::make_unique<Statement>(*this, statements.front());
}

void Connection::begin(std::uint32_t kind) {
    if (in_transaction()) throw plugin::PluginError(RDB_E_USAGE, "a transaction is under way already");
    run(kind == RDB_BEGIN_READ_ONLY ? "START TRANSACTION READ ONLY" : "START TRANSACTION");
}

std::uint32_t Connection::begin_with(const rdb_transaction& how) {
    if (in_transaction()) throw plugin::PluginError(RDB_E_USAGE, "a transaction is under way already");
    // It holds for the next transaction alone.
    switch (how.isolation) {
        case RDB_READ_UNCOMMITTED: run("SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED"); break;
        case RDB_READ_COMMITTED: run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"); break;
        case RDB_REPEATABLE_READ: run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); break;
        case RDB_SERIALIZABLE: run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"); break;
        default: break;
    }
    begin(how.kind);
    return how.isolation == RDB_ISOLATION_DEFAULT ? isolation_ : how.isolation;
}

void Connection::commit() { run("COMMIT"); }
void Connection::rollback() {
    if (streaming_ != nullptr) streaming_->reset();
    run("ROLLBACK");
}
void Connection::savepoint(std::string_view name) { run("SAVEPOINT " + quoted(name)); }
void Connection::release(std::string_view name) { run("RELEASE SAVEPOINT " + quoted(name)); }
void Connection::rollback_to(std::string_view name) {
    if (streaming_ != nullptr) streaming_->reset();
    run("ROLLBACK TO SAVEPOINT " + quoted(name));
}
bool Connection::in_transaction() const noexcept {
    // The answer to a statement that failed does not say whether the server ended the transaction: another one has to be asked for.
    const bool doubtful = may_end_transaction(static_cast<std::int32_t>(mysql_errno(handle_))) || may_end_transaction(doubt_);
    if (doubtful && streaming_ == nullptr && (handle_->server_status & SERVER_STATUS_IN_TRANS) != 0 && mysql_real_query(handle_, "DO 0", 4) == 0) doubt_ = 0;
    return (handle_->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

void Connection::limit(const rdb_limits& limits) {
    constexpr std::int64_t longest = 31'536'000;  // a year: the most that lock_wait_timeout takes
    const auto set = [&](const char* name, std::int64_t milliseconds) {
        const std::int64_t seconds = milliseconds == 0 ? longest : std::clamp<std::int64_t>((milliseconds + 999) / 1000, 1, longest);
        run(std::string("SET ") + name + " = " + (milliseconds < 0 ? "DEFAULT" : std::to_string(seconds)));
    };
    set("lock_wait_timeout", limits.lock_ms);
    set("innodb_lock_wait_timeout", limits.lock_ms);
    if (ServerKind(title_).mariadb) {
        const std::string seconds = std::to_string(limits.statement_ms / 1000) + '.' + std::to_string(1000 + limits.statement_ms % 1000).substr(1);
        run("SET max_statement_time = " + (limits.statement_ms < 0 ? std::string("DEFAULT") : seconds));
    } else if (limits.statement_ms > 0) {
        throw plugin::PluginError(RDB_E_UNSUPPORTED, "MySQL limits the time of SELECT alone (max_execution_time), not of other statements");
    }
}

/// Locks are of the whole server: the name tells databases apart, in at most 64 characters.
std::string Connection::lock_name(std::string_view name) const { return text_literal("rdb_" + sha256_hex(location_.database + '\n' + std::string(name)).substr(0, 40)); }

/// What the server is set to. Servers of a cluster have each other's rows, but not each other's GET_LOCK. On Galera, reads then wait for what other nodes committed before.
void Connection::read_settings() {
    std::string wsrep, provider, group;
    const char* const settings = "SHOW GLOBAL VARIABLES WHERE Variable_name IN "
                                 "('max_allowed_packet', 'wsrep_on', 'wsrep_provider', 'group_replication_group_name', 'tx_isolation', 'transaction_isolation')";
    for (const auto& row : query(settings)) {
        if (row[0].ends_with("_isolation")) isolation_ = isolation_of(row[1]);
        else if (row[0] == "max_allowed_packet") packet_ = std::strtoull(row[1].c_str(), nullptr, 10);
        else (row[0] == "wsrep_on" ? wsrep : row[0] == "wsrep_provider" ? provider : group) = row[1];
    }
    if (wsrep == "ON" && provider != "none" && !provider.empty()) {
        cluster_ = "a Galera cluster";
        run("SET SESSION wsrep_sync_wait = 7");
    } else if (!group.empty()) {
        cluster_ = "group replication";
    }
}

std::string Connection::server_name() const {
    const auto row = query("SELECT @@hostname, @@port, @@socket, @@datadir").at(0);
    return sha256_hex(row[0] + '\n' + row[1] + '\n' + row[2] + '\n' + row[3]).substr(0, 16);
}

std::string Connection::session() const { return server_name() + '/' + query("SELECT CONNECTION_ID()").at(0).at(0); }

rdb_session_state Connection::session_state(std::string_view session) const {
    const auto slash = session.find('/');
    const std::string number(slash == std::string_view::npos ? std::string_view() : session.substr(slash + 1));
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos || session.substr(0, slash) != server_name()) return RDB_SESSION_UNKNOWN;
    const auto rows = query("SELECT command FROM information_schema.processlist WHERE id = " + number);
    return rows.empty() || rows[0][0] == "Sleep" || rows[0][0] == "Quit" ? RDB_SESSION_IDLE : RDB_SESSION_BUSY;
}

plugin::Lock Connection::lock(std::string_view name) {
    if (!cluster_.empty()) throw plugin::PluginError(RDB_E_UNSUPPORTED, "a lock of one server of " + cluster_ + " does not keep out the others");
    const ServerKind kind(title_);
    if (!kind.has(&sql::Traits::session_locks)) throw plugin::PluginError(RDB_E_UNSUPPORTED, "the locks of sessions of " + kind.title() + " do not keep out every other");
    const std::string number = query("SELECT CONNECTION_ID()").at(0).at(0);
    if (static_cast<std::uint32_t>(std::strtoull(number.c_str(), nullptr, 10)) != static_cast<std::uint32_t>(thread_)) {
        throw plugin::PluginError(RDB_E_UNSUPPORTED, "a proxy stands before the server: its sessions, and their locks, are not this connection's own");
    }
    const std::string key = lock_name(name);
    if (query("SELECT GET_LOCK(" + key + ", 0)").at(0).at(0) == "1") {
        locked_ = true;
        return {true, {}};
    }
    const auto rows = query("SELECT concat('connection ', id, ' of ', user, '@', host), date_format(utc_timestamp() - INTERVAL time SECOND, '%Y-%m-%dT%H:%i:%sZ') "
                            "FROM information_schema.processlist WHERE id = IS_USED_LOCK(" + key + ")");
    if (rows.empty()) return {false, {}};
    return {false, rows[0][0] + ", since " + rows[0][1]};
}

void Connection::unlock(std::string_view name) { static_cast<void>(query("SELECT RELEASE_LOCK(" + lock_name(name) + ")")); }

/// The server takes several statements in one text from the first script on: what else is sent is split before (execute), and one statement each.
void Connection::script(const rdb_script_item* items, std::uint32_t count, const rdb_batch_sink& sink, std::uint32_t& failed) {
    claim();
    if (!takes_scripts_) {
        const auto product = ServerKind(title_).product();
        const bool own = product == sql::Product::mysql || product == sql::Product::mariadb;
        takes_scripts_ = own && mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_ON) == 0;
    }
    if (!*takes_scripts_) throw plugin::PluginError(RDB_E_UNSUPPORTED, "the server takes no texts of several statements");
    run_script(*this, items, count, sink, failed);
}

Value Connection::introspect(const Value& request) { return introspect_schema(*this, request); }

}  // namespace reinhardt::db::mysql
