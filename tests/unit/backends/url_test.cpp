#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>
#include <vector>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(the_scheme_stands_before_the_first_colon) {
    struct Case {
        const char *url, *scheme;
    };
    const std::vector<Case> cases{
        {"sqlite:db.sqlite3", "sqlite"},      {"sqlite::memory:", "sqlite"},       {"postgres://u@h/d", "postgres"},
        {"PostgreSQL://h/d", "postgresql"},   {"mongodb+srv://h/d", "mongodb+srv"}, {"mariadb://h", "mariadb"},
        {"db.sqlite3", ""},                   {"", ""},                            {":x", ""},
        {"/abs/a:b", ""},                     {"1x://h", ""},                      {"host=db password=x:y", ""},
    };
    for (const Case& c : cases) BOOST_TEST(url_scheme(c.url) == c.scheme, c.url);
}

BOOST_AUTO_TEST_CASE(no_form_of_a_url_shows_its_password) {
    struct Case {
        const char *url, *shown;
    };
    const std::vector<Case> cases{
        {"postgresql://u:secret@h/d", "postgresql://u:***@h/d"},
        {"postgresql://u:s%65cret%40x@h:5432/d", "postgresql://u:***@h:5432/d"},
        {"postgresql://u:se@cret@h/d", "postgresql://u:***@h/d"},
        {"postgresql://u:se/cret@h/d", "postgresql://u:***@h/d"},
        {"postgresql://u:se?cret@h/d", "postgresql://u:***@h/d"},
        {"postgresql://u:se#cret@h/d", "postgresql://u:***@h/d"},
        {"postgresql://u:a@b/c?d@h/d", "postgresql://u:***@h/d"},
        {"postgresql://u:a:b@h/d", "postgresql://u:***@h/d"},
        {"postgresql://:secret@h", "postgresql://:***@h"},
        {"postgresql:///d?user=u&password=secret", "postgresql:///d?user=u&password=***"},
        {"postgresql://h/d?password=se%26cret&sslmode=require", "postgresql://h/d?password=***&sslmode=require"},
        {"postgresql://h/d?password=se&cret&sslmode=require", "postgresql://h/d?password=***&sslmode=require"},
        {"postgresql://h/d?p%61ssword=secret", "postgresql://h/d?p%61ssword=***"},
        {"postgresql://h/d?PASSWORD=secret", "postgresql://h/d?PASSWORD=***"},
        {"postgresql://h/d?sslpassword=secret&x=1", "postgresql://h/d?sslpassword=***&x=1"},
        {"postgresql://u:secret@h1:1,h2:2/d", "postgresql://u:***@h1:1,h2:2/d"},
        {"postgresql://u:secret@h/d?application_name=me@work", "postgresql://u:***@h/d?application_name=me@work"},
        {"postgresql://u:secret@h/d?x=me@work", "postgresql://u:***@work"},
        {"postgresql://user:secret/d", "postgresql://user:***"},
        {"postgresql://u:secret%40h/d", "postgresql://u:***%40h/d"},
        {"postgresql:/u:secret@h/d", "postgresql:/***@h/d"},
        {"mysql:u:secret@h", "mysql:***@h"},
        {"u:secret@h/d", "u:***@h/d"},
        {"//u:secret@h/d", "//u:***@h/d"},
        {"nonsense://u:secret@h", "nonsense://u:***@h"},
        {"host=h password=secret dbname=d", "host=h password=*** dbname=d"},
        {"host=h password='se cret' dbname=d", "host=h password=*** dbname=d"},
        {"mongodb://u:secret@h/?authMechanismProperties=AWS_SESSION_TOKEN:x", "mongodb://u:***@h/?authMechanismProperties=***"},
        {"sqlite:x.db?key=secret", "sqlite:x.db?key=***"},
    };
    for (const Case& c : cases) BOOST_TEST(mask_url(c.url) == c.shown, c.url << " -> " << mask_url(c.url));
}

