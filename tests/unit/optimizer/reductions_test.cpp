#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/optimizer.hpp>
#include <reinhardt/db/migrations/squash_proof.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../operations/history.hpp"
#include "random_operations.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

/// Operations in TOML, without "op": each is `kind, the rest of its keys`.
struct Written {
    const char* op;
    std::string keys;
};

struct ReductionCase {
    const char* name;
    std::vector<Written> operations, optimized;
};

std::vector<OperationPtr> read(const std::vector<Written>& operations) {
    std::vector<std::string> lines;
    for (const auto& operation : operations) lines.push_back("{ op = \"" + std::string(operation.op) + "\", " + operation.keys + " }");
    return operations_of("operations = [" + join(lines, ",\n") + "]");
}

/// The cases start from `history.hpp`'s blog: Author, Tag, Post.
void check(const std::vector<ReductionCase>& cases) {
    const ProjectState before = state_of(blog);
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(one.name) {
            const auto operations = read(one.operations);
            const auto optimized = optimize(operations, "blog", &before);
            BOOST_CHECK_EQUAL(text_of(optimized), text_of(read(one.optimized)));
            ProjectState wanted = before;
            ProjectState found = before;
            for (const auto& operation : operations) operation->apply(wanted);
            for (const auto& operation : optimized) operation->apply(found);
            BOOST_CHECK_EQUAL(first_difference(wanted, found), "");
        }
    }
}

const std::string key = R"({ name = "id", type = "BigAutoField", primary_key = true })";
const std::string integer = R"({ type = "IntegerField", null = true })";
const std::string big = R"({ type = "BigIntegerField", null = true })";

std::string page(const std::string& fields, const std::string& more = {}) { return "name = \"Page\", fields = [" + key + fields + "]" + more; }
std::string field(const char* model, const char* name, const std::string& definition) {
    return "model = \"" + std::string(model) + "\", name = \"" + name + "\", field = " + definition;
}
std::string named(const char* model, const char* name) { return "model = \"" + std::string(model) + "\", name = \"" + name + "\""; }
std::string renamed(const char* model, const char* from, const char* to) {
    return "model = \"" + std::string(model) + "\", from = \"" + from + "\", to = \"" + to + "\"";
}
const std::string size_field = R"(, { name = "size", type = "IntegerField" })";
const std::string by_size = R"({ fields = ["size"], name = "by_size" })";
const std::string positive = R"({ check = "size > 0", name = "positive" })";
const std::string large = R"({ check = "size > 9", name = "positive" })";

}  // namespace

BOOST_AUTO_TEST_SUITE(reductions)

BOOST_AUTO_TEST_CASE(what_changes_a_new_model_goes_into_its_creation) {
    check({
        {"DeleteModel", {{"CreateModel", page("")}, {"DeleteModel", "name = \"Page\""}}, {}},
        {"RenameModel", {{"CreateModel", page("")}, {"RenameModel", "from = \"Page\", to = \"Sheet\""}}, {{"CreateModel", "name = \"Sheet\", fields = [" + key + "]"}}},
        {"AlterModelTable", {{"CreateModel", page("")}, {"AlterModelTable", "model = \"Page\", table = \"p\""}}, {{"CreateModel", page("", ", table = \"p\"")}}},
        {"AlterModelOptions",
         {{"CreateModel", page("")}, {"AlterModelOptions", "model = \"Page\", options = { comment = \"c\" }"}},
         {{"CreateModel", page("", ", comment = \"c\"")}}},
        {"AddField", {{"CreateModel", page("")}, {"AddField", field("Page", "size", R"({ type = "IntegerField" })")}}, {{"CreateModel", page(size_field)}}},
        {"a value for rows that there are none of",
         {{"CreateModel", page("")}, {"AddField", field("Page", "size", R"({ type = "IntegerField" })") + ", backfill = 1"}},
         {{"CreateModel", page(size_field)}}},
        {"AlterField",
         {{"CreateModel", page(size_field)}, {"AlterField", field("Page", "size", R"({ type = "FloatField" })")}},
         {{"CreateModel", page(R"(, { name = "size", type = "FloatField" })")}}},
        {"RemoveField", {{"CreateModel", page(size_field)}, {"RemoveField", named("Page", "size")}}, {{"CreateModel", page("")}}},
        {"RenameField, with the index that names it",
         {{"CreateModel", page(size_field, ", indexes = [" + by_size + "]")}, {"RenameField", renamed("Page", "size", "pages")}},
         {{"CreateModel", page(R"(, { name = "pages", type = "IntegerField" })", R"(, indexes = [{ fields = ["pages"], name = "by_size" }])")}}},
        {"AddIndex",
         {{"CreateModel", page(size_field)}, {"AddIndex", "model = \"Page\", index = " + by_size}},
         {{"CreateModel", page(size_field, ", indexes = [" + by_size + "]")}}},
        {"RemoveIndex", {{"CreateModel", page(size_field, ", indexes = [" + by_size + "]")}, {"RemoveIndex", named("Page", "by_size")}}, {{"CreateModel", page(size_field)}}},
        {"RenameIndex",
         {{"CreateModel", page(size_field, ", indexes = [" + by_size + "]")}, {"RenameIndex", renamed("Page", "by_size", "sizes")}},
         {{"CreateModel", page(size_field, R"(, indexes = [{ fields = ["size"], name = "sizes" }])")}}},
        {"AddConstraint",
         {{"CreateModel", page(size_field)}, {"AddConstraint", "model = \"Page\", constraint = " + positive}},
         {{"CreateModel", page(size_field, ", constraints = [" + positive + "]")}}},
        {"AlterConstraint",
         {{"CreateModel", page(size_field, ", constraints = [" + positive + "]")}, {"AlterConstraint", "model = \"Page\", constraint = " + large}},
         {{"CreateModel", page(size_field, ", constraints = [" + large + "]")}}},
        {"RemoveConstraint",
         {{"CreateModel", page(size_field, ", constraints = [" + positive + "]")}, {"RemoveConstraint", named("Page", "positive")}},
         {{"CreateModel", page(size_field)}}},
    });
}

