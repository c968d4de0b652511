#include <algorithm>

#include <reinhardt/db/orm/atomic.hpp>

#include "fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(reading, Library)

BOOST_AUTO_TEST_CASE(rows_become_objects) {
    const Book book = Book::objects().get("title", "Earthsea");
    BOOST_TEST(book.id == 2);
    BOOST_TEST((book.author.id == 1));
    BOOST_TEST(book.editor.is_null());
    BOOST_TEST((book.sequel.id == 1));
    BOOST_TEST(book.views == 30);
    using namespace std::chrono;
    BOOST_TEST((book.created_at == sys_days(year(2024) / 2 / 29) + hours(12)));
    BOOST_TEST(book.rdb_state_.stored());
}

BOOST_AUTO_TEST_CASE(null_is_an_empty_optional) { BOOST_TEST(!Author::objects().get("name", "Nobody").age.has_value()); }

BOOST_AUTO_TEST_CASE(the_order_of_the_meta_holds_unless_another_is_asked_for) {
    BOOST_TEST(names(Author::objects()) == "Borges Le Guin Nobody Young ");
    BOOST_TEST(names(Author::objects().order_by("-id")) == "Young Nobody Borges Le Guin ");
    BOOST_TEST(names(Author::objects().reverse()) == "Young Nobody Le Guin Borges ");
}

BOOST_AUTO_TEST_CASE(no_row_and_several_are_told_apart) {
    BOOST_CHECK_THROW(static_cast<void>(Book::objects().get("title", "?")), db::NotFound);
    BOOST_CHECK_EXCEPTION(static_cast<void>(Book::objects().get("author", 1)), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::query; });
}

BOOST_AUTO_TEST_CASE(first_and_last_go_by_the_key_where_there_is_no_order) {
    BOOST_TEST(Book::objects().first()->id == 1);
    BOOST_TEST(Book::objects().last()->id == 4);
    BOOST_TEST(!Book::objects().filter("views", 7).first().has_value());
}

BOOST_AUTO_TEST_CASE(a_kept_statement_reads_a_table_whose_column_has_another_type_by_now) {
    const std::string before = names(Author::objects());
    if (backend == "postgresql") db::Session().connection().execute("ALTER TABLE authors ALTER COLUMN age TYPE bigint");
    else if (backend == "mysql") db::Session().connection().execute("ALTER TABLE authors MODIFY age bigint");
    else db::Session().connection().execute("ALTER TABLE authors ADD COLUMN extra integer");
    BOOST_TEST(names(Author::objects()) == before);
    std::string iterated;
    for (const Author& author : Author::objects().iterate()) iterated += author.name + " ";
    BOOST_TEST(iterated == before);
}

BOOST_AUTO_TEST_CASE(rows_that_share_the_only_connection_do_not_keep_it_from_others) {
    db::PoolOptions one;
    one.max_connections = 1;
    db::databases().add("narrow", url, one);
    std::int64_t books = 0;
    for (const Author& author : Author::objects().using_db("narrow").iterate()) books += Book::objects().using_db("narrow").filter("author", author.id).count();
    BOOST_TEST(books == Book::objects().count());
}

BOOST_AUTO_TEST_CASE(a_cell_that_does_not_fit_ends_the_query_and_leaves_the_connection_usable) {
    const std::string far = backend == "postgresql" ? "ALTER TABLE authors ALTER COLUMN age TYPE bigint" : backend == "mysql" ? "ALTER TABLE authors MODIFY age bigint" : "SELECT 1";
    db::Session().connection().execute(far);
    db::Session().connection().execute("UPDATE authors SET age = 5000000000 WHERE id = 1");
    BOOST_CHECK_THROW(static_cast<void>(Author::objects().order_by("id").all()), db::Error);
    BOOST_TEST(Author::objects().filter("id__gt", 1).count() == 3);
    db::atomic([&] {
        BOOST_CHECK_THROW(static_cast<void>(Author::objects().order_by("id").all()), db::Error);
        BOOST_TEST(Author::objects().filter("id__gt", 1).count() == 3);
    });
}

BOOST_AUTO_TEST_CASE(rows_are_counted) {
    BOOST_TEST(Book::objects().count() == 4);
    BOOST_TEST(Book::objects().filter("views__gte", 20).count() == 2);
    BOOST_TEST(Book::objects().limit(3).count() == 3);
    BOOST_TEST(Book::objects().filter("tags__word__in", {"fantasy", "labyrinth"}).count() == 3);
    BOOST_TEST(Book::objects().filter("tags__word__in", {"fantasy", "labyrinth"}).distinct().count() == 2);
    BOOST_TEST(Book::objects().filter("title", "Aleph").exists());
    BOOST_TEST(!Book::objects().none().exists());
}

