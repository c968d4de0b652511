#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "server_kind.hpp"

namespace reinhardt::db::sql {

namespace {

/// What servers answer to SELECT version(), as their documentation and bug reports show it.
struct Answer {
    std::string version, citus, title;
};

const std::vector<Answer> of_postgresql = {
    {"PostgreSQL 15.8 (Debian 15.8-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit", "", "PostgreSQL 15.8"},
    {"PostgreSQL 17.0 on aarch64-unknown-linux-gnu, compiled by gcc, 64-bit", "", "PostgreSQL 17.0"},
    {"PostgreSQL 15.8 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit", "12.1-1", "Citus 12.1-1 on PostgreSQL 15.8"},
    {"CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)", "", "CockroachDB 23.1.11"},
    {"PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 16.0.6, 64-bit", "", "YugabyteDB 2.20.1.0 on PostgreSQL 11.2"},
    {"PostgreSQL 15.12-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 17.0.6, 64-bit", "", "YugabyteDB 2025.1.0.0 on PostgreSQL 15.12"},
};

const std::vector<Answer> of_mysql = {
    {"10.11.6-MariaDB-0+deb12u1", "", "MariaDB 10.11.6"},   {"5.5.5-10.6.16-MariaDB-log", "", "MariaDB 10.6.16"},  {"11.4.2-MariaDB-ubu2404", "", "MariaDB 11.4.2"},
    {"8.0.36", "", "MySQL 8.0.36"},                         {"8.0.36-28", "", "MySQL 8.0.36"},                     {"8.0.36-0ubuntu0.22.04.1", "", "MySQL 8.0.36"},
    {"8.0.11-TiDB-v7.5.0", "", "TiDB 7.5.0"},               {"5.7.25-TiDB-v6.1.0", "", "TiDB 6.1.0"},              {"8.0.30-Vitess", "", "Vitess 8.0.30"},
    {"8.0.34-PlanetScale", "", "Vitess 8.0.34"},
};

ServerKind kind(const std::string& title) { return {title, Product::postgresql, 120'000}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(server_kind)

BOOST_AUTO_TEST_CASE(each_server_is_known_by_its_version) {
    for (const auto& answer : of_postgresql) BOOST_TEST(postgresql_title(answer.version, answer.citus) == answer.title);
    for (const auto& answer : of_mysql) BOOST_TEST(mysql_title(answer.version) == answer.title);
}

BOOST_AUTO_TEST_CASE(a_title_gives_product_and_release) {
    BOOST_TEST(kind("MariaDB 10.11.6").version == 101'106);
    BOOST_TEST(kind("MySQL 8.0").has(&Traits::checks));
    BOOST_TEST((kind("mariadb 10.11").product() == Product::mariadb));
    BOOST_TEST((kind("Citus 12.1-1 on PostgreSQL 15.8").product() == Product::citus));
    BOOST_TEST(kind("Citus 12.1-1 on PostgreSQL 15.8").postgresql == 15);
    BOOST_TEST(kind("YugabyteDB 2.20.1.0 on PostgreSQL 11.2").version == 22'001);
    BOOST_TEST(kind("PostgreSQL 17").postgresql == 17);
    BOOST_TEST(kind("CockroachDB 23.1.11").title() == "CockroachDB 23.1");
}

BOOST_AUTO_TEST_CASE(an_empty_title_is_the_fallback) {
    BOOST_TEST((kind("").product() == Product::postgresql));
    BOOST_TEST(kind("").version == 120'000);
}

BOOST_AUTO_TEST_CASE(a_product_without_a_release_has_all_that_the_product_has) {
    BOOST_TEST(kind("TiDB").has(&Traits::foreign_keys));
    BOOST_TEST(!kind("Vitess").has(&Traits::foreign_keys));
}

BOOST_AUTO_TEST_CASE(what_a_release_has_comes_with_it) {
    BOOST_TEST(!kind("TiDB 6.5").has(&Traits::foreign_keys));
    BOOST_TEST(kind("TiDB 6.6").has(&Traits::foreign_keys));
    BOOST_TEST(!kind("MySQL 8.0.12").has(&Traits::expression_indexes));
    BOOST_TEST(kind("MySQL 8.0.13").has(&Traits::expression_indexes));
    BOOST_TEST(!kind("CockroachDB 23.1").traits->transactional_ddl);
    BOOST_TEST(!kind("CockroachDB 23.1").has(&Traits::session_locks));
    BOOST_TEST(!kind("YugabyteDB 2.20").has(&Traits::session_locks));
    BOOST_TEST(kind("YugabyteDB 2025.1").has(&Traits::session_locks));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::sql