BOOST_AUTO_TEST_CASE(a_new_model_follows_the_rename_of_one_that_it_refers_to) {
    const std::string to_author = R"(, { name = "author", type = "ForeignKey", to = "Author", on_delete = "CASCADE" })";
    const std::string to_sheet = R"(name = "Copy", fields = [{ name = "id", type = "BigAutoField", primary_key = true }, { name = "of", type = "ForeignKey", to = ")";
    check({
        {"a new model",
         {{"CreateModel", page("")}, {"CreateModel", to_sheet + R"(Page", on_delete = "CASCADE" }])"}, {"RenameModel", "from = \"Page\", to = \"Sheet\""}},
         {{"CreateModel", "name = \"Sheet\", fields = [" + key + "]"}, {"CreateModel", to_sheet + R"(Sheet", on_delete = "CASCADE" }])"}}},
        {"one that was there",
         {{"CreateModel", page(to_author)}, {"RenameModel", "from = \"Author\", to = \"Writer\""}},
         {{"CreateModel", page(to_author)}, {"RenameModel", "from = \"Author\", to = \"Writer\""}}},
    });
}

BOOST_AUTO_TEST_CASE(changes_of_one_field_become_one) {
    check({
        {"added and altered", {{"AddField", field("Tag", "a", integer)}, {"AlterField", field("Tag", "a", big)}}, {{"AddField", field("Tag", "a", big)}}},
        {"added and removed", {{"AddField", field("Tag", "a", integer)}, {"RemoveField", named("Tag", "a")}}, {}},
        {"added and renamed", {{"AddField", field("Tag", "a", integer)}, {"RenameField", renamed("Tag", "a", "b")}}, {{"AddField", field("Tag", "b", integer)}}},
        {"altered twice",
         {{"AlterField", field("Post", "rating", integer)}, {"AlterField", field("Post", "rating", big)}},
         {{"AlterField", field("Post", "rating", big)}}},
        {"altered and removed", {{"AlterField", field("Post", "rating", integer)}, {"RemoveField", named("Post", "rating")}}, {{"RemoveField", named("Post", "rating")}}},
        {"renamed twice", {{"RenameField", renamed("Tag", "word", "a")}, {"RenameField", renamed("Tag", "a", "b")}}, {{"RenameField", renamed("Tag", "word", "b")}}},
        {"renamed and removed", {{"RenameField", renamed("Tag", "word", "a")}, {"RemoveField", named("Tag", "a")}}, {{"RemoveField", named("Tag", "word")}}},
        {"past another field",
         {{"AddField", field("Tag", "a", integer)}, {"AddField", field("Tag", "b", integer)}, {"RemoveField", named("Tag", "a")}},
         {{"AddField", field("Tag", "b", integer)}}},
        {"past another model",
         {{"AddField", field("Tag", "a", integer)}, {"CreateModel", page("")}, {"AlterField", field("Tag", "a", big)}},
         {{"AddField", field("Tag", "a", big)}, {"CreateModel", page("")}}},
        {"removed and added again: its values are lost",
         {{"RemoveField", named("Post", "rating")}, {"AddField", field("Post", "rating", integer)}},
         {{"RemoveField", named("Post", "rating")}, {"AddField", field("Post", "rating", integer)}}},
    });
}

