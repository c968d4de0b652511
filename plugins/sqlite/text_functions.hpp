#pragma once

struct sqlite3;

namespace reinhardt::db::sqlite {

/// Functions that SQLite has not and dml.cpp's words use: rdb_lpad, rdb_rpad, rdb_repeat, rdb_reverse, rdb_lower, rdb_upper, rdb_md5, rdb_sha1,
/// rdb_sha224, rdb_sha256, rdb_sha384, rdb_sha512 and the aggregates rdb_bit_and, rdb_bit_or, rdb_bit_xor, rdb_stddev_pop, rdb_stddev_samp, rdb_var_pop, rdb_var_samp. NULL gives NULL.
void add_text_functions(sqlite3* handle);

}  // namespace reinhardt::db::sqlite
