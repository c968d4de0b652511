#pragma once

struct sqlite3;

namespace reinhardt::db::sqlite {

/// Functions of decimals, which SQLite computes with as doubles, of durations and of numbers for columns of whole ones: what the words of dml.cpp name.
void add_number_functions(sqlite3* handle);

}  // namespace reinhardt::db::sqlite
