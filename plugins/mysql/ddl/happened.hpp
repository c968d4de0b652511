#pragma once

#include <string>
#include <string_view>
#include <vector>

// Queries over information_schema that say, in one row of one column, whether a statement's change is there already (Step::happened): not zero if it is.
// What a change brings is compared byte for byte, so that a rename in case alone counts; what it takes away as the server compares names.
namespace reinhardt::db::mysql::happened {

[[nodiscard]] std::string table_there(std::string_view table);
[[nodiscard]] std::string table_gone(std::string_view table);
[[nodiscard]] std::string column_there(std::string_view table, std::string_view column);
[[nodiscard]] std::string column_gone(std::string_view table, std::string_view column);
[[nodiscard]] std::string index_there(std::string_view table, std::string_view index);
[[nodiscard]] std::string index_gone(std::string_view table, std::string_view index);
/// Foreign keys and checks, by name; no query for a constraint without one.
[[nodiscard]] std::string constraint_there(std::string_view table, std::string_view constraint);
[[nodiscard]] std::string constraint_gone(std::string_view table, std::string_view constraint);
/// Exactly these columns in this order; none: no primary key.
[[nodiscard]] std::string primary_key_is(std::string_view table, const std::vector<std::string>& columns);
[[nodiscard]] std::string partitions_gone(std::string_view table);

}  // namespace reinhardt::db::mysql::happened
