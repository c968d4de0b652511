#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_database.hpp"

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

namespace wiki {

struct Page {
    REINHARDT_MODEL(Page, "wiki", "pages",
        (std::int64_t, id, db::primary_key),
        (std::string, title, db::max_length(50)),
        (db::Deferred<std::string>, body),
        (db::Deferred<std::optional<std::string>>, note),
        (db::Deferred<db::Json>, data))
};

struct Link {
    REINHARDT_MODEL(Link, "wiki", "links",
        (std::int64_t, id, db::primary_key),
        (db::ForeignKey<Page>, page, db::on_delete(db::cascade) | db::related_name("links")))
};

struct Wiki : orm_schema::TestDatabase {
    Wiki() : TestDatabase({&db::model_of<Page>::desc, &db::model_of<Link>::desc}) {
        Page page{.title = "Start", .body = "a long text", .data = db::Json::parse("[1, 2]")};
        page.save();
        Link{.page = page}.save();
    }
};

inline std::string stored_body() { return Page::objects().flat_list<std::string>("body").at(0); }

}  // namespace wiki

using namespace wiki;

BOOST_FIXTURE_TEST_SUITE(deferred, Wiki)

BOOST_AUTO_TEST_CASE(a_deferred_field_is_read_when_it_is_asked_for) {
    Page page = Page::objects().get("title", "Start");
    BOOST_TEST(!page.body.is_loaded());
    BOOST_TEST(!page.is_loaded(Page::field_body()));
    BOOST_TEST(*page.body == "a long text");
    BOOST_TEST(page.body.is_loaded());
    BOOST_TEST(page.is_loaded(Page::field_body()));
    BOOST_TEST(!page.note.is_loaded());
    BOOST_TEST(!page.note->has_value());
    BOOST_TEST(page.data->value().as_list().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_deferred_field_is_read_with_the_row_where_only_names_it) {
    BOOST_TEST(Page::objects().sql().find("body") == std::string::npos);
    const Page page = Page::objects().only("title", "body").get("title", "Start");
    BOOST_TEST(page.body.is_loaded());
    BOOST_TEST(!page.note.is_loaded());
}

BOOST_AUTO_TEST_CASE(a_deferred_field_that_was_not_read_is_not_written) {
    Page page = Page::objects().get("title", "Start");
    page.title = "Home";
    page.save();
    BOOST_TEST(!page.body.is_loaded());
    BOOST_TEST(stored_body() == "a long text");
}

BOOST_AUTO_TEST_CASE(a_deferred_field_that_was_assigned_is_written) {
    Page page = Page::objects().get("title", "Start");
    page.body = "short";
    page.save();
    BOOST_TEST(stored_body() == "short");
    page.body.get() += "er";
    page.save();
    BOOST_TEST(stored_body() == "shorter");
}

BOOST_AUTO_TEST_CASE(deferred_fields_are_filtered_and_updated_as_any) {
    BOOST_TEST(Page::objects().filter("body__startswith", "a long").count() == 1);
    BOOST_TEST(Page::objects().filter(Page::field_body() == "a long text").update(Page::field_body() = "new") == 1);
    BOOST_TEST(stored_body() == "new");
    BOOST_TEST(Page::objects().filter("note__isnull", true).count() == 1);
}

BOOST_AUTO_TEST_CASE(deferred_fields_of_related_objects_and_of_raw_rows_are_read_later) {
    const Link link = Link::objects().select_related("page").get(db::F("id") > 0);
    BOOST_TEST(link.page.is_loaded());
    BOOST_TEST(!link.page->body.is_loaded());
    BOOST_TEST(*link.page->body == "a long text");
    const auto raw = Page::objects().raw("SELECT id, title FROM pages").all();
    BOOST_TEST(*raw.at(0).body == "a long text");
}

BOOST_AUTO_TEST_CASE(a_refresh_reads_deferred_fields_too) {
    Page page = Page::objects().get("title", "Start");
    page.refresh();
    BOOST_TEST(page.body.is_loaded());
    BOOST_TEST(*page.body == "a long text");
}

BOOST_AUTO_TEST_CASE(a_deferred_field_of_a_row_that_is_gone_is_not_found) {
    const Page page = Page::objects().get("title", "Start");
    (void)Page::objects().remove();
    BOOST_CHECK_THROW((void)page.body.get(), db::NotFound);
}

BOOST_AUTO_TEST_CASE(deferred_fields_of_many_objects_are_seen_by_the_guard) {
    for (int i = 0; i < 3; ++i) Page{.title = "more", .body = "x"}.save();
    const auto pages = Page::objects().all();
    const db::NPlusOne guard("pages", {.threshold = 2, .mode = db::NPlusOne::fail});
    BOOST_TEST(*pages.at(0).body == "a long text");
    (void)pages.at(1).body.get();
    BOOST_CHECK_THROW((void)pages.at(2).body.get(), db::Error);
}

BOOST_AUTO_TEST_SUITE_END()
