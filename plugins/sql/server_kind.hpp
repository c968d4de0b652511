#pragma once

#include <climits>
#include <cstdint>
#include <string>
#include <string_view>

namespace reinhardt::db::sql {

enum class Product : std::uint8_t { postgresql, cockroachdb, yugabytedb, citus, mysql, mariadb, tidb, vitess };

/// For a column of Traits: in every release that is supported, in none.
constexpr int always = 0, never = INT_MAX;

/// What a product has, and since which release (10.11.6 as 101106, 2025.1 as 20250100).
struct Traits {
    Product product;
    std::string_view title;    ///< "TiDB"; with a release behind it what server() answers and `server = "…"` says
    bool transactional_ddl;    ///< a schema change rolls back with its transaction; else there is one to a transaction, and a journal
    int session_locks;         ///< locks of a session that keep out every other
    int foreign_keys;          ///< kept and enforced
    int checks;                ///< kept and enforced
    int deferrable;            ///< DEFERRABLE constraints
    int exclusion;             ///< EXCLUDE constraints
    int expression_indexes, partial_indexes, virtual_columns;
    int changes_primary_key;   ///< the primary key of a table that exists
    int merged_alter;          ///< several changes of any kind in one ALTER TABLE
    std::string_view source;   ///< where that is said
};

/// Which server speaks.
struct ServerKind {
    const Traits* traits;
    bool known = true;         ///< false: the title names none of the products
    int version = 0;           ///< of the product
    std::string release;       ///< its text, "" where nothing is known
    int postgresql = 12;       ///< major release of PostgreSQL that it is, or is like

    /// From a title: "MariaDB 10.11.6", "CockroachDB 23.1", "Citus 12.1 on PostgreSQL 15.8". `fallback` is what an empty title means.
    ServerKind(std::string_view title, Product fallback, int version);

    [[nodiscard]] Product product() const noexcept { return traits->product; }
    [[nodiscard]] bool has(int Traits::*what) const noexcept { return traits->*what <= version; }
    /// "TiDB 7.5", for messages.
    [[nodiscard]] std::string title() const;
};

/// The title of a server of PostgreSQL's kind, from SELECT version() and the version of the extension citus ("" without it).
[[nodiscard]] std::string postgresql_title(std::string_view version, std::string_view citus);
/// The title of a server of MySQL's kind, from SELECT version().
[[nodiscard]] std::string mysql_title(std::string_view version);

}  // namespace reinhardt::db::sql
