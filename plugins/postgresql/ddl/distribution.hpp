#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <reinhardt/db/schema/edit.hpp>

#include "catalog.hpp"
#include "output.hpp"
#include "refusals.hpp"

namespace reinhardt::db::postgresql {

/// How Citus spreads a table over its nodes: the table's options distribution_column, reference_table, colocate_with and shard_count.
struct Distribution {
    std::string column;         ///< empty: by none
    bool reference = false;     ///< a whole copy on each node
    std::string colocate_with;  ///< a table, "none", or empty for Citus' own choice
    std::int64_t shards = 0;    ///< 0: Citus' own choice

    explicit Distribution(const Table& table);
    /// Whether the table is more than one of the coordinator's.
    [[nodiscard]] bool any() const noexcept { return reference || !column.empty(); }
    /// "SELECT create_distributed_table(…)" of a table whose name stands in SQL as `qualified`; `qualify` gives other tables' names.
    [[nodiscard]] std::string create(const std::string& qualified, sql::Catalog& catalog) const;
    /// The statement that makes it what this one is, from what `from` is; both are of a column and not the same one, or placed otherwise.
    [[nodiscard]] std::string alter(const Distribution& from, const std::string& qualified, sql::Catalog& catalog) const;
    friend bool operator==(const Distribution&, const Distribution&) = default;
};

/// The table's distribution at edit `number`, where a later edit of the batch gives its column the name that the options have.
[[nodiscard]] Distribution distribution_at(const std::vector<SchemaEdit>& edits, std::size_t number, const Table& table);

/// Whether the edit keeps what Citus asks of tables that are spread: keys with the distribution column, foreign keys to rows on the same node, a
/// distribution column that stays as it is (docs of Citus: Creating and Modifying Distributed Objects). Says in `output` what does not.
[[nodiscard]] bool can_be_spread(const std::vector<SchemaEdit>& edits, std::size_t number, const ServerRelease& server, sql::Catalog& catalog, sql::Output& output);

}  // namespace reinhardt::db::postgresql
