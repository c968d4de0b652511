#include "cells.hpp"

#include <reinhardt/db/orm/field_options.hpp>
#include <reinhardt/db/orm/types/file.hpp>

#include <set>
#include <thread>
#include <unordered_set>

using namespace orm_types;

namespace {

enum class Level : std::int16_t { low = -3, high = 400 };
enum class Status { draft, published };
enum class Size : std::uint8_t { small = 1, large = 2 };

}  // namespace

template <>
struct db::enum_names<Status> {
    static constexpr db::EnumName<Status> values[] = {{Status::draft, "draft", "Draft"}, {Status::published, "pub", ""}};
};
template <>
struct db::enum_names<Size> {
    static constexpr db::EnumName<Size> values[] = {{Size::small, "", "Small"}, {Size::large, "", "Large"}};
};

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(a_uuid_is_read_of_text_and_of_bytes) {
    const db::Uuid id("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    for (const char* text : {"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "urn:uuid:a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}) BOOST_TEST((db::Uuid(text) == id), text);
    BOOST_TEST((decoded<db::Uuid>(text_cell({reinterpret_cast<const char*>(id.bytes().data()), 16}, RDB_BLOB)) == id));
    BOOST_TEST((again(id) == id));
    BOOST_TEST(encoded(id) == "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    BOOST_TEST(id.version() == 4);
    BOOST_TEST(db::Uuid().is_nil());
    for (const char* text : {"", "a0eebc99", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g", "a0eebc99-9c0b-4ef8-bb6d6bb9bd380a11-", "a0eebc99+9c0b-4ef8-bb6d-6bb9bd380a11", "{a0eebc999c0b4ef8bb6d6bb9bd380a11}"}) {
        BOOST_TEST(refused<db::Uuid>(text), text);
    }
}

BOOST_AUTO_TEST_CASE(made_uuids_are_marked_and_differ) {
    std::unordered_set<db::Uuid> seen;
    for (int i = 0; i < 1000; ++i) {
        const db::Uuid id = db::Uuid::v4();
        BOOST_REQUIRE(id.version() == 4);
        BOOST_REQUIRE((id.bytes()[8] & 0xC0) == 0x80);
        BOOST_REQUIRE(seen.insert(id).second);
    }
}

BOOST_AUTO_TEST_CASE(uuids_of_version_7_grow_in_each_thread_and_differ_among_all) {
    std::vector<std::vector<db::Uuid>> made(4);
    std::vector<std::thread> threads;
    for (auto& list : made) threads.emplace_back([&list] { for (int i = 0; i < 10'000; ++i) list.push_back(db::Uuid::v7()); });
    for (auto& thread : threads) thread.join();
    std::set<db::Uuid> all;
    for (const auto& list : made) {
        BOOST_TEST(std::is_sorted(list.begin(), list.end()));
        all.insert(list.begin(), list.end());
    }
    BOOST_TEST(all.size() == 40'000U);
    BOOST_TEST(made[0][0].version() == 7);
}

BOOST_AUTO_TEST_CASE(a_json_document_keeps_its_values) {
    const char* text = R"({"a":[1,2.5,null,true,"x\"y"],"b":{"c":-9223372036854775808}})";
    const db::Json json = db::Json::parse(text);
    BOOST_TEST(json.dump() == text);
    BOOST_TEST((decoded<db::Json>(text_cell(text, RDB_JSON)) == json));
    BOOST_TEST((again(json) == json));
    BOOST_TEST(json["a"].as_list().size() == 5U);
    BOOST_TEST(json["none"].is_null());
    BOOST_TEST(encoded(db::Json()) == "null");
    BOOST_TEST((db::Json("text").value().as_text() == "text"));
    BOOST_TEST((db::Json(db::Value::object().set("k", 1))->int_or("k", 0) == 1));
    BOOST_TEST(refused<db::Json>("{"));
    BOOST_TEST(refused<db::Json>(""));
    BOOST_TEST(refused<db::Json>(number_cell(1)));
    BOOST_CHECK_THROW(static_cast<void>(db::Json::parse("[1,]")), db::Error);
}

BOOST_AUTO_TEST_CASE(an_enum_without_names_is_its_integer) {
    BOOST_TEST((again(Level::low) == Level::low));
    BOOST_TEST((decoded<Level>(number_cell(400)) == Level::high));
    BOOST_TEST((decoded<Level>("7") == static_cast<Level>(7)));
    BOOST_TEST(refused<Level>(number_cell(40'000)));
    BOOST_TEST(refused<Level>("low"));
    BOOST_TEST(db::enum_choices<Level>.size == 0U);
}

BOOST_AUTO_TEST_CASE(an_enum_with_names_is_its_text) {
    BOOST_TEST(encoded(Status::published) == "pub");
    BOOST_TEST((decoded<Status>("draft") == Status::draft));
    BOOST_TEST(refused<Status>("Draft"));
    BOOST_TEST(refused<Status>(number_cell(0)));
    BOOST_TEST(db::label(Status::draft) == "Draft");
    BOOST_TEST(db::label(Status::published) == "pub");
    BOOST_TEST(db::enum_choices<Status>.longest() == 5U);
    db::CellWriter out;
    BOOST_CHECK_THROW(db::type_adapter<Status>::encode(static_cast<Status>(9), out), db::Error);
}

BOOST_AUTO_TEST_CASE(an_enum_with_labels_alone_is_its_integer_and_one_of_them) {
    BOOST_TEST((again(Size::large) == Size::large));
    BOOST_TEST(refused<Size>(number_cell(3)));
    BOOST_TEST(db::label(Size::small) == "Small");
}

BOOST_AUTO_TEST_CASE(an_optional_tells_of_its_value_what_the_value_tells) {
    using Days = db::Range<db::Date>;
    BOOST_TEST((db::type_adapter<std::optional<Days>>::element == db::FieldKind::date));
    BOOST_TEST((db::type_adapter<std::optional<db::Array<db::Array<std::int64_t>>>>::element == db::FieldKind::int64));
    std::size_t count = 0;
    const db::Choice* choices = db::type_adapter<std::optional<Status>>::choices(count);
    BOOST_REQUIRE(count == 2U);
    BOOST_TEST(choices[0].is_text);
    BOOST_TEST(choices[0].text == "draft");
    BOOST_TEST(choices[0].label == "Draft");
    BOOST_TEST(choices[1].label == "pub");
    BOOST_TEST(choices[1].number == 1);
    choices = db::type_adapter<Size>::choices(count);
    BOOST_TEST(!choices[1].is_text);
    BOOST_TEST(choices[1].number == 2);
    BOOST_TEST(db::type_adapter<std::optional<db::Image>>::is_image);
}

BOOST_AUTO_TEST_CASE(an_array_is_written_and_read_as_postgresql_does) {
    using Texts = db::Array<std::optional<std::string>>;
    const Texts texts = {"a", "", std::nullopt, "NULL", "q\"u\\o,te{}", " blank "};
    BOOST_TEST(encoded(texts) == R"({"a","",NULL,"NULL","q\"u\\o,te{}"," blank "})");
    BOOST_TEST((again(texts) == texts));
    BOOST_TEST((decoded<Texts>(R"({a,"",NULL,"NULL","q\"u\\o,te{}"," blank "})") == texts));
    BOOST_TEST((decoded<db::Array<std::int32_t>>("{1,-2,3}") == db::Array<std::int32_t>{1, -2, 3}));
    BOOST_TEST((decoded<db::Array<std::int32_t>>("[0:2]={1,-2,3}") == db::Array<std::int32_t>{1, -2, 3}));
    BOOST_TEST((decoded<db::Array<std::int32_t>>("{}").empty()));
    BOOST_TEST(encoded(db::Array<std::int32_t>{}) == "{}");
    using Grid = db::Array<db::Array<std::int64_t>>;
    BOOST_TEST((decoded<Grid>("{{1,2},{3,4}}") == Grid{{1, 2}, {3, 4}}));
    BOOST_TEST((again(Grid{{1, 2}, {3, 4}}) == Grid{{1, 2}, {3, 4}}));
    BOOST_TEST((decoded<db::Array<db::Array<std::string>>>(R"({{"}{",b},{"\"",d}})") == db::Array<db::Array<std::string>>{{"}{", "b"}, {"\"", "d"}}));
    BOOST_TEST((decoded<db::Array<bool>>("{t,f}") == db::Array<bool>{true, false}));
    BOOST_TEST((again(db::Array<bool>{true, false}) == db::Array<bool>{true, false}));
    using Blobs = db::Array<std::vector<std::byte>>;
    BOOST_TEST((decoded<Blobs>(R"({"\\x00ff"})") == Blobs{{std::byte{0}, std::byte{255}}}));
    BOOST_TEST((again(Blobs{{std::byte{0}, std::byte{255}}}) == Blobs{{std::byte{0}, std::byte{255}}}));
}

BOOST_AUTO_TEST_CASE(what_is_no_array_is_refused) {
    for (const char* text : {"", "{", "}", "1,2", "{1,}", "{,1}", "{1 2}", "{\"1}", "{1}2}", "{{1}", "{NULL}", "[0:1]", "{1,\\"}) BOOST_TEST(refused<db::Array<std::int32_t>>(text), "'" << text << "' is taken for an array");
    BOOST_TEST(refused<db::Array<std::int32_t>>("{{1}}"));
    BOOST_TEST(refused<db::Array<db::Array<std::int32_t>>>("{1}"));
    BOOST_TEST(refused<db::Array<std::int32_t>>(number_cell(1)));
}

BOOST_AUTO_TEST_CASE(a_range_is_written_and_read_as_postgresql_does) {
    using Range = db::Range<std::int32_t>;
    BOOST_TEST(encoded(Range(1, 10)) == R"(["1","10"))");
    BOOST_TEST(encoded(Range(std::nullopt, 5, "(]")) == R"((,"5"])");
    BOOST_TEST(encoded(Range::empty()) == "empty");
    for (const Range& range : {Range(1, 10), Range(), Range(1, std::nullopt), Range(std::nullopt, 1), Range::empty(), Range(1, 1, "[]")}) BOOST_TEST((again(range) == range));
    BOOST_TEST((decoded<Range>("[1,10)") == Range(1, 9, "[]")));
    BOOST_TEST((decoded<Range>("(0,10)") == Range(1, 10)));
    BOOST_TEST((Range(1, 1) == Range::empty()));
    BOOST_TEST((Range(1, 2, "()") == Range::empty()));
    BOOST_TEST((decoded<db::Range<db::Decimal>>("[1.5,2.50]") == db::Range<db::Decimal>(db::Decimal("1.50"), db::Decimal("2.5"), "[]")));
    BOOST_TEST((decoded<db::Range<db::Date>>("[2024-01-01,infinity)").upper_infinite()));
    const auto moments = decoded<db::Range<db::DateTime>>(R"(["2024-01-01 00:00:00+00","2024-01-02 00:00:00+00"))");
    BOOST_TEST((again(moments) == moments));
    BOOST_TEST(moments.contains(*db::parse_date_time("2024-01-01 12:00:00")));
    BOOST_TEST(!moments.contains(*moments.upper()));
    BOOST_TEST((Range(1, std::numeric_limits<std::int32_t>::max(), "[]").contains(std::numeric_limits<std::int32_t>::max())));
    for (const char* text : {"", "[", "[1,2", "1,2", "[1;2]", "[1,2]]", "[a,b]", "[1,2,3]", "[\"1,2)"}) BOOST_TEST(refused<Range>(text), text);
}

BOOST_AUTO_TEST_CASE(an_hstore_is_written_and_read_as_postgresql_does) {
    const db::HStore map = {{"a", "1"}, {"b \"q\" \\", std::nullopt}, {"", "NULL"}, {"c", "x=>y, z"}};
    BOOST_TEST((again(map) == map));
    BOOST_TEST((decoded<db::HStore>(R"("a"=>"1", "b"=>NULL)") == db::HStore{{"a", "1"}, {"b", std::nullopt}}));
    BOOST_TEST(decoded<db::HStore>("").empty());
    BOOST_TEST(encoded(db::HStore{}) == "");
    for (const char* text : {"a=>1", "\"a\"", "\"a\"=>", "\"a\"=>\"1", "\"a\"=>\"1\",", "\"a\"=>\"1\" \"b\"=>\"2\"", "\"a\"=>NULLx"}) BOOST_TEST(refused<db::HStore>(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
