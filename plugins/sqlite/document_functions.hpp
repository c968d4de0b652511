#pragma once

struct sqlite3;

namespace reinhardt::db::sqlite {

/// rdb_json_normal(text): a document in the form that all that are equal to it share; a text that is none stays.
void add_document_functions(sqlite3* handle);

}  // namespace reinhardt::db::sqlite
