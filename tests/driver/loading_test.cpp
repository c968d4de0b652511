#define BOOST_TEST_MODULE driver_loading
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;
namespace fs = std::filesystem;

namespace {

/// The folder of the test drivers, the first argument behind "--".
fs::path driver_folder() {
    const auto& suite = boost::unit_test::framework::master_test_suite();
    BOOST_TEST_REQUIRE(suite.argc > 1, "usage: driver_loading -- FOLDER");
    return suite.argv[1];
}

Error error_of_load(const fs::path& file) {
    try {
        static_cast<void>(Driver::load(file));
    } catch (const Error& error) {
        return error;
    }
    BOOST_FAIL(file << " was loaded");
    return Error(ErrorCode::internal, "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loading)

BOOST_AUTO_TEST_CASE(every_broken_driver_is_one_clear_line) {
    struct Case {
        const char *name, *says, *hint;
    };
    const std::vector<Case> cases{
        {"wrong-abi", "has interface version 4711, this program has version 1", "same version"},
        {"no-symbol", "is no driver: it has no symbol reinhardt_db_driver", ""},
        {"init-fails", "did not start: its client library is older than 7.1", "install a newer one"},
        {"init-silent", "did not start: it gives no reason", ""},
        {"too-small", "is incomplete: its table has 16 bytes of the ", "build it again"},
        {"no-members", "is incomplete: it has no open", ""},
        {"no-sql", "is incomplete: its SQL table has 4 bytes of the ", "build it again"},
        {"no-limit", "is incomplete: its table has ", "build it again"},
    };
    for (const Case& c : cases) {
        const fs::path file = driver_folder() / ("reinhardt-db-" + std::string(c.name) + ".so");
        const Error error = error_of_load(file);
        BOOST_TEST((error.code() == ErrorCode::driver), c.name);
        BOOST_TEST(error.message().find("driver " + file.string() + " " + c.says) == 0U, error.message());
        BOOST_TEST(error.message().find('\n') == std::string::npos, c.name);
        BOOST_TEST(error.hint().find(c.hint) != std::string::npos, c.name << ": " << error.hint());
    }
}

BOOST_AUTO_TEST_CASE(a_driver_that_was_built_before_the_table_grew_loads_and_has_no_limits) {
    const auto driver = Driver::load(driver_folder() / "reinhardt-db-older.so");
    BOOST_TEST(driver->title() == "Older");
    BOOST_CHECK_NO_THROW(check_limits(*driver, {}));
    BOOST_CHECK_EXCEPTION(check_limits(*driver, {std::chrono::seconds(1), {}}), Error, [](const Error& error) { return error.code() == ErrorCode::unsupported; });
}

BOOST_AUTO_TEST_CASE(what_is_no_library_is_one_clear_line) {
    const fs::path folder = fs::temp_directory_path() / ("rdb-loading-" + std::to_string(getpid()));
    fs::create_directories(folder / "reinhardt-db-folder.so");
    std::ofstream(folder / "reinhardt-db-x.so") << "this is a text\n";
    std::ofstream(folder / "reinhardt-db-empty.so");
    {
        // A library that was cut off.
        std::ifstream whole(driver_folder() / "reinhardt-db-tiny.so", std::ios::binary);
        std::vector<char> bytes(600);
        whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        std::ofstream(folder / "reinhardt-db-cut.so", std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    struct Case {
        const char *file, *says;
    };
    const std::vector<Case> cases{
        {"reinhardt-db-x.so", "cannot be loaded: "},  {"reinhardt-db-empty.so", "cannot be loaded: "}, {"reinhardt-db-cut.so", "cannot be loaded: "},
        {"reinhardt-db-folder.so", "is no file"},     {"reinhardt-db-absent.so", "does not exist"},
    };
    for (const Case& c : cases) {
        const Error error = error_of_load(folder / c.file);
        BOOST_TEST((error.code() == ErrorCode::driver), c.file);
        BOOST_TEST(error.message().find("driver " + (folder / c.file).string() + " " + c.says) == 0U, error.message());
        BOOST_TEST(error.message().find('\n') == std::string::npos, c.file);
    }
    fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(a_broken_driver_in_the_path_decides_and_is_listed_with_its_reason) {
    DriverRegistry drivers({driver_folder()}, DriverRegistry::Search::path_only);
    BOOST_CHECK_EXCEPTION(static_cast<void>(drivers.for_url("wrong-abi:x")), Error, [](const Error& error) { return error.code() == ErrorCode::driver; });
    std::size_t broken = 0, sound = 0;
    for (const DriverRegistry::Found& found : drivers.all()) {
        (found.driver ? sound : broken)++;
        BOOST_TEST(found.fault.empty() == (found.driver != nullptr), found.name);
    }
    BOOST_TEST(sound == 2U);
    BOOST_TEST(broken == 8U);
}

BOOST_AUTO_TEST_CASE(a_driver_must_serve_the_scheme_that_led_to_it) {
    const fs::path folder = fs::temp_directory_path() / ("rdb-schemes-" + std::to_string(getpid()));
    fs::create_directories(folder);
    fs::copy_file(driver_folder() / "reinhardt-db-tiny.so", folder / "reinhardt-db-other.so", fs::copy_options::overwrite_existing);
    DriverRegistry drivers({folder}, DriverRegistry::Search::path_only);
    BOOST_CHECK_EXCEPTION(static_cast<void>(drivers.for_scheme("other")), Error, [](const Error& error) {
        return error.code() == ErrorCode::driver && error.message().find("does not serve 'other:', but tiny") != std::string::npos;
    });
    fs::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()
