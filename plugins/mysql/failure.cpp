#include "failure.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::mysql {

namespace {

struct Known {
    unsigned number;
    rdb_code code;
    bool retryable = false;
};

constexpr std::array<Known, 61> known = {{
    {1044, RDB_E_PRIVILEGE},   {1045, RDB_E_AUTHENTICATION}, {1698, RDB_E_AUTHENTICATION}, {1049, RDB_E_NO_DATABASE}, {1142, RDB_E_PRIVILEGE}, {1143, RDB_E_PRIVILEGE},
    {1227, RDB_E_PRIVILEGE},   {1290, RDB_E_PRIVILEGE},      {1792, RDB_E_PRIVILEGE},      {1064, RDB_E_SYNTAX},      {1065, RDB_E_SYNTAX},    {1149, RDB_E_SYNTAX},
    {1022, RDB_E_UNIQUE},      {1062, RDB_E_UNIQUE},         {1169, RDB_E_UNIQUE},         {1586, RDB_E_UNIQUE},      {1216, RDB_E_FOREIGN_KEY}, {1217, RDB_E_FOREIGN_KEY},
    {1451, RDB_E_FOREIGN_KEY}, {1452, RDB_E_FOREIGN_KEY},    {1761, RDB_E_FOREIGN_KEY},    {1048, RDB_E_NOT_NULL},    {1364, RDB_E_NOT_NULL},  {3819, RDB_E_CHECK},
    {4025, RDB_E_CHECK},       {1138, RDB_E_NOT_NULL},       {1263, RDB_E_NOT_NULL},       {1264, RDB_E_DATA},        {1265, RDB_E_DATA},      {1292, RDB_E_DATA},
    {1366, RDB_E_DATA},        {1406, RDB_E_DATA},           {1411, RDB_E_DATA},           {1690, RDB_E_DATA},        {1365, RDB_E_DATA},      {1139, RDB_E_DATA},      {3140, RDB_E_DATA},
    {3156, RDB_E_DATA},        {1205, RDB_E_LOCK_TIMEOUT, true},   {1213, RDB_E_LOCKED, true},   {1412, RDB_E_LOCKED, true}, {3572, RDB_E_LOCKED, true}, {1047, RDB_E_LOCKED, true},
    {1317, RDB_E_INTERRUPTED}, {1969, RDB_E_STATEMENT_TIMEOUT},    {3024, RDB_E_STATEMENT_TIMEOUT},    {1235, RDB_E_UNSUPPORTED}, {1295, RDB_E_UNSUPPORTED}, {2002, RDB_E_CONNECTION},
    {2003, RDB_E_CONNECTION},  {2005, RDB_E_CONNECTION},     {2006, RDB_E_CONNECTION},     {2013, RDB_E_CONNECTION},  {2026, RDB_E_CONNECTION}, {1040, RDB_E_CONNECTION, true},
    {1129, RDB_E_CONNECTION},  {1130, RDB_E_AUTHENTICATION}, {1053, RDB_E_CONNECTION},     {1927, RDB_E_CONNECTION}, {1153, RDB_E_DATA},       {2020, RDB_E_DATA},
}};

/// CONSTRAINT `name`, key 'name' or the name in front of "failed".
std::string constraint_name(const std::string& message) {
    for (const char* marker : {"CONSTRAINT `", "constraint '", "for key '", "Check constraint '"}) {
        const auto at = message.find(marker);
        if (at == std::string::npos) continue;
        const std::size_t begin = at + std::string_view(marker).size();
        std::string name = message.substr(begin, message.find_first_of("`'", begin) - begin);
        const std::size_t dot = name.rfind('.');
        return dot == std::string::npos ? name : name.substr(dot + 1);
    }
    return {};
}

/// A message that repeats a part of a statement repeats its line breaks, too.
std::string one_line(std::string_view message) {
    std::string text;
    for (const char c : trim(message)) {
        const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
        if (!blank) text += c;
        if (blank && text.back() != ' ') text += ' ';
    }
    return text;
}

plugin::PluginError make(unsigned number, const char* state, const char* text) {
    std::string message = one_line(text != nullptr ? text : "");
    if (message.empty()) message = "the server gave no answer";
    const auto* const found = std::find_if(known.begin(), known.end(), [&](const Known& item) { return item.number == number; });
    plugin::PluginError error(found != known.end() ? found->code : RDB_E_FAILED, std::move(message));
    error.native = static_cast<std::int32_t>(number);
    error.sqlstate = state != nullptr ? state : "";
    if (number == 1142 || number == 1143 || number == 1227) error.hint = "GRANT the user that right, or migrate as the owner: tables are made, altered and dropped";
    if (number == 1845 || number == 1846) error.hint = "ask for another algorithm or lock in the operation's ddl = { mysql = { … } }, or leave it to the server: nothing of this statement was done";
    if (number == 1153 || number == 2020) error.hint = "raise max_allowed_packet of the server, or write less at once";
    error.retryable = found != known.end() && found->retryable;
    constexpr std::array<unsigned, 9> losses = {1053, 1153, 1927, 2006, 2013, 2020, 2055, 3169, 4031};
    error.connection_lost = std::find(losses.begin(), losses.end(), number) != losses.end();
    if (error.code == RDB_E_UNIQUE || error.code == RDB_E_FOREIGN_KEY || error.code == RDB_E_CHECK) error.constraint = constraint_name(error.message);
    return error;
}

}  // namespace

bool may_end_transaction(std::int32_t number) noexcept {
    constexpr std::array<std::int32_t, 10> numbers = {1020, 1047, 1180, 1205, 1206, 1213, 1317, 1412, 1613, 1614};
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

plugin::PluginError failure_of(MYSQL* handle) { return make(mysql_errno(handle), mysql_sqlstate(handle), mysql_error(handle)); }
plugin::PluginError failure_of(MYSQL_STMT* statement) {
    // What ends rows that are streamed is only told to the connection.
    if (mysql_stmt_errno(statement) == 0 && statement->mysql != nullptr) return failure_of(statement->mysql);
    return make(mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement));
}

}  // namespace reinhardt::db::mysql
