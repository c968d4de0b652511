#include "server_kind.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::sql {

namespace {

// clang-format off
constexpr std::array<Traits, 8> products = {{
    // product, title, transactional DDL, session locks, foreign keys, checks, deferrable, exclusion, indexes over expressions, partial indexes, virtual columns, new primary key, merged ALTER
    {Product::postgresql, "PostgreSQL", true, always, always, always, always, always, always, always, 180'000, always, always,
     "manual 5.4, 13.3.5, CREATE TABLE; release notes of 18"},
    {Product::cockroachdb, "CockroachDB", false, never, always, always, never, never, 210'200, 200'200, 210'100, always, never,
     "docs: Online Schema Changes (limited support within transactions), PostgreSQL Compatibility (advisory locks do nothing), cockroachdb/cockroach 31632, 46657"},
    {Product::yugabytedb, "YugabyteDB", false, 20'250'100, always, always, never, never, always, always, never, always, always,
     "docs: YSQL DDL and transactions, advisory locks (2025.1); yugabyte/yugabyte-db 3944, 1709"},
    {Product::citus, "Citus", true, always, always, always, always, always, always, always, never, always, never,
     "docs: Creating and Modifying Distributed Objects (DDL)"},
    {Product::mysql, "MySQL", false, always, always, 80'016, never, never, 80'013, never, always, always, always,
     "manual 13.3.3 (implicit commit), 12.14 (GET_LOCK), 13.1.20.6 (checks, 8.0.16), 13.1.15 (functional key parts, 8.0.13)"},
    {Product::mariadb, "MariaDB", false, always, always, 100'201, never, never, never, never, always, always, always,
     "knowledge base: CONSTRAINT (10.2.1), Generated Columns, SQL statements that cause an implicit commit"},
    {Product::tidb, "TiDB", false, always, 60'600, 70'200, never, never, 50'000, never, always, never, 60'200,
     "docs: MySQL Compatibility, FOREIGN KEY (6.6), Constraints (checks, 7.2), Clustered Indexes (no other primary key)"},
    {Product::vitess, "Vitess", false, never, never, always, never, never, always, never, always, always, always,
     "docs: MySQL Compatibility (locks of one shard), Foreign Keys (of one keyspace, when it is set to manage them)"},
}};
// clang-format on

const Traits& of(Product product) {
    return *std::find_if(products.begin(), products.end(), [&](const Traits& traits) { return traits.product == product; });
}

/// The number behind `word`: "15.8" of "PostgreSQL 15.8 (Debian)"; "" where there is none.
std::string release_behind(std::string_view text, std::string_view word) {
    const auto at = lower(text).find(lower(word));
    if (at == std::string::npos) return {};
    const auto begin = text.find_first_of("0123456789", at + word.size());
    if (begin == std::string_view::npos) return {};
    std::string release(text.substr(begin, text.find_first_not_of("0123456789.", begin) - begin));
    while (!release.empty() && release.back() == '.') release.pop_back();
    return release;
}

/// What is not said is taken for the last there is: "MySQL 8.0" is any late 8.0.
int number_of(const std::string& release) {
    int major = 0, minor = 99, patch = 99;
    std::sscanf(release.c_str(), "%d.%d.%d", &major, &minor, &patch);
    return major * 10'000 + std::min(minor, 99) * 100 + std::min(patch, 99);
}

}  // namespace

ServerKind::ServerKind(std::string_view title, Product fallback, int assumed) : traits(&of(fallback)), version(assumed) {
    const std::string text = lower(title);
    // The product's own name stands first: "Citus 12.1 on PostgreSQL 15.8".
    std::size_t first = std::string::npos;
    for (const auto& candidate : products) {
        const std::size_t at = text.find(lower(candidate.title));
        if (at >= first) continue;
        first = at;
        traits = &candidate;
    }
    known = title.empty() || first != std::string::npos;
    if (first != std::string::npos) {
        release = release_behind(title, traits->title);
        version = release.empty() ? INT_MAX - 1 : number_of(release);
    }
    if (const std::string like = release_behind(title, "PostgreSQL"); !like.empty()) postgresql = std::max(postgresql, number_of(like) / 10'000);
}

std::string ServerKind::title() const {
    const std::string name(traits->title);
    if (release.empty()) return version >= INT_MAX - 1 ? name : name + ' ' + std::to_string(version / 10'000);
    const std::size_t dot = release.find('.');
    const std::size_t end = product() == Product::postgresql || dot == std::string::npos ? dot : release.find('.', dot + 1);
    return name + ' ' + release.substr(0, end);
}

std::string postgresql_title(std::string_view version, std::string_view citus) {
    if (const std::string cockroach = release_behind(version, "CockroachDB"); !cockroach.empty()) return "CockroachDB " + cockroach;
    const std::string title = "PostgreSQL " + release_behind(version, "PostgreSQL");
    if (const std::string yugabyte = release_behind(version, "-YB-"); !yugabyte.empty()) return "YugabyteDB " + yugabyte + " on " + title;
    return citus.empty() ? title : "Citus " + std::string(citus) + " on " + title;
}

std::string mysql_title(std::string_view version) {
    const std::string text = lower(version);
    if (const std::string tidb = release_behind(version, "TiDB-v"); !tidb.empty()) return "TiDB " + tidb;
    const std::string_view plain = version.substr(0, 6) == "5.5.5-" ? version.substr(6) : version;  // so that old clients took MariaDB 10 for a known release
    const std::string release(plain.substr(0, plain.find_first_not_of("0123456789.")));
    if (text.find("mariadb") != std::string::npos) return "MariaDB " + release;
    const bool vitess = text.find("vitess") != std::string::npos || text.find("planetscale") != std::string::npos;
    return (vitess ? "Vitess " : "MySQL ") + release;
}

}  // namespace reinhardt::db::sql
