#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/support/error.hpp>

#include "fixture.hpp"

using namespace shelf;
using db::F;
using namespace std::chrono_literals;

namespace {

Sample sample(std::string name, const char* price = nullptr) {
    Sample made{.name = std::move(name)};
    if (price != nullptr) made.price = db::Decimal(price);
    made.save();
    return made;
}

std::string decimal(const db::Expr& value) { return given<db::Decimal>(value).normalized().to_text(); }

bool holds(const db::Expr& condition) { return Sample::objects().filter(condition).exists(); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(numbers, Tables)

BOOST_AUTO_TEST_CASE(decimals_are_computed_with_as_decimals) {
    sample("a", "0.1");
    sample("b", "0.2");
    BOOST_TEST((*Sample::objects().aggregate(db::Sum(Sample::field_price())) == db::Decimal("0.3")));
    BOOST_TEST((*Sample::objects().aggregate(db::Avg(Sample::field_price())) == db::Decimal("0.15")));
    BOOST_TEST((*Sample::objects().aggregate(db::Sum(Sample::field_price(), {.filter = db::Q<Sample>("name", "b")})) == db::Decimal("0.2")));
    BOOST_TEST(decimal(F("price") + db::Decimal("0.2")) == "0.3");
    BOOST_TEST(decimal(F("price") * db::Decimal("1.1")) == "0.11");
    BOOST_TEST(decimal(F("price") + db::Decimal("1000000.25") - db::Decimal("1000000.00")) == "0.35");
    BOOST_TEST(decimal(F("price") / db::Decimal("0.25")) == "0.4");
    BOOST_TEST(holds(F("price") + db::Decimal("0.2") == db::Decimal("0.3")));
    BOOST_TEST(holds(F("price") * 3 == db::Decimal("0.3")));
    BOOST_TEST(given<std::optional<db::Decimal>>(F("price") / 0).has_value() == false);
}

BOOST_AUTO_TEST_CASE(decimals_are_added_up_exactly_over_windows) {
    for (const char* price : {"0.1", "0.2", "0.3", "999999999.999"}) sample(price, price);
    Sample{.name = "none"}.save();
    const auto rows = Sample::objects()
                          .order_by("id")
                          .annotate("sum", db::Window(db::Sum("price")).order_by("id"), "pair", db::Window(db::Sum("price")).order_by("id").rows_between(-1, 0), "mean",
                                    db::Window(db::Avg("price")).order_by("id").rows_between(-1, 0), "rest", db::Window(db::Sum("price")).order_by("id").rows_between(1, {}))
                          .values(db::dyn("sum"), db::dyn("pair"), db::dyn("mean"), db::dyn("rest"))
                          .rows();
    const auto shown = [&](std::size_t row, const char* name) {
        const auto value = rows[row].get<std::optional<db::Decimal>>(name);
        return value ? value->normalized().to_text() : std::string("NULL");
    };
    BOOST_TEST(shown(1, "sum") == "0.3");
    BOOST_TEST(shown(2, "sum") == "0.6");
    BOOST_TEST(shown(4, "sum") == "1000000000.599");
    BOOST_TEST(shown(1, "pair") == "0.3");
    BOOST_TEST(shown(2, "pair") == "0.5");
    BOOST_TEST(shown(2, "mean") == "0.25");
    BOOST_TEST(shown(4, "pair") == "999999999.999");
    BOOST_TEST(shown(3, "rest") == "NULL");
}

BOOST_AUTO_TEST_CASE(what_is_left_of_a_division_of_decimals_is_a_decimal) {
    sample("a", "7.5");
    BOOST_TEST(decimal(F("price") % 2) == "1.5");
    BOOST_TEST(decimal(F("price") % db::Decimal("0.1")) == "0");
    BOOST_TEST(decimal(F("price") * -1 % 2) == "-1.5");
    BOOST_TEST(decimal(db::Mod(F("price"), 2)) == "1.5");
    BOOST_TEST(given<std::optional<db::Decimal>>(F("price") % 0).has_value() == false);
    BOOST_TEST(given<std::optional<db::Decimal>>(db::Mod(F("price"), 0)).has_value() == false);
}

BOOST_AUTO_TEST_CASE(an_updated_decimal_has_the_places_of_its_column) {
    sample("a", "10.1");
    Sample::objects().update(Sample::field_price() = F("price") + db::Decimal("0.2"));
    BOOST_TEST(Sample::objects().filter("price", db::Decimal("10.3")).count() == 1);
    Sample::objects().update(Sample::field_price() = F("price") * db::Decimal("1.00005"));
    BOOST_TEST(Sample::objects().get().price->normalized().to_text() == "10.301");
    Sample::objects().update(Sample::field_price() = db::Decimal("1.0005"));
    BOOST_TEST(Sample::objects().get().price->normalized().to_text() == "1.001");
}

BOOST_AUTO_TEST_CASE(an_updated_whole_number_is_whole_and_fits) {
    Sample one = sample("a");
    Sample::objects().update(Sample::field_score() = 2.75);
    Sample::objects().update(Sample::field_whole() = F("score"));
    BOOST_TEST(Sample::objects().get().whole == 3);
    BOOST_CHECK_THROW(Sample::objects().update(Sample::field_whole() = F("whole") + 3000000000), db::Error);
    BOOST_TEST(Sample::objects().get().whole == 3);
    Sample::objects().update(Sample::field_score() = F("whole") / 0);
    BOOST_TEST(!Sample::objects().get().score.has_value());
}

BOOST_AUTO_TEST_CASE(durations_are_multiplied_and_their_mean_is_one) {
    Sample a{.name = "a", .wait = 1us}, b{.name = "b", .wait = 2us};
    a.save();
    b.save();
    BOOST_TEST((*Sample::objects().aggregate(db::Avg(Sample::field_wait())) == 2us));
    for (const auto& row : Sample::objects().annotate("mean", db::Window(db::Avg("wait"))).values(db::dyn("mean")).rows()) BOOST_TEST((row.get<db::Duration>("mean") == 2us));
    Sample::objects().filter("name", "a").update(Sample::field_wait() = db::Duration(10s));
    BOOST_TEST((given<db::Duration>(F("wait") * 1.5) == 15s));
    BOOST_TEST((given<db::Duration>(F("wait") / 4) == 2500ms));
    BOOST_TEST(holds(F("wait") * 0.5 == db::Duration(5s)));
    const auto rows = Sample::objects().order_by("id").annotate("mean", db::Window(db::Avg("wait"))).values(db::dyn("mean")).rows();
    BOOST_TEST((rows[0].get<db::Duration>("mean") == 5000001us));
}

BOOST_AUTO_TEST_CASE(halves_are_rounded_away_from_zero) {
    Sample{.name = "a", .whole = 25, .score = 2.5}.save();
    BOOST_TEST(holds(db::Q<Sample>("score__round", 3)));
    BOOST_TEST(!holds(db::Q<Sample>("score__round", 2)));
    BOOST_TEST(given<std::int64_t>(db::Round("whole", -1)) == 30);
    BOOST_TEST(given<std::int64_t>(db::Cast<std::int32_t>(F("score") + 0.2)) == 3);
}

BOOST_AUTO_TEST_CASE(what_no_number_is_the_answer_to_is_null) {
    Sample{.name = "a", .score = -1.0}.save();
    for (const db::Expr& one : {db::Sqrt("score"), db::Ln("score"), db::ACos(F("score") * 2), db::ASin(F("score") * 2), db::Mod("score", 0)}) BOOST_TEST(!given<std::optional<double>>(one).has_value());
    BOOST_TEST(!holds(db::Q<Sample>("score__sqrt", 1)));
    BOOST_TEST(given<std::string>(db::Chr(db::Value(128512))) == "\xF0\x9F\x98\x80");
    BOOST_TEST(given<std::string>(db::Chr(db::Value(65))) == "A");
}

BOOST_AUTO_TEST_CASE(bits_of_negative_numbers_are_signed) {
    Sample{.name = "a", .whole = -8}.save();
    BOOST_TEST(given<std::int64_t>(db::bit_and(F("whole"), -3)) == -8);
    BOOST_TEST(given<std::int64_t>(db::bit_or(F("whole"), 3)) == -5);
    BOOST_TEST(given<std::int64_t>(db::bit_xor(F("whole"), 1)) == -7);
    BOOST_TEST(given<std::int64_t>(db::bit_shift_right(F("whole"), 1)) == -4);
    BOOST_TEST(given<std::int64_t>(db::bit_shift_left(F("whole"), 1)) == -16);
    BOOST_TEST(holds(db::bit_or(F("whole"), 3) == -5));
}

BOOST_AUTO_TEST_CASE(sums_beyond_64_bits_are_errors) {
    Sample{.name = "a", .whole = 2}.save();
    Sample{.name = "b", .whole = 3}.save();
    BOOST_TEST(*Sample::objects().aggregate(db::Sum(Sample::field_whole())) == 5);
    BOOST_TEST(Sample::objects().values("name").annotate("n", db::Sum("whole")).filter(db::A("n") > 2).rows().size() == 1U);
    BOOST_CHECK_THROW((void)Sample::objects().aggregate("n", db::Sum(F("whole") * 4000000000000000000)).get<std::int64_t>("n"), db::Error);
}

BOOST_AUTO_TEST_SUITE_END()
