#include <boost/test/unit_test.hpp>

#include "fixture.hpp"

using namespace write_test;

namespace write_test {

enum class Level { low = 1, mid = 2, high = 3 };

}  // namespace write_test

template <>
struct reinhardt::db::enum_names<write_test::Level> {
    static constexpr db::EnumName<write_test::Level> values[] = {{write_test::Level::low, "low", "Low"}, {write_test::Level::mid, "mid", "Mid"}, {write_test::Level::high, "high", "High"}};
};

namespace write_test {

struct Beginning {
    REINHARDT_MODEL(Beginning, "shop", "beginning",
        (std::int64_t, id, db::primary_key),
        (std::int32_t, n, db::default_(5)),
        (std::string, s, db::default_("abc") | db::max_length(10)),
        (bool, yes, db::default_(true)),
        (double, d, db::default_(1.5)),
        (Level, level, db::default_(Level::mid) | db::max_length(10)),
        (std::optional<std::int32_t>, maybe, db::default_(7)),
        (db::Json, json, db::default_json(R"({"a": 1})")),
        (db::Decimal, price, db::default_("1.50") | db::max_digits(6) | db::decimal_places(2)),
        (std::int32_t, made, db::db_default("42")),
        (std::string, made_text, db::db_default("'x'") | db::max_length(10)),
        (std::int32_t, computed, db::db_default("1 + 1")),
        (db::DateTime, made_at, db::auto_now_add))
};

struct Coded {
    REINHARDT_MODEL(Coded, "shop", "coded",
        (std::int32_t, id, db::primary_key | db::not_auto),
        (std::int32_t, v))
};

struct Keyed {
    REINHARDT_MODEL(Keyed, "shop", "keyed",
        (db::Uuid, id, db::primary_key),
        (std::optional<db::Uuid>, other),
        (db::Decimal, price, db::max_digits(6) | db::decimal_places(2) | db::unique),
        (std::int32_t, v))
};

struct Priced {
    REINHARDT_MODEL(Priced, "shop", "priced",
        (std::int64_t, id, db::primary_key),
        (db::Decimal, price, db::max_digits(6) | db::decimal_places(2) | db::unique),
        (std::int32_t, v))
};

struct Old {
    std::int64_t id = 0;
    std::string code;
    std::int32_t n = 0;
};

}  // namespace write_test

REINHARDT_ADAPT(write_test::Old, "shop", "old",
    (id, db::primary_key),
    (code, db::max_length(10) | db::unique),
    (n))

