#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/support/json.hpp>

#include "scratch.hpp"

using namespace conformance;

namespace {

/// Makes, changes and drops the objects beside the tables, and reads what the database then has of them.
class Objects : public Scratch {
public:
    void change(const db::SchemaObjects& to, const std::vector<db::Table>& tables = {}, const std::map<std::string, std::vector<db::ValueRename>>& renames = {}) {
        const auto edits = db::object_edits(present_, to, renames);
        std::vector<db::SchemaEdit> all = edits.before_tables;
        all.insert(all.end(), edits.after_tables.begin(), edits.after_tables.end());
        apply(all, tables, tables);
        present_ = to;
    }

    [[nodiscard]] std::vector<std::string> values_of(const std::string& label) const {
        const auto enums = db::objects_of(connection->introspect()).enums;
        const db::EnumType* type = db::object_named(enums, label);
        return type != nullptr ? type->values : std::vector<std::string>{};
    }

    /// A table of one column of the enum "Mood" with each value once.
    db::Table moods(const std::vector<std::string>& values) {
        db::Table made = table("feeling", {column("mood", R"({"type":"EnumField","native":"Mood","choices":[]})")});
        made.column("mood")->default_value = values.front();
        db::Index index;
        index.name = "feeling_of_mood";
        index.parts = {{"mood", "", "", "", "", ""}};
        index.where = "{mood} <> '" + values.front() + "'";
        made.indexes.push_back(index);
        made.checks.push_back({"feeling_has_mood", "{mood} IN ('" + values.front() + "', '" + values.back() + "')"});
        create({made});
        for (const auto& value : {values.front(), values.back()}) insert("feeling", {"mood"}, {db::Value(value)});
        return made;
    }

    [[nodiscard]] std::vector<std::string> kept() {
        std::vector<std::string> values;
        for (const auto& row : rows("feeling", {"mood"}).rows) values.push_back(row.at(0).as_text());
        std::sort(values.begin(), values.end());
        return values;
    }

private:
    db::SchemaObjects present_;
};

using Values = std::vector<std::string>;

db::SchemaObjects mood(Values values) { return {{}, {}, {{"Mood", "", std::move(values)}}}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(objects, Objects)

BOOST_AUTO_TEST_CASE(where_there_are_no_objects_beside_tables_each_edit_is_refused_with_a_reason) {
    if (driver->has_schema_objects()) return;
    const db::SchemaObjects some{{{"e", "", ""}}, {{"c", "", "C", "libc", true}}, {{"t", "", {"a"}}}};
    for (const auto& edit : db::object_edits({}, some).before_tables) {
        const auto result = render({edit}, {}, {});
        BOOST_TEST_CONTEXT(db::edit_kind_name(edit.kind)) {
            BOOST_REQUIRE_EQUAL(result.faults.size(), 1U);
            BOOST_TEST(result.faults.front().message != "");
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_made_is_read_back) {
    if (!driver->has_schema_objects()) return;
    const db::SchemaObjects some{{{"citext", "", ""}}, {{"plain", "", "C", "libc", true}, {"loose", "", "de-u-ks-level2", "icu", false}}, {{"Mood", "", {"it's", "b"}}, {"order", "", {"x"}}}};
    change(some);
    const db::SchemaObjects found = db::objects_of(connection->introspect());
    BOOST_CHECK(db::SchemaObjects({{}, found.collations, found.enums}).equivalent({{}, some.collations, some.enums}));
    BOOST_REQUIRE_EQUAL(found.extensions.size(), 1U);
    BOOST_TEST(found.extensions.front().name == "citext");
    BOOST_TEST(column("c", R"({"type":"EnumField","native":"order","choices":["x"]})").type == "\"order\"");
    change({});
    BOOST_TEST(db::objects_of(connection->introspect()).empty());
}

BOOST_AUTO_TEST_CASE(values_of_an_enum_are_added_renamed_moved_and_taken_away_while_rows_keep_theirs) {
    if (!driver->has_schema_objects()) return;
    change(mood({"b", "d"}));
    const db::Table table = moods({"b", "d"});
    change(mood({"a", "b", "c", "d", "e"}), {table});
    BOOST_TEST(values_of("Mood") == (Values{"a", "b", "c", "d", "e"}));
    change(mood({"a", "d", "c", "b", "e"}), {table});
    BOOST_TEST(values_of("Mood") == (Values{"a", "d", "c", "b", "e"}));
    change(mood({"d", "b"}), {table});
    BOOST_TEST(values_of("Mood") == (Values{"d", "b"}));
    BOOST_TEST(kept() == (Values{"b", "d"}));
    BOOST_TEST(differs_from({table}) == "");
    change(mood({"b", "d"}), {table}, {{"Mood", {{"d", "b"}, {"b", "d"}}}});
    BOOST_TEST(values_of("Mood") == (Values{"b", "d"}));
    BOOST_TEST(kept() == (Values{"b", "d"}));
}

BOOST_AUTO_TEST_CASE(a_value_that_a_row_has_stays) {
    if (!driver->has_schema_objects()) return;
    change(mood({"b", "c", "d"}));
    const db::Table table = moods({"b", "d"});
    BOOST_CHECK_THROW(change(mood({"b", "c"}), {table}), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
