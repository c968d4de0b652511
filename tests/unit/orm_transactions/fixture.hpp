#pragma once

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/database.hpp>

#include "../pool/test_database.hpp"

namespace db = reinhardt::db;

/// A table `t` with a key `n` in the default database.
struct Rows : TestDatabase {
    Rows() { db::connect(url); }
    ~Rows() { db::databases().clear(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    static void insert(int key) { db::Session().connection().execute("INSERT INTO t VALUES (" + std::to_string(key) + ")"); }
    static std::size_t count(std::string_view alias = "default") { return count_rows(db::Session(alias).connection()); }
    /// What another connection sees.
    std::size_t committed() const { return count_rows(*db::databases().get().get()); }
};

/// For test cases that SQLite has no use for.
inline boost::test_tools::assertion_result on_a_server(boost::unit_test::test_unit_id) {
    const auto& suite = boost::unit_test::framework::master_test_suite();
    return suite.argc > 1 && !std::string_view(suite.argv[1]).starts_with("sqlite");
}
