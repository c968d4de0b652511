#include <set>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/writer.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_writer)

namespace {

// Every kind of operation with every key it takes, as the writer lays them out.
const char* const everything = R"~(dependencies = ["auth.0001_initial", "blog.__first__"]
initial = true
atomic = false
run_before = ["shop.0003_x"]
replaces = ["blog.0001_initial", "blog.0002_slug"]
was = ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]

[[operations]]
op = "CreateModel"
name = "Post"
fields = [
    { name = "id", type = "BigAutoField", primary_key = true },
    { name = "author", type = "ForeignKey", to = "Author", to_field = "code", on_delete = "SET_NULL", on_update = "CASCADE", null = true, index = false, column = "writer", comment = "c", constraint = false, deferrable = "deferred" },
    { name = "user", type = "OneToOneField", to = "auth.User", on_delete = "SET_DEFAULT", default = 1 },
    { name = "tags", type = "ManyToManyField", to = "Tag", table = "t", columns = ["a", "b"] },
    { name = "links", type = "ManyToManyField", to = "Tag", through = "Link" },
    { name = "title", type = "CharField", max_length = 9, unique = true, db_default = "'x'", collation = "C" },
    { name = "rating", type = "DecimalField", max_digits = 4, decimal_places = 2, default = "0.5" },
    { name = "made", type = "DateTimeField", auto_now_add = true },
    { name = "seen", type = "DateTimeField", auto_now = true },
    { name = "status", type = "EnumField", native = "status", default = "a", choices = ["a", "b"] },
    { name = "numbers", type = "ArrayField", of = { type = "CharField", max_length = 3 }, size = 2 },
    { name = "twice", type = "GeneratedField", output = "IntegerField", expression = { sqlite = "a", postgresql = "b" }, stored = true },
    { name = "path", type = "CustomField", db_type = { postgresql = "ltree" } },
    { name = "data", type = "JSONField", default = { json = "{\"a\": null}" } },
    { name = "ct", type = "IntegerField" },
    { name = "target", type = "GenericForeignKey", content_type = "ct", object_id = "ct" },
]
table = "posts"
schema = "s"
comment = "c \"quoted\""
primary_key = ["id", "title"]
ordering = ["-made", "author__name"]
indexes = [
    { fields = ["title", "-made"], name = "i", unique = true, where = "made IS NULL", method = "btree", include = ["rating"], with = { fillfactor = 70 }, only = ["postgresql"] },
    { fields = [{ field = "title", order = "desc", nulls = "last", collation = "C", opclass = "o" }, { expression = "lower(title)" }] },
    { expressions = ["lower(title)"], where = { sqlite = "a", mysql = "b" } },
]
constraints = [
    { unique = ["title"], name = "u", include = ["made"], nulls_distinct = false, deferrable = "immediate" },
    { unique = ["title"], name = "w", where = "made IS NULL" },
    { check = { sqlite = "a", mysql = "b" }, name = "c", only = ["sqlite"] },
    { exclude = [{ field = "made", with = "&&" }, { expression = "lower(title)", with = "=" }], using = "gist", name = "e", where = "x", deferrable = "deferred" },
]
options = { mysql = { engine = "InnoDB" }, "my driver" = { "a b" = [1, 2.5, true] } }

[[operations]]
op = "DeleteModel"
name = "Post"
only = ["sqlite"]
allow_loss = true

[[operations]]
op = "RenameModel"
from = "Post"
to = "Article"

[[operations]]
op = "RunCode"
function = "fill_slugs"
reverse = "clear_slugs"
elidable = true

[[operations]]
op = "MoveModel"
name = "Post"
to_app = "news"

[[operations]]
op = "AddField"
model = "Post"
name = "slug"
field = { type = "SlugField", unique = true }
backfill = { sql = "lower(title)" }

[[operations]]
op = "AlterField"
model = "Post"
name = "slug"
field = { type = "SlugField", null = true }
backfill = { null = true }

[[operations]]
op = "RemoveField"
model = "Post"
name = "slug"
backfill = "untitled"

[[operations]]
op = "RenameField"
model = "Post"
from = "slug"
to = "path"

[[operations]]
op = "AlterModelTable"
model = "Post"
table = "posts"

[[operations]]
op = "AlterModelTable"
model = "Post"

[[operations]]
op = "AlterModelOptions"
model = "Post"
options = { ordering = ["-made"], comment = "c", sqlite = { strict = true } }

[[operations]]
op = "AlterModelOptions"
model = "Post"
options = {}

[[operations]]
op = "AlterPrimaryKey"
model = "Post"
fields = ["a", "b"]

[[operations]]
op = "AddIndex"
model = "Post"
index = { fields = ["title"], name = "i" }

[[operations]]
op = "RemoveIndex"
model = "Post"
name = "i"

[[operations]]
op = "RenameIndex"
model = "Post"
from = "i"
to = "j"

[[operations]]
op = "AddConstraint"
model = "Post"
constraint = { check = "a > 0", name = "c" }

[[operations]]
op = "AlterConstraint"
model = "Post"
constraint = { check = "a > 1", name = "c" }

