#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using namespace write_test;

// A server may take 'DE' for the key 'de': for it a second row is a duplicate, and never is it another row's.

namespace {

struct TextKeys : Tables {
    TextKeys() : Tables({&db::model_of<Land>::desc, &db::model_of<Town>::desc, &db::model_of<Room>::desc}) {
        de.save();
        berlin.save();
        first.save();
    }
    Land de{.code = "de", .name = "Germany"};
    Town berlin{.name = "Berlin", .land = "de"};
    Room first{.house = "a", .number = 1, .guest = "Ann"};
};

/// Whether the server takes both for one key, and said so.
template <class Write>
bool is_a_duplicate(Write write) {
    try {
        write();
        return false;
    } catch (const db::IntegrityError& error) {
        BOOST_TEST((error.kind() == db::IntegrityError::Kind::unique));
        return true;
    }
}

std::string germany() { return text("SELECT name FROM land WHERE name = 'Germany'"); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(keys_of_text, TextKeys)

BOOST_AUTO_TEST_CASE(a_key_in_other_letters_is_another_row_or_a_duplicate) {
    Land upper{.code = "DE", .name = "Delaware"};
    const bool one = is_a_duplicate([&] { upper.save(); });
    BOOST_TEST(germany() == "Germany");
    BOOST_TEST(number("SELECT count(*) FROM land") == (one ? 1 : 2));
    Room other{.house = "A", .number = 1, .guest = "Bob"};
    const bool one_room = is_a_duplicate([&] { other.save(); });
    BOOST_TEST(number("SELECT count(*) FROM room WHERE guest = 'Ann'") == 1);
    BOOST_TEST(number("SELECT count(*) FROM room") == (one_room ? 1 : 2));
}

BOOST_AUTO_TEST_CASE(an_object_of_a_key_in_other_letters_has_no_row) {
    Land upper{.code = "DE"};
    BOOST_CHECK_THROW(upper.refresh(), db::NotFound);
    BOOST_CHECK_THROW(upper.save({.force_update = true}), db::NotFound);
    BOOST_CHECK_THROW(upper.save({.update_fields = {"name"}}), db::NotFound);
    BOOST_TEST(Land::objects().in_bulk(std::vector<std::string>{"DE"}).size() == 0U);
    Room other{.house = "A", .number = 1};
    BOOST_CHECK_THROW(other.refresh(), db::NotFound);
    BOOST_TEST(germany() == "Germany");
}

BOOST_AUTO_TEST_CASE(removing_an_object_of_a_key_in_other_letters_removes_nothing) {
    Land upper{.code = "DE"};
    BOOST_TEST(upper.remove().total == 0);
    Room other{.house = "A", .number = 1};
    BOOST_TEST(other.remove().total == 0);
    BOOST_TEST(germany() == "Germany");
    BOOST_TEST(number("SELECT count(*) FROM town") == 1);
    BOOST_TEST(number("SELECT count(*) FROM room") == 1);
    BOOST_TEST(de.remove().total == 2);
    BOOST_TEST(first.remove().total == 1);
}

BOOST_AUTO_TEST_CASE(bulk_update_finds_no_row_by_a_key_in_other_letters) {
    std::vector<Land> lands = {{.code = "DE", .name = "x"}, {.code = "de", .name = "Deutschland"}};
    BOOST_TEST(Land::objects().bulk_update(lands, {"name"}) == 1);
    BOOST_TEST(text("SELECT name FROM land") == "Deutschland");
    std::vector<Room> rooms = {{.house = "A", .number = 1, .guest = "x"}, {.house = "a", .number = 1, .guest = "Cid"}};
    BOOST_TEST(Room::objects().bulk_update(rooms, {"guest"}) == 1);
    BOOST_TEST(text("SELECT guest FROM room") == "Cid");
}

BOOST_AUTO_TEST_CASE(update_or_create_updates_no_row_of_a_key_in_other_letters) {
    const bool one = is_a_duplicate([] { (void)Land::objects().update_or_create({Land::field_code() = "DE"}, {Land::field_name() = "Delaware"}); });
    BOOST_TEST(germany() == "Germany");
    BOOST_TEST(number("SELECT count(*) FROM land") == (one ? 1 : 2));
}

BOOST_AUTO_TEST_CASE(an_upsert_gives_no_values_to_a_row_of_a_key_in_other_letters) {
    std::vector<Land> lands = {{.code = "fr", .name = "France"}, {.code = "DE", .name = "Delaware"}};
    const auto upsert = [&] { Land::objects().bulk_create(lands, {.on_conflict = db::update_on("code", {"name"})}); };
    const bool one = is_a_duplicate(upsert);
    BOOST_TEST(germany() == "Germany");
    BOOST_TEST(number("SELECT count(*) FROM land") == (one ? 1 : 3));
    lands = {{.code = "fr", .name = "Gaul"}, {.code = "de", .name = "Germania"}};
    upsert();
    BOOST_TEST(number("SELECT count(*) FROM land WHERE name IN ('Gaul', 'Germania')") == 2);
}

BOOST_AUTO_TEST_CASE(a_key_with_a_space_behind_it_is_another) {
    Land spaced{.code = "d "};
    Land{.code = "d", .name = "short"}.save();
    BOOST_CHECK_THROW(spaced.refresh(), db::NotFound);
    BOOST_TEST(spaced.remove().total == 0);
}

BOOST_AUTO_TEST_SUITE_END()
