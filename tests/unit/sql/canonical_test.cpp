#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "canonical.hpp"

using namespace reinhardt::db;

namespace {

/// The expressions that tests/servers holds against the real servers.
std::vector<std::string> lines_of(const std::string& server) {
    std::ifstream file(std::string(EXPRESSIONS) + '/' + server + ".txt");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

void check_idempotent(const std::string& server, const sql::Lexis& lexis) {
    const auto lines = lines_of(server);
    BOOST_TEST_REQUIRE(lines.size() > 50U);
    for (const auto& left : lines) {
        for (const auto& right : lines) {
            const std::string once = sql::canonical_expression("NOT (" + left + ") OR (" + right + ')', lexis);
            BOOST_TEST_REQUIRE(sql::canonical_expression(once, lexis) == once);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(canonical)

BOOST_AUTO_TEST_CASE(what_is_canonical_stays_what_it_is_on_postgresql) { check_idempotent("postgresql", sql::postgresql_lexis); }

BOOST_AUTO_TEST_CASE(what_is_canonical_stays_what_it_is_on_mariadb) { check_idempotent("mariadb", sql::mysql_lexis); }

BOOST_AUTO_TEST_SUITE_END()
