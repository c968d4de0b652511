#include <reinhardt/db/migrations/operation_edits.hpp>
#include <reinhardt/db/migrations/operations/alter_enum.hpp>
#include <reinhardt/db/support/json.hpp>

#include "history.hpp"
#include "plain_typer.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

namespace {

using Values = std::vector<std::string>;

constexpr std::string_view objects = R"(
[[operations]]
op = "CreateExtension"
name = "hstore"
schema = "ext"
version = "1.8"
[[operations]]
op = "CreateCollation"
name = "german"
locale = "de"
provider = "icu"
deterministic = false
[[operations]]
op = "CreateEnum"
name = "mood"
values = ["sad", "ok", "happy"]
[[operations]]
op = "CreateModel"
name = "Person"
fields = [
  { name = "id", type = "BigAutoField", primary_key = true },
  { name = "mood", type = "EnumField", native = "mood", choices = ["sad", "ok", "happy"] },
]
)";

std::string one(const std::string& op, const std::string& keys) { return "[[operations]]\nop = \"" + op + "\"\n" + keys; }

/// Keys of operations that the state of `objects` allows, with what they say.
struct Change {
    std::string op, keys, description, fragment;
};
const std::vector<Change> changes = {
    {"CreateExtension", "name = \"citext\"", "Create extension citext", "create_extension_citext"},
    {"DropExtension", "name = \"hstore\"", "Drop extension hstore", "drop_extension_hstore"},
    {"CreateCollation", "name = \"plain\"\nlocale = \"C\"", "Create collation plain", "create_collation_plain"},
    {"DropCollation", "name = \"german\"", "Drop collation german", "drop_collation_german"},
    {"CreateEnum", "name = \"billing.Kind\"\nvalues = [\"a\", \"b\"]", "Create enum billing.Kind", "create_enum_kind"},
    {"AlterEnum", "name = \"mood\"\nadd = [{ value = \"meh\", before = \"ok\" }, { value = \"great\" }]", "Alter enum mood (add meh, add great)", "alter_enum_mood"},
    {"AlterEnum", "name = \"mood\"\nrename = { sad = \"ok\", ok = \"sad\" }", "Alter enum mood (rename sad to ok, rename ok to sad)", "alter_enum_mood"},
    {"AlterEnum", "name = \"mood\"\nremove = [\"ok\"]", "Alter enum mood (remove ok)", "alter_enum_mood"},
    {"AlterEnum", "name = \"mood\"\nvalues = [\"happy\", \"sad\"]", "Alter enum mood (values happy, sad)", "alter_enum_mood"},
    {"AlterEnum", "name = \"mood\"\nrename = { sad = \"low\" }\nremove = [\"ok\"]\nadd = [{ value = \"sad\", after = \"low\" }]",
     "Alter enum mood (rename sad to low, remove ok, add sad)", "alter_enum_mood"},
};

Values values_after(const std::string& keys) {
    ProjectState state = state_of(objects);
    operations_of(one("AlterEnum", "name = \"mood\"\n" + keys)).at(0)->apply(state);
    return object_named(state.objects().enums, "mood")->values;
}

std::string error_of(const std::string& op, const std::string& keys) {
    ProjectState state = state_of(objects);
    try {
        for (const auto& operation : operations_of(one(op, keys))) operation->apply(state);
    } catch (const Error& error) {
        return error.message();
    }
    return {};
}

std::string fault_of(const std::string& op, const std::string& keys) {
    const Value file = parse_toml(one(op, keys), "test.toml");
    Reader reader;
    reader.app = "blog";
    (void)read_operations(reader, *file.find("operations"));
    return reader.errors.empty() ? std::string() : reader.errors.front().message();
}

