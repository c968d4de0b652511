#pragma once

// The default database of a test program of the ORM with the tables of its models.

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include <reinhardt/db/orm/database.hpp>

#include "orm_schema.hpp"

namespace orm_schema {

/// The tables of the models, empty, in the default database: that of the command line, or a SQLite file. A model stands behind those that it refers to.
struct TestDatabase {
    explicit TestDatabase(const std::vector<const reinhardt::db::ModelDesc*>& models) {
        const auto& suite = boost::unit_test::framework::master_test_suite();
        if (suite.argc > 1) {
            url = suite.argv[1];
        } else {
            std::string pattern = (std::filesystem::temp_directory_path() / "rdb-orm-XXXXXX").string();
            folder = mkdtemp(pattern.data());
            url = "sqlite:" + (folder / "test.db").string();
        }
        reinhardt::db::connect(url);
        const reinhardt::db::Session session;
        drop_tables(session.connection());
        create_tables(session.connection(), models);
        backend = session.driver().name();
    }
    ~TestDatabase() {
        reinhardt::db::databases().clear();
        std::error_code ignored;
        if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
    }
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    std::string url, backend;
    std::filesystem::path folder;
};

}  // namespace orm_schema
