#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <thread>

#include <reinhardt/db/support/value.hpp>
#include <sqlite3.h>
#include <unistd.h>

#include "connection.hpp"

using namespace reinhardt::db;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(open)

BOOST_AUTO_TEST_CASE(a_file_that_others_make_and_remove_is_absent_or_open_for_writing_and_never_anything_else) {
    const fs::path path = fs::temp_directory_path() / ("reinhardt-db-open-" + std::to_string(::getpid()) + ".sqlite3");
    const std::string url = "sqlite:" + path.string();
    std::jthread others([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::ofstream(path).close();
            fs::remove(path);
        }
    });
    int absent = 0;
    std::string wrong;
    for (int i = 0; i < 3000 && wrong.empty(); ++i) {
        try {
            const auto connection = sqlite::Connection::open(url, "/", Value(), 0);
            if (sqlite3_db_readonly(connection->handle(), "main") != 0) wrong = "open for reading alone";
        } catch (const plugin::PluginError& error) {
            if (error.code != RDB_E_NO_DATABASE) wrong = error.message;
            ++absent;
        }
    }
    others.request_stop();
    others.join();
    fs::remove(path);
    BOOST_TEST(wrong == "");
    BOOST_TEST(absent > 0);
}

BOOST_AUTO_TEST_SUITE_END()