/// A backend that has enums, extensions and collations.
class ObjectTyper final : public ColumnTyper {
public:
    [[nodiscard]] std::string backend() const override { return "postgresql"; }
    [[nodiscard]] std::size_t max_identifier() const override { return 63; }
    [[nodiscard]] bool unique_is_index() const override { return false; }
    [[nodiscard]] bool has_schema_objects() const override { return true; }
    [[nodiscard]] ColumnType column_type(const Value& field, const Value&) override { return {field.text_or("native", field.text_or("type")), {}, false}; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(operations_on_enums_extensions_and_collations_are_read_written_and_undone) {
    for (const auto& change : changes) {
        BOOST_TEST_CONTEXT(change.description) {
            const auto operation = operations_of(one(change.op, change.keys)).at(0);
            BOOST_TEST(operation->describe() == change.description);
            BOOST_TEST(operation->fragment() == change.fragment);
            Reader reader;
            reader.app = "blog";
            const auto again = read_operation(reader, operation->to_value());
            BOOST_REQUIRE(again != nullptr);
            BOOST_TEST(same_operation(*operation, *again));
            const ProjectState before = state_of(objects);
            ProjectState state = before;
            const Inverse inverse = operation->inverse(state);
            StateLog log;
            state.record(log);
            operation->apply(state);
            state.stop_recording();
            BOOST_TEST(!(state == before));
            ProjectState undone = state;
            for (const auto& undo : inverse.operations) undo->apply(undone);
            BOOST_TEST(undone.equivalent(before));
            state.undo(log);
            BOOST_TEST((state == before));
        }
    }
}

BOOST_AUTO_TEST_CASE(values_of_an_enum_are_renamed_removed_and_added_in_this_order) {
    BOOST_TEST(values_after("add = [{ value = \"meh\", before = \"ok\" }, { value = \"calm\", after = \"ok\" }, { value = \"great\" }]") == (Values{"sad", "meh", "ok", "calm", "happy", "great"}));
    BOOST_TEST(values_after("rename = { sad = \"ok\", ok = \"sad\" }") == (Values{"ok", "sad", "happy"}));
    BOOST_TEST(values_after("rename = { sad = \"low\" }\nremove = [\"ok\"]\nadd = [{ value = \"sad\", after = \"low\" }]") == (Values{"low", "sad", "happy"}));
    BOOST_TEST(values_after("values = [\"happy\", \"sad\"]") == (Values{"happy", "sad"}));
}

BOOST_AUTO_TEST_CASE(what_the_objects_of_the_state_do_not_allow_is_refused) {
    const std::vector<std::tuple<const char*, const char*, const char*>> cases = {
        {"CreateEnum", "name = \"mood\"\nvalues = []", "enum mood exists already at this point"},
        {"DropEnum", "name = \"mood\"", "enum mood is dropped but blog.Person.mood is still of it"},
        {"DropEnum", "name = \"color\"", "there is no enum color at this point"},
        {"AlterEnum", "name = \"color\"\nremove = [\"x\"]", "there is no enum color at this point"},
        {"AlterEnum", "name = \"mood\"\nremove = [\"x\"]", "enum mood: value 'x' cannot be removed, there is none"},
        {"AlterEnum", "name = \"mood\"\nrename = { x = \"y\" }", "enum mood: value 'x' cannot be renamed, there is none"},
        {"AlterEnum", "name = \"mood\"\nadd = [{ value = \"y\", after = \"x\" }]", "enum mood: value 'y' is put next to 'x', which there is not"},
        {"AlterEnum", "name = \"mood\"\nadd = [{ value = \"ok\" }]", "enum mood: a value would stand twice"},
        {"CreateExtension", "name = \"hstore\"", "extension hstore exists already at this point"},
        {"DropExtension", "name = \"citext\"", "there is no extension citext at this point"},
        {"DropCollation", "name = \"plain\"", "there is no collation plain at this point"},
    };
    for (const auto& [op, keys, message] : cases) BOOST_TEST(error_of(op, keys) == message);
}

BOOST_AUTO_TEST_CASE(what_an_operation_on_an_object_cannot_mean_is_a_fault_of_the_file) {
    const std::vector<std::tuple<const char*, const char*, const char*>> cases = {
        {"CreateEnum", "name = \"m\"", "CreateEnum needs 'values', a list of texts"},
        {"CreateEnum", "name = \"m\"\nvalues = [\"a\", \"a\"]", "value 'a' stands twice in CreateEnum m"},
        {"AlterEnum", "name = \"m\"\nadd = [{ value = \"a\", before = \"b\", after = \"c\" }]", "value 'a' is put both before and after another"},
        {"AlterEnum", "name = \"m\"\nadd = [\"a\"]", "'add' must be a list of { value, before or after }"},
        {"AlterEnum", "name = \"m\"\nvalues = [\"a\"]\nremove = [\"b\"]", "'values' are all values of the enum: 'add' and 'remove' cannot stand beside it"},
        {"CreateCollation", "name = \"c\"\nlocale = \"de\"\nprovider = \"glibc\"", "unknown provider 'glibc' of a collation"},
        {"CreateCollation", "name = \"c\"\nlocale = \"de\"\ndeterministic = false", "a collation of libc is always deterministic"},
        {"CreateExtension", "name = \"c\"\nlocale = \"de\"", "unknown key 'locale' in CreateExtension"},
    };
    for (const auto& [op, keys, message] : cases) BOOST_TEST(fault_of(op, keys).substr(0, std::string(message).size()) == message);
}

BOOST_AUTO_TEST_CASE(a_changed_enum_brings_the_tables_whose_columns_are_of_it) {
    ProjectState state = state_of(objects);
    ObjectTyper typer;
    const auto edits = apply_with_edits(*operations_of(one("AlterEnum", "name = \"mood\"\nrename = { sad = \"low\" }\nremove = [\"ok\"]")).at(0), state, typer);
    BOOST_REQUIRE_EQUAL(edits.edits.size(), 1U);
    BOOST_CHECK_EQUAL(to_json(to_value(edits.edits.front())),
                      R"({"edit":"alter_enum","object":{"name":"mood","values":["low","happy"],"rename":{"sad":"low"}},"object_from":{"name":"mood","values":["sad","ok","happy"]},"operation":0})");
    BOOST_REQUIRE_EQUAL(edits.before.size(), 1U);
    BOOST_CHECK_EQUAL(edits.before.front().name, "blog_person");
    BOOST_CHECK(edit_from(to_value(edits.edits.front())).object == edits.edits.front().object);
}

BOOST_AUTO_TEST_CASE(a_backend_without_such_objects_refuses_them_unless_the_operation_is_for_others) {
    PlainTyper typer;
    ProjectState state = state_of(objects);
    BOOST_CHECK_EXCEPTION((void)apply_with_edits(*operations_of(one("CreateExtension", "name = \"citext\"")).at(0), state, typer), Error,
                          [](const Error& error) { return error.code() == ErrorCode::unsupported && error.message() == "extension citext: plain has no extensions of its own"; });
    ProjectState other = state_of(objects);
    BOOST_CHECK(apply_with_edits(*operations_of(one("CreateExtension", "name = \"citext\"\nonly = [\"postgresql\"]")).at(0), other, typer).edits.empty());
    BOOST_CHECK(object_named(other.objects().extensions, "citext") != nullptr);
}
