#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;
namespace fs = std::filesystem;

namespace {

/// A folder of its own for each test, with files that look like drivers; the environment names no other.
struct Folders {
    Folders() {
        std::string pattern = (fs::temp_directory_path() / "rdb-registry-XXXXXX").string();
        root = mkdtemp(pattern.data());
        unsetenv("REINHARDT_DB_DRIVER_PATH");
    }
    ~Folders() {
        unsetenv("REINHARDT_DB_DRIVER_PATH");
        fs::remove_all(root);
    }
    fs::path folder(const std::string& name, const std::vector<std::string>& drivers = {}) const {
        fs::create_directories(root / name);
        for (const std::string& driver : drivers) std::ofstream(root / name / ("reinhardt-db-" + driver + ".so")) << "no library";
        return root / name;
    }
    fs::path root;
};

template <class Function>
Error error_of(Function&& function) {
    try {
        static_cast<void>(function());
    } catch (const Error& error) {
        return error;
    }
    BOOST_FAIL("no error");
    return Error(ErrorCode::internal, "");
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registry, Folders)

BOOST_AUTO_TEST_CASE(a_scheme_leads_to_the_file_of_its_driver) {
    struct Case {
        const char *scheme, *file;
    };
    const std::vector<Case> cases{
        {"sqlite", "reinhardt-db-sqlite.so"},       {"postgres", "reinhardt-db-postgresql.so"},     {"postgresql", "reinhardt-db-postgresql.so"},
        {"mysql", "reinhardt-db-mysql.so"},         {"mariadb", "reinhardt-db-mysql.so"},           {"mongodb", "reinhardt-db-mongodb.so"},
        {"mongodb+srv", "reinhardt-db-mongodb.so"}, {"cockroach-db", "reinhardt-db-cockroach-db.so"},
    };
    DriverRegistry drivers({folder("a", {"sqlite", "postgresql", "mysql", "mongodb", "cockroach-db"})}, DriverRegistry::Search::path_only);
    for (const Case& c : cases) {
        const Error error = error_of([&] { return drivers.for_url(std::string(c.scheme) + "://h/d"); });
        BOOST_TEST((error.code() == ErrorCode::driver));
        BOOST_TEST(has(error.message(), (root / "a" / c.file).string()), error.message());
    }
}

BOOST_AUTO_TEST_CASE(the_first_file_in_the_path_decides) {
    setenv("REINHARDT_DB_DRIVER_PATH", (folder("b", {"mine"}).string() + "::" + folder("c", {"mine", "other"}).string()).c_str(), 1);
    DriverRegistry drivers({folder("a"), root / "absent"});
    BOOST_TEST(drivers.path()[0] == root / "a");
    BOOST_TEST(drivers.path()[1] == root / "absent");
    BOOST_TEST(drivers.path()[2] == root / "b");
    BOOST_TEST(drivers.path()[3] == root / "c");
    BOOST_TEST(has(error_of([&] { return drivers.for_scheme("mine"); }).message(), (root / "b").string()));
    BOOST_TEST(has(error_of([&] { return drivers.for_scheme("other"); }).message(), (root / "c").string()));
}

BOOST_AUTO_TEST_CASE(a_dangling_link_decides_too) {
    fs::create_symlink(root / "nothing", folder("a") / "reinhardt-db-mine.so");
    DriverRegistry drivers({root / "a", folder("b", {"mine"})}, DriverRegistry::Search::path_only);
    BOOST_TEST(has(error_of([&] { return drivers.for_scheme("mine"); }).message(), (root / "a").string()));
}

BOOST_AUTO_TEST_CASE(a_missing_driver_is_reported_with_file_folders_and_what_is_there) {
    DriverRegistry drivers({folder("a", {"zeta"}), folder("b", {"alpha"})}, DriverRegistry::Search::path_only);
    const Error error = error_of([&] { return drivers.for_scheme("nothing"); });
    BOOST_TEST((error.code() == ErrorCode::driver));
    BOOST_TEST(has(error.message(), "'nothing:'"));
    BOOST_TEST(has(error.message(), "reinhardt-db-nothing.so"));
    BOOST_TEST(has(error.message(), (root / "a").string() + ", " + (root / "b").string()));
    BOOST_TEST(has(error.hint(), "alpha"));
    BOOST_TEST(has(error.hint(), "zeta"));
    BOOST_TEST(error.message().find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_driver_that_can_be_built_here_is_reported_with_its_option) {
    DriverRegistry drivers({folder("a")}, DriverRegistry::Search::path_only);
    BOOST_TEST(has(error_of([&] { return drivers.for_scheme("sqlite"); }).hint(), "-Dsqlite=enabled"));
}

BOOST_AUTO_TEST_CASE(a_missing_driver_that_cannot_be_built_here_is_reported_as_such) {
    DriverRegistry drivers({folder("a")}, DriverRegistry::Search::path_only);
    const Error error = error_of([&] { return drivers.for_url("mongodb+srv://u:secret@h/d"); });
    BOOST_TEST(has(error.hint(), "no driver of that name comes with this version"), error.hint());
    BOOST_TEST(has(error.hint(), "REINHARDT_DB_DRIVER_PATH"), error.hint());
    BOOST_TEST(!has(error.message() + error.hint(), "secret"));
}

BOOST_AUTO_TEST_CASE(a_misspelt_scheme_gets_the_nearest_one) {
    DriverRegistry drivers({folder("a")}, DriverRegistry::Search::path_only);
    BOOST_TEST(has(error_of([&] { return drivers.for_scheme("postgress"); }).hint(), "'postgres"));
}

BOOST_AUTO_TEST_CASE(a_url_without_a_scheme_is_a_configuration_error) {
    DriverRegistry drivers({folder("a")}, DriverRegistry::Search::path_only);
    const Error error = error_of([&] { return drivers.for_url("host=h password=secret"); });
    BOOST_TEST((error.code() == ErrorCode::config));
    BOOST_TEST(!has(error.message() + error.hint(), "secret"));
}

BOOST_AUTO_TEST_CASE(all_drivers_are_listed_with_the_reason_why_one_does_not_load) {
    folder("a", {"zeta", "alpha"});
    std::ofstream(root / "a" / "reinhardt-db-.so") << "x";
    std::ofstream(root / "a" / "libother.so") << "x";
    DriverRegistry drivers({root / "a", folder("b", {"alpha"})}, DriverRegistry::Search::path_only);
    const std::vector<DriverRegistry::Found> ours = drivers.all();
    BOOST_TEST_REQUIRE(ours.size() == 2U);
    BOOST_TEST(ours[0].name == "alpha");
    BOOST_TEST(ours[0].file == root / "a" / "reinhardt-db-alpha.so");
    BOOST_TEST(ours[1].name == "zeta");
    for (const DriverRegistry::Found& found : ours) {
        BOOST_TEST(!found.driver);
        BOOST_TEST(has(found.fault, "cannot be loaded"), found.fault);
    }
}

BOOST_AUTO_TEST_CASE(a_scheme_can_not_leave_the_search_path) {
    DriverRegistry drivers({folder("a"), folder("b", {"x"})}, DriverRegistry::Search::path_only);
    BOOST_TEST(has(error_of([&] { return drivers.for_scheme("/../b/reinhardt-db-x"); }).message(), "no driver serves"));
}

BOOST_AUTO_TEST_SUITE_END()
