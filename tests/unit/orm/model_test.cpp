#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/json.hpp>

#include "models.hpp"

namespace {

const db::ModelInfo& book() { return db::ModelInfo::of(db::model_of<Book>::desc); }
const db::ModelInfo& author() { return db::ModelInfo::of(db::model_of<Author>::desc); }

db::Value field_form(const db::ModelInfo& model, std::string_view name) { return db::write_field(*model.state().field(name), "library", false); }

}  // namespace

BOOST_AUTO_TEST_SUITE(models)

BOOST_AUTO_TEST_CASE(a_model_is_an_aggregate) {
    static_assert(std::is_aggregate_v<Author>);
    const Author made{.name = "Ursula", .age = 40};
    BOOST_TEST(made.id == 0);
    BOOST_TEST(made.name == "Ursula");
}

BOOST_AUTO_TEST_CASE(objects_with_equal_fields_are_equal) {
    BOOST_TEST((Author{.name = "A"} == Author{.name = "A"}));
    BOOST_TEST((Author{.name = "A"} != Author{.name = "B"}));
}

BOOST_AUTO_TEST_CASE(an_integer_key_is_numbered_by_the_database) {
    BOOST_TEST(author().state().field("id")->type == "BigAutoField");
    BOOST_TEST(author().auto_key()->name() == "id");
}

BOOST_AUTO_TEST_CASE(a_key_of_two_fields_is_not_numbered) {
    const auto& shelf = db::ModelInfo::of(db::model_of<Shelf>::desc);
    BOOST_TEST(shelf.auto_key() == nullptr);
    BOOST_TEST(shelf.state().primary_key == (std::vector<std::string>{"room", "number"}), boost::test_tools::per_element());
    BOOST_TEST(shelf.state().field("room")->type == "IntegerField");
}

BOOST_AUTO_TEST_CASE(a_field_keeps_its_column_name) {
    BOOST_TEST(book().field("title").column == "book_title");
    BOOST_TEST(book().field("author").column == "author_id");
}

BOOST_AUTO_TEST_CASE(a_field_is_found_by_its_column_of_a_foreign_key_and_by_pk) {
    BOOST_TEST(book().find("author_id")->name() == "author");
    BOOST_TEST(book().find("pk")->name() == "id");
}

BOOST_AUTO_TEST_CASE(an_unknown_field_is_an_error_with_the_nearest_name) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(book().field("titel")), db::Error, [](const db::Error& error) {
        return error.code() == db::ErrorCode::query && error.message() == "model library.Book has no field 'titel'" && error.hint() == "did you mean 'title'?";
    });
}

BOOST_AUTO_TEST_CASE(optional_members_are_nullable_columns) {
    BOOST_TEST(field_form(author(), "age").bool_or("null", false));
    BOOST_TEST(!field_form(author(), "name").bool_or("null", false));
}

BOOST_AUTO_TEST_CASE(a_foreign_key_is_what_the_toml_form_gives) {
    BOOST_TEST(db::to_json(field_form(book(), "editor")) == R"({"type":"ForeignKey","to":"Author","on_delete":"SET_NULL","null":true,"related_name":"edited"})");
}

BOOST_AUTO_TEST_CASE(indexes_and_constraints_come_from_the_meta) {
    BOOST_TEST(author().state().index("author_by_name") != nullptr);
    BOOST_TEST(author().state().constraint("author_age") != nullptr);
    BOOST_TEST(book().state().constraint("book_once") != nullptr);
    BOOST_TEST(book().state().comment == "what we lend");
    BOOST_TEST(author().state().ordering.front() == "name");
}

BOOST_AUTO_TEST_CASE(relations_are_seen_from_their_target) {
    std::vector<std::string> names;
    for (const db::ReverseRelation& relation : author().reverse()) names.push_back(relation.name);
    std::sort(names.begin(), names.end());
    BOOST_TEST(names == (std::vector<std::string>{"books", "edited"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reverse_member_is_no_column) {
    BOOST_TEST(author().state().field("books") == nullptr);
    BOOST_TEST(author().columns().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_join_table_has_the_names_of_the_migrations) {
    const db::JoinTable join = book().join_table(book().field("tags"));
    BOOST_TEST(join.table == "books_tags");
    BOOST_TEST(join.source_column == "book_id");
    BOOST_TEST(join.target_column == "tag_id");
}

BOOST_AUTO_TEST_CASE(a_struct_that_cannot_be_edited_is_adapted) {
    const auto& legacy = db::ModelInfo::of(db::model_of<Legacy>::desc);
    BOOST_TEST(legacy.label() == "old.Legacy");
    BOOST_TEST(legacy.columns().size() == 2U);
    BOOST_TEST(legacy.desc().state == nullptr);
}

BOOST_AUTO_TEST_CASE(models_declare_themselves) {
    const auto all = db::registered_models();
    for (const db::ModelDesc* model : {&db::model_of<Book>::desc, &db::model_of<Legacy>::desc}) {
        BOOST_TEST((std::find(all.begin(), all.end(), model) != all.end()));
    }
}

BOOST_AUTO_TEST_CASE(cells_go_into_members_and_back) {
    Author made;
    rdb_cell cell{};
    cell.tag = RDB_INT;
    cell.u.i = 33;
    author().field("age").desc->set(&made, cell);
    BOOST_TEST(made.age.value() == 33);
    db::CellWriter out;
    author().field("age").desc->get(&made, out);
    BOOST_TEST(out.data()[0].u.i == 33);
    cell.tag = RDB_NULL;
    author().field("age").desc->set(&made, cell);
    BOOST_TEST(!made.age.has_value());
    BOOST_CHECK_THROW(author().field("name").desc->set(&made, cell), db::Error);
}

BOOST_AUTO_TEST_CASE(a_number_that_does_not_fit_the_member_is_an_error) {
    Author made;
    rdb_cell cell{};
    cell.tag = RDB_INT;
    cell.u.i = std::int64_t{1} << 40;
    BOOST_CHECK_THROW(author().field("age").desc->set(&made, cell), db::Error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(relations)

BOOST_AUTO_TEST_CASE(a_foreign_key_holds_a_key_without_asking) {
    const Book made{.title = "t", .author = 5};
    BOOST_TEST((made.author.id == 5));
    const std::int64_t key = made.author.id;
    BOOST_TEST(key == 5);
    BOOST_TEST(made.editor.is_null());
}

BOOST_AUTO_TEST_CASE(an_assigned_object_is_the_one_that_is_read) {
    Author author{.id = 8, .name = "Ursula"};
    Book book{.title = "t"};
    book.author = author;
    BOOST_TEST((book.author.id == 8));
    BOOST_TEST(book.author->name == "Ursula");
}

BOOST_AUTO_TEST_CASE(another_key_forgets_the_object) {
    Book book{.title = "t"};
    book.author = Author{.id = 8, .name = "Ursula"};
    book.author.id = 9;
    BOOST_TEST(!book.author.is_loaded());
}

BOOST_AUTO_TEST_CASE(an_empty_foreign_key_cannot_be_followed) {
    const Book book{.title = "t"};
    BOOST_CHECK_THROW(static_cast<void>(*book.editor), db::Error);
}

BOOST_AUTO_TEST_SUITE_END()
