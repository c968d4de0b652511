#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/signals.hpp>

#include "fixture.hpp"

using namespace write_test;

namespace {

struct Heard : Tables {
    Heard() : Tables({&db::model_of<Author>::desc, &db::model_of<Tag>::desc, &db::model_of<Artist>::desc, &db::model_of<Album>::desc, &db::model_of<Song>::desc, &db::model_of<Review>::desc, &db::model_of<Play>::desc, &db::model_of<Poster>::desc}) {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(signals, Heard)

BOOST_AUTO_TEST_CASE(save_is_heard_before_and_after) {
    std::vector<std::string> heard;
    const auto before = db::pre_save<Author>.connect([&](Author& author, const db::SaveInfo& info) {
        heard.push_back("pre " + author.name + " " + std::to_string(author.id) + (info.created ? " new" : ""));
        author.age = 77;
    });
    const auto after = db::post_save<Author>.connect([&](Author& author, const db::SaveInfo& info) {
        heard.push_back("post " + std::to_string(author.id) + (info.created ? " new " : " ") + std::string(info.database) + (info.update_fields.empty() ? "" : " " + std::string(info.update_fields[0])));
    });
    Author ann{.name = "Ann"};
    ann.save();
    ann.save({.update_fields = {"age"}});
    BOOST_TEST(heard == (std::vector<std::string>{"pre Ann 0 new", "post 1 new default", "pre Ann 1", "post 1 default age"}), boost::test_tools::per_element());
    BOOST_TEST(number("SELECT age FROM author") == 77);
}

BOOST_AUTO_TEST_CASE(deletes_are_heard_for_what_goes_along_too) {
    Artist ann{.name = "Ann"};
    ann.save();
    for (int i = 0; i < 2; ++i) Poster{.artist = ann.id}.save();
    std::vector<std::string> heard;
    const auto poster = db::pre_delete<Poster>.connect([&](Poster& one, const db::DeleteInfo&) { heard.push_back("pre poster " + std::to_string(one.id) + " of " + std::to_string(one.artist.id.value())); });
    const auto gone = db::post_delete<Poster>.connect([&](Poster& one, const db::DeleteInfo& info) { heard.push_back("post poster " + std::to_string(one.id) + " " + std::string(info.database)); });
    const auto artist = db::pre_delete<Artist>.connect([&](Artist& one, const db::DeleteInfo&) { heard.push_back(&one == &ann ? "pre this artist" : "pre another"); });
    ann.remove();
    BOOST_TEST(heard == (std::vector<std::string>{"pre poster 1 of 1", "pre poster 2 of 1", "pre this artist", "post poster 1 default", "post poster 2 default"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_rows_at_once_are_heard_once) {
    std::vector<std::int64_t> heard;
    int saves = 0;
    const auto bulk = db::post_bulk<Author>.connect([&](const db::BulkInfo& info) { heard.push_back(info.operation == db::BulkInfo::Operation::create ? info.rows : -info.rows); });
    const auto save = db::post_save<Author>.connect([&](Author&, const db::SaveInfo&) { ++saves; });
    std::vector<Author> list = {{.name = "a"}, {.name = "b"}};
    Author::objects().bulk_create(list, {.returning_pk = true});
    Author::objects().bulk_update(list, {"age"});
    BOOST_TEST(heard == (std::vector<std::int64_t>{2, -2}), boost::test_tools::per_element());
    BOOST_TEST(saves == 0);
}

BOOST_AUTO_TEST_SUITE_END()
