// Every type at its limits through the columns of a real database. Arguments: the driver, its name, and the URL of a server ("" for a file of SQLite).

#include "cells.hpp"

#include <cstdlib>
#include <filesystem>
#include <limits>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/support/json.hpp>

using namespace orm_types;
using namespace std::chrono_literals;

namespace {

enum class Level : std::int16_t { lowest = std::numeric_limits<std::int16_t>::min(), highest = std::numeric_limits<std::int16_t>::max() };
enum class Status { draft, published };

/// A table of one column of the type that the driver has for a field.
class Column {
public:
    Column() {
        const auto& suite = boost::unit_test::framework::master_test_suite();
        name_ = suite.argv[2];
        std::string url = suite.argc > 3 ? suite.argv[3] : "";
        if (url.empty()) url = "sqlite::memory:";
        connection_ = std::make_unique<db::Connection>(db::Driver::load(suite.argv[1]), url, std::filesystem::temp_directory_path(), db::Connection::Options{});
    }

    [[nodiscard]] bool is(const char* name) const { return name_ == name; }
    [[nodiscard]] db::Connection& connection() { return *connection_; }

    void make(const std::string& field) {
        connection_->execute("DROP TABLE IF EXISTS kept");
        connection_->execute("CREATE TABLE kept (value " + connection_->driver().column_type(db::parse_json(field), db::Value::object()).type + " NULL)");
    }

    template <class T>
    T through(const T& value) {
        connection_->execute("DELETE FROM kept");
        db::CellWriter cells;
        db::type_adapter<T>::encode(value, cells);
        db::Statement insert(*connection_, std::string("INSERT INTO kept (value) VALUES (") + (is("postgresql") ? "$1" : "?") + ")");
        insert.bind(cells.data(), cells.size());
        insert.run();
        return stored<T>("SELECT value FROM kept");
    }

    template <class T>
    T stored(const std::string& sql) {
        db::Statement select(*connection_, sql);
        rdb_cell cell{};
        BOOST_REQUIRE(select.fetch(&cell, 1) == 1);
        BOOST_REQUIRE(cell.tag != RDB_NULL);
        return decoded<T>(cell);
    }

    /// How many rows a condition holds for; % stands for the value.
    template <class T>
    std::int64_t rows_where(std::string condition, const T& value) {
        condition.replace(condition.find('%'), 1, is("postgresql") ? "$1" : "?");
        db::CellWriter cells;
        db::type_adapter<T>::encode(value, cells);
        db::Statement select(*connection_, "SELECT COUNT(*) FROM kept WHERE " + condition);
        select.bind(cells.data(), cells.size());
        rdb_cell cell{};
        BOOST_REQUIRE(select.fetch(&cell, 1) == 1);
        return decoded<std::int64_t>(cell);
    }

    template <class T>
    void keeps(const std::string& field, std::initializer_list<T> values) {
        make(field);
        for (const T& value : values) {
            const T back = through(value);
            BOOST_TEST((back == value), field << ": " << encoded_text(value) << " came back as " << encoded_text(back));
        }
    }

private:
    template <class T>
    static std::string encoded_text(const T& value) {
        db::CellWriter out;
        db::type_adapter<T>::encode(value, out);
        const rdb_cell& cell = *out.data();
        return cell.tag >= RDB_TEXT && cell.tag != RDB_DATE && cell.tag != RDB_TIME && cell.tag != RDB_TIMESTAMP ? std::string(db::cell_bytes(cell)) : std::to_string(cell.u.i);
    }

    std::string name_;
    std::unique_ptr<db::Connection> connection_;
};

db::DateTime moment(const char* text) { return *db::parse_date_time(text); }

}  // namespace

template <>
struct db::enum_names<Status> {
    static constexpr db::EnumName<Status> values[] = {{Status::draft, "draft", "Draft"}, {Status::published, "published", "Published"}};
};

BOOST_FIXTURE_TEST_SUITE(servers, Column)

BOOST_AUTO_TEST_CASE(numbers_and_booleans_come_back) {
    keeps<std::int16_t>(R"({"type":"SmallIntegerField"})", {-32768, -1, 0, 32767});
    keeps<std::int32_t>(R"({"type":"IntegerField"})", {std::numeric_limits<std::int32_t>::min(), 0, std::numeric_limits<std::int32_t>::max()});
    keeps<std::int64_t>(R"({"type":"BigIntegerField"})", {std::numeric_limits<std::int64_t>::min(), 0, std::numeric_limits<std::int64_t>::max()});
    keeps<std::int64_t>(R"({"type":"PositiveBigIntegerField"})", {0, std::numeric_limits<std::int64_t>::max()});
    keeps<bool>(R"({"type":"BooleanField"})", {true, false});
    keeps<double>(R"({"type":"FloatField"})", {0.1, -1e300, 5e-324, std::numeric_limits<double>::max()});
}

