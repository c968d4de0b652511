#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/json.hpp>

#include "cli/error_report.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::cli;

namespace {

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

Error failure(ErrorCode code = ErrorCode::rows) { return Error(code, "blog.0003 failed: UNIQUE constraint failed"); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_list_of_error_codes_is_complete_and_says_the_exit_codes) {
    const std::string page = read(std::filesystem::path(SOURCE_ROOT) / "docs/errors.md");
    std::size_t rows = 0;
    for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const std::string row = "| `" + std::string(error_code_name(code)) + "` | " + std::to_string(exit_code_of(code)) + " |";
        BOOST_TEST(page.find(row) != std::string::npos, "docs/errors.md lacks the row " << row);
        ++rows;
    }
    std::size_t listed = 0;
    for (std::size_t at = page.find("\n| `"); at != std::string::npos; at = page.find("\n| `", at + 1)) ++listed;
    BOOST_TEST(listed == rows);
}

BOOST_AUTO_TEST_CASE(an_error_shows_message_place_statement_notes_and_hint_in_this_order) {
    const Output plain(1);
    Error error = failure();
    error.at("migrations/blog/0003_x.toml", 4).operation("operation 2 of 3").statement("CREATE UNIQUE INDEX x ON y (z)").note("rolled back").hint("find the duplicates");
    BOOST_TEST(error_text(error, plain) ==
               "error: blog.0003 failed: UNIQUE constraint failed\n"
               "  --> migrations/blog/0003_x.toml:4, operation 2 of 3\n"
               "  statement: CREATE UNIQUE INDEX x ON y (z)\n"
               "note: rolled back\n"
               "hint: find the duplicates\n");
}

BOOST_AUTO_TEST_CASE(a_hint_alone_stands_behind_an_empty_line) {
    const Output plain(1);
    Error error(ErrorCode::usage, "unknown command 'migrat'");
    error.hint("a similar command exists: 'migrate'");
    BOOST_TEST(error_text(error, plain) == "error: unknown command 'migrat'\n\nhint: a similar command exists: 'migrate'\n");
}

BOOST_AUTO_TEST_CASE(all_errors_of_a_run_are_shown) {
    const Output plain(1);
    Error error(ErrorCode::models, "first");
    error.also({Error(ErrorCode::models, "second"), Error(ErrorCode::models, "third")});
    BOOST_TEST(error_text(error, plain) == "error: first\n\nerror: second\n\nerror: third\n");
    BOOST_TEST(error_line(error) == "error: first and 2 errors more");
}

BOOST_AUTO_TEST_CASE(the_error_document_has_what_is_known_and_nothing_else) {
    Error error = failure();
    BOOST_TEST(to_json(error_document(error)) == R"({"format_version":"1.0","error":{"code":"rows","message":"blog.0003 failed: UNIQUE constraint failed"}})");
    error.at("a.toml", 7).hint("h").note("n").sqlstate("23505");
    BOOST_TEST(to_json(error_value(error)) ==
               R"({"code":"rows","message":"blog.0003 failed: UNIQUE constraint failed","hint":"h","file":"a.toml","line":7,"sqlstate":"23505","notes":["n"]})");
}

BOOST_AUTO_TEST_CASE(control_characters_from_files_do_not_reach_the_terminal) {
    const Output plain(1);
    const Error error(ErrorCode::models, "field '\x1b[2Jevil' is unknown");
    BOOST_TEST(error_text(error, plain) == "error: field '\\x1b[2Jevil' is unknown\n");
}

BOOST_AUTO_TEST_CASE(the_gravest_of_several_errors_decides_the_exit_code) {
    Error usage(ErrorCode::models, "a");
    BOOST_TEST(exit_code_of(usage) == 2);
    usage.also({Error(ErrorCode::cycle, "b")});
    BOOST_TEST(exit_code_of(usage) == 5);
    Error interrupted(ErrorCode::interrupted, "a");
    interrupted.also({Error(ErrorCode::partial, "b")});
    BOOST_TEST(exit_code_of(interrupted) == 7);
}
