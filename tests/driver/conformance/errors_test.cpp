#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/support/json.hpp>

#include "scratch.hpp"

using namespace conformance;
using db::Value;

BOOST_FIXTURE_TEST_SUITE(errors, Scratch)

BOOST_AUTO_TEST_CASE(every_failure_has_the_code_that_all_backends_share) {
    std::vector<db::Table> tables = library();
    create(tables);
    insert("author", {"id", "name"}, {1, "Ann"});
    insert("book", {"id", "title", "author_id"}, {1, "First", 1});
    const std::string book = "INSERT INTO " + quoted("book") + " (" + quoted("title") + ", " + quoted("views") + ", " + quoted("author_id") + ") VALUES ";
    struct Case {
        const char* name;
        std::string sql;
        int code;
    };
    const std::vector<Case> cases{
        {"unique", book + "('First', 0, 1)", RDB_E_UNIQUE},
        {"key", "INSERT INTO " + quoted("author") + " (" + quoted("id") + ", " + quoted("name") + ") VALUES (1, 'x')", RDB_E_UNIQUE},
        {"foreign key", book + "('Second', 0, 99)", RDB_E_FOREIGN_KEY},
        {"not null", book + "(NULL, 0, 1)", RDB_E_NOT_NULL},
        {"check", book + "('Second', -1, 1)", RDB_E_CHECK},
        {"syntax", "SELEC 1", RDB_E_SYNTAX},
        {"syntax at the end", "SELECT (", RDB_E_SYNTAX},
    };
    for (const Case& c : cases) {
        BOOST_TEST(code_of(*connection, c.sql) == c.code, c.name);
        try {
            connection->execute(c.sql);
        } catch (const db::DatabaseError& error) {
            BOOST_TEST(!error.message().empty(), c.name);
            BOOST_TEST(error.message().find('\n') == std::string::npos, c.name);
            BOOST_TEST(error.statement() == c.sql, c.name);
        }
    }
    BOOST_TEST(rows("book", {"id"}).rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_table_that_does_not_exist_is_no_syntax_of_another_code) {
    const int code = code_of(*connection, "SELECT 1 FROM " + quoted("absent"));
    BOOST_TEST((code == RDB_E_FAILED || code == RDB_E_SYNTAX), code);
}

BOOST_AUTO_TEST_CASE(a_foreign_key_acts_as_declared) {
    create(library());
    insert("author", {"id", "name"}, {1, "Ann"});
    insert("book", {"title", "author_id"}, {"First", 1});
    connection->execute("DELETE FROM " + quoted("author"));
    BOOST_TEST(rows("book", {"id"}).rows.empty());
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_exist_is_not_made_when_not_asked) {
    db::Connection::Options options;
    options.create = false;
    for (int times = 0; times < 2; ++times) {
        BOOST_CHECK_EXCEPTION(db::Connection(driver, url(quirks().missing_url), ".", options), db::DatabaseError, [](const db::DatabaseError& error) {
            return error.driver_code() == RDB_E_NO_DATABASE && error.code() == db::ErrorCode::not_found;
        });
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_refused_without_its_password) {
    for (const char* rest : {"", "//", "\n", "//u:hunter2@[/x?&&=&password=hunter2"}) {
        db::Connection::Options options;
        options.create = false;
        options.password = "hunter2";
        try {
            db::Connection opened(driver, driver->schemes().front() + ":" + rest, "/nonexistent", options);
        } catch (const db::DatabaseError& error) {
            BOOST_TEST(!error.message().empty());
            BOOST_TEST((error.message() + error.hint()).find("hunter2") == std::string::npos, error.message());
        }
    }
}

BOOST_AUTO_TEST_CASE(nonsense_from_the_host_is_an_error_and_no_crash) {
    rdb_error error{};
    error.size = sizeof error;
    std::string out;
    rdb_sink sink{&out, [](void* context, const char* data, std::size_t size) { static_cast<std::string*>(context)->append(data, size); }};
    const auto call = [&](auto function, const std::string& text) { return function(rdb_str{text.data(), text.size()}, &sink, &error); };
    for (const char* text : {"", "{", "[]", "null", "{\"edits\":7}", "{\"edits\":[{\"edit\":\"jump\",\"table\":\"t\"}]}", "{\"edits\":[7]}",
                             "{\"edits\":[{\"edit\":\"add_column\",\"table\":\"t\"}]}", "{\"columns\":[{}]}", "{\"columns\":7}"}) {
        const int render = call(driver->sql().render, text);
        BOOST_TEST((render == RDB_OK || error.message[0] != '\0'), text);
        const int types = call(driver->sql().column_types, text);
        BOOST_TEST((types == RDB_OK || error.message[0] != '\0'), text);
    }
    BOOST_TEST(call(driver->sql().render, "{") != RDB_OK);
    for (int kind = 0; kind <= static_cast<int>(db::EditKind::drop_exclusion); ++kind) {
        const std::string edit = "{\"edits\":[{\"edit\":\"" + std::string(db::edit_kind_name(static_cast<db::EditKind>(kind))) + "\",\"table\":\"t\"}]}";
        BOOST_TEST(call(driver->sql().render, edit) != RDB_OK, edit);
    }
    BOOST_TEST(driver->sql().introspect(connection->handle(), rdb_str{"{", 1}, &sink, &error) != RDB_OK);
    BOOST_TEST(connection->query("SELECT 1").rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(failures_do_not_need_an_error_to_be_filled) {
    BOOST_TEST(driver->sql().execute(connection->handle(), rdb_str{"SELEC", 5}, nullptr, nullptr) != RDB_OK);
}

BOOST_AUTO_TEST_SUITE_END()
