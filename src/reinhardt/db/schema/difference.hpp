#pragma once

#include <functional>
#include <string>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db {

/// One difference, in the form of formats.md §5: what would have to happen to the source to become the other.
struct Difference {
    std::string change;  ///< "add", "remove", "alter"
    std::string object;  ///< "table", "column", "primary_key", "foreign_key", "unique", "check", "index", "view", …
    std::string table, name;
    Value from, to;      ///< null when absent
};

struct SchemaDifference {
    std::vector<Difference> differences;
    std::vector<std::string> unmanaged;  ///< tables, views and other objects that nobody manages
    [[nodiscard]] bool equal() const noexcept { return differences.empty(); }
};

struct DifferenceOptions {
    bool column_order = false;            ///< details 5.4
    std::vector<std::string> managed;     ///< names of managed tables; with `partial` others are unmanaged, no difference
    bool partial = false;
    bool ignore_comments = false;         ///< the backend keeps none (SQLite)
    bool restrict_is_no_action = false;   ///< RESTRICT and NO ACTION of a foreign key do the same (RDB_CAP_RESTRICT_IS_NO_ACTION)
    /// Normalises an expression for comparison; identity when empty.
    std::function<std::string(const std::string&)> normalize;
};

/// Compares tables by name, columns by name, foreign keys, uniques and checks by content, indexes by name and content
/// (details 1.10, 5.4, 5.7). Tables named reinhardt_… are left out.
[[nodiscard]] SchemaDifference difference(const Schema& source, const Schema& other, const DifferenceOptions& options = {});
[[nodiscard]] Value to_value(const Difference&);
/// In one line, "column blog_post.title: type \"text\" in the database, \"varchar(9)\" in the migration". `source` and `other` say what the
/// two sides are, "the database".
[[nodiscard]] std::string difference_line(const Difference& difference, const std::string& source, const std::string& other);

}  // namespace reinhardt::db