BOOST_AUTO_TEST_CASE(a_slice_is_a_part_of_the_rows) {
    BOOST_TEST(titles(Book::objects().order_by("id").slice(1, 3)) == "Earthsea Aleph ");
    BOOST_TEST(titles(Book::objects().order_by("id").offset(3)) == "100%_sure ");
    BOOST_TEST(titles(Book::objects().order_by("id").limit(0)) == "");
}

BOOST_AUTO_TEST_CASE(fields_that_were_not_asked_for_are_deferred) {
    const Book book = Book::objects().only("title").get("title", "Aleph");
    BOOST_TEST(book.title == "Aleph");
    BOOST_TEST(book.id == 3);
    BOOST_TEST(book.views == 0);
    const std::size_t views = db::ModelInfo::of(db::model_of<Book>::desc).field("views").index;
    BOOST_TEST(book.rdb_state_.is_deferred(views));
}

BOOST_AUTO_TEST_CASE(related_objects_come_with_the_rows) {
    const Book book = Book::objects().select_related("author", "editor", "sequel__author").get("title", "Earthsea");
    BOOST_TEST(book.author.is_loaded());
    BOOST_TEST(book.author->name == "Le Guin");
    BOOST_TEST(book.sequel.is_loaded());
    BOOST_TEST(book.sequel->title == "Dispossessed");
    BOOST_TEST(book.sequel->author.is_loaded());
    BOOST_TEST(!book.editor.is_loaded());
}

BOOST_AUTO_TEST_CASE(blocks_hold_a_part_of_the_rows) {
    std::vector<std::size_t> sizes;
    const auto reader = Book::objects().order_by("id").query().open(3);
    for (std::vector<Book> block;; block.clear()) {
        db::ObjectList list = db::list_of(block);
        if (!reader->next(list)) break;
        sizes.push_back(block.size());
    }
    BOOST_TEST(sizes == (std::vector<std::size_t>{3, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_statement_of_ones_own_makes_objects) {
    const auto found = Book::objects().raw("SELECT views, id, book_title FROM books WHERE views > ? ORDER BY id", 15).all();
    BOOST_TEST(found.size() == 2U);
    BOOST_TEST(found.front().title == "Earthsea");
    BOOST_TEST(found.front().views == 30);
}

BOOST_AUTO_TEST_CASE(annotations_stand_beside_the_fields) {
    const auto rows = Author::objects().annotate("n", db::Count("books")).filter(db::A("n") >= 1).order_by("id").rows();
    BOOST_TEST(rows.size() == 3U);
    BOOST_TEST(rows.front().get<std::string>("name") == "Le Guin");
    BOOST_TEST(rows.front().get<std::int64_t>("n") == 2);
}

BOOST_AUTO_TEST_CASE(aggregates_read_as_what_they_are) {
    BOOST_TEST(Book::objects().aggregate(db::Count("id")) == 4);
    BOOST_TEST(Book::objects().aggregate(db::Avg(Book::field_views())).value() == 15.0);
    const db::Row row = Book::objects().filter("author", 1).aggregate("most", db::Max("views"), "all", db::Sum("views"));
    BOOST_TEST(row.get<std::int64_t>("most") == 30);
    BOOST_TEST(row.get<std::int64_t>("all") == 40);
}

BOOST_AUTO_TEST_CASE(an_aggregate_of_nothing_is_null_and_a_count_zero) {
    BOOST_TEST(!Book::objects().none().aggregate(db::Avg("views")).has_value());
    BOOST_TEST(Book::objects().filter("views", 7).aggregate(db::Count("id")) == 0);
}

BOOST_AUTO_TEST_CASE(a_plan_is_shown) {
    const auto books = Book::objects().filter("views", 7).exclude("title__contains", "' OR 1=1 --");
    BOOST_TEST(!books.explain().empty());
    if (backend == "sqlite") {
        BOOST_CHECK_EXCEPTION(static_cast<void>(books.explain({.analyze = true})), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::unsupported; });
        return;
    }
    BOOST_TEST(books.explain({.analyze = true}) != books.explain());
    const auto plain = Book::objects().filter("views", 7);  // MariaDB repeats quotes of values in a way that is no JSON
    BOOST_TEST(db::Json::parse(plain.explain({.format = "json"})).dump().size() > 2U);
    BOOST_TEST(db::Json::parse(plain.explain({.analyze = true, .format = "json"})).dump().size() > 2U);
    BOOST_CHECK_EXCEPTION(static_cast<void>(books.explain({.format = "x; DROP TABLE book"})), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::unsupported; });
}

BOOST_AUTO_TEST_CASE(select_for_update_needs_a_transaction) {
    if (backend == "sqlite") {
        BOOST_CHECK_EXCEPTION(Book::objects().select_for_update().all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::unsupported || error.code() == db::ErrorCode::usage; });
        return;
    }
    BOOST_CHECK_EXCEPTION(Book::objects().select_for_update().all(), db::Error, [](const db::Error& error) { return error.code() == db::ErrorCode::usage; });
    BOOST_TEST(db::atomic([] { return Book::objects().select_for_update().filter("id", 1).all().size(); }) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
