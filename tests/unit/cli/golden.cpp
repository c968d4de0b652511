#include "golden.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

void check_file(const std::filesystem::path& path, const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(SOURCE_ROOT) / path;
    if (std::getenv("REINHARDT_DB_ACCEPT") != nullptr) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return;
    }
    std::ifstream in(file, std::ios::binary);
    std::stringstream present;
    present << in.rdbuf();
    BOOST_TEST(in.good(), path << " cannot be read; REINHARDT_DB_ACCEPT=1 writes it");
    BOOST_TEST(present.str() == text, path << " is not what the program generates; REINHARDT_DB_ACCEPT=1 writes it");
}
