#pragma once

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <vector>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_database.hpp"
#include "models.hpp"

namespace write_test {

using Tables = orm_schema::TestDatabase;

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
