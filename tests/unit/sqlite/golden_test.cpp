#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <reinhardt/db/support/json.hpp>

#include "ddl/render.hpp"

using namespace reinhardt::db;
namespace fs = std::filesystem;

// golden/<case>.json is a render request, golden/<case>.sql what is made of it. REINHARDT_DB_ACCEPT=1 writes the latter.

namespace {

std::string read(const fs::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string edits_of(const Value& statement) {
    std::string text;
    const Value* edits = statement.find("edits");
    if (edits == nullptr) return text;
    for (const auto& edit : edits->as_list()) text += ' ' + std::to_string(edit.as_int());
    return text;
}

std::string printed(const Value& answer) {
    std::string text;
    for (const auto& statement : answer.find("statements")->as_list()) {
        text += "-- " + statement.text_or("phase", "main") + ' ' + statement.text_or("kind", "run") + ", edits" + edits_of(statement);
        for (const auto* key : {"destroys", "rewrites", "blocks", "name"}) {
            if (statement.has(key)) text += ", " + std::string(key) + ' ' + statement.text_or(key);
        }
        text += '\n';
        if (statement.has("message")) text += "-- else: " + statement.text_or("message") + '\n';
        text += statement.text_or("sql") + ";\n";
    }
    for (const auto& error : answer.find("errors")->as_list()) text += "-- error, edit " + std::to_string(error.int_or("edit", 0)) + ": " + error.text_or("message") + '\n';
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(requests_render_to_the_statements_on_file) {
    const bool accept = std::getenv("REINHARDT_DB_ACCEPT") != nullptr;
    std::vector<fs::path> requests;
    for (const auto& entry : fs::directory_iterator(GOLDEN_FOLDER)) {
        if (entry.path().extension() == ".json") requests.push_back(entry.path());
    }
    std::sort(requests.begin(), requests.end());
    BOOST_TEST(!requests.empty());
    for (const auto& request : requests) {
        const std::string made = printed(sqlite::render(parse_json(read(request), request.string())));
        fs::path expected = request;
        expected.replace_extension(".sql");
        if (accept) std::ofstream(expected) << made;
        BOOST_TEST(made == read(expected), request.filename().string());
    }
}