[[operations]]
op = "RemoveConstraint"
model = "Post"
name = "c"

[[operations]]
op = "RunSQL"
sql = """
UPDATE post SET a = '\\';
DELETE FROM post;
"""
reverse_sql = ""
params = [[1, "x", { null = true }], []]
state_operations = [
    { op = "RemoveField", model = "Post", name = "x" },
]
elidable = true

[[operations]]
op = "RunSQL"
sql.sqlite = """
a
b"""
sql.postgresql = ["c", "d"]
reverse_sql = { sqlite = "x", postgresql = ["y"] }

[[operations]]
op = "BackfillField"
model = "Post"
name = "slug"
value = "x"
batch_size = 50
elidable = true

[[operations]]
op = "BackfillField"
model = "Post"
name = "slug"
sql = "lower(title)"

[[operations]]
op = "CreateExtension"
name = "hstore"
schema = "ext"
version = "1.8"

[[operations]]
op = "DropExtension"
name = "hstore"

[[operations]]
op = "CreateCollation"
name = "german"
locale = "de"
provider = "icu"
deterministic = false
only = ["postgresql"]

[[operations]]
op = "DropCollation"
name = "german"

[[operations]]
op = "CreateEnum"
name = "billing.kind"
values = ["in", "it's"]

[[operations]]
op = "AlterEnum"
name = "billing.kind"
rename = { in = "inwards" }
remove = ["it's"]
add = [
    { value = "out", before = "inwards" },
    { value = "none" },
]

[[operations]]
op = "AlterEnum"
name = "billing.kind"
values = ["none", "out"]

[[operations]]
op = "DropEnum"
name = "billing.kind"

[[operations]]
op = "SeparateDatabaseAndState"
database_operations = [
    { op = "RunSQL", sql = "x" },
    { op = "SeparateDatabaseAndState", state_operations = [{ op = "DeleteModel", name = "A", allow_loss = true }] },
]
state_operations = [
    { op = "AddField", model = "Post", name = "x", field = { type = "IntegerField" }, backfill = 0 },
]
)~";

Migration parsed(const std::string& text, bool json) {
    Reader reader;
    reader.file = "test";
    Migration migration = parse_migration(reader, text, json, "blog", "0001_x");
    for (const auto& error : reader.errors) BOOST_ERROR(std::to_string(error.line()) + ": " + error.message());
    return migration;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_example_holds_every_operation) {
    std::set<std::string_view> ops;
    const Migration migration = parsed(everything, false);
    for (const auto& operation : migration.operations) ops.insert(operation->op());
    for (const auto& kind : operation_kinds()) BOOST_TEST(ops.count(kind.op) == 1U, kind.op);
}

BOOST_AUTO_TEST_CASE(toml_comes_back_byte_for_byte) { BOOST_TEST(migration_to_toml(parsed(everything, false)) == everything); }

BOOST_AUTO_TEST_CASE(json_holds_the_same) {
    const Migration migration = parsed(everything, false);
    const std::string json = migration_to_json(migration);
    const Migration again = parsed(json, true);
    BOOST_TEST(migration_to_json(again) == json);
    BOOST_TEST(migration_to_toml(again) == everything);
    BOOST_TEST(again.checksum() == migration.checksum());
    BOOST_TEST(json.find("null") == json.find("\"null\": true") + 1);
}

BOOST_AUTO_TEST_CASE(operations_read_back_equal) {
    const Migration migration = parsed(everything, false);
    const Migration again = parsed(migration_to_toml(migration), false);
    BOOST_REQUIRE(again.operations.size() == migration.operations.size());
    for (std::size_t i = 0; i < migration.operations.size(); ++i) {
        BOOST_TEST_CONTEXT(migration.operations[i]->describe()) { BOOST_TEST(same_operation(*migration.operations[i], *again.operations[i])); }
    }
}

BOOST_AUTO_TEST_CASE(an_empty_migration_still_names_its_dependencies) {
    BOOST_TEST(migration_to_toml(parsed("dependencies = [\"blog.0001_a\"]", false)) == "dependencies = [\"blog.0001_a\"]\n");
    BOOST_TEST(migration_to_toml(Migration("blog", "0001_x")) == "dependencies = []\n");
    BOOST_TEST(migration_to_json(Migration("blog", "0001_x")) == "{\n  \"dependencies\": [],\n  \"operations\": []\n}\n");
}

BOOST_AUTO_TEST_CASE(numbers_of_json_keep_their_kind) {
    const std::string json = R"({"operations": [{"op": "RunSQL", "sql": "x", "params": [[1, 1.0, 1e3, -0.5, true, "1", null]]}]})";
    const Migration migration = parsed(json, true);
    BOOST_TEST(migration_to_toml(migration).find("params = [[1, 1.0, 1000.0, -0.5, true, \"1\", { null = true }]]") != std::string::npos);
    BOOST_TEST(parsed(migration_to_toml(migration), false).checksum() == migration.checksum());
}

BOOST_AUTO_TEST_SUITE_END()
