#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;

namespace {

/// Two towns, whose keys are no codes; the first with two stops, the second with none; a stop of no town.
struct Towns : Tables {
    Towns() {
        for (Town* one : {&skien, &bergen}) one->save();
        market = {.name = "Market", .town = skien};
        port = {.name = "Port", .town = std::string("SKI")};
        wood = {.name = "Wood"};
        for (Stop* one : {&market, &port, &wood}) one->save();
    }
    Town skien{.code = "SKI", .name = "Skien"}, bergen{.code = "BER", .name = "Bergen"};
    Stop market, port, wood;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(to_field, Towns)

BOOST_AUTO_TEST_CASE(an_object_that_is_assigned_is_stored_by_the_field_that_is_referred_to) {
    BOOST_TEST(market.town.id.value() == "SKI");
    BOOST_TEST(Stop::objects().get("name", "Market").town.id.value() == "SKI");
    market.town = bergen;
    BOOST_TEST(market.town.id.value() == "BER");
    market.save();
    BOOST_TEST(Stop::objects().filter("town", "BER").count() == 1);
    const Stop fresh{.name = "New", .town = bergen};
    BOOST_TEST(fresh.full_clean().text() == "");
    const Stop lost{.name = "New", .town = std::string("OSL")};
    BOOST_TEST(lost.full_clean()["town"].at(0).message == "Town instance with code OSL does not exist.");
}

BOOST_AUTO_TEST_CASE(the_object_is_read_by_that_field_when_it_is_asked_for) {
    const Stop stop = Stop::objects().get("name", "Port");
    BOOST_TEST(!stop.town.is_loaded());
    BOOST_TEST(stop.town->name == "Skien");
    BOOST_TEST(Stop::objects().get("name", "Wood").town.is_null());
}

BOOST_AUTO_TEST_CASE(related_objects_come_along) {
    const auto joined = Stop::objects().select_related("town").order_by("name").all();
    const auto fetched = Stop::objects().prefetch_related("town").order_by("name").all();
    for (const auto& stops : {joined, fetched}) {
        BOOST_REQUIRE(stops.size() == 3U);
        BOOST_TEST(stops[0].town.is_loaded());
        BOOST_TEST(stops[0].town->name == "Skien");
        BOOST_TEST(stops[1].town->name == "Skien");
        BOOST_TEST(stops[2].town.is_null());
    }
}

BOOST_AUTO_TEST_CASE(the_other_side_has_its_objects) {
    BOOST_TEST(skien.stops.count() == 2);
    BOOST_TEST(names(skien.stops.query().order_by("name").all()) == "Market Port");
    BOOST_TEST(bergen.stops.all().empty());
    const auto towns = Town::objects().prefetch_related("stops").order_by("code").all();
    BOOST_TEST(towns[0].stops.all().empty());
    BOOST_TEST(towns[1].stops.all().size() == 2U);
    bergen.stops.add(wood);
    BOOST_TEST(wood.town.id.value() == "BER");
    BOOST_TEST(names(bergen.stops.all()) == "Wood");
    BOOST_TEST(bergen.stops.create({.name = "Quay"}).town.id.value() == "BER");
    bergen.stops.clear();
    BOOST_TEST(Stop::objects().filter("town__isnull", true).count() == 2);
}

BOOST_AUTO_TEST_CASE(conditions_go_along_it_both_ways) {
    BOOST_TEST(names(Stop::objects().filter("town__name", "Skien").order_by("name").all()) == "Market Port");
    BOOST_TEST(names(Stop::objects().filter("town__id", skien.id).order_by("name").all()) == "Market Port");
    BOOST_TEST(names(Town::objects().filter("stops__name", "Port").all()) == "Skien");
    BOOST_TEST(names(Town::objects().exclude("stops__name", "Port").all()) == "Bergen");
    BOOST_TEST(Town::objects().annotate("n", db::Count("stops")).order_by("code").rows()[1].get<std::int64_t>("n") == 2);
}

BOOST_AUTO_TEST_CASE(an_object_is_compared_by_that_field) {
    BOOST_TEST(names(Stop::objects().filter("town", skien).order_by("name").all()) == "Market Port");
    BOOST_TEST(names(Stop::objects().exclude("town", skien).all()) == "Wood");
    BOOST_TEST(Stop::objects().filter("town__in", std::vector<Town>{skien, bergen}).count() == 2);
    BOOST_TEST(Stop::objects().filter(db::Q<Stop>("town", bergen) || db::Q<Stop>("name", "Wood")).count() == 1);
    BOOST_TEST(names(Town::objects().filter("stops", port).all()) == "Skien");
}

BOOST_AUTO_TEST_CASE(many_are_inserted_and_removed_with_what_they_refer_to) {
    std::vector<Stop> stops = {{.name = "A", .town = bergen}, {.name = "B", .town = skien}};
    Stop::objects().bulk_create(stops);
    BOOST_TEST(Stop::objects().filter("town", "BER").count() == 1);
    stops = Stop::objects().filter("name", "A").all();
    stops[0].town = skien;
    Stop::objects().bulk_update(stops, {"town"});
    BOOST_TEST(Stop::objects().filter("town", "SKI").count() == 4);
    BOOST_TEST(skien.remove().total == 5);
    BOOST_TEST(names(Stop::objects().all()) == "Wood");
}

BOOST_AUTO_TEST_SUITE_END()
