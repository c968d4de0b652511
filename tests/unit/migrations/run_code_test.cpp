#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/code_functions.hpp>
#include <reinhardt/db/support/text.hpp>

#include "sandbox.hpp"

namespace reinhardt::db::test {
namespace {

/// A blog with two posts, and a library of its app.
struct Coded : Sandbox {
    Coded() {
        write("blog.0001_initial", initial);
        migrate();
        execute("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post VALUES (1, 'a', 1), (2, 'b', 1)");
        Project project;
        ProjectApp app;
        app.label = "blog";
        app.library = APP_FUNCTIONS;
        project.apps.push_back(app);
        functions_ = std::make_unique<CodeFunctions>(project);
    }

    /// A migration that adds a slug, calls `function`, and adds one more field.
    void write_code(const std::string& function, const std::string& more = {}, const std::string& head = {}) const {
        write("blog.0002_slugs", head + "dependencies = [\"blog.0001_initial\"]\n[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"slug\"\nfield = { type = \"TextField\", default = \"\" }\n"
                                 "[[operations]]\nop = \"RunCode\"\nfunction = \"" + function + "\"\n" + more +
                                 "\n[[operations]]\nop = \"AddField\"\nmodel = \"Post\"\nname = \"rating\"\nfield = { type = \"IntegerField\", default = 0 }\n");
    }

    [[nodiscard]] MigrateOptions coded(std::string_view target = {}) const {
        MigrateOptions options = to(target);
        options.code = functions_.get();
        return options;
    }
    [[nodiscard]] std::string titles() const { return value("SELECT group_concat(title) FROM blog_post"); }

private:
    std::unique_ptr<CodeFunctions> functions_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(run_code, Coded)

BOOST_AUTO_TEST_CASE(a_function_runs_at_its_place_with_the_state_of_that_moment) {
    write_code("fill_slugs", "reverse = \"clear_slugs\"");
    migrate(coded());
    BOOST_TEST(value("SELECT group_concat(slug) FROM blog_post") == "a-1,b-2");
}

BOOST_AUTO_TEST_CASE(the_reverse_runs_on_the_way_back) {
    write_code("fill_slugs", "reverse = \"clear_slugs\"");
    migrate(coded());
    migrate(coded("blog 0001"));
    BOOST_TEST(titles() == "a on sqlite,b on sqlite");
}

BOOST_AUTO_TEST_CASE(without_a_reverse_the_way_back_is_refused) {
    write_code("fill_slugs");
    migrate(coded());
    const Error error = failure(coded("blog 0001"));
    BOOST_CHECK(error.code() == ErrorCode::irreversible);
    BOOST_TEST(error.message() == "blog.0002_slugs cannot be undone: RunCode fill_slugs has no reverse");
}

BOOST_AUTO_TEST_CASE(what_a_failing_function_did_is_rolled_back_with_its_migration) {
    write_code("fails");
    const Error error = failure(coded());
    BOOST_CHECK(error.code() == ErrorCode::database);
    BOOST_TEST(error.message() == "blog.0002_slugs failed: function fails failed: no weather today");
    BOOST_TEST(error.operation() == "operation 2 of 3");
    BOOST_TEST(titles() == "a,b");
    BOOST_TEST(value("SELECT count(*) FROM pragma_table_info('blog_post') WHERE name = 'slug'") == "0");
}

BOOST_AUTO_TEST_CASE(a_failing_statement_is_named) {
    write_code("asks_for_nothing");
    const Error error = failure(coded());
    BOOST_TEST(error.message() == "blog.0002_slugs failed: no such table: nowhere");
    BOOST_TEST(error.statement() == "UPDATE nowhere SET x = 1");
}

BOOST_AUTO_TEST_CASE(a_function_may_not_end_the_transaction) {
    write_code("commits");
    BOOST_TEST(failure(coded()).message() == "blog.0002_slugs failed: a function of RunCode may not begin or end a transaction");
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_registers_is_found_before_anything_is_touched) {
    write("blog.0003_more", "dependencies = [\"blog.0002_slugs\"]\n[[operations]]\nop = \"RunCode\"\nfunction = \"fil_slugs\"\n");
    write_code("fill_slugs");
    const Error error = failure(coded());
    BOOST_CHECK(error.code() == ErrorCode::config);
    BOOST_TEST(error.hint().find("fill_slugs") != std::string::npos);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(an_app_without_a_library_is_told_where_to_name_it) {
    write("news.0001_initial", "[[operations]]\nop = \"RunCode\"\nfunction = \"x\"\n");
    const Error error = failure(coded());
    BOOST_CHECK(error.code() == ErrorCode::config);
    BOOST_TEST(error.hint() == "set library = \"...\" under [apps.news] in reinhardt-db.toml");
}

BOOST_AUTO_TEST_CASE(a_migration_that_is_not_atomic_journals_the_call_as_a_step) {
    write_code("fill_slugs", "reverse = \"clear_slugs\"", "atomic = false\n");
    migrate(coded());
    BOOST_TEST(value("SELECT group_concat(slug) FROM blog_post") == "a-1,b-2");
    migrate(coded("blog 0001"));
    BOOST_TEST(titles() == "a on sqlite,b on sqlite");
}

BOOST_AUTO_TEST_CASE(libraries_that_are_none_are_refused) {
    struct Case {
        std::string file, said;
    };
    const Case cases[] = {{(folder() / "missing.so").string(), "does not exist"}, {"SQLITE", "registers nothing"}};
    for (const auto& one : cases) {
        const std::string file = one.file == "SQLITE" ? driver()->file().string() : one.file;
        try {
            (void)AppLibrary::load(file);
            BOOST_ERROR(file + " was loaded");
        } catch (const Error& error) {
            BOOST_CHECK(error.code() == ErrorCode::config);
            BOOST_TEST(error.message().find(one.said) != std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