BOOST_AUTO_TEST_CASE(rows_keep_the_value_that_the_operations_gave_them) {
    const std::string one = R"({ type = "IntegerField" })";
    const std::string two = R"({ type = "IntegerField", default = 2 })";
    check({
        {"the default comes later", {{"AddField", field("Tag", "a", one) + ", backfill = 1"}, {"AlterField", field("Tag", "a", two)}}, {{"AddField", field("Tag", "a", two) + ", backfill = 1"}}},
        {"the default goes", {{"AddField", field("Tag", "a", two)}, {"AlterField", field("Tag", "a", one)}}, {{"AddField", field("Tag", "a", one) + ", backfill = 2"}}},
    });
}

BOOST_AUTO_TEST_CASE(changes_of_a_model_become_one) {
    check({
        {"renamed twice", {{"RenameModel", "from = \"Tag\", to = \"A\""}, {"RenameModel", "from = \"A\", to = \"B\""}}, {{"RenameModel", "from = \"Tag\", to = \"B\""}}},
        {"renamed and deleted",
         {{"RemoveField", named("Post", "tags")}, {"RenameModel", "from = \"Tag\", to = \"A\""}, {"DeleteModel", "name = \"A\""}},
         {{"RemoveField", named("Post", "tags")}, {"DeleteModel", "name = \"Tag\""}}},
        {"its table twice", {{"AlterModelTable", "model = \"Tag\", table = \"a\""}, {"AlterModelTable", "model = \"Tag\", table = \"b\""}}, {{"AlterModelTable", "model = \"Tag\", table = \"b\""}}},
        {"its options twice",
         {{"AlterModelOptions", "model = \"Tag\", options = { comment = \"a\" }"}, {"AlterModelOptions", "model = \"Tag\", options = { ordering = [\"word\"] }"}},
         {{"AlterModelOptions", "model = \"Tag\", options = { ordering = [\"word\"] }"}}},
        {"all that changed what is deleted",
         {{"AddField", field("Post", "a", integer)},
          {"AlterField", field("Post", "rating", big)},
          {"RemoveField", named("Post", "tags")},
          {"AddIndex", "model = \"Post\", index = { fields = [\"a\"], name = \"by_a\" }"},
          {"AddConstraint", "model = \"Post\", constraint = { check = \"a > 0\", name = \"a_positive\" }"},
          {"AlterModelTable", "model = \"Post\", table = \"p\""},
          {"DeleteModel", "name = \"Post\""}},
         {{"DeleteModel", "name = \"Post\""}}},
    });
}

BOOST_AUTO_TEST_CASE(changes_of_one_index_or_constraint_become_one) {
    const std::string by_word = R"(model = "Tag", index = { fields = ["word"], name = "by_word" })";
    const std::string words = R"(model = "Tag", index = { fields = ["word"], name = "words" })";
    const std::string post_title = R"(model = "Post", index = { fields = ["title"], name = "post_title" })";
    const std::string any = R"(model = "Tag", constraint = { check = "word > 'a'", name = "word_big" })";
    const std::string more = R"(model = "Tag", constraint = { check = "word > 'b'", name = "word_big" })";
    check({
        {"an index added and removed", {{"AddIndex", by_word}, {"RemoveIndex", named("Tag", "by_word")}}, {}},
        {"added and renamed", {{"AddIndex", by_word}, {"RenameIndex", renamed("Tag", "by_word", "words")}}, {{"AddIndex", words}}},
        {"renamed twice",
         {{"RenameIndex", renamed("Post", "post_title", "a")}, {"RenameIndex", renamed("Post", "a", "b")}},
         {{"RenameIndex", renamed("Post", "post_title", "b")}}},
        {"renamed and removed", {{"RenameIndex", renamed("Post", "post_title", "a")}, {"RemoveIndex", named("Post", "a")}}, {{"RemoveIndex", named("Post", "post_title")}}},
        {"removed and added again", {{"RemoveIndex", named("Post", "post_title")}, {"AddIndex", post_title}}, {}},
        {"of the same name on another model stays",
         {{"RemoveIndex", named("Post", "post_title")}, {"AddIndex", R"(model = "Tag", index = { fields = ["word"], name = "post_title" })"}},
         {{"RemoveIndex", named("Post", "post_title")}, {"AddIndex", R"(model = "Tag", index = { fields = ["word"], name = "post_title" })"}}},
        {"a constraint added and removed, around a new field",
         {{"AddConstraint", any}, {"AddField", field("Tag", "a", integer)}, {"RemoveConstraint", named("Tag", "word_big")}},
         {{"AddField", field("Tag", "a", integer)}}},
        {"added and altered", {{"AddConstraint", any}, {"AlterConstraint", more}}, {{"AddConstraint", more}}},
        {"altered and removed",
         {{"AlterConstraint", R"(model = "Post", constraint = { check = "length(title) > 1", name = "title_not_empty" })"}, {"RemoveConstraint", named("Post", "title_not_empty")}},
         {{"RemoveConstraint", named("Post", "title_not_empty")}}},
    });
}

