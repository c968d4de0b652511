#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "fixture.hpp"

using namespace write_test;

namespace {

struct Music : Tables {
    Music()
        : Tables({&db::model_of<Country>::desc, &db::model_of<Tag>::desc, &db::model_of<Artist>::desc, &db::model_of<Album>::desc, &db::model_of<Song>::desc, &db::model_of<Review>::desc,
                  &db::model_of<Play>::desc, &db::model_of<Poster>::desc, &db::model_of<Folder>::desc, &db::model_of<Invoice>::desc}) {
        nobody.save();
        ann.save();
    }
    Artist nobody{.name = "nobody"}, ann{.name = "Ann"};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(removing, Music)

BOOST_AUTO_TEST_CASE(an_object_that_nothing_refers_to_goes_alone) {
    Tag tag{.name = "loud"};
    tag.save();
    const Tag kept = tag;
    Poster poster{.artist = ann.id};
    poster.save();
    const db::DeleteResult result = poster.remove();
    BOOST_TEST(result.total == 1);
    BOOST_TEST(removed(result, "shop.Poster") == 1);
    BOOST_TEST(number("SELECT count(*) FROM poster") == 0);
    BOOST_TEST(!poster.rdb_state_.stored());
    BOOST_TEST(poster.id == 0);
}

BOOST_AUTO_TEST_CASE(an_object_without_a_key_cannot_be_deleted) {
    Poster poster;
    BOOST_CHECK_EXCEPTION(poster.remove(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage && error.message() == "an object of shop.Poster without a key cannot be deleted"; });
}

BOOST_AUTO_TEST_CASE(cascade_takes_the_rows_that_refer) {
    Album album{.name = "First", .artist = ann.id};
    album.save();
    for (int i = 0; i < 3; ++i) Poster{.artist = ann.id}.save();
    Poster{.artist = nobody.id}.save();
    const db::DeleteResult result = ann.remove();
    BOOST_TEST(result.total == 5);
    BOOST_TEST(removed(result, "shop.Poster") == 3);
    BOOST_TEST(removed(result, "shop.Album") == 1);
    BOOST_TEST(removed(result, "shop.Artist") == 1);
    BOOST_TEST(number("SELECT count(*) FROM poster") == 1);
}

BOOST_AUTO_TEST_CASE(rows_of_join_tables_go_from_both_sides) {
    Tag tag{.name = "loud"};
    tag.save();
    Tag soft{.name = "soft"};
    soft.save();
    const auto join = [&](std::int64_t artist, std::int64_t of) { db::Session().connection().execute("INSERT INTO artist_tags (artist_id, tag_id) VALUES (" + std::to_string(artist) + ", " + std::to_string(of) + ")"); };
    join(ann.id, tag.id);
    join(ann.id, soft.id);
    join(nobody.id, tag.id);
    db::DeleteResult result = tag.remove();
    BOOST_TEST(removed(result, "shop.Artist_tags") == 2);
    BOOST_TEST(result.total == 3);
    result = ann.remove();
    BOOST_TEST(removed(result, "shop.Artist_tags") == 1);
}

BOOST_AUTO_TEST_CASE(set_null_and_set_default_change_the_rows_that_refer) {
    Album album{.name = "First", .artist = ann.id};
    album.save();
    Review review{.album = album.id};
    review.save();
    Play play{.artist = ann.id};
    play.save();
    const db::DeleteResult result = ann.remove();
    BOOST_TEST(result.total == 2);
    BOOST_TEST(number("SELECT count(*) FROM review WHERE album_id IS NULL") == 1);
    BOOST_TEST(number("SELECT artist_id FROM play") == nobody.id);
}

BOOST_AUTO_TEST_CASE(restrict_refuses_while_a_row_refers) {
    Album album{.name = "First", .artist = ann.id};
    album.save();
    Song one{.artist = nobody.id, .album = album.id}, two{.artist = nobody.id, .album = album.id};
    one.save();
    two.save();
    BOOST_CHECK_EXCEPTION(album.remove(), db::RestrictedError, [](const db::Error& error) {
        return error.code() == db::ErrorCode::refused && error.message() == "nothing was deleted: 2 rows of shop.Song (1, 2) still refer to shop.Album by 'album'";
    });
    BOOST_TEST(number("SELECT count(*) FROM album") == 1);
    BOOST_CHECK_THROW(ann.remove(), db::RestrictedError);
    BOOST_TEST(number("SELECT count(*) FROM artist") == 2);
}

BOOST_AUTO_TEST_CASE(a_refusal_leaves_the_transaction_around_it_usable) {
    Album album{.name = "First", .artist = ann.id};
    album.save();
    Song{.artist = nobody.id, .album = album.id}.save();
    db::atomic([&] {
        BOOST_CHECK_THROW(album.remove(), db::RestrictedError);
        Tag{.name = "after"}.save();
    });
    BOOST_TEST(number("SELECT count(*) FROM tag") == 1);
}

BOOST_AUTO_TEST_CASE(restrict_allows_what_is_cascaded_away_too) {
    Album album{.name = "First", .artist = ann.id};
    album.save();
    Song{.artist = ann.id, .album = album.id}.save();
    const db::DeleteResult result = ann.remove();
    BOOST_TEST(removed(result, "shop.Song") == 1);
    BOOST_TEST(removed(result, "shop.Album") == 1);
    BOOST_TEST(result.total == 3);
}

BOOST_AUTO_TEST_CASE(a_tree_goes_with_its_root) {
    Folder root;
    root.save();
    Folder left{.parent = root.id}, right{.parent = root.id};
    left.save();
    right.save();
    Folder leaf{.parent = left.id};
    leaf.save();
    Folder other;
    other.save();
    const db::DeleteResult result = root.remove();
    BOOST_TEST(result.total == 4);
    BOOST_TEST(number("SELECT id FROM folder") == other.id);
}

BOOST_AUTO_TEST_CASE(a_long_chain_goes_with_its_first_row_by_two_statements_for_each) {
    constexpr std::int64_t count = 20'000;
    std::vector<Folder> chain;
    for (std::int64_t i = 1; i <= count; ++i) {
        chain.push_back({.id = i});
        if (i > 1) chain.back().parent = i - 1;
    }
    Folder::objects().bulk_create(chain);
    const db::Session session;
    const auto statements = [&] { return static_cast<std::int64_t>(session.statements().hits() + session.statements().misses()); };
    const std::int64_t before = statements();
    BOOST_TEST(chain.front().remove().total == count);
    BOOST_TEST(statements() - before <= 2 * count + 10);
    BOOST_TEST(number("SELECT count(*) FROM folder") == 0);
}

BOOST_AUTO_TEST_CASE(a_circle_of_rows_goes_whole) {
    Folder one;
    one.save();
    Folder two{.parent = one.id};
    two.save();
    one.parent = two.id;
    one.save();
    one.remove();
    BOOST_TEST(number("SELECT count(*) FROM folder") == 0);
}

BOOST_AUTO_TEST_CASE(no_action_leaves_it_to_the_database) {
    Country de{.code = "de", .name = "Germany"};
    de.save();
    Invoice invoice{.country = "de"};
    invoice.save();
    BOOST_CHECK_EXCEPTION(de.remove(), db::IntegrityError, [](const db::IntegrityError& error) { return error.kind() == db::IntegrityError::Kind::foreign_key; });
}

BOOST_AUTO_TEST_SUITE_END()
