#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include <reinhardt/db/pool/pool.hpp>

/// The URL that the command line gives, or a SQLite file of its own; empty of tables either way.
class TestDatabase {
public:
    TestDatabase() {
        const auto& suite = boost::unit_test::framework::master_test_suite();
        if (suite.argc > 1) {
            url = suite.argv[1];
        } else {
            std::string pattern = (std::filesystem::temp_directory_path() / "rdb-pool-XXXXXX").string();
            folder_ = mkdtemp(pattern.data());
            url = "sqlite:" + (folder_ / "test.db").string();
        }
        reinhardt::db::Pool pool = reinhardt::db::Pool::builder(url).build();
        const auto connection = pool.get();
        for (const auto& table : connection->introspect().tables) connection->execute("DROP TABLE " + connection.driver().quote_identifier(table.name));
        connection->execute("CREATE TABLE t (n integer NOT NULL PRIMARY KEY)");
        placeholder = connection.driver().sql().dialect->placeholder == '$' ? "$1" : "?";
        is_sqlite = connection.driver().name() == "sqlite";
    }
    ~TestDatabase() {
        std::error_code ignored;
        if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
    }
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    std::string url, placeholder;
    bool is_sqlite = false;

private:
    std::filesystem::path folder_;
};

/// How many rows `t` has.
inline std::size_t count_rows(reinhardt::db::Connection& connection) { return connection.query("SELECT n FROM t").rows.size(); }
