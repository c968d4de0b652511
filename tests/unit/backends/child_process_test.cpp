#include <boost/test/unit_test.hpp>

#include <csignal>
#include <unistd.h>

#include <reinhardt/db/backends/child_process.hpp>
#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(child_process)

namespace {

std::string failure_of(const std::function<std::string()>& work, const ChildLimits& limits = {}) {
    try {
        return "no failure: " + run_in_child("it", work, limits);
    } catch (const Error& error) {
        BOOST_TEST((error.code() == ErrorCode::config));
        return error.message() + (error.notes().empty() ? "" : " | " + error.notes().front());
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_result_of_any_length_comes_back_whole) {
    const std::string text(3'000'000, 'x');
    BOOST_TEST((run_in_child("it", [&] { return text; }) == text));
}

BOOST_AUTO_TEST_CASE(what_the_child_changes_stays_in_it) {
    int value = 1;
    BOOST_TEST(run_in_child("it", [&] { return std::to_string(++value); }) == "2");
    BOOST_TEST(value == 1);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_child_is_thrown_on) {
    const auto work = []() -> std::string { throw Error(Error(ErrorCode::models, "not so").hint("but so")); };
    BOOST_CHECK_EXCEPTION((void)run_in_child("it", work), Error, [](const Error& error) { return error.code() == ErrorCode::models && error.message() == "not so" && error.hint() == "but so"; });
}

BOOST_AUTO_TEST_CASE(a_signal_that_ends_the_child_is_named) {
    BOOST_TEST(failure_of([]() -> std::string { ::kill(::getpid(), SIGTERM); return {}; }) == "it crashed: Terminated (signal 15)");
}

BOOST_AUTO_TEST_CASE(a_child_that_leaves_early_is_an_error_with_what_it_printed) {
    const auto work = []() -> std::string {
        static_cast<void>(!::write(STDOUT_FILENO, "first\nlast\n", 11));
        ::_exit(3);
    };
    BOOST_TEST(failure_of(work) == "it ended the process with exit code 3 | it said: first\nlast");
}

BOOST_AUTO_TEST_CASE(a_child_that_hangs_is_ended) {
    ChildLimits limits;
    limits.time = std::chrono::milliseconds(30);
    BOOST_TEST(failure_of([]() -> std::string { for (;;) ::pause(); }, limits) == "it did not answer within 30 ms");
}

BOOST_AUTO_TEST_CASE(a_result_beyond_the_limit_is_refused) {
    ChildLimits limits;
    limits.bytes = std::size_t{1} << 20;
    BOOST_TEST(failure_of([] { return std::string(2'000'000, 'x'); }, limits) == "it gives more than 1 MiB");
}

BOOST_AUTO_TEST_SUITE_END()
