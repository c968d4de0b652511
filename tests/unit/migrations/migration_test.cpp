#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/operations/operations.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(test_migration)

namespace {

Migration parsed(std::string_view text, bool json = false) {
    Reader reader;
    reader.file = "test";
    Migration migration = parse_migration(reader, text, json, "blog", "0001_x");
    for (const auto& error : reader.errors) BOOST_ERROR(error.message());
    return migration;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_migration_is_initial_when_it_says_so_or_has_no_parent_in_its_app) {
    BOOST_TEST(parsed("").is_initial());
    BOOST_TEST(parsed("dependencies = [\"auth.0001_x\"]").is_initial());
    BOOST_TEST(!parsed("dependencies = [\"auth.0001_x\", \"blog.0001_y\"]").is_initial());
    BOOST_TEST(parsed("dependencies = [\"blog.0001_y\"]\ninitial = true").is_initial());
    BOOST_TEST(!parsed("initial = false").is_initial());
}

BOOST_AUTO_TEST_CASE(an_added_operation_belongs_to_the_app) {
    Migration migration("blog", "0001_x");
    migration.add_operation(std::make_shared<DeleteModel>());
    BOOST_TEST(migration.operations.at(0)->app == "blog");
}

BOOST_AUTO_TEST_CASE(the_checksum_is_of_the_content_and_not_of_the_spelling) {
    const std::string text = "[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"x\"\nfield = { type = \"CharField\", max_length = 3, null = true }\n";
    const std::string sum = parsed(text).checksum();
    BOOST_TEST(sum.size() == 64U);
    struct Row {
        const char *name, *text;
        bool json;
    };
    for (const auto& [name, same, json] : std::vector<Row>{
             {"comments and line ends", "# note\r\n[[operations]]\r\nop = \"AddField\"\r\nmodel = \"Post\" # here\r\nname = \"x\"\r\nfield = { type = \"CharField\", max_length = 3, null = true }\r\n", false},
             {"order of keys", "[[operations]]\nfield = { null = true, max_length = 3, type = \"CharField\" }\nname = \"x\"\nmodel = \"Post\"\nop = \"AddField\"\n", false},
             {"defaults written out", "[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"x\"\nfield = { type = \"CharField\", max_length = 3, null = true, unique = false }\n", false},
             {"dependencies", "dependencies = [\"auth.0001_x\"]\n[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"x\"\nfield = { type = \"CharField\", max_length = 3, null = true }\n", false},
             {"JSON", R"({"operations": [{"name": "x", "op": "AddField", "model": "Post", "field": {"type": "CharField", "null": true, "max_length": 3}}]})", true}}) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(parsed(same, json).checksum() == sum); }
    }
    BOOST_TEST(parsed("atomic = false\n" + text).checksum() != sum);
    BOOST_TEST(parsed(text + "backfill = \"y\"\n").checksum() != sum);
    BOOST_TEST(parsed("").checksum() != sum);
}

BOOST_AUTO_TEST_CASE(literals_have_one_canonical_form) {
    struct Row {
        const char *name, *a, *b;
    };
    const auto canonical = [](const char* entry) { return parsed("[[operations]]\nop = \"RunSQL\"\n" + std::string(entry)).canonical_operations(); };
    for (const auto& [name, a, b] : std::vector<Row>{
             {"dates", "sql = \"x\"\nparams = [[2024-01-31, 2024-01-31 12:30:00Z]]", "sql = \"x\"\nparams = [[\"2024-01-31\", \"2024-01-31T12:30:00Z\"]]"},
             {"line ends in texts", "sql = \"a\\r\\nb\"", "sql = \"a\\nb\""},
             {"keys of tables", "sql = { sqlite = \"a\", mysql = \"b\" }", "sql = { mysql = \"b\", sqlite = \"a\" }"}}) {
        BOOST_TEST_CONTEXT(name) { BOOST_TEST(canonical(a) == canonical(b)); }
    }
    const auto decimal = [](const char* value) {
        return parsed("[[operations]]\nop = \"AddField\"\nmodel = \"P\"\nname = \"x\"\nfield = { type = \"DecimalField\", max_digits = 4, decimal_places = 2, default = " + std::string(value) + " }")
            .canonical_operations();
    };
    BOOST_TEST(decimal("1") == decimal("\"1\""));
    BOOST_TEST(decimal("0.50") == decimal("\"0.5\""));
    BOOST_TEST(parsed(R"({"operations": [{"op": "RunSQL", "sql": "x", "params": [[null]]}]})", true).canonical_operations() ==
               canonical("sql = \"x\"\nparams = [[{ null = true }]]"));
    BOOST_TEST(canonical("sql = \"x\"") == R"([{"op":"RunSQL","sql":"x"}])");
}

BOOST_AUTO_TEST_CASE(the_file_form_holds_every_key_that_is_set_and_no_other) {
    const Value plain = parsed("").to_value();
    BOOST_TEST(plain.as_object().size() == 2U);
    BOOST_TEST(plain.find("dependencies")->is_list());
    BOOST_TEST(plain.find("operations")->is_list());
    const Value full = parsed("dependencies = [\"a.b\"]\ninitial = true\natomic = false\nrun_before = [\"a.b\"]\nreplaces = [\"a.b\"]\nwas = [\"x\"]\n").to_value();
    std::string keys;
    for (const auto& member : full.as_object()) keys += member.key + " ";
    BOOST_TEST(keys == "dependencies initial atomic run_before replaces was operations ");
}

BOOST_AUTO_TEST_CASE(names_are_ordered_by_their_number_and_then_as_texts) {
    // In this order; the relation has to hold between any two of them.
    const std::vector<std::string> names = {"", "-x", "0000_z", "0001_initial", "0001_initial_2", "0002", "0002_a", "2_a", "0002_b", "0009_a", "0010_a", "9999_z", "10000_a", "10000_b", "100000", "99999999999999999999_a",
                                            "100000000000000000000_a", "A", "_a", "a0001", "initial"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = 0; j < names.size(); ++j) {
            BOOST_TEST_CONTEXT(names[i] << " and " << names[j]) { BOOST_TEST((name_order(names[i], names[j]) == (i <=> j))); }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
