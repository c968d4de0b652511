#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using namespace write_test;

namespace {

struct Bulk : Tables {
    Bulk() : Tables({&db::model_of<Author>::desc, &db::model_of<Country>::desc, &db::model_of<Place>::desc, &db::model_of<Seat>::desc, &db::model_of<OnlyKey>::desc, &db::model_of<Everything>::desc}) {}
};

std::vector<Everything> everything() {
    std::vector<Everything> list(3);
    const std::vector<std::string> texts = {"plain", "{\"quoted\", back\\slash}\nNULL", ""};
    for (std::size_t i = 0; i < list.size(); ++i) {
        Everything& one = list[i];
        const int number = static_cast<int>(i);
        one.yes = number == 1;
        one.small = static_cast<std::int16_t>(-7 * number);
        one.real = 0.1 * number - 1e-3;
        one.price = db::Decimal(number == 0 ? "12345678.90" : "-0.05");
        one.text = texts[i];
        one.bytes = {std::byte{0}, std::byte{0xff}, std::byte{'\\'}, std::byte{'"'}};
        one.day = db::Date(std::chrono::days(19'000 + number));
        one.time = db::Time(std::chrono::microseconds(3'600'000'000 + number));
        one.moment = db::DateTime(std::chrono::microseconds(1'700'000'000'000'000 + number));
        one.span = std::chrono::microseconds(number * -1'500'000);
        one.uuid = db::Uuid::v4();
        one.json = db::Json::parse(R"({"a": ["\"", "\\", null, 1.5]})");
        if (number != 1) one.maybe = texts[i];
    }
    return list;
}

bool equal(const Everything& a, const Everything& b) {
    return a.yes == b.yes && a.small == b.small && a.real == b.real && a.price == b.price && a.text == b.text && a.bytes == b.bytes && a.day == b.day &&
           a.time.since_midnight() == b.time.since_midnight() && a.moment == b.moment && a.span == b.span && a.uuid == b.uuid && a.json == b.json && a.maybe == b.maybe;
}

std::vector<Author> authors(int count, int from = 0) {
    std::vector<Author> made;
    for (int i = from; i < from + count; ++i) made.push_back({.name = "author " + std::to_string(i), .age = i});
    return made;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bulk, Bulk)

BOOST_AUTO_TEST_CASE(many_objects_are_inserted_with_all_their_values) {
    std::vector<Author> list = authors(2'500);
    list[7].note = "seven";
    Author::objects().bulk_create(list);
    BOOST_TEST(number("SELECT count(*) FROM author") == 2'500);
    BOOST_TEST(number("SELECT count(DISTINCT id) FROM author") == 2'500);
    BOOST_TEST(text("SELECT name FROM author WHERE age = 2499") == "author 2499");
    BOOST_TEST(text("SELECT note FROM author WHERE age = 7") == "seven");
    BOOST_TEST(number("SELECT count(*) FROM author WHERE note IS NULL") == 2'499);
    BOOST_TEST((list[0].made_at != db::DateTime{}));
    BOOST_TEST(!list[0].rdb_state_.stored());
}

BOOST_AUTO_TEST_CASE(keys_come_back_in_the_order_of_the_objects) {
    std::vector<Author> list = authors(2'500);
    Author::objects().bulk_create(list, {.returning_pk = true});
    for (const Author& author : list) {
        if (author.age % 500 != 3) continue;
        BOOST_TEST(text("SELECT name FROM author WHERE id = " + std::to_string(author.id)) == author.name);
        BOOST_TEST(author.rdb_state_.stored());
    }
    list[5].age = -5;
    list[5].save();
    BOOST_TEST(number("SELECT count(*) FROM author") == 2'500);
}

BOOST_AUTO_TEST_CASE(values_of_every_type_are_kept) {
    std::vector<Everything> list = everything();
    Everything::objects().bulk_create(list, {.returning_pk = true});
    const std::vector<Everything> made = Everything::objects().order_by("id").all();
    for (std::size_t i = 0; i < list.size(); ++i) BOOST_TEST(equal(made.at(i), list[i]));
    std::swap(list[0].id, list[2].id);
    BOOST_TEST(Everything::objects().bulk_update(list, {"yes", "small", "real", "price", "text", "bytes", "day", "time", "moment", "span", "uuid", "json", "maybe"}) == 3);
    const std::vector<Everything> changed = Everything::objects().order_by("id").all();
    for (std::size_t i = 0; i < list.size(); ++i) BOOST_TEST(equal(changed.at(i), list[2 - i]));
}

BOOST_AUTO_TEST_CASE(objects_with_and_without_a_key_go_together) {
    std::vector<Author> list = authors(4);
    list[1].id = 50;
    list[3].id = 60;
    Author::objects().bulk_create(list, {.returning_pk = true});
    BOOST_TEST(number("SELECT age FROM author WHERE id = 50") == 1);
    BOOST_TEST(number("SELECT age FROM author WHERE id = " + std::to_string(list[2].id)) == 2);
}

BOOST_AUTO_TEST_CASE(what_the_database_makes_comes_back_with_the_keys) {
    std::vector<Place> list = {{.width = 1, .height = 2}, {.width = 3, .height = 4, .rank = 1}, {.width = 5, .height = 6}};
    Place::objects().bulk_create(list, {.returning_pk = true});
    BOOST_TEST(list[0].area == 2);
    BOOST_TEST(list[1].area == 12);
    BOOST_TEST(list[2].area == 30);
    BOOST_TEST(list[1].rank.value() == 1);
    BOOST_TEST(list[2].rank.value() == 7);
}

BOOST_AUTO_TEST_CASE(rows_of_defaults_alone_are_inserted) {
    std::vector<OnlyKey> list(3);
    OnlyKey::objects().bulk_create(list, {.returning_pk = true});
    BOOST_TEST(number("SELECT count(*) FROM only_key") == 3);
    BOOST_TEST(list[0].id != list[2].id);
}

BOOST_AUTO_TEST_CASE(a_row_that_fails_is_named_and_nothing_stays) {
    Author{.name = "author 700"}.save();
    std::vector<Author> list = authors(1'500);
    BOOST_CHECK_EXCEPTION(Author::objects().bulk_create(list), db::IntegrityError, [](const db::IntegrityError& error) {
        return error.kind() == db::IntegrityError::Kind::unique && error.item() == 700U && error.message().starts_with("object 700: ");
    });
    BOOST_TEST(number("SELECT count(*) FROM author") == 1);
    BOOST_CHECK_EXCEPTION(Author::objects().bulk_create(list, {.returning_pk = true}), db::IntegrityError, [](const db::IntegrityError& error) { return error.item() == 700U; });
    BOOST_TEST(number("SELECT count(*) FROM author") == 1);
}

BOOST_AUTO_TEST_CASE(conflicts_are_ignored) {
    Country{.code = "de", .name = "Germany"}.save();
    Country::objects().bulk_create({{.code = "de", .name = "x"}, {.code = "fr", .name = "France"}}, {.on_conflict = db::ignore_conflicts()});
    BOOST_TEST(number("SELECT count(*) FROM country") == 2);
    BOOST_TEST(text("SELECT name FROM country WHERE code = 'de'") == "Germany");
}

BOOST_AUTO_TEST_CASE(ignoring_conflicts_ignores_nothing_else) {
    std::vector<Country> list = {{.code = "a code that is too long", .name = "x"}};
    if (backend == "sqlite") list[0].code = "fr";  // SQLite has CHECK (length(code) <= 2) only where it was asked for
    else BOOST_CHECK_THROW(Country::objects().bulk_create(list, {.on_conflict = db::ignore_conflicts()}), db::DatabaseError);
    if (backend != "sqlite") BOOST_TEST(number("SELECT count(*) FROM country") == 0);
}

BOOST_AUTO_TEST_CASE(conflicts_update_the_fields_that_are_named) {
    std::vector<Author> list = authors(10);
    Author::objects().bulk_create(list, {.returning_pk = true});
    std::vector<Author> newer = authors(10, 5);
    for (Author& author : newer) {
        author.age += 100;
        author.note = "new";
    }
    Author::objects().bulk_create(newer, {.on_conflict = db::update_on("name", {"age"}), .returning_pk = backend != "mysql"});
    BOOST_TEST(number("SELECT count(*) FROM author") == 15);
    BOOST_TEST(number("SELECT age FROM author WHERE name = 'author 5'") == 105);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE note = 'new'") == 5);
    if (backend == "mysql") return;
    BOOST_TEST(newer[0].id == list[5].id);
    BOOST_TEST(text("SELECT name FROM author WHERE id = " + std::to_string(newer[9].id)) == "author 14");
}

BOOST_AUTO_TEST_CASE(a_batch_is_as_large_as_asked_for) {
    std::vector<Author> list = authors(10);
    Author::objects().bulk_create(list, {.batch = 3, .returning_pk = true});
    BOOST_TEST(number("SELECT count(*) FROM author") == 10);
}

BOOST_AUTO_TEST_CASE(fields_of_many_objects_are_updated) {
    std::vector<Author> list = authors(2'500);
    Author::objects().bulk_create(list, {.returning_pk = true});
    for (Author& author : list) {
        author.age += 10'000;
        author.name = "other";
        author.note = author.age % 2 == 0 ? std::optional<std::string>("even") : std::nullopt;
    }
    BOOST_TEST(Author::objects().bulk_update(list, {"age", "note"}) == 2'500);
    BOOST_TEST(number("SELECT min(age) FROM author") == 10'000);
    BOOST_TEST(number("SELECT count(DISTINCT age) FROM author") == 2'500);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE note = 'even'") == 1'250);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE name = 'other'") == 0);
    BOOST_TEST(number("SELECT age FROM author WHERE id = " + std::to_string(list[17].id)) == 10'017);
}

BOOST_AUTO_TEST_CASE(bulk_update_counts_the_rows_it_found) {
    std::vector<Author> list = authors(3);
    Author::objects().bulk_create(list, {.returning_pk = true});
    list[1].remove();
    list[1].id = 4'711;
    BOOST_TEST(Author::objects().bulk_update(list, {"age"}) == 2);
}

BOOST_AUTO_TEST_CASE(bulk_update_cuts_no_text) {
    std::vector<Author> list = authors(3);
    Author::objects().bulk_create(list, {.returning_pk = true});
    list[0].name = std::string(60, 'x');
    if (backend != "sqlite") BOOST_CHECK_THROW(Author::objects().bulk_update(list, {"name"}), db::DatabaseError);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE name LIKE 'author %'") == 3);
}

BOOST_AUTO_TEST_CASE(bulk_update_writes_null_in_every_row) {
    std::vector<Author> list = authors(3);
    list[1].note = "a";
    Author::objects().bulk_create(list, {.returning_pk = true});
    list[1].note = std::nullopt;
    list[2].note = "b";
    BOOST_TEST(Author::objects().bulk_update(list, {"note", "age"}) == 3);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE note IS NULL") == 2);
    for (Author& author : list) author.note = std::nullopt;
    BOOST_TEST(Author::objects().bulk_update(list, {"note"}) == 3);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE note IS NULL") == 3);
}

BOOST_AUTO_TEST_CASE(bulk_update_wants_keys_and_columns) {
    std::vector<Author> list = authors(2);
    BOOST_CHECK_EXCEPTION(Author::objects().bulk_update(list, {"age"}), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage && error.message() == "object 0 of bulk_update has no key"; });
    BOOST_CHECK_EXCEPTION(Author::objects().bulk_update(list, {"id"}), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_CASE(bulk_update_finds_keys_of_several_fields) {
    std::vector<Seat> list = {{.row_number = 1, .place_number = 1, .guest = "a"}, {.row_number = 1, .place_number = 2, .guest = "b"}};
    Seat::objects().bulk_create(list);
    list[0].guest = "x";
    list[1].guest = "y";
    BOOST_TEST(Seat::objects().bulk_update(list, {"guest"}) == 2);
    BOOST_TEST(text("SELECT guest FROM seat WHERE place_number = 2") == "y");
}

BOOST_AUTO_TEST_CASE(a_value_larger_than_what_the_server_takes_at_once_is_an_error_of_the_value) {
    if (backend != "mysql") return;
    const std::string limit = text("SELECT CAST(@@max_allowed_packet AS CHAR)");
    const std::size_t packet = std::stoul(limit);
    const auto is_too_large = [&](const db::DatabaseError& error) {
        return error.driver_code() == RDB_E_DATA && error.message().find("the largest of them " + limit) != std::string::npos && error.message().find("max_allowed_packet is " + limit) != std::string::npos;
    };
    std::vector<Everything> list = everything();
    list[1].text.assign(packet, 'x');
    BOOST_CHECK_EXCEPTION(list[1].save(), db::DatabaseError, is_too_large);
    BOOST_CHECK_EXCEPTION(Everything::objects().bulk_create(list), db::DatabaseError, is_too_large);
    BOOST_TEST(number("SELECT count(*) FROM everything") == 0);
    const db::Session session;
    db::Statement length(session.connection(), "SELECT CHAR_LENGTH(?)");
    const auto measured = [&](std::size_t size) {
        length.bind({db::Value(std::string(size, 'x'))});
        rdb_cell cell{};
        length.fetch(&cell, 1);
        const std::int64_t found = cell.u.i;
        length.reset();
        return found;
    };
    BOOST_TEST(measured(packet - 100) == static_cast<std::int64_t>(packet - 100));
    for (std::size_t size = packet - 30; size < packet + 10; ++size) {
        try {
            BOOST_TEST(measured(size) == static_cast<std::int64_t>(size));
        } catch (const db::DatabaseError& error) {
            BOOST_TEST(!error.connection_lost());
        }
    }
    BOOST_CHECK_EXCEPTION(session.connection().execute("SELECT '" + std::string(packet, 'x') + "'"), db::DatabaseError,
                          [&](const db::DatabaseError& error) { return error.message().starts_with("a statement of ") && error.message().ends_with("max_allowed_packet is " + limit); });
    BOOST_TEST(number("SELECT 1") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
