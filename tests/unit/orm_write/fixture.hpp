#pragma once

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
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

/// Of a model's rows, how many were deleted.
inline std::int64_t removed(const db::DeleteResult& result, std::string_view model) {
    for (const auto& [label, count] : result.models) {
        if (label == model) return count;
    }
    return 0;
}

inline auto code(db::ErrorCode wanted) {
    return [wanted](const db::Error& error) { return error.code() == wanted; };
}

}  // namespace write_test
