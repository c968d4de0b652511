#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "history_folder.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_loader)

namespace {

std::string names(const History& history) {
    std::string text;
    for (const auto& [key, migration] : history.migrations) text += (text.empty() ? "" : " ") + key.text();
    return text;
}

std::string usage_of(const History& history, std::string_view app, std::string_view wanted) {
    try {
        return resolve_migration(history, app, wanted).text();
    } catch (const Error& error) {
        return error.message() + (error.hint().empty() ? "" : " [" + error.hint() + "]") + (error.code() == ErrorCode::usage ? "" : " (not usage)");
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(all_migration_files_of_all_apps_are_read) {
    HistoryFolder folder;
    folder.app("blog").app("auth").app("empty");
    folder.file("blog/0001_initial.toml", "").file("blog/0002-with-hyphens and spaces.toml", "dependencies = [\"blog.0001_initial\"]\n");
    folder.file("auth/0001_initial.json", "{}").file("auth/0002.dots.toml", "");
    folder.file("blog/_draft.toml", "broken").file("blog/.hidden.toml", "broken").file("blog/~saved.toml", "broken").file("blog/notes.txt", "broken").file("blog/.toml", "broken");
    const History history = load_history(folder.project);
    BOOST_TEST(names(history) == "auth.0001_initial auth.0002.dots blog.0001_initial blog.0002-with-hyphens and spaces");
    const Migration* first = history.find({"blog", "0001_initial", 0});
    BOOST_REQUIRE(first != nullptr);
    BOOST_TEST(first->file == "migrations/blog/0001_initial.toml");
    BOOST_TEST((history.find({"blog", "0003", 0}) == nullptr));
}

BOOST_AUTO_TEST_CASE(many_files_are_read_like_few) {
    HistoryFolder folder;
    folder.app("blog");
    for (int i = 1000; i < 1300; ++i) {
        const std::string number = std::to_string(i);
        folder.file("blog/" + number + "_x.toml", "[[operations]]\nop = \"RunSQL\"\nsql = \"SELECT " + number + "\"\n");
    }
    const std::string large(300000, 'x');
    folder.file("blog/2000_large.toml", "[[operations]]\nop = \"RunSQL\"\nsql = \"" + large + "\"\n");
    const History history = load_history(folder.project);
    BOOST_TEST(history.migrations.size() == 301U);
    for (const auto& [key, migration] : history.migrations) {
        BOOST_REQUIRE(migration.operations.size() == 1U);
        const std::string sql = migration.operations[0]->to_value().text_or("sql");
        BOOST_REQUIRE(sql == (key.name == "2000_large" ? large : "SELECT " + key.name.substr(0, 4)));
    }
}

BOOST_AUTO_TEST_CASE(every_key_of_a_file_is_read) {
    Reader reader;
    reader.file = "f.toml";
    const Migration migration = parse_migration(reader,
                                                "dependencies = [\"blog.0001_a\", \"auth.__first__\"]\ninitial = false\natomic = false\nrun_before = [\"shop.0001_x\"]\n"
                                                "replaces = [\"blog.0001_b.c\"]\nwas = [\"abc\"]\n[[operations]]\nop = \"DeleteModel\"\nname = \"Post\"\n",
                                                false, "blog", "0002_x");
    BOOST_TEST(reader.errors.empty());
    BOOST_TEST(migration.key().text() == "blog.0002_x");
    BOOST_REQUIRE(migration.dependencies.size() == 2U);
    BOOST_TEST(migration.dependencies[1].text() == "auth.__first__");
    BOOST_TEST(migration.dependencies[1].line == 1U);
    BOOST_TEST(migration.initial.has_value());
    BOOST_TEST(!migration.is_initial());
    BOOST_TEST(!migration.atomic);
    BOOST_TEST(migration.run_before.at(0).text() == "shop.0001_x");
    BOOST_TEST(migration.replaces.at(0).name == "0001_b.c");
    BOOST_TEST(migration.was.at(0) == "abc");
    BOOST_REQUIRE(migration.operations.size() == 1U);
    BOOST_TEST(migration.operations[0]->line == 7U);
    BOOST_TEST(migration.operations[0]->app == "blog");
}

BOOST_AUTO_TEST_CASE(broken_files_are_reported_with_line_and_hint) {
    struct Row {
        const char *name, *text, *fault;
    };
    for (const auto& [name, text, fault] : std::vector<Row>{
             {"0001_a.toml", "operations = [\n", "1: invalid TOML: error while parsing array: encountered end-of-file"},
             {"0001_a.json", "{\n\"operations\": [}\n", "2: invalid JSON: syntax error while parsing value - unexpected '}'; expected '[', '{', or a literal"},
             {"0001_a.json", "[]", "1: a migration must be a JSON object"},
             {"0001_a.json", "{\"operations\": [{\"op\": \"DeleteModel\",\n \"name\": \"A\", \"name\": \"B\"}]}", "2: invalid JSON: the key 'name' stands twice in one object"},
             {"0001_a.toml", "dependencies = \"blog.0001\"\n", "1: 'dependencies' must be a list of texts"},
             {"0001_a.toml", "dependencies = [\n  \"0001_initial\",\n]\n",
              "2: '0001_initial' in 'dependencies' is not the name of a migration [write it as \"app.name\", for example \"blog.0001_initial\"]"},
             {"0001_a.toml", "depends = []\n", "1: unknown key 'depends' in a migration"},
             {"0001_a.toml", "dependancies = []\n", "1: unknown key 'dependancies' in a migration [a similar key exists: 'dependencies']"},
             {"0001_a.toml", "\natomic = \"no\"\n", "2: 'atomic' must be true or false"},
             {"0001_a.toml", "operations = 1\n", "1: operations must be a list of tables"},
             {"0001_a.toml", "[[operations]]\nname = \"x\"\n", "1: an operation needs 'op'"},
             {"0001_a.toml", "[[operations]]\nopp = \"AddField\"\n", "2: unknown key 'opp' in an operation [a similar key exists: 'op']"},
             {"0001_a.toml", "[[operations]]\nop = \"AddFeild\"\n", "2: unknown operation 'AddFeild' [a similar operation exists: 'AddField']"},
             {"0001_a.toml", "[[operations]]\nop = \"DeleteModel\"\nnmae = \"Post\"\n", "3: unknown key 'nmae' in DeleteModel [a similar key exists: 'name']"},
             {"0001_a.toml", "\n[[operations]]\nop = \"DeleteModel\"\n", "2: DeleteModel needs 'name'"},
             {"0001_a.toml", "[[operations]]\nop = \"BackfillField\"\nmodel = \"Post\"\nname = \"x\"\nvalue = 1\n",
              "1: BackfillField needs a migration that is not atomic [add atomic = false at the top of the file]"}}) {
        HistoryFolder folder;
        folder.app("blog").file(std::string("blog/") + name, text);
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(folder.faults() == "migrations/blog/" + std::string(name) + ":" + fault); }
    }
}

BOOST_AUTO_TEST_CASE(all_broken_files_are_reported_in_one_go) {
    HistoryFolder folder;
    folder.app("blog").app("auth");
    folder.file("blog/0001_a.toml", "x = 1\ny = 2\n").file("blog/0002_b.json", "{").file("auth/0001_a.toml", "z =");
    folder.file("auth/0002_same.toml", "").file("auth/0002_same.json", "{}");
    BOOST_TEST(folder.faults() == "migrations/blog/0001_a.toml:1: unknown key 'x' in a migration\n"
                                  "migrations/blog/0001_a.toml:2: unknown key 'y' in a migration\n"
                                  "migrations/blog/0002_b.json:1: invalid JSON: syntax error while parsing object key - unexpected end of input; expected string literal\n"
                                  "migrations/auth/0001_a.toml:1: invalid TOML: error while parsing key-value pair: encountered end-of-file\n"
                                  "migrations/auth/0002_same.json:0: migration auth.0002_same is there twice: 'migrations/auth/0002_same.toml' and "
                                  "'migrations/auth/0002_same.json' [remove one of the two files]");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_reported) {
    HistoryFolder folder;
    folder.app("blog").file("blog/0001_a.toml/x", "").file("auth", "");
    folder.app("auth");
    BOOST_TEST(folder.faults() == "migrations/auth:0: cannot read folder 'migrations/auth': Not a directory\n"
                                  "migrations/blog/0001_a.toml:0: cannot read 'migrations/blog/0001_a.toml': Is a directory");
}

BOOST_AUTO_TEST_CASE(names_resolve_exactly_or_by_a_clear_prefix) {
    HistoryFolder folder;
    folder.app("blog").app("auth");
    for (const char* name : {"0001_initial", "0002_slug", "0002_slug_unique", "0003_x"}) folder.file("blog/" + std::string(name) + ".toml", "");
    folder.file("auth/0001_initial.toml", "");
    const History history = load_history(folder.project);
    BOOST_TEST(usage_of(history, "blog", "0001") == "blog.0001_initial");
    BOOST_TEST(usage_of(history, "blog", "0002_slug") == "blog.0002_slug");
    BOOST_TEST(usage_of(history, "blog", "0002_slug_") == "blog.0002_slug_unique");
    BOOST_TEST(usage_of(history, "blog", "0002") == "'0002' is not clear: 2 migrations of app 'blog' begin with it [one of 0002_slug, 0002_slug_unique]");
    BOOST_TEST(usage_of(history, "blog", "0001_inital") == "app 'blog' has no migration '0001_inital' [a similar migration exists: '0001_initial']");
    BOOST_TEST(usage_of(history, "blgo", "0001") == "app 'blgo' has no migrations [a similar app exists: 'blog']");
}

BOOST_AUTO_TEST_SUITE_END()
