#include "failure.hpp"

#include <algorithm>
#include <array>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::postgresql {

namespace {

struct State {
    std::string_view prefix;  ///< of the SQLSTATE: the longest that fits decides
    rdb_code code;
    bool retryable;
};

constexpr std::array<State, 26> states = {{
    {"08", RDB_E_CONNECTION, false},   {"57P", RDB_E_CONNECTION, false},  {"28", RDB_E_AUTHENTICATION, false}, {"3D000", RDB_E_NO_DATABASE, false},
    {"42501", RDB_E_PRIVILEGE, false}, {"42601", RDB_E_SYNTAX, false},    {"42", RDB_E_FAILED, false},         {"23505", RDB_E_UNIQUE, false},
    {"23503", RDB_E_FOREIGN_KEY, false}, {"23001", RDB_E_FOREIGN_KEY, false}, {"23502", RDB_E_NOT_NULL, false}, {"23514", RDB_E_CHECK, false},
    {"23", RDB_E_CONSTRAINT, false},   {"22", RDB_E_DATA, false},         {"55P03", RDB_E_LOCKED, true},       {"40001", RDB_E_LOCKED, true},
    {"40P01", RDB_E_LOCKED, true},     {"55006", RDB_E_LOCKED, true},     {"57014", RDB_E_INTERRUPTED, false}, {"0A", RDB_E_UNSUPPORTED, false},
    {"25006", RDB_E_PRIVILEGE, false}, {"53300", RDB_E_CONNECTION, true}, {"53", RDB_E_FAILED, false},         {"26", RDB_E_USAGE, false},
    {"XX", RDB_E_INTERNAL, false},     {"25P02", RDB_E_FAILED, false},
}};

const State* state_of(std::string_view sqlstate) noexcept {
    const State* best = nullptr;
    for (const auto& state : states) {
        if (sqlstate.substr(0, state.prefix.size()) != state.prefix) continue;
        if (best == nullptr || state.prefix.size() > best->prefix.size()) best = &state;
    }
    return best;
}

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text != nullptr ? text : "";
}

}  // namespace

rdb_code code_of(std::string_view sqlstate) noexcept {
    const State* state = state_of(sqlstate);
    return state != nullptr ? state->code : RDB_E_FAILED;
}

std::string one_line(std::string_view message) {
    std::string text(trim(message));
    text = replace_all(replace_all(std::move(text), "\r", ""), "\n\t", " ");
    return replace_all(std::move(text), "\n", "; ");
}

plugin::PluginError failure_of(const PGresult* result, const PGconn* connection) {
    const bool lost = PQstatus(connection) == CONNECTION_BAD;
    const std::string sqlstate = result != nullptr ? field(result, PG_DIAG_SQLSTATE) : "";
    if (sqlstate.empty()) {
        plugin::PluginError error(lost ? RDB_E_CONNECTION : RDB_E_FAILED, one_line(PQerrorMessage(connection)));
        if (error.message.empty()) error.message = "the server gave no answer";
        error.connection_lost = lost;
        return error;
    }
    plugin::PluginError error(code_of(sqlstate), one_line(field(result, PG_DIAG_MESSAGE_PRIMARY)));
    if (const std::string detail = one_line(field(result, PG_DIAG_MESSAGE_DETAIL)); !detail.empty()) error.message += " (" + detail + ")";
    error.sqlstate = sqlstate;
    // The server has one SQLSTATE for NOWAIT and lock_timeout, and one for every way of being cancelled.
    if (sqlstate == "55P03" && error.message.find("lock timeout") != std::string::npos) error.code = RDB_E_LOCK_TIMEOUT;
    if (sqlstate == "57014" && error.message.find("statement timeout") != std::string::npos) error.code = RDB_E_STATEMENT_TIMEOUT;
    error.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    error.hint = one_line(field(result, PG_DIAG_MESSAGE_HINT));
    if (sqlstate == "55P04") error.hint = "a new value of an enum can be used once it is committed: move what uses it into the next migration";
    if (error.hint.empty() && error.code == RDB_E_PRIVILEGE && sqlstate == "42501") error.hint = "GRANT user " + std::string(PQuser(connection)) + " that right, or migrate as the owner";
    const State* state = state_of(sqlstate);
    error.retryable = state != nullptr && state->retryable;
    // After these the server ends the session, though the library has not seen that yet.
    const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    error.connection_lost = lost || severity == "FATAL" || severity == "PANIC";
    return error;
}

}  // namespace reinhardt::db::postgresql
