#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

namespace write_test {

enum class Suit { hearts, spades };

}  // namespace write_test

template <>
struct reinhardt::db::enum_names<write_test::Suit> {
    static constexpr EnumName<write_test::Suit> values[] = {{write_test::Suit::hearts, "hearts", ""}, {write_test::Suit::spades, "spades", ""}};
};

namespace write_test {

struct Card {
    REINHARDT_MODEL(Card, "shop", "card",
        (std::int64_t, id, db::primary_key),
        (Suit, suit, db::max_length(10)))
};

}  // namespace write_test

using namespace write_test;

// More values than any server takes parameters for one statement.

namespace {

constexpr int many = 100'000;

struct LongLists : Tables {
    LongLists() : Tables({&db::model_of<Author>::desc, &db::model_of<Ticket>::desc, &db::model_of<Tag>::desc, &db::model_of<Artist>::desc, &db::model_of<Album>::desc,
                        &db::model_of<Song>::desc, &db::model_of<Review>::desc, &db::model_of<Play>::desc, &db::model_of<Poster>::desc, &db::model_of<Everything>::desc, &db::model_of<Card>::desc}) {}
};

constexpr int beyond = 70'000;  // parameters of any server

/// Three rows; `value(i)` is what row i has of the field.
template <class F>
void add_rows(F set) {
    std::vector<Everything> list(3);
    for (int i = 0; i < 3; ++i) {
        list[static_cast<std::size_t>(i)].uuid = db::Uuid::v4();
        list[static_cast<std::size_t>(i)].json = db::Json::parse("1");
        set(list[static_cast<std::size_t>(i)], i);
    }
    Everything::objects().bulk_create(list);
}

/// Those of a long list are found: that of row 0 and that of row 1, and not that of row 2.
template <class T, class Make>
void finds(const char* name, T Everything::*member, Make make) {
    BOOST_TEST_CONTEXT(name) {
        Everything::objects().remove();
        add_rows([&](Everything& one, int i) { one.*member = make(i); });
        std::vector<T> list = {make(0), make(1)};
        for (int i = 3; i < beyond; ++i) list.push_back(make(i));
        const std::string path = std::string(name) + "__in";
        BOOST_TEST(Everything::objects().filter(db::dyn(path), list).count() == 2);
        BOOST_TEST(Everything::objects().exclude(db::dyn(path), list).count() == 1);
        list.erase(list.begin());
        BOOST_TEST(Everything::objects().filter(db::dyn(path), list).update(Everything::field_maybe() = "found") == 1);
    }
}

std::vector<std::int64_t> numbers(int count) {
    std::vector<std::int64_t> list;
    for (int i = 1; i <= count; ++i) list.push_back(i);
    return list;
}

void add_authors(int count) {
    std::vector<Author> list;
    for (int i = 1; i <= count; ++i) list.push_back({.id = i, .name = "author " + std::to_string(i), .age = i});
    Author::objects().bulk_create(list);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(long_lists, LongLists)

BOOST_AUTO_TEST_CASE(a_filter_takes_a_hundred_thousand_keys) {
    add_authors(2'000);
    BOOST_TEST(Author::objects().filter("id__in", numbers(many)).count() == 2'000);
    std::vector<std::int64_t> half = numbers(many);
    half.erase(half.begin(), half.begin() + 1'500);
    BOOST_TEST(Author::objects().filter("id__in", half).count() == 500);
    BOOST_TEST(Author::objects().exclude("id__in", half).count() == 1'500);
}

BOOST_AUTO_TEST_CASE(lists_of_one_length_are_told_apart) {
    add_authors(10);
    std::vector<std::int64_t> first = numbers(5'000), second;
    for (const std::int64_t id : first) second.push_back(id + 5);
    BOOST_TEST(Author::objects().filter("id__in", first).count() == 10);
    BOOST_TEST(Author::objects().filter("id__in", second).count() == 5);
}

BOOST_AUTO_TEST_CASE(texts_are_compared_as_they_are) {
    std::vector<std::string> hard = {"plain", "\"quoted\"", "back\\slash", "{a,b}", "[1]", "o'clock", "new\nline", "üñî 日本 😀", "NULL", "%_$1?", "it''s", ""};
    std::vector<Author> list;
    for (const std::string& name : hard) list.push_back({.name = name});
    Author::objects().bulk_create(list);
    std::vector<std::string> names = hard;
    for (int i = 0; i < many; ++i) names.push_back("nobody " + std::to_string(i));
    BOOST_TEST(Author::objects().filter("name__in", names).count() == static_cast<std::int64_t>(hard.size()));
    BOOST_TEST(Author::objects().exclude("name__in", names).count() == 0);
    names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(hard.size()));
    BOOST_TEST(Author::objects().filter("name__in", names).count() == 0);
}

BOOST_AUTO_TEST_CASE(null_is_equal_to_none_of_them) {
    Author{.name = "without note"}.save();
    Author{.name = "with note", .note = "note 1"}.save();
    std::vector<std::string> notes;
    for (int i = 0; i < 2'000; ++i) notes.push_back("note " + std::to_string(i));
    BOOST_TEST(Author::objects().filter("note__in", notes).count() == 1);
    BOOST_TEST(Author::objects().exclude("note__in", notes).count() == 1);  // as Django: the row without a note too
}

BOOST_AUTO_TEST_CASE(uuids_are_keys_too) {
    std::vector<Ticket> tickets;
    std::vector<db::Uuid> ids;
    for (int i = 0; i < 1'500; ++i) ids.push_back(db::Uuid::v4());
    for (int i = 0; i < 20; ++i) tickets.push_back({.id = ids[static_cast<std::size_t>(i)], .seat = i});
    Ticket::objects().bulk_create(tickets);
    BOOST_TEST(Ticket::objects().filter("id__in", ids).count() == 20);
}

BOOST_AUTO_TEST_CASE(lists_of_any_type_are_longer_than_a_server_takes_parameters) {
    const auto numbered = [](int i) { return std::chrono::microseconds(std::int64_t{1'500'000'000'000'000} + std::int64_t{i} * 1'000'003); };
    finds("real", &Everything::real, [](int i) { return i == 0 ? 0.1 : i == 1 ? 2.0 : (i % 2 == 0 ? 1e-7 : -1e15) / (3.0 * i); });
    finds("price", &Everything::price, [](int i) { return db::Decimal(std::to_string(i - 1) + ".05"); });
    finds("day", &Everything::day, [](int i) { return db::Date(std::chrono::days(i - 30'000)); });
    finds("time", &Everything::time, [](int i) { return db::Time(std::chrono::microseconds(std::int64_t{i} * 1'000'003)); });
    finds("moment", &Everything::moment, [&](int i) { return db::DateTime(numbered(i)); });
    finds("span", &Everything::span, [&](int i) { return db::Duration(numbered(i)); });
    finds("uuid", &Everything::uuid, [](int i) { return db::Uuid(db::Uuid("00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + i))); });
    finds("bytes", &Everything::bytes, [](int i) {
        const auto part = [&](int place) { return std::byte{static_cast<unsigned char>(i >> place)}; };
        return std::vector<std::byte>{std::byte{0xff}, part(0), std::byte{'"'}, part(8), std::byte{0}, part(16)};
    });
}

BOOST_AUTO_TEST_CASE(of_many_values_that_are_equal_each_goes_to_the_server_once) {
    add_rows([](Everything& one, int i) { one.yes = i == 0; });
    const db::Parameter yes = db::to_parameter(true), no = db::to_parameter(false);
    BOOST_TEST(Everything::objects().filter("yes__in", std::vector(beyond, yes)).count() == 1);
    std::vector<db::Parameter> flags(1'500, yes);
    BOOST_TEST(Everything::objects().filter("yes__in", flags).count() == 1);
    flags[7] = no;
    BOOST_TEST(Everything::objects().filter("yes__in", flags).count() == 3);
    for (const Suit suit : {Suit::hearts, Suit::spades}) Card{.suit = suit}.save();
    BOOST_TEST(Card::objects().filter("suit__in", std::vector(beyond, Suit::spades)).count() == 1);
}

BOOST_AUTO_TEST_CASE(in_bulk_takes_a_hundred_thousand_keys) {
    add_authors(300);
    const auto found = Author::objects().in_bulk(numbers(many));
    BOOST_TEST(found.size() == 300U);
    BOOST_TEST(found.find(299)->name == "author 299");
}

BOOST_AUTO_TEST_CASE(rows_of_a_long_list_are_updated_and_deleted) {
    add_authors(3'000);
    std::vector<std::int64_t> ids = numbers(many);
    ids.erase(ids.begin(), ids.begin() + 1'000);
    BOOST_TEST(Author::objects().filter("id__in", ids).update(Author::field_age() = 7) == 2'000);
    BOOST_TEST(number("SELECT count(*) FROM author WHERE age = 7") == 2'001);
    BOOST_TEST(Author::objects().filter("id__in", ids).remove().total == 2'000);
    BOOST_TEST(number("SELECT count(*) FROM author") == 1'000);
}

BOOST_AUTO_TEST_CASE(the_collector_follows_a_hundred_thousand_rows) {
    std::vector<Artist> artists(static_cast<std::size_t>(many));
    for (int i = 0; i < many; ++i) artists[static_cast<std::size_t>(i)].id = i + 1;
    Artist::objects().bulk_create(artists);
    Album{.name = "last", .artist = std::int64_t{many}}.save();
    const db::DeleteResult result = Artist::objects().filter("id__in", numbers(many)).remove();
    BOOST_TEST(result.total == many + 1);
    BOOST_TEST(number("SELECT count(*) FROM album") == 0);
}

BOOST_AUTO_TEST_CASE(prefetch_fills_the_relations_of_a_hundred_thousand_rows) {
    std::vector<Artist> artists(static_cast<std::size_t>(many));
    for (int i = 0; i < many; ++i) artists[static_cast<std::size_t>(i)].id = i + 1;
    Artist::objects().bulk_create(artists);
    Tag tag{.name = "last"};
    tag.save();
    const db::Session session;
    session.connection().execute("INSERT INTO artist_tags (artist_id, tag_id) VALUES (100000, " + std::to_string(tag.id) + ")");
    const std::vector<Artist> read = Artist::objects().prefetch_related("tags").order_by("id").all();
    BOOST_TEST(read.size() == static_cast<std::size_t>(many));
    BOOST_TEST(read.front().tags.all().empty());
    BOOST_TEST(read.back().tags.all().at(0).name == "last");
}

BOOST_AUTO_TEST_SUITE_END()