namespace {

struct Begun : Tables {
    Begun()
        : Tables({&db::model_of<Beginning>::desc, &db::model_of<Coded>::desc, &db::model_of<Keyed>::desc, &db::model_of<Priced>::desc, &db::model_of<Old>::desc, &db::model_of<Author>::desc,
                  &db::model_of<Folder>::desc}) {}
};

void check_defaults(const Beginning& one) {
    BOOST_TEST(one.n == 5);
    BOOST_TEST(one.s == "abc");
    BOOST_TEST(one.yes);
    BOOST_TEST(one.d == 1.5);
    BOOST_TEST((one.level == Level::mid));
    BOOST_TEST((one.maybe == 7));
    BOOST_TEST((one.json == db::Json::parse(R"({"a": 1})")));
    BOOST_TEST((one.price == db::Decimal("1.50")));
    BOOST_TEST(one.made == 42);
    BOOST_TEST(one.made_text == "x");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(beginnings, Begun)

BOOST_AUTO_TEST_CASE(a_new_object_has_the_defaults_and_every_write_keeps_them) {
    static_assert(std::is_aggregate_v<Beginning>);
    Beginning one{.computed = 3};
    check_defaults(one);
    one.save();
    const Beginning created = Beginning::objects().create({.computed = 4});
    const auto [made, is_new] = Beginning::objects().get_or_create({Beginning::field_computed() = 5}, {Beginning::field_n() = 6});
    BOOST_TEST(is_new);
    BOOST_TEST(made.n == 6);
    std::vector<Beginning> many(2);
    many[0].computed = many[1].computed = 9;
    Beginning::objects().bulk_create(many);
    for (const Beginning& read : Beginning::objects().exclude("n", 6).all()) check_defaults(read);
    BOOST_TEST(Beginning::objects().count() == 5);
}

BOOST_AUTO_TEST_CASE(what_the_program_sets_is_written_though_there_is_a_default) {
    Beginning one{.n = 0, .s = "", .yes = false, .d = 0, .maybe = std::nullopt, .made = 0, .made_text = "", .computed = 1};
    one.save();
    const Beginning read = Beginning::objects().get();
    BOOST_TEST((read.n == 0 && read.s.empty() && !read.yes && read.d == 0 && !read.maybe && read.made == 0 && read.made_text.empty()));
}

BOOST_AUTO_TEST_CASE(a_number_that_may_be_meant_or_not_is_an_error_where_the_database_computes_the_default) {
    Beginning one;
    BOOST_CHECK_EXCEPTION(one.save(), db::Error, code(db::ErrorCode::usage));
    std::vector<Beginning> many(1);
    BOOST_CHECK_EXCEPTION(Beginning::objects().bulk_create(many), db::Error, code(db::ErrorCode::usage));
    BOOST_TEST(Beginning::objects().count() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_assigned_to_a_field_that_was_not_read_is_saved) {
    Beginning{.n = 1, .s = "old", .computed = 1}.save();
    Beginning one = Beginning::objects().only("id").get();
    one.s = "new";
    one.save();
    const Beginning read = Beginning::objects().get();
    BOOST_TEST(read.s == "new");
    BOOST_TEST(read.n == 1);
    BOOST_TEST(one.is_loaded(Beginning::field_s()));
    BOOST_TEST(!one.is_loaded(Beginning::field_n()));
}

BOOST_AUTO_TEST_CASE(bulk_update_of_a_field_that_was_not_read_is_an_error) {
    Beginning{.n = 1, .computed = 1}.save();
    std::vector<Beginning> list = Beginning::objects().defer("n").all();
    BOOST_CHECK_EXCEPTION(Beginning::objects().bulk_update(list, {"n"}), db::Error, code(db::ErrorCode::usage));
    list[0].n = 8;
    BOOST_TEST(Beginning::objects().bulk_update(list, {"n"}) == 1);
    BOOST_TEST(number("SELECT n FROM beginning") == 8);
}

BOOST_AUTO_TEST_CASE(bulk_update_writes_the_rows_of_its_query_alone) {
    std::vector<Author> list{{.name = "a"}, {.name = "b"}};
    Author::objects().bulk_create(list, {.returning_pk = true});
    list[0].age = list[1].age = 9;
    BOOST_TEST(Author::objects().filter("name", "a").bulk_update(list, {"age"}) == 1);
    BOOST_TEST(number("SELECT age FROM author WHERE name = 'b'") == 0);
    BOOST_TEST(Author::objects().none().bulk_update(list, {"age"}) == 0);
    BOOST_CHECK_THROW(Author::objects().limit(1).bulk_update(list, {"age"}), db::Error);
}

BOOST_AUTO_TEST_CASE(objects_without_a_key_never_overwrite_each_other) {
    Keyed one{.price = db::Decimal("1"), .v = 1};
    BOOST_CHECK_EXCEPTION(one.save(), db::Error, code(db::ErrorCode::usage));
    std::vector<Keyed> many{one};
    BOOST_CHECK_EXCEPTION(Keyed::objects().bulk_create(many), db::Error, code(db::ErrorCode::usage));
    Coded{.v = 1}.save();
    Coded second{.v = 2};
    BOOST_CHECK_THROW(second.save(), db::IntegrityError);
    BOOST_TEST(number("SELECT v FROM coded") == 1);
}

BOOST_AUTO_TEST_CASE(an_update_of_an_object_that_was_not_read_keeps_when_the_row_was_made) {
    Beginning one{.computed = 1};
    one.save();
    Beginning same{.id = one.id, .n = 9, .computed = 1};
    same.save();
    const Beginning read = Beginning::objects().get();
    BOOST_TEST(read.n == 9);
    BOOST_TEST((read.made_at == one.made_at));
}

BOOST_AUTO_TEST_CASE(an_adapted_struct_that_was_read_is_clean_and_read_in_full) {
    Old one{.id = 0, .code = "a", .n = 1};
    db::save(one);
    const Old read = db::objects<Old>().get();
    BOOST_TEST(db::full_clean(read).empty());
    BOOST_TEST(!db::full_clean(Old{.id = 0, .code = "a", .n = 1}).empty());
    BOOST_CHECK_EXCEPTION(static_cast<void>(db::objects<Old>().only("code")), db::Error, code(db::ErrorCode::usage));
    BOOST_CHECK_EXCEPTION(static_cast<void>(db::objects<Old>().defer("code")), db::Error, code(db::ErrorCode::usage));
    BOOST_TEST(db::model_of<Old>::desc.name == "Old");
}

BOOST_AUTO_TEST_CASE(an_expression_gives_a_column_of_integers_an_integer) {
    Author ann{.name = "Ann", .age = 3};
    ann.save();
    Author::objects().update({Author::field_age() = Author::field_age() * 1.5});
    BOOST_TEST(Author::objects().get().age == 4);
    BOOST_CHECK_THROW(Author::objects().update({Author::field_age() = 5'000'000'000}), db::Error);
    Author::objects().update({Author::field_age() = 2'147'483'647});
    BOOST_CHECK_THROW(Author::objects().update({Author::field_age() = Author::field_age() + 1}), db::Error);
    BOOST_TEST(Author::objects().get().age == 2'147'483'647);
}

BOOST_AUTO_TEST_CASE(a_document_with_a_large_number_is_read_again) {
    Beginning{.json = db::Json::parse(R"({"x": 1e20})"), .computed = 1}.save();
    BOOST_TEST(Beginning::objects().get().json["x"].as_real() == 1e20);
}

BOOST_AUTO_TEST_CASE(a_moment_that_cannot_be_read_back_is_not_stored) {
    if (db::Session().driver().name() == "postgresql") return;  // it has these years
    Beginning one{.computed = 1};
    one.save();
    one.made_at = db::DateTime::max();
    BOOST_CHECK_THROW(one.save(), db::Error);
    one.made_at = db::DateTime::min();
    BOOST_CHECK_THROW(one.save(), db::Error);
    BOOST_TEST(Beginning::objects().all().size() == 1U);
}

BOOST_AUTO_TEST_CASE(uuids_that_are_all_null_are_inserted_in_bulk) {
    std::vector<Keyed> list(3);
    for (std::size_t i = 0; i < list.size(); ++i) {
        list[i].id = db::Uuid::v4();
        list[i].price = db::Decimal(std::to_string(i));
    }
    Keyed::objects().bulk_create(list);
    BOOST_TEST(Keyed::objects().filter("other__isnull", true).count() == 3);
}

BOOST_AUTO_TEST_CASE(an_upsert_gives_keys_back_however_the_server_spells_the_value) {
    if (db::Session().driver().name() == "mysql") return;  // no RETURNING of rows in conflict
    std::vector<Priced> list{{.price = db::Decimal("1.5"), .v = 1}, {.price = db::Decimal("2"), .v = 2}};
    Priced::objects().bulk_create(list, {.on_conflict = db::update_on("price", {"v"}), .returning_pk = true});
    BOOST_TEST((list[0].id != 0 && list[1].id != 0));
}

BOOST_AUTO_TEST_CASE(a_bulk_create_that_fails_leaves_the_objects_as_they_were) {
    std::vector<Author> list{{.name = "a"}, {.name = "b"}, {.name = "a"}};
    BOOST_CHECK_THROW(Author::objects().bulk_create(list, {.batch = 1, .returning_pk = true}), db::IntegrityError);
    for (const Author& one : list) BOOST_TEST((one.id == 0 && !one.rdb_state_.stored()));
    list[2].name = "c";
    Author::objects().bulk_create(list, {.batch = 1, .returning_pk = true});
    BOOST_TEST(Author::objects().count() == 3);
}

BOOST_AUTO_TEST_CASE(a_long_chain_of_cascades_is_deleted) {
    constexpr std::int64_t depth = 3'000;
    std::vector<Folder> list(depth);
    for (std::int64_t i = 0; i < depth; ++i) {
        list[static_cast<std::size_t>(i)].id = i + 1;
        if (i > 0) list[static_cast<std::size_t>(i)].parent = i;
    }
    Folder::objects().bulk_create(list);
    Folder root = Folder::objects().get("id", 1);
    BOOST_TEST(root.remove().total == depth);
    BOOST_TEST(Folder::objects().count() == 0);
}

BOOST_AUTO_TEST_CASE(rows_that_refer_to_each_other_are_all_counted) {
    Folder one, two;
    one.save();
    two.parent = one;
    two.save();
    one.parent = two;
    one.save();
    BOOST_TEST(one.remove().total == 2);
}

BOOST_AUTO_TEST_CASE(an_enum_value_without_a_name_is_an_invalid_choice) {
    Beginning one{.level = static_cast<Level>(9), .computed = 1};
    const auto errors = one.full_clean();
    BOOST_REQUIRE(errors["level"].size() == 1U);
    BOOST_TEST(errors["level"][0].code == "invalid_choice");
    BOOST_CHECK_EXCEPTION(one.save(), db::Error, [](const db::Error& error) { return error.message().find("'level'") != std::string::npos; });
}

BOOST_AUTO_TEST_CASE(refresh_forgets_what_was_read_of_relations) {
    Folder parent;
    parent.save();
    Folder child{.parent = parent};
    child.save();
    BOOST_TEST(child.parent.is_loaded());
    child.refresh();
    BOOST_TEST(!child.parent.is_loaded());
    BOOST_TEST((Folder::objects().filter(Folder::field_parent() == parent).count() == 1));
    BOOST_TEST(Folder::objects().update({Folder::field_parent() = parent}) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
