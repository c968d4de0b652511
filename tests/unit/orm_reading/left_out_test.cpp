#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_database.hpp"

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

namespace parish {

struct Letter;

struct Person {
    REINHARDT_MODEL(Person, "parish", "persons",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::max_length(20) | db::unique),
        (db::Reverse<Letter>, letters, db::via("sender")))
};
using Named = db::ForeignKey<Person, std::string>;

struct Letter {
    REINHARDT_MODEL(Letter, "parish", "letters",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(20)),
        (db::ForeignKey<Person>, sender, db::on_delete(db::cascade)),
        (db::ForeignKey<Person>, reader, db::null | db::on_delete(db::set_null) | db::related_name("read")),
        (Named, witness, db::null | db::to_field("name") | db::on_delete(db::set_null) | db::related_name("seen")))
};

struct Pew {
    REINHARDT_MODEL(Pew, "parish", "pews",
        (std::int32_t, row, db::primary_key),
        (std::int32_t, place, db::primary_key),
        (db::ForeignKey<Person>, owner, db::on_delete(db::cascade)))
};

struct Parish : orm_schema::TestDatabase {
    Parish() : TestDatabase({&db::model_of<Person>::desc, &db::model_of<Letter>::desc, &db::model_of<Pew>::desc}) {
        ada.save();
        tim.save();
        Letter{.title = "Hello", .sender = ada, .witness = std::string("tim")}.save();
        Pew{.row = 1, .place = 2, .owner = tim}.save();
    }
    [[nodiscard]] static Letter titled() { return Letter::objects().only("title").get("title", "Hello"); }
    Person ada{.name = "ada"}, tim{.name = "tim"};
};

}  // namespace parish

using namespace parish;

BOOST_FIXTURE_TEST_SUITE(left_out, Parish)

BOOST_AUTO_TEST_CASE(a_foreign_key_that_was_left_out_is_read_when_it_is_asked_for) {
    const Letter letter = titled();
    BOOST_TEST(!letter.is_loaded(Letter::field_sender()));
    BOOST_TEST(!letter.sender.is_loaded());
    BOOST_TEST(!letter.sender.is_null());
    BOOST_TEST((letter.sender.id == ada.id));
    BOOST_TEST(letter.is_loaded(Letter::field_sender()));
    BOOST_TEST(letter.sender->name == "ada");
    BOOST_TEST(letter.reader.is_null());
    BOOST_TEST(!letter.reader);
    BOOST_TEST(titled().witness.id.value() == "tim");
    BOOST_TEST((titled().witness->id == tim.id));
}

BOOST_AUTO_TEST_CASE(foreign_keys_that_were_left_out_compare_as_what_is_stored) {
    const Letter letter = titled(), copy = letter;
    BOOST_TEST((letter == copy));
    BOOST_TEST(!letter.sender.id.is_read());
    BOOST_TEST((letter.sender == Letter::objects().get("title", "Hello").sender));
    BOOST_TEST((titled().sender.id == titled().sender.id));
}

BOOST_AUTO_TEST_CASE(a_foreign_key_that_was_left_out_is_not_written_unless_it_was_assigned) {
    Letter letter = titled();
    letter.title = "Hi";
    letter.save();
    BOOST_TEST(!letter.sender.id.is_read());
    BOOST_TEST(Letter::objects().get("title", "Hi").sender->name == "ada");
    letter.sender = tim;
    letter.witness = std::nullopt;
    letter.save();
    BOOST_TEST(Letter::objects().get("title", "Hi").sender->name == "tim");
    BOOST_TEST(Letter::objects().get("title", "Hi").witness.is_null());
}

BOOST_AUTO_TEST_CASE(fetch_and_refresh_read_a_foreign_key_that_was_left_out) {
    Letter letter = titled();
    letter.fetch(Letter::field_sender());
    BOOST_TEST(letter.sender.id.is_read());
    BOOST_TEST(!letter.witness.id.is_read());
    letter.refresh();
    BOOST_TEST(letter.witness.id.is_read());
}

BOOST_AUTO_TEST_CASE(foreign_keys_of_rows_of_raw_sql_and_of_related_objects_are_read_later) {
    BOOST_TEST(Letter::objects().raw("SELECT id, title FROM letters").all().at(0).sender->name == "ada");
    BOOST_TEST((Letter::objects().raw("SELECT * FROM letters").all().at(0).witness->id == tim.id));
    BOOST_TEST(Person::objects().raw("SELECT * FROM persons WHERE name = 'ada'").all().at(0).letters.all().size() == 1U);
    const auto people = Person::objects().prefetch_related(db::Prefetch("letters", Letter::objects().only("title"))).filter("name", "ada").all();
    BOOST_TEST(people.at(0).letters.all().at(0).witness.id.value() == "tim");
}

BOOST_AUTO_TEST_CASE(a_foreign_key_of_a_row_that_is_gone_or_whose_key_is_several_fields_is_an_error) {
    const Letter letter = titled();
    (void)Letter::objects().remove();
    BOOST_CHECK_THROW((void)letter.sender.is_null(), db::NotFound);
    const Pew pew = Pew::objects().only("row").get("row", 1);
    BOOST_CHECK_EXCEPTION((void)pew.owner.is_null(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query && std::string(error.what()).find("'owner'") != std::string::npos; });
}

BOOST_AUTO_TEST_CASE(foreign_keys_of_many_objects_are_seen_by_the_guard) {
    for (int i = 0; i < 3; ++i) Letter{.title = "more", .sender = ada}.save();
    const auto letters = Letter::objects().only("title").all();
    const db::NPlusOne guard("letters", {.threshold = 2, .mode = db::NPlusOne::fail});
    (void)letters.at(0).sender.is_null();
    (void)letters.at(1).sender.is_null();
    BOOST_CHECK_THROW((void)letters.at(2).sender.is_null(), db::Error);
}

BOOST_AUTO_TEST_SUITE_END()
