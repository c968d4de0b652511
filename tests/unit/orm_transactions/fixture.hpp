#pragma once

#include <string>

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
