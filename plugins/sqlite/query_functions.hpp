#pragma once

struct sqlite3;

namespace reinhardt::db::sqlite {

/// Functions that SQLite has not and dml.cpp's words use: rdb_regexp(pattern, text, fold case), rdb_moment_add(moment, microseconds),
/// rdb_moment_difference(moment, moment) in microseconds. NULL gives NULL.
void add_query_functions(sqlite3* handle);

}  // namespace reinhardt::db::sqlite