BOOST_AUTO_TEST_CASE(texts_and_bytes_come_back) {
    keeps<std::string>(R"({"type":"CharField","max_length":50})", {"", "plain", "it's \"quoted\" \\ \n", "\xF0\x9F\x98\x80 \xC3\xA4"});
    keeps<std::string>(R"({"type":"TextField"})", {"", std::string(100'000, 'x'), "2024-05-06"});
    keeps<std::vector<std::byte>>(R"({"type":"BinaryField"})", {{}, {std::byte{0}, std::byte{255}, std::byte{'\\'}}, std::vector<std::byte>(70'000, std::byte{7})});
}

BOOST_AUTO_TEST_CASE(moments_days_and_times_come_back) {
    keeps<db::DateTime>(R"({"type":"DateTimeField"})", {moment("0001-01-01"), moment("1969-12-31 23:59:59.999999"), moment("1970-01-01"), moment("2024-02-29 12:00:00.5"), moment("2024-03-31 02:30:00"),
                                                       moment("9999-12-31 23:59:59.999999")});
    keeps<db::Date>(R"({"type":"DateField"})", {*db::parse_date("0001-01-01"), *db::parse_date("1969-12-31"), *db::parse_date("2024-02-29"), *db::parse_date("9999-12-31")});
    keeps<db::Time>(R"({"type":"TimeField"})", {db::Time(), db::Time(0, 0, 0, 1), db::Time(12, 30), db::Time(23, 59, 59, 999'999)});
}

BOOST_AUTO_TEST_CASE(durations_come_back) {
    keeps<db::Duration>(R"({"type":"DurationField"})", {0us, 1us, -1us, 26h + 3min + 4500ms, -(26h + 500ms), std::chrono::days(400), -std::chrono::days(400), db::Duration::max(), db::Duration::min() + 1us});
}

BOOST_AUTO_TEST_CASE(a_moment_in_the_zone_of_the_session_is_the_same_moment) {
    if (!is("postgresql")) return;
    BOOST_TEST((stored<db::DateTime>("SELECT timestamptz '2024-06-01 12:00:00+02'") == moment("2024-06-01 10:00:00")));
    BOOST_TEST((stored<db::Duration>("SELECT interval '1 year 2 mons -3 days 04:05:06.7'") == std::chrono::days(365 + 60 - 3) + 4h + 5min + 6700ms));
    BOOST_TEST((stored<db::Date>("SELECT date '0044-03-15 BC'") == *db::parse_date("-0043-03-15")));
    BOOST_TEST((stored<db::Date>("SELECT date '12024-03-15'") == *db::parse_date("12024-03-15")));
}

BOOST_AUTO_TEST_CASE(an_infinite_date_is_an_error_and_no_date) {
    if (!is("postgresql")) return;
    for (const char* value : {"infinity", "-infinity"}) {
        BOOST_CHECK_THROW(stored<db::Date>(std::string("SELECT date '") + value + "'"), db::Error);
        BOOST_CHECK_THROW(stored<db::DateTime>(std::string("SELECT timestamptz '") + value + "'"), db::Error);
    }
}

BOOST_AUTO_TEST_CASE(decimals_come_back) {
    // SQLite keeps 15 digits of a decimal.
    keeps<db::Decimal>(R"({"type":"DecimalField","max_digits":15,"decimal_places":2})", {db::Decimal("0"), db::Decimal("-0.01"), db::Decimal("9999999999999.99"), db::Decimal("1.50")});
    if (is("sqlite")) return;
    keeps<db::Decimal>(R"({"type":"DecimalField","max_digits":65,"decimal_places":30})",
                       {db::Decimal("99999999999999999999999999999999999.999999999999999999999999999999"), db::Decimal("-0.000000000000000000000000000001")});
}

BOOST_AUTO_TEST_CASE(a_decimal_compares_as_a_number_wherever_it_stands) {
    make(R"({"type":"DecimalField","max_digits":12,"decimal_places":2})");
    connection().execute("INSERT INTO kept (value) VALUES (9.50), (10.25), (-3)");
    BOOST_TEST(rows_where("value = %", db::Decimal("9.5")) == 1);
    BOOST_TEST(rows_where("value > %", db::Decimal("9.50")) == 1);
    BOOST_TEST(rows_where("value < %", db::Decimal("1e1")) == 2);
    BOOST_TEST(rows_where("value + 0 > %", db::Decimal("9.5")) == 1);
    BOOST_TEST(rows_where("(SELECT SUM(value) FROM kept) > %", db::Decimal("16.74")) == 3);
    BOOST_TEST(rows_where("(SELECT SUM(value) FROM kept) > %", db::Decimal("16.75")) == 0);
    if (is("sqlite")) return;
    make(R"({"type":"DecimalField","max_digits":30,"decimal_places":2})");
    connection().execute("INSERT INTO kept (value) VALUES (1234567890123456789012345.67)");
    BOOST_TEST(rows_where("value = %", db::Decimal("1234567890123456789012345.67")) == 1);
    BOOST_TEST(rows_where("value = %", db::Decimal("1234567890123456789012345.68")) == 0);
    BOOST_TEST(rows_where("value < %", db::Decimal("1234567890123456789012345.68")) == 1);
}

BOOST_AUTO_TEST_CASE(uuids_come_back) {
    keeps<db::Uuid>(R"({"type":"UUIDField"})", {db::Uuid(), db::Uuid("ffffffff-ffff-ffff-ffff-ffffffffffff"), db::Uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), db::Uuid::v7()});
}

BOOST_AUTO_TEST_CASE(json_documents_come_back) {
    keeps<db::Json>(R"({"type":"JSONField"})",
                    {db::Json(), db::Json(true), db::Json(0), db::Json("it's \"x\""), db::Json(db::Value::list()), db::Json::parse(R"({"b":[1,{"c":null},2.5,"\u00e4\n"],"a":{},"n":9223372036854775807})")});
}

BOOST_AUTO_TEST_CASE(enums_come_back) {
    keeps<Level>(R"({"type":"SmallIntegerField"})", {Level::lowest, Level::highest});
    keeps<Status>(R"({"type":"EnumField","choices":[["draft","Draft"],["published","Published"]]})", {Status::draft, Status::published});
}

BOOST_AUTO_TEST_CASE(arrays_come_back) {
    if (!is("postgresql")) return;
    keeps<db::Array<std::int32_t>>(R"({"type":"ArrayField","of":"IntegerField"})", {{}, {1, -2}, {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}});
    keeps<db::Array<std::optional<std::string>>>(R"({"type":"ArrayField","of":"TextField"})", {{"", "NULL", std::nullopt, "a,b", "{}", "q\"\\", " x ", "\n"}});
    keeps<db::Array<db::Array<std::int64_t>>>(R"({"type":"ArrayField","of":"BigIntegerField"})", {{{1, 2}, {3, 4}}});
    keeps<db::Array<bool>>(R"({"type":"ArrayField","of":"BooleanField"})", {{true, false}});
    keeps<db::Array<double>>(R"({"type":"ArrayField","of":"FloatField"})", {{0.1, -1e300}});
    keeps<db::Array<db::Decimal>>(R"({"type":"ArrayField","of":{"type":"DecimalField","max_digits":10,"decimal_places":2}})", {{db::Decimal("1.50"), db::Decimal("-2")}});
    keeps<db::Array<db::DateTime>>(R"({"type":"ArrayField","of":"DateTimeField"})", {{moment("2024-01-02 03:04:05.5"), moment("9999-12-31 23:59:59.999999")}});
    keeps<db::Array<db::Date>>(R"({"type":"ArrayField","of":"DateField"})", {{*db::parse_date("2024-01-02")}});
    keeps<db::Array<db::Time>>(R"({"type":"ArrayField","of":"TimeField"})", {{db::Time(23, 59, 59, 999'999)}});
    keeps<db::Array<db::Duration>>(R"({"type":"ArrayField","of":"DurationField"})", {{26h + 5us, -1us}});
    keeps<db::Array<db::Uuid>>(R"({"type":"ArrayField","of":"UUIDField"})", {{db::Uuid(), db::Uuid::v4()}});
    keeps<db::Array<db::Json>>(R"({"type":"ArrayField","of":"JSONField"})", {{db::Json::parse(R"({"a":"x,\"y\""})"), db::Json(1)}});
    keeps<db::Array<std::vector<std::byte>>>(R"({"type":"ArrayField","of":"BinaryField"})", {{{std::byte{0}, std::byte{255}}, {}}});
}

BOOST_AUTO_TEST_CASE(ranges_come_back) {
    if (!is("postgresql")) return;
    using Int = db::Range<std::int32_t>;
    keeps<Int>(R"({"type":"IntegerRangeField"})", {Int(), Int::empty(), Int(1, 10), Int(1, 10, "(]"), Int(std::nullopt, 5, "(]"), Int(std::numeric_limits<std::int32_t>::min(), std::nullopt)});
    using Big = db::Range<std::int64_t>;
    keeps<Big>(R"({"type":"BigIntegerRangeField"})", {Big(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max())});
    using Exact = db::Range<db::Decimal>;
    keeps<Exact>(R"({"type":"DecimalRangeField"})", {Exact(db::Decimal("-0.5"), db::Decimal("1.50"), "[]"), Exact(std::nullopt, db::Decimal(1), "()")});
    using Days = db::Range<db::Date>;
    keeps<Days>(R"({"type":"DateRangeField"})", {Days(*db::parse_date("2024-01-01"), *db::parse_date("2024-01-31"), "[]"), Days()});
    using Moments = db::Range<db::DateTime>;
    keeps<Moments>(R"({"type":"DateTimeRangeField"})", {Moments(moment("2024-01-01 00:00:00.000001"), moment("2024-01-02"), "(]"), Moments(moment("2024-01-01"), std::nullopt)});
}

BOOST_AUTO_TEST_CASE(maps_come_back) {
    if (!is("postgresql")) return;
    connection().execute("CREATE EXTENSION IF NOT EXISTS hstore");
    keeps<db::HStore>(R"({"type":"HStoreField"})", {{}, {{"a", "1"}, {"b", std::nullopt}, {"", ""}, {"q\"\\", "x=>y, z"}, {"null", "NULL"}}});
}

BOOST_AUTO_TEST_SUITE_END()
