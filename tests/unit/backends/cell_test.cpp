#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;

namespace {

rdb_cell number(std::int64_t i, std::uint8_t tag) {
    rdb_cell cell{};
    cell.u.i = i;
    cell.tag = tag;
    return cell;
}

rdb_cell text(std::string_view bytes, rdb_tag tag) {
    rdb_cell cell{};
    cell.u.p = bytes.data();
    cell.size = static_cast<std::uint32_t>(bytes.size());
    cell.tag = static_cast<std::uint8_t>(tag);
    return cell;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cell)

BOOST_AUTO_TEST_CASE(values_that_cells_know_survive_the_way_there_and_back) {
    const std::vector<Value> values{
        Value(), true, false, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), 0.1, -1e308, "", "text",
        std::string("a\0b", 3),
    };
    const CellRow row(values);
    BOOST_TEST(row.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) BOOST_TEST((to_value(row.data()[i]) == values[i]), "value " << i);
}

BOOST_AUTO_TEST_CASE(lists_and_objects_travel_as_json) {
    const std::vector<Value> values{Value(Value::List{1, "a"}), Value::object().set("k", true), Value(Value::List{2})};
    const CellRow row(values);
    BOOST_TEST(to_value(row.data()[0]).as_text() == R"([1,"a"])");
    BOOST_TEST(to_value(row.data()[1]).as_text() == R"({"k":true})");
    BOOST_TEST(to_value(row.data()[2]).as_text() == "[2]");
    BOOST_TEST(row.data()[0].tag == RDB_JSON);
}

BOOST_AUTO_TEST_CASE(dates_and_times_become_rfc_3339) {
    struct Case {
        rdb_cell cell;
        const char* text;
    };
    constexpr std::int64_t day = 86'400'000'000;
    const std::vector<Case> cases{
        {number(0, RDB_DATE), "1970-01-01"},
        {number(-1, RDB_DATE), "1969-12-31"},
        {number(11016, RDB_DATE), "2000-02-29"},
        {number(-719'162, RDB_DATE), "0001-01-01"},
        {number(2'932'896, RDB_DATE), "9999-12-31"},
        {number(0, RDB_TIME), "00:00:00"},
        {number(day - 1, RDB_TIME), "23:59:59.999999"},
        {number(0, RDB_TIMESTAMP), "1970-01-01T00:00:00Z"},
        {number(-1, RDB_TIMESTAMP), "1969-12-31T23:59:59.999999Z"},
        {number(day + 1'500'000, RDB_TIMESTAMP), "1970-01-02T00:00:01.500000Z"},
    };
    for (const Case& c : cases) BOOST_TEST(to_value(c.cell).as_text() == c.text);
}

BOOST_AUTO_TEST_CASE(other_kinds_become_what_a_value_can_hold) {
    BOOST_TEST(to_value(number(-1, RDB_UINT)).as_text() == "18446744073709551615");
    BOOST_TEST(to_value(number(7, RDB_UINT)).as_int() == 7);
    BOOST_TEST(to_value(text("1.50", RDB_DECIMAL)).as_text() == "1.50");
    BOOST_TEST(to_value(text("0123456789abcdef", RDB_UUID)).as_text() == "30313233-3435-3637-3839-616263646566");
    BOOST_TEST(to_value(text("30313233-3435-3637-3839-616263646566", RDB_UUID)).as_text() == "30313233-3435-3637-3839-616263646566");
    BOOST_TEST(to_value(text({}, RDB_BLOB)).as_text().empty());
    BOOST_CHECK_THROW(static_cast<void>(to_value(number(0, 99))), Error);
}

BOOST_AUTO_TEST_SUITE_END()
