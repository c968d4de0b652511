#define BOOST_TEST_MODULE orm_export
#include <boost/test/unit_test.hpp>

#include <reinhardt/db/orm/model_form.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

#include <reinhardt/db/orm.hpp>

namespace db = reinhardt::db;

namespace {

enum class Status { draft, live };
enum class Size : std::int16_t { small = 1, large = 2 };
enum class Bare : std::uint32_t { one };

}  // namespace

template <>
struct reinhardt::db::enum_names<Status> {
    static constexpr EnumName<Status> values[] = {{Status::draft, "draft", "Draft"}, {Status::live, "on line", ""}};
};
template <>
struct reinhardt::db::enum_names<Size> {
    static constexpr EnumName<Size> values[] = {{Size::small, "", "Small"}, {Size::large, "", "Large"}};
};

namespace {

inline constexpr auto short_enough = db::validators::max_length(9);

struct Sample {
    REINHARDT_MODEL(Sample, "shop", "shop_sample",
        (std::int64_t, id, db::primary_key),
        (Status, status, db::default_(Status::live)),
        (std::optional<Size>, size),
        (Bare, bare),
        (db::Array<db::Array<std::int32_t>>, grid),
        (std::optional<db::Range<db::Date>>, stay),
        (db::Image, picture),
        (std::string, class_, db::validate<db::validators::email, short_enough>),
        (std::string, code, db::max_length(5) | db::attributes(R"({"max_length": 7, "db_default": {"sqlite": "'a'"}})")),
        (db::NoColumn, target, db::generic_foreign_key("bare", "id")),
        (std::string, note, db::transient))
    REINHARDT_META(Sample,
        db::check("id > 0").name("positive"),
        db::unique_together("status", "code").name("once"),
        db::constraint_as(R"({"check": {"sqlite": "1"}, "name": "one"})"),
        db::check("id > 1").name("more"),
        db::option("sqlite", "strict", true), db::option("mysql", "engine", "InnoDB"), db::option("postgresql", "fillfactor", 70))
};

struct Pair {
    REINHARDT_MODEL(Pair, "shop", "pairs",
        (std::int32_t, left, db::primary_key),
        (std::int32_t, right, db::primary_key))
    REINHARDT_META(Pair, db::model_keys(R"({"primary_key": ["right", "left"]})"))
};

struct Faulty {
    REINHARDT_MODEL(Faulty, "shop", "faulty",
        (std::int64_t, id, db::primary_key),
        (std::string, name, db::attributes("{]")))
};

template <class M>
std::string field_text(const char* name) {
    const db::ModelState state = db::model_state_of(db::model_of<M>::desc);
    const db::Field* field = state.field(name);
    BOOST_REQUIRE(field != nullptr);
    return field->type + " " + db::to_json(field->attributes);
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_enum_with_texts_is_an_enum_field) { BOOST_TEST(field_text<Sample>("status") == R"(EnumField {"default":"on line","choices":["draft","on line"]})"); }

BOOST_AUTO_TEST_CASE(an_enum_with_labels_alone_is_its_integer_with_choices) {
    BOOST_TEST(field_text<Sample>("size") == R"(SmallIntegerField {"null":true,"choices":[[1,"Small"],[2,"Large"]]})");
}

BOOST_AUTO_TEST_CASE(an_enum_without_names_is_an_integer_that_holds_all_its_values) { BOOST_TEST(field_text<Sample>("bare") == "BigIntegerField {}"); }

BOOST_AUTO_TEST_CASE(arrays_of_arrays_keep_their_dimensions) { BOOST_TEST(field_text<Sample>("grid") == R"(ArrayField {"of":{"type":"ArrayField","of":"IntegerField"}})"); }

BOOST_AUTO_TEST_CASE(an_optional_range_keeps_its_element) { BOOST_TEST(field_text<Sample>("stay") == R"(DateRangeField {"null":true})"); }

BOOST_AUTO_TEST_CASE(an_image_is_an_image_field) { BOOST_TEST(field_text<Sample>("picture") == "ImageField {}"); }

BOOST_AUTO_TEST_CASE(an_underscore_at_the_end_is_no_part_of_a_name) { BOOST_TEST(field_text<Sample>("class") == R"(TextField {"validators":["email",{"name":"max_length","value":9}]})"); }

BOOST_AUTO_TEST_CASE(a_field_is_called_by_its_name_in_queries) { BOOST_TEST(Sample::field_class_().name() == "class"); }

BOOST_AUTO_TEST_CASE(attributes_stand_in_place_of_words) { BOOST_TEST(field_text<Sample>("code") == R"(CharField {"max_length":7,"db_default":{"sqlite":"'a'"}})"); }

BOOST_AUTO_TEST_CASE(a_generic_foreign_key_is_declared_and_other_transient_members_are_not) {
    const db::ModelState state = db::model_state_of(db::model_of<Sample>::desc);
    BOOST_TEST(field_text<Sample>("target") == R"(GenericForeignKey {"content_type":"bare","object_id":"id"})");
    BOOST_TEST((state.field("note") == nullptr));
}

BOOST_AUTO_TEST_CASE(constraints_stand_in_the_order_of_the_meta) {
    std::string names;
    const db::ModelState state = db::model_state_of(db::model_of<Sample>::desc);
    for (const auto& constraint : state.constraints) names += constraint.name + " ";
    BOOST_TEST(names == "positive once one more ");
}

BOOST_AUTO_TEST_CASE(options_of_drivers_keep_their_kind) {
    BOOST_TEST(db::to_json(db::model_state_of(db::model_of<Sample>::desc).options) == R"({"sqlite":{"strict":true},"mysql":{"engine":"InnoDB"},"postgresql":{"fillfactor":70}})");
}

BOOST_AUTO_TEST_CASE(a_table_of_the_default_name_is_not_said) { BOOST_TEST(db::model_state_of(db::model_of<Sample>::desc).table.empty()); }

BOOST_AUTO_TEST_CASE(a_composite_key_may_have_an_order_of_its_own) {
    const db::ModelState state = db::model_state_of(db::model_of<Pair>::desc);
    BOOST_TEST(state.primary_key == (std::vector<std::string>{"right", "left"}), boost::test_tools::per_element());
    BOOST_TEST(state.table == "pairs");
}

BOOST_AUTO_TEST_CASE(attributes_that_are_no_json_name_their_field_and_model) {
    BOOST_CHECK_EXCEPTION((void)db::model_state_of(db::model_of<Faulty>::desc), db::Error, [](const db::Error& error) {
        return error.code() == db::ErrorCode::models && error.message().starts_with("attributes of field 'name' of model shop.Faulty is no JSON object: ");
    });
}
