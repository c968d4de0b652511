#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using namespace write_test;

// More values than any server takes parameters for one statement.

namespace {

constexpr int many = 100'000;

struct LongLists : Tables {
    LongLists() : Tables({&db::model_of<Author>::desc, &db::model_of<Ticket>::desc, &db::model_of<Tag>::desc, &db::model_of<Artist>::desc, &db::model_of<Album>::desc,
                        &db::model_of<Song>::desc, &db::model_of<Review>::desc, &db::model_of<Play>::desc, &db::model_of<Poster>::desc}) {}
};

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
