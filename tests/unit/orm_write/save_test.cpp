#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using namespace write_test;
using namespace std::chrono_literals;

namespace {

struct Saved : Tables {
    Saved() : Tables({&db::model_of<Author>::desc, &db::model_of<Country>::desc, &db::model_of<Place>::desc, &db::model_of<Seat>::desc, &db::model_of<OnlyKey>::desc, &db::model_of<Note>::desc}) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(saving, Saved)

BOOST_AUTO_TEST_CASE(a_new_object_gets_the_key_of_the_database) {
    Author ann{.name = "Ann"}, bob{.name = "Bob"};
    ann.save();
    bob.save();
    BOOST_TEST(ann.id == 1);
    BOOST_TEST(bob.id == 2);
    BOOST_TEST(text("SELECT name FROM author WHERE id = 2") == "Bob");
    BOOST_TEST(*ann.rdb_state_.database == "default");
}

BOOST_AUTO_TEST_CASE(a_stored_object_is_updated) {
    Author ann{.name = "Ann", .age = 1};
    ann.save();
    ann.age = 2;
    ann.note = "x";
    ann.save();
    BOOST_TEST(number("SELECT count(*) FROM author") == 1);
    BOOST_TEST(number("SELECT age FROM author") == 2);
    BOOST_TEST(text("SELECT note FROM author") == "x");
}

BOOST_AUTO_TEST_CASE(moments_are_set_in_the_object_and_the_row) {
    const db::DateTime before = db::utc_now();
    Author ann{.name = "Ann"};
    ann.save();
    const db::DateTime made = ann.made_at, seen = ann.seen_at;
    BOOST_TEST((made >= before && made <= db::utc_now()));
    BOOST_TEST((seen == made));
    while (db::utc_now() == seen) {
    }
    ann.save();
    BOOST_TEST((ann.made_at == made));
    BOOST_TEST((ann.seen_at > seen));
    Author same{.id = ann.id};
    same.refresh();
    BOOST_TEST((same.made_at == made));
    BOOST_TEST((same.seen_at == ann.seen_at));
}

BOOST_AUTO_TEST_CASE(a_stored_object_whose_row_is_gone_is_inserted_again) {
    Author ann{.name = "Ann"};
    ann.save();
    db::Session().connection().execute("DELETE FROM author");
    ann.save();
    BOOST_TEST(number("SELECT id FROM author") == ann.id);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_set_updates_the_row_or_inserts_it) {
    Country de{.code = "de", .name = "Germany"};
    de.save();
    Country same{.code = "de", .name = "Deutschland"};
    same.save();
    BOOST_TEST(number("SELECT count(*) FROM country") == 1);
    BOOST_TEST(text("SELECT name FROM country") == "Deutschland");
    Author zed{.id = 26, .name = "Zed"};
    zed.save();
    BOOST_TEST(number("SELECT id FROM author") == 26);
}

BOOST_AUTO_TEST_CASE(force_insert_fails_on_a_key_that_is_there) {
    Country de{.code = "de", .name = "Germany"};
    de.save();
    Country same{.code = "de", .name = "Deutschland"};
    BOOST_CHECK_EXCEPTION(same.save({.force_insert = true}), db::IntegrityError, [](const db::IntegrityError& error) { return error.kind() == db::IntegrityError::Kind::unique; });
    BOOST_TEST(text("SELECT name FROM country") == "Germany");
}

BOOST_AUTO_TEST_CASE(force_update_fails_where_no_row_is) {
    Country fr{.code = "fr", .name = "France"};
    BOOST_CHECK_EXCEPTION(fr.save({.force_update = true}), db::NotFound, [](const db::Error& error) { return error.message() == "no row of shop.Country has the key 'fr': nothing was updated"; });
    BOOST_TEST(number("SELECT count(*) FROM country") == 0);
    Author without_key{.name = "X"};
    BOOST_CHECK_EXCEPTION(without_key.save({.force_update = true}), db::Error, code(db::ErrorCode::usage));
    BOOST_CHECK_EXCEPTION(fr.save({.force_insert = true, .force_update = true}), db::Error, code(db::ErrorCode::usage));
}

BOOST_AUTO_TEST_CASE(an_update_that_changes_nothing_finds_its_row) {
    Country de{.code = "de", .name = "Germany"};
    de.save();
    de.save({.force_update = true});
    BOOST_TEST(number("SELECT count(*) FROM country") == 1);
}

BOOST_AUTO_TEST_CASE(update_fields_writes_those_alone) {
    Author ann{.name = "Ann", .age = 1};
    ann.save();
    const db::DateTime seen = ann.seen_at;
    ann.name = "Anna";
    ann.age = 2;
    ann.save({.update_fields = {"age"}});
    BOOST_TEST(text("SELECT name FROM author") == "Ann");
    BOOST_TEST(number("SELECT age FROM author") == 2);
    BOOST_TEST((ann.seen_at == seen));
    BOOST_CHECK_EXCEPTION(ann.save({.update_fields = {"nme"}}), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query && error.hint() == "did you mean 'name'?"; });
    BOOST_CHECK_EXCEPTION(ann.save({.update_fields = {"id"}}), db::Error, code(db::ErrorCode::query));
}

BOOST_AUTO_TEST_CASE(fields_that_were_not_read_are_left_alone) {
    Author ann{.name = "Ann", .age = 1};
    ann.save();
    Author part{.id = ann.id, .age = 5};
    part.rdb_state_ = ann.rdb_state_;
    part.rdb_state_.deferred[0] = 1U << 1;
    part.save();
    BOOST_TEST(text("SELECT name FROM author") == "Ann");
    BOOST_TEST(number("SELECT age FROM author") == 5);
    part.refresh({"name"});
    BOOST_TEST(part.name == "Ann");
    BOOST_TEST(part.rdb_state_.deferred[0] == 0U);
}

BOOST_AUTO_TEST_CASE(what_the_database_makes_is_read_back) {
    Place hall{.width = 3, .height = 4};
    hall.save();
    BOOST_TEST(hall.area == 12);
    BOOST_TEST(hall.rank.value() == 7);
    hall.width = 5;
    hall.save();
    BOOST_TEST(hall.area == 20);
    Place other{.width = 1, .height = 1, .rank = 2};
    other.save();
    BOOST_TEST(number("SELECT " + std::string(backend == "mysql" ? "`rank`" : "rank") + " FROM place WHERE id = 2") == 2);
}

BOOST_AUTO_TEST_CASE(a_key_of_several_fields_finds_its_row) {
    Seat seat{.row_number = 1, .place_number = 0, .guest = "Ann"};
    seat.save();
    seat.guest = "Bob";
    seat.save();
    Seat{.row_number = 1, .place_number = 1, .guest = "Cy"}.save();
    BOOST_TEST(number("SELECT count(*) FROM seat") == 2);
    BOOST_TEST(text("SELECT guest FROM seat WHERE place_number = 0") == "Bob");
}

BOOST_AUTO_TEST_CASE(a_model_of_nothing_but_a_key_is_saved) {
    OnlyKey one, two;
    one.save();
    two.save();
    two.save();
    BOOST_TEST(two.id == 2);
    BOOST_TEST(number("SELECT count(*) FROM only_key") == 2);
}

BOOST_AUTO_TEST_CASE(refresh_of_a_row_that_is_gone_says_so) {
    Author nobody{.id = 99};
    BOOST_CHECK_EXCEPTION(nobody.refresh(), db::NotFound, [](const db::Error& error) { return error.message() == "no row of shop.Author has the key 99"; });
}

BOOST_AUTO_TEST_CASE(a_constraint_that_fails_is_told_with_its_kind) {
    Author{.name = "Ann"}.save();
    Author twin{.name = "Ann"};
    BOOST_CHECK_EXCEPTION(twin.save(), db::IntegrityError, [](const db::IntegrityError& error) { return error.kind() == db::IntegrityError::Kind::unique && !error.constraint().empty(); });
    BOOST_TEST(!twin.rdb_state_.stored());
}

BOOST_AUTO_TEST_CASE(the_next_key_stands_behind_those_of_the_program) {
    for (int key = 1; key < 4; ++key) Author{.id = key, .name = "author " + std::to_string(key)}.save({.force_insert = true});
    db::sync_sequences({&db::model_of<Author>::desc, &db::model_of<OnlyKey>::desc});
    Author next{.name = "next"};
    next.save();
    BOOST_TEST(next.id == 4);
    OnlyKey first;
    first.save();
    BOOST_TEST(first.id == 1);
}

BOOST_AUTO_TEST_CASE(a_soft_deleted_object_keeps_its_row) {
    Note note{.title = "x"};
    note.save();
    BOOST_TEST(!db::is_deleted(note));
    const db::DateTime made = note.created_at, saved = note.updated_at;
    while (db::utc_now() == saved) {
    }
    db::soft_delete(note);
    BOOST_TEST(db::is_deleted(note));
    BOOST_TEST(number("SELECT count(*) FROM note WHERE deleted_at IS NOT NULL") == 1);
    BOOST_TEST((note.created_at == made));
    BOOST_TEST((note.updated_at > saved));
    const db::DateTime gone = *note.deleted_at;
    db::soft_delete(note);
    BOOST_TEST((note.deleted_at == gone));
    db::restore(note);
    BOOST_TEST(number("SELECT count(*) FROM note WHERE deleted_at IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(a_query_has_the_objects_that_are_alive_or_those_that_are_deleted) {
    Note kept{.title = "kept"}, gone{.title = "gone"};
    kept.save();
    gone.save();
    db::soft_delete(gone);
    BOOST_TEST(Note::objects().alive().get().title == "kept");
    BOOST_TEST(Note::objects().deleted().get().title == "gone");
    BOOST_TEST(Note::objects().count() == 2);
    BOOST_TEST(Note::objects().filter("title", "gone").alive().count() == 0);
    db::restore(gone);
    BOOST_TEST(Note::objects().alive().count() == 2);
    BOOST_TEST(!Note::objects().deleted().exists());
}

BOOST_AUTO_TEST_SUITE_END()
