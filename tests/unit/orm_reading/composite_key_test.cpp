#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "../../support/orm_database.hpp"

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

namespace hall {

struct Seat;

struct Hall {
    REINHARDT_MODEL(Hall, "hall", "halls",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(20)),
        (db::Reverse<Seat>, seats, db::via("hall")))
};

struct Seat {
    REINHARDT_MODEL(Seat, "hall", "hall_seats",
        (std::int32_t, row, db::primary_key),
        (std::string, letter, db::max_length(2) | db::primary_key),
        (db::ForeignKey<Hall>, hall, db::on_delete(db::cascade)))
};

struct Halls : orm_schema::TestDatabase {
    Halls() : TestDatabase({&db::model_of<Hall>::desc, &db::model_of<Seat>::desc}) {
        for (Hall* one : {&large, &small}) one->save();
        for (const auto& [row, letter, of] : {std::tuple(1, "a", &large), {1, "b", &small}, {2, "a", &large}, {2, "b", &large}}) Seat{.row = row, .letter = letter, .hall = *of}.save();
    }
    Hall large{.name = "large"}, small{.name = "small"};
};

using Key = std::tuple<std::int32_t, std::string>;

std::string shown(const std::vector<Seat>& seats) {
    std::string text;
    for (const Seat& one : seats) text += std::to_string(one.row) + one.letter + " ";
    return text;
}

void refuses(const db::QuerySet<Seat>& query) {
    BOOST_CHECK_EXCEPTION((void)query.all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query && std::string(error.what()).find("row, letter") != std::string::npos; });
}

}  // namespace hall

using namespace hall;

BOOST_FIXTURE_TEST_SUITE(composite_keys, Halls)

BOOST_AUTO_TEST_CASE(a_tuple_is_the_value_of_a_key_of_several_fields) {
    const auto seats = Seat::objects().order_by("pk");
    BOOST_TEST(Seat::objects().get("pk", std::tuple(2, "a")).hall->name == "large");
    BOOST_TEST(shown(seats.filter("pk", Key(1, "b")).all()) == "1b ");
    BOOST_TEST(shown(seats.exclude("pk", std::pair(1, "b")).all()) == "1a 2a 2b ");
    BOOST_TEST(shown(seats.filter("pk__in", {std::tuple(1, "a"), std::tuple(2, "b"), std::tuple(7, "z")}).all()) == "1a 2b ");
    BOOST_TEST(shown(seats.exclude("pk__in", std::vector<Key>{{1, "a"}, {2, "b"}}).all()) == "1b 2a ");
    BOOST_TEST(seats.filter("pk__in", std::vector<Key>{}).all().empty());
    BOOST_TEST(shown(seats.filter("pk__gt", Key(1, "a")).all()) == "1b 2a 2b ");
    BOOST_TEST(shown(seats.filter("pk__lte", Key(2, "a")).all()) == "1a 1b 2a ");
    BOOST_TEST(shown(seats.filter(db::Q<Seat>("pk", std::tuple(1, "a")) || db::Q<Seat>("pk", std::tuple(2, "b"))).all()) == "1a 2b ");
    BOOST_TEST(shown(seats.filter(db::dyn("pk"), Key(2, "b")).all()) == "2b ");
    BOOST_TEST(shown(Seat::objects().order_by("-pk").all()) == "2b 2a 1b 1a ");
}

BOOST_AUTO_TEST_CASE(one_statement_serves_keys_of_different_values) {
    for (const char* letter : {"a", "b"}) BOOST_TEST(Seat::objects().get("pk", std::tuple(2, letter)).letter == letter);
}

BOOST_AUTO_TEST_CASE(objects_are_found_by_keys_of_several_fields) {
    const auto found = Seat::objects().in_bulk({Key(1, "a"), Key(2, "b"), Key(7, "z")});
    BOOST_TEST(found.size() == 2U);
    BOOST_REQUIRE(found.find(Key(1, "a")) != nullptr);
    BOOST_TEST(found.find(Key(1, "a"))->letter == "a");
    const Seat seat = Seat::objects().get("pk", std::tuple(1, "b"));
    BOOST_TEST(Seat::objects().contains(seat));
    BOOST_TEST(!Seat::objects().filter("row", 2).contains(seat));
    BOOST_TEST(shown(Seat::objects().filter("pk", seat).all()) == "1b ");
}

BOOST_AUTO_TEST_CASE(a_key_of_several_fields_is_reached_through_a_relation) {
    BOOST_TEST(Hall::objects().get("seats__pk", std::tuple(1, "b")).name == "small");
    // Both fields are of one seat.
    BOOST_TEST(Hall::objects().filter("seats__pk", std::tuple(1, "b")).exclude("seats__pk", std::tuple(2, "a")).count() == 1);
    BOOST_TEST(Hall::objects().exclude("seats__pk", std::tuple(1, "b")).get().name == "large");
    BOOST_TEST(Hall::objects().filter("seats__pk__isnull", true).count() == 0);
}

BOOST_AUTO_TEST_CASE(many_keys_of_several_fields_are_looked_for) {
    std::vector<Key> keys = {{1, "a"}};
    for (int i = 0; i < 3'000; ++i) keys.emplace_back(i + 10, "a");
    BOOST_TEST(shown(Seat::objects().filter("pk__in", keys).all()) == "1a ");
}

BOOST_AUTO_TEST_CASE(what_is_no_such_key_names_its_fields) {
    refuses(Seat::objects().filter(db::dyn("pk"), 1));
    refuses(Seat::objects().filter(db::dyn("pk"), std::tuple(1, "a", 2)));
    refuses(Seat::objects().filter(db::dyn("pk__in"), std::vector<int>{1}));
    BOOST_CHECK_THROW((void)Seat::objects().values("pk").rows(), db::Error);
    BOOST_CHECK_THROW((void)Seat::objects().filter("pk__in", Seat::objects()).all(), db::Error);
}

BOOST_AUTO_TEST_SUITE_END()
