#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "../../support/orm_database.hpp"
#include "models.hpp"

namespace query_test {

/// A small shop in the database of the command line, or a SQLite file: made once.
struct Shop : orm_schema::TestDatabase {
    Shop() : TestDatabase({&db::model_of<Author>::desc, &db::model_of<Tag>::desc, &db::model_of<Book>::desc}) {
        const db::Session session;
        fill(session.connection());
    }

    static void fill(db::Connection& connection) {
        for (const char* row : {"1, 'Ursula', 40, 'u@x.org', 4.5", "2, 'Stanislaw', 50, NULL, 4.0", "3, 'anna', 30, 'a_b%@x.org', 3.5", "4, 'Nobody', 20, NULL, 0.5"})
            connection.execute(std::string("INSERT INTO author (id, name, age, email, rating) VALUES (") + row + ")");
        for (const char* row : {"1, 'scifi'", "2, 'classic'", "3, 'unused'"}) connection.execute(std::string("INSERT INTO tag (id, word) VALUES (") + row + ")");
        const bool pg = connection.driver().name() == "postgresql";
        const auto moment = [&](const char* text) { return pg ? std::string("'") + text + "+00'" : std::string("'") + text + "'"; };
        const auto yes = [&](bool value) { return pg ? (value ? "TRUE" : "FALSE") : (value ? "1" : "0"); };
        const auto add = [&](const std::string& head, bool printed, const char* when, const char* day, const char* extra) {
            connection.execute("INSERT INTO book (id, title, author_id, editor_id, pages, stock, price, in_print, published, day, extra) VALUES (" + head + ", " + yes(printed) + ", " + moment(when) + ", '" + day + "', '" + extra + "')");
        };
        add("1, 'The Dispossessed', 1, 3, 340, 5, 9.50", true, "1974-05-01 12:30:15.25", "1974-05-01", R"({"genre": "utopia", "scores": [1, 2], "n": 5})");
        add("2, 'Solaris', 2, NULL, 200, NULL, 7.25", true, "1961-06-01 08:00:00", "1961-06-01", R"({"genre": "space", "n": 7})");
        add("3, 'The Lathe of Heaven', 1, 2, 180, 0, 5.00", false, "1971-12-31 23:59:59", "1971-12-31", R"({"genre": null})");
        add("4, 'Cyberiad', 2, NULL, 300, 2, 12.00", true, "1965-01-01 00:00:00", "1965-01-01", "{}");
        add("5, 'Diary', 3, 1, 100, NULL, 1.99", false, "2020-02-29 00:00:00", "2020-02-29", R"({"genre": "utopia"})");
        for (const char* row : {"1, 1", "1, 2", "2, 1", "4, 1", "4, 2", "5, 2"}) connection.execute(std::string("INSERT INTO book_tags (book_id, tag_id) VALUES (") + row + ")");
    }
};

inline Shop& shop() {
    static Shop made;
    return made;
}
struct WithShop {
    Shop& here = shop();
};

/// The keys of the rows, in their order: "1 3".
template <class Q>
std::string ids(const Q& query) {
    std::string text;
    for (const auto& one : query.all()) text += (text.empty() ? "" : " ") + std::to_string(one.id);
    return text;
}
/// The same sorted.
template <class Q>
std::string set(const Q& query) {
    std::vector<std::int64_t> keys;
    for (const auto& one : query.all()) keys.push_back(one.id);
    std::sort(keys.begin(), keys.end());
    std::string text;
    for (const auto key : keys) text += (text.empty() ? "" : " ") + std::to_string(key);
    return text;
}

}  // namespace query_test