BOOST_AUTO_TEST_CASE(a_url_without_a_password_is_shown_as_it_is) {
    const std::vector<std::string> urls{
        "", "sqlite:db.sqlite3", "sqlite:///data/a:b@c.db", "sqlite:a:b@c.db", "sqlite::memory:", "postgresql://reports@db/analytics",
        "postgresql://h:5432/d", "postgresql://[::1]:5432/d", "postgresql://h1:1,h2:2/d?target_session_attrs=read-write", "postgresql:///d?host=/run/postgresql",
        "mongodb+srv://h/d", "db.sqlite3", "postgresql://", "mysql://h/d?ssl-mode=required&socket=/run/mysqld/mysqld.sock",
    };
    for (const std::string& url : urls) BOOST_TEST(mask_url(url) == url);
}

BOOST_AUTO_TEST_CASE(a_message_of_somebody_else_loses_passwords_but_no_other_words) {
    const std::string url = "postgresql://u:s%65cret@h/d";
    BOOST_TEST(scrub("cannot open " + url, url) == "cannot open postgresql://u:***@h/d");
    BOOST_TEST(scrub("bad password 'secret'", url) == "bad password '***'");
    BOOST_TEST(scrub("bad password 's%65cret'", url) == "bad password '***'");
    BOOST_TEST(scrub("bad password 'other'", "postgresql://u@h/d", "other") == "bad password '***'");
    BOOST_TEST(scrub("user \"postgres\" failed", "postgresql://postgres:postgres@h/d") == "user \"postgres\" failed");
    BOOST_TEST(scrub("nothing to hide", "sqlite:x.db") == "nothing to hide");
}

BOOST_AUTO_TEST_CASE(variables_and_fallbacks_are_expanded) {
    setenv("RDB_TEST_SET", "value", 1);
    setenv("RDB_TEST_EMPTY", "", 1);
    unsetenv("RDB_TEST_UNSET");
    struct Case {
        const char *text, *expanded;
    };
    const std::vector<Case> cases{
        {"plain", "plain"},
        {"a${RDB_TEST_SET}b", "avalueb"},
        {"${RDB_TEST_SET}${RDB_TEST_SET}", "valuevalue"},
        {"${RDB_TEST_EMPTY}", ""},
        {"${RDB_TEST_EMPTY:-x}", "x"},
        {"${RDB_TEST_UNSET:-sqlite:db}", "sqlite:db"},
        {"${RDB_TEST_UNSET:-}", ""},
        {"${RDB_TEST_UNSET:-${RDB_TEST_SET}!}", "value!"},
        {"${RDB_TEST_SET:-${RDB_TEST_UNSET}}", "value"},
        {"$RDB_TEST_SET $5 $", "$RDB_TEST_SET $5 $"},
    };
    for (const Case& c : cases) BOOST_TEST(expand_variables(c.text) == c.expanded, c.text);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_expanded_is_an_error_that_does_not_show_the_text) {
    unsetenv("RDB_TEST_UNSET");
    for (const std::string text : {"secret${RDB_TEST_UNSET}", "secret${RDB_TEST_UNSET", "secret${}", "secret${1X}", "secret${RDB_TEST_UNSET-x}"}) {
        try {
            const std::string expanded = expand_variables(text);
            BOOST_ERROR("expanded " << text << " to " << expanded);
        } catch (const Error& error) {
            BOOST_TEST(static_cast<int>(error.code()) == static_cast<int>(ErrorCode::config));
            BOOST_TEST(error.message().find("secret") == std::string::npos);
            BOOST_TEST(!error.hint().empty());
        }
    }
    try {
        static_cast<void>(expand_variables("${RDB_TEST_UNSET}"));
        BOOST_ERROR("an undefined variable was expanded");
    } catch (const Error& error) {
        BOOST_TEST(error.message() == "the environment variable RDB_TEST_UNSET is not set");
    }
}

BOOST_AUTO_TEST_SUITE_END()
