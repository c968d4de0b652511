#pragma once

struct sqlite3;

namespace reinhardt::db::sqlite {

/// Aggregates that put values together in an order, which SQLite has from 3.44 on: rdb_string_agg(how, value, delimiter, …) leaves NULLs out,
/// rdb_json_agg(how, value, …) is a JSON array with them. `how` is 'distinct' or ''; behind come pairs of '+', '-', '+last' or '-first' and what is
/// ordered by. Of no values they are NULL. Both may stand over a window.
void add_list_functions(sqlite3* handle);

}  // namespace reinhardt::db::sqlite