BOOST_AUTO_TEST_CASE(raw_operations_are_a_wall_unless_they_may_be_left_out) {
    const std::string sql = R"(sql = "SELECT 1", reverse_sql = "")";
    check({
        {"between", {{"AddField", field("Tag", "a", integer)}, {"RunSQL", sql}, {"RemoveField", named("Tag", "a")}},
         {{"AddField", field("Tag", "a", integer)}, {"RunSQL", sql}, {"RemoveField", named("Tag", "a")}}},
        {"elidable", {{"AddField", field("Tag", "a", integer)}, {"RunSQL", sql + ", elidable = true"}, {"RemoveField", named("Tag", "a")}}, {}},
        {"elidable alone", {{"RunSQL", sql + ", elidable = true"}}, {}},
    });
}

BOOST_AUTO_TEST_CASE(enums_extensions_and_collations_reduce_and_keep_their_place_before_what_uses_them) {
    const std::string enumeration = R"(name = "mood", values = ["a", "b"])";
    const std::string native = R"(, { name = "mood", type = "EnumField", native = "mood", choices = ["a", "b"] })";
    const std::string more = R"(name = "mood", add = [{ value = "c", after = "a" }])";
    check({
        {"an enum made and dropped", {{"CreateEnum", enumeration}, {"DropEnum", "name = \"mood\""}}, {}},
        {"an enum made, used and dropped",
         {{"CreateEnum", enumeration}, {"CreateModel", page(native)}, {"RemoveField", named("Page", "mood")}, {"DropEnum", "name = \"mood\""}},
         {{"CreateModel", page("")}}},
        {"values of a new enum", {{"CreateEnum", enumeration}, {"AlterEnum", more}}, {{"CreateEnum", R"(name = "mood", values = ["a", "c", "b"])"}}},
        {"values added behind its use",
         {{"CreateEnum", enumeration}, {"CreateModel", page(native)}, {"AlterEnum", more}},
         {{"CreateEnum", R"(name = "mood", values = ["a", "c", "b"])"}, {"CreateModel", page(native)}}},
        {"a value renamed behind its use",
         {{"CreateEnum", enumeration}, {"CreateModel", page(native)}, {"AlterEnum", R"(name = "mood", rename = { a = "x" })"}},
         {{"CreateEnum", enumeration}, {"CreateModel", page(native)}, {"AlterEnum", R"(name = "mood", rename = { a = "x" })"}}},
        {"values added twice",
         {{"CreateEnum", enumeration}, {"RemoveIndex", named("Post", "post_title")}, {"AlterEnum", more}, {"AlterEnum", R"(name = "mood", add = [{ value = "d" }])"}},
         {{"CreateEnum", R"(name = "mood", values = ["a", "c", "b", "d"])"}, {"RemoveIndex", named("Post", "post_title")}}},
        {"a field of a new enum goes behind it",
         {{"CreateModel", page("")}, {"CreateEnum", enumeration}, {"AddField", field("Page", "mood", R"({ type = "EnumField", native = "mood", choices = ["a", "b"] })")}},
         {{"CreateEnum", enumeration}, {"CreateModel", page(native)}}},
        {"an enum of other backends",
         {{"CreateEnum", enumeration + ", only = [\"postgresql\"]"}, {"AlterEnum", more}},
         {{"CreateEnum", enumeration + ", only = [\"postgresql\"]"}, {"AlterEnum", more}}},
        {"an extension made and dropped", {{"CreateExtension", "name = \"hstore\""}, {"DropExtension", "name = \"hstore\""}}, {}},
        {"nothing crosses an extension",
         {{"CreateModel", page("")}, {"CreateExtension", "name = \"hstore\""}, {"AddField", field("Page", "attrs", R"({ type = "HStoreField", null = true })")}},
         {{"CreateModel", page("")}, {"CreateExtension", "name = \"hstore\""}, {"AddField", field("Page", "attrs", R"({ type = "HStoreField", null = true })")}}},
        {"a collation made and dropped", {{"CreateCollation", "name = \"c\", locale = \"C\""}, {"DropCollation", "name = \"c\""}}, {}},
        {"a collation that is used",
         {{"CreateModel", page("")}, {"CreateCollation", "name = \"c\", locale = \"C\""}, {"AddField", field("Page", "t", R"({ type = "TextField", collation = "c", null = true })")}},
         {{"CreateCollation", "name = \"c\", locale = \"C\""}, {"CreateModel", page(R"(, { name = "t", type = "TextField", null = true, collation = "c" })")}}},
    });
}

BOOST_AUTO_TEST_SUITE_END()
