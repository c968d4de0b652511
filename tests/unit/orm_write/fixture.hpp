#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <unistd.h>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_schema.hpp"
#include "models.hpp"

namespace write_test {

/// The tables of the models, empty, in the default database: that of the command line, or a SQLite file.
struct Tables {
    explicit Tables(std::initializer_list<const db::ModelDesc*> models) {
        const auto& suite = boost::unit_test::framework::master_test_suite();
        if (suite.argc > 1) {
            url = suite.argv[1];
        } else {
            std::string pattern = (std::filesystem::temp_directory_path() / "rdb-write-XXXXXX").string();
            folder = mkdtemp(pattern.data());
            url = "sqlite:" + (folder / "test.db").string();
        }
        db::connect(url);
        const db::Session session;
        orm_schema::drop_tables(session.connection());
        orm_schema::create_tables(session.connection(), models);
        backend = session.driver().name();
    }
    ~Tables() {
        db::databases().clear();
        std::error_code ignored;
        if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
    }
    Tables(const Tables&) = delete;
    Tables& operator=(const Tables&) = delete;

    std::string url, backend;
    std::filesystem::path folder;
};

/// The one number that a query gives.
inline std::int64_t number(const std::string& sql) {
    const db::Session session;
    const db::Rows rows = session.connection().query(sql);
    BOOST_REQUIRE(rows.rows.size() == 1U);
    const db::Value& value = rows.rows[0][0];
    return value.is_int() ? value.as_int() : std::stoll(value.as_text());
}

inline std::string text(const std::string& sql) {
    const db::Session session;
    const db::Rows rows = session.connection().query(sql);
    BOOST_REQUIRE(rows.rows.size() == 1U);
    return rows.rows[0][0].as_text();
}

}  // namespace write_test
