#include <cstdlib>
#include <set>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/cpp_migration_words.hpp>
#include <reinhardt/db/migrations/cpp_source.hpp>
#include <reinhardt/db/migrations/rewriting.hpp>
#include <reinhardt/db/support/text.hpp>

#include "history_folder.hpp"

namespace reinhardt::db::test {
namespace {

#define RDB_WORD(word) std::string_view(#word),
const std::set<std::string_view> operation_words = {RDB_MIGRATION_OPERATIONS(RDB_WORD)};
const std::set<std::string_view> type_words = {RDB_MIGRATION_TYPES(RDB_WORD)};
#undef RDB_WORD

/// A project of an app "blog" whose library is cpp_blog.cpp.
struct Compiled : HistoryFolder {
    Compiled() {
        app("blog").app("news");
        use(CPP_BLOG);
    }
    void use(const std::string& library) {
        std::filesystem::remove(project.root / "blog.so");
        std::filesystem::create_symlink(library, project.root / "blog.so");
        project.apps[0].library = project.root / "blog.so";
    }
    [[nodiscard]] static std::string source() { return read_file(CPP_BLOG_SOURCE); }
    /// The one fault of the history, without the folder's path.
    [[nodiscard]] std::string fault() const { return replace_all(faults(), project.root.string() + "/", ""); }
};

/// The same with a library that says what is asked for.
struct Garbage : Compiled {
    Garbage() { use(GARBAGE_LIBRARY); }
    ~Garbage() { ::unsetenv("REINHARDT_DB_GARBAGE"); }
    [[nodiscard]] std::string fault_of(const std::string& what) const {
        ::setenv("REINHARDT_DB_GARBAGE", what.c_str(), 1);
        return fault();
    }
};

std::string tokens_of(std::string_view text) { return replace_all(cpp_tokens(text), "\n", " "); }

std::string fault_of_source(std::string_view text) {
    try {
        (void)find_cpp_migration(text, "x.cpp");
        return {};
    } catch (const Error& error) {
        return std::to_string(error.line()) + ": " + error.message();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cpp_migrations)

BOOST_AUTO_TEST_CASE(every_operation_and_field_type_has_a_word) {
    for (const auto& kind : operation_kinds()) BOOST_TEST(operation_words.contains(kind.op), kind.op);
    for (const auto& type : field_types()) BOOST_TEST(type_words.contains(type.name), type.name);
    BOOST_TEST(operation_words.size() == operation_kinds().size());
    BOOST_TEST(type_words.size() == field_types().size());
}

BOOST_FIXTURE_TEST_CASE(a_migration_of_the_library_is_named_by_its_source, Compiled) {
    file("blog/0001_initial.cpp", source());
    const History history = load_history(project);
    BOOST_TEST(history.migrations.size() == 1U);
    const Migration* migration = history.find({"blog", "0001_initial", 0});
    BOOST_REQUIRE(migration != nullptr);
    BOOST_TEST(migration->file == "migrations/blog/0001_initial.cpp");
    BOOST_REQUIRE(migration->operations.size() == 3U);
    BOOST_TEST(migration->operations[0]->line == 6U);
    BOOST_TEST(migration->operations[2]->line == 8U);
    BOOST_TEST(migration->operations[1]->to_value().find("field")->int_or("max_length", 0) == 32);
    BOOST_TEST(migration->operations[2]->to_value().text_or("sql") == "SELECT 'a, b';  -- \"c\"");
}

BOOST_FIXTURE_TEST_CASE(without_sources_the_library_counts, Compiled) {
    file("blog/0002_more.toml", "dependencies = [\"blog.0001_initial\"]\n");
    const History history = load_history(project);
    BOOST_TEST(history.migrations.size() == 2U);
    BOOST_TEST(history.find({"blog", "0001_initial", 0})->file == "blog.so");
}

BOOST_FIXTURE_TEST_CASE(comments_and_layout_do_not_make_a_source_another, Compiled) {
    std::string text = replace_all(source(), "    ", "\n/* here\n */ ");
    file("blog/0001_initial.cpp", replace_all(text, "});", "}  // the end\r\n);"));
    BOOST_TEST(fault() == "");
}

BOOST_FIXTURE_TEST_CASE(a_source_that_was_changed_after_the_build_is_refused, Compiled) {
    file("blog/0001_initial.cpp", replace_all(source(), "\"title\"", "\"titel\""));
    BOOST_TEST(fault() == "migrations/blog/0001_initial.cpp:4: migration blog.0001_initial was built from another source: library blog.so does not hold what the file says [build the library again]");
}

BOOST_FIXTURE_TEST_CASE(a_source_that_the_library_does_not_register_is_refused, Compiled) {
    file("blog/0001_initial.cpp", source()).file("blog/0002_more.cpp", "REINHARDT_MIGRATION(\"blog\", \"0002_more\", );");
    BOOST_TEST(fault() == "migrations/blog/0002_more.cpp:1: migration blog.0002_more is not built: library blog.so does not register it [build the library, with this file in it]");
}

BOOST_FIXTURE_TEST_CASE(a_source_of_an_app_without_library_is_refused, Compiled) {
    file("news/0001_x.cpp", "\nREINHARDT_MIGRATION(\"news\", \"0001_x\", );");
    BOOST_TEST(fault() == "migrations/news/0001_x.cpp:2: migration news.0001_x is written in C++, and app 'news' has no library that registers it (config) [build the file into a library, and set "
                          "library = \"...\" under [apps.news] in reinhardt-db.toml]");
}

BOOST_FIXTURE_TEST_CASE(a_library_that_is_not_there_is_named_once, Compiled) {
    std::filesystem::remove(project.root / "blog.so");
    file("blog/0001_initial.cpp", source());
    BOOST_TEST(fault() == ":0: library blog.so does not exist (config) [build it: migrations that it registers belong to the history of app 'blog']");
}

BOOST_FIXTURE_TEST_CASE(a_library_that_is_not_there_is_not_needed_to_write_the_first_source, Compiled) {
    std::filesystem::remove(project.root / "blog.so");
    BOOST_TEST(load_history(project, LibraryNeed::of_sources).migrations.empty());
    file("blog/0001_initial.cpp", source());
    BOOST_CHECK_EXCEPTION((void)load_history(project, LibraryNeed::of_sources), Error, [](const Error& error) {
        return error.code() == ErrorCode::config && error.message() == "migration blog.0001_initial is not built: library blog.so does not exist" && error.file() == "migrations/blog/0001_initial.cpp";
    });
}

BOOST_FIXTURE_TEST_CASE(a_file_of_the_same_name_in_another_form_is_refused, Compiled) {
    file("blog/0001_initial.toml", "");
    BOOST_TEST(fault() == "blog.so:0: migration blog.0001_initial is there twice: 'migrations/blog/0001_initial.toml' and 'blog.so' [remove the file, or build the library without it]");
    file("blog/0001_initial.cpp", source());
    BOOST_TEST(fault().find("is there twice: 'migrations/blog/0001_initial.toml' and 'migrations/blog/0001_initial.cpp'") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(sources_without_a_migration_are_passed_over_unless_named_like_one, Compiled) {
    file("blog/0001_initial.cpp", source()).file("blog/functions.cpp", "// REINHARDT_MIGRATION(\"x\", \"y\")\nint x;\n");
    BOOST_TEST(fault() == "");
    file("blog/0002_functions.cpp", "int x;\n");
    BOOST_TEST(fault() == "migrations/blog/0002_functions.cpp:0: the file registers no migration [REINHARDT_MIGRATION registers one; a file that is none may not begin with a digit]");
}

BOOST_FIXTURE_TEST_CASE(a_source_must_bear_the_name_of_its_migration, Compiled) {
    file("blog/0003_initial.cpp", source());
    BOOST_TEST(fault() == "migrations/blog/0003_initial.cpp:4: the file registers blog.0001_initial, not blog.0003_initial [a C++ migration stands in <app>/<name>.cpp]");
}

BOOST_FIXTURE_TEST_CASE(only_a_source_as_makemigrations_writes_it_is_rewritten, Compiled) {
    file("blog/0001_initial.cpp", source());
    const History history = load_history(project);
    const Migration& migration = history.migrations.begin()->second;
    BOOST_CHECK_EXCEPTION(check_rewritable(project, migration), Error, [](const Error& error) { return error.code() == ErrorCode::usage && error.file() == "migrations/blog/0001_initial.cpp"; });
    Migration of_library = migration;
    of_library.file = "blog.so";
    BOOST_CHECK_EXCEPTION(check_rewritable(project, of_library), Error, [](const Error& error) { return error.code() == ErrorCode::usage; });
}

BOOST_FIXTURE_TEST_CASE(tables_of_a_library_that_are_not_whole_are_refused, Garbage) {
    struct Case {
        const char *asked, *said;
    };
    const Case cases[] = {
        {"table too short", "is incomplete: its table is too short"},
        {"no table of functions", "is incomplete: it has no table of functions"},
        {"no table of migrations", "is incomplete: it has no table of migrations"},
        {"hole", "is incomplete: its table of migrations has a hole"},
        {"migration too short", "is incomplete: a migration's table is too short"},
        {"no app", "is incomplete: a migration has no name that a file could have"},
        {"empty name", "is incomplete: a migration has no name that a file could have"},
        {"path", "is incomplete: a migration has no name that a file could have"},
        {"line feed", "is incomplete: a migration has no name that a file could have"},
        {"long name", "is incomplete: a migration has no name that a file could have"},
        {"no content", "is incomplete: migration blog.0001_first has no content"},
        {"source from nowhere", "is incomplete: migration blog.0001_first has no content"},
        {"twice", "registers migration blog.0001_first twice"},
        {"other app", "registers migration news.0001_first, but it is not the library of app 'news'"},
    };
    for (const auto& [asked, said] : cases) {
        const std::string fault = fault_of(asked), start = std::string(":0: library blog.so ") + said + " (config)";
        BOOST_TEST(fault.substr(0, start.size()) == start, asked << ": " << fault);
    }
}

BOOST_FIXTURE_TEST_CASE(a_library_that_registers_nothing_is_no_fault, Compiled) {
    use(NO_SYMBOL_LIBRARY);
    BOOST_TEST(load_history(project).migrations.empty());
    file("blog/0001_initial.cpp", source());
    BOOST_TEST(fault().find("migration blog.0001_initial is not built: library blog.so does not register it") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(libraries_of_older_and_newer_versions_are_taken, Garbage) {
    ::setenv("REINHARDT_DB_GARBAGE", "older", 1);
    BOOST_TEST(load_history(project).migrations.empty());
    ::setenv("REINHARDT_DB_GARBAGE", "newer", 1);
    BOOST_TEST(load_history(project).migrations.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(wrong_content_is_a_fault_of_the_library, Garbage) {
    BOOST_TEST(fault_of("fails without a word") == "blog.so:0: the library gives no content for blog.0001_first: it gives no reason");
    BOOST_TEST(fault_of("fails without an end") == "blog.so:0: the library gives no content for blog.0001_first: " + std::string(1023, 'x'));
    BOOST_TEST(fault_of("content:").find("blog.so:0: ") == 0U);
    BOOST_TEST(fault_of("content:[]") == "blog.so:0: a migration must be a JSON object");
    BOOST_TEST(fault_of("content:{\"operations\": 1}") == "blog.so:0: operations must be a list of tables");
    BOOST_TEST(fault_of("content:{\"operation\": []}").find("blog.so:0: unknown key 'operation'") == 0U);
    BOOST_TEST(fault_of("content:{\"operations\": [{\"op\": \"AddFeld\"}]}") == "blog.so:0: unknown operation 'AddFeld' [a similar operation exists: 'AddField']");
}

BOOST_AUTO_TEST_CASE(tokens_are_what_is_left_without_blanks_comments_and_directives) {
    BOOST_TEST(tokens_of(" a /* b */ c // d\n#include <e's>\n#define f \\\n  g\nh") == "a c h ");
    BOOST_TEST(tokens_of("a + 1'000.5e-3f, .5, 0x1p+2, 'b', '\\'', \"c // \\\" d\", u8\"e\", LR\"x(f\n)\" )x\" g\\\nh") ==
               "a + 1'000.5e-3f , .5 , 0x1p+2 , 'b' , '\\'' , \"c // \\\" d\" , u8\"e\" , LR\"x(f )\" )x\" g h ");
    BOOST_TEST(tokens_of("\xC3\xA4 $x _y \"unended\n z") == "\xC3\xA4 $x _y \"unended z ");
    for (const char* text : {"/*", "//", "\"", "'", "R\"", "R\"(", "R\"x(y)\"", "\\", "#", "1e", "\"\\"}) (void)cpp_tokens(text);
}

BOOST_AUTO_TEST_CASE(broken_registrations_are_named_with_their_line) {
    BOOST_TEST(fault_of_source("\n REINHARDT_MIGRATION") == "2: REINHARDT_MIGRATION cannot be read: '(' must follow");
    BOOST_TEST(fault_of_source("REINHARDT_MIGRATION(x, \"y\")") == "1: REINHARDT_MIGRATION cannot be read: app and name must be plain texts");
    BOOST_TEST(fault_of_source("REINHARDT_MIGRATION(\"x\")") == "1: REINHARDT_MIGRATION cannot be read: it needs an app, a name and a content");
    BOOST_TEST(fault_of_source("REINHARDT_MIGRATION(\"x\", \"y\" \"z\")") == "1: REINHARDT_MIGRATION cannot be read: the name of the migration must be a plain text");
    BOOST_TEST(fault_of_source("REINHARDT_MIGRATION(\"x\", \"y\", f(a) ") == "1: REINHARDT_MIGRATION cannot be read: its ')' is missing");
    BOOST_TEST(fault_of_source("REINHARDT_MIGRATION(\"x\", \"y\");\nREINHARDT_MIGRATION(\"x\", \"z\");") == "2: the file registers more than one migration");
}

BOOST_AUTO_TEST_CASE(arguments_that_are_operations_are_found_with_their_lines) {
    const auto source = find_cpp_migration("REINHARDT_MIGRATION(\"x\", \"y\",\n atomic = false, A{b = {1, 2}},\n\n f(1, 2),\n ::g{})", "x.cpp");
    BOOST_REQUIRE(source);
    BOOST_TEST(source->operations.size() == 2U);
    BOOST_TEST(source->operations[0] == 2U);
    BOOST_TEST(source->operations[1] == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
