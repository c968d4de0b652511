#include <boost/test/unit_test.hpp>

#include <reinhardt/db/support/error.hpp>

#include <reinhardt/db/migrations/project_file.hpp>
#include "folder.hpp"

using namespace reinhardt::db;

namespace {

std::vector<std::string> labels(const Project& project) {
    std::vector<std::string> out;
    for (const ProjectApp& app : project.apps) out.push_back(app.label);
    return out;
}

struct Fault {
    std::string name, file, message;
    std::uint32_t line;
    std::string hint;
};

Error fault_of(const Folder& folder) {
    try {
        static_cast<void>(load_project(folder.path()));
    } catch (const Error& error) {
        return error;
    }
    return Error(ErrorCode::internal, "no error");
}

/// Sets a variable for one test.
struct Variable {
    Variable(const char* variable, const char* value) : name(variable) { setenv(name, value, 1); }
    ~Variable() { unsetenv(name); }
    const char* name;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_folder_with_one_models_file_is_a_project_with_every_default) {
    const Folder folder;
    folder.write("models/blog.toml", "");
    const Project project = load_project(folder.path());
    BOOST_TEST(project.root == folder.path());
    BOOST_TEST(project.file.empty());
    BOOST_TEST(labels(project) == std::vector<std::string>{"blog"}, boost::test_tools::per_element());
    BOOST_TEST(project.apps[0].migrations == folder.path() / "migrations/blog");
    BOOST_TEST(project.apps[0].models_exist);
    BOOST_TEST(project.migration_format == "toml");
    BOOST_CHECK_NO_THROW(require_project(project));
}

BOOST_AUTO_TEST_CASE(the_project_file_is_found_by_walking_up) {
    const Folder folder;
    folder.write("reinhardt-db.toml", "[project]\nmigration_format = \"json\"\n");
    folder.make("deep/down/here");
    const Project project = load_project(folder.path() / "deep/down/here");
    BOOST_TEST(project.root == folder.path());
    BOOST_TEST(project.migration_format == "json");
}

BOOST_AUTO_TEST_CASE(apps_are_models_files_migration_folders_and_tables_of_the_file) {
    const Folder folder;
    folder.write("reinhardt-db.toml", "[apps.shop]\nmodels = \"shop/schema.toml\"\nmigrations = \"shop/migrations\"\nlibrary = \"build/libshop.so\"\n");
    folder.write("models/blog.toml", "");
    folder.write("models/notes.txt", "");
    folder.write("models/_draft.toml", "");
    folder.make("migrations/auth");
    folder.make("migrations/__pycache__");
    const Project project = load_project(folder.path());
    const std::vector<std::string> expected = {"auth", "blog", "shop"};
    BOOST_TEST(labels(project) == expected, boost::test_tools::per_element());
    BOOST_TEST(!project.app("auth")->models_exist);
    BOOST_TEST(project.app("shop")->models == folder.path() / "shop/schema.toml");
    BOOST_TEST(project.app("shop")->library == folder.path() / "build/libshop.so");
    BOOST_TEST(project.display(project.app("shop")->migrations) == "shop/migrations");
}

BOOST_AUTO_TEST_CASE(a_folder_with_nothing_is_no_project) {
    const Folder folder;
    const Project project = load_project(folder.path());
    BOOST_CHECK_EXCEPTION(require_project(project), Error, [](const Error& error) { return error.code() == ErrorCode::config; });
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_the_file_is_named_with_its_line) {
    const std::vector<Fault> faults = {
        {"an unknown table", "[projekt]\nmodels = \"m\"\n", "projekt", 1, "project"},
        {"an unknown key", "[project]\nmodels = \"m\"\nmigration = \"x\"\n", "migration", 3, "migrations"},
        {"an unknown key of an app", "[apps.blog]\nmodel = \"m\"\n", "model", 2, "models"},
        {"an unknown key of a database", "[databases.default]\nurl = \"sqlite:x\"\npassword = \"secret\"\n", "password", 3, ""},
        {"a wrong format", "[project]\nmigration_format = \"yaml\"\n", "migration_format", 2, ""},
        {"a wrong kind", "[project]\nmodels = 3\n", "models", 2, ""},
        {"a database without URL", "[databases.default]\nserver = \"x\"\n", "url", 1, "url"},
        {"a wrong lock", "[databases.default]\nurl = \"sqlite:x\"\nlock = \"session\"\n", "lock", 3, ""},
        {"an app that does not exist", "[databases.default]\nurl = \"sqlite:x\"\napps = [\"blogg\"]\n[apps.blog]\n", "blogg", 3, "blog"},
        {"an app that is no table", "[apps]\nblog = \"x\"\n", "blog", 2, ""},
        {"no TOML", "[project\n", "", 1, ""},
    };
    for (const Fault& fault : faults) {
        const Folder folder;
        folder.write("reinhardt-db.toml", fault.file);
        const Error error = fault_of(folder);
        BOOST_TEST_CONTEXT(fault.name) {
            BOOST_TEST((error.code() == ErrorCode::config));
            BOOST_TEST(error.file() == "reinhardt-db.toml");
            BOOST_TEST(error.line() == fault.line);
            BOOST_TEST(error.message().find(fault.message) != std::string::npos, error.message());
            BOOST_TEST(error.hint().find(fault.hint) != std::string::npos, error.hint());
            BOOST_TEST(error.message().find("secret") == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(all_faults_are_named_in_one_go) {
    const Folder folder;
    folder.write("reinhardt-db.toml", "[project]\nmodel = \"m\"\n[drivers]\npaths = []\n");
    BOOST_TEST(fault_of(folder).others().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_database_is_the_named_one_then_default_then_the_environment_then_sqlite) {
    const Folder folder;
    folder.write("models/blog.toml", "");
    unsetenv("DATABASE_URL");
    BOOST_TEST(choose_database(load_project(folder.path()), "").url == "sqlite:db.sqlite3");
    const Variable variable("DATABASE_URL", "sqlite:environment.db");
    BOOST_TEST(choose_database(load_project(folder.path()), "").url == "sqlite:environment.db");
    folder.write("reinhardt-db.toml", "[databases.default]\nurl = \"sqlite:file.db\"\n[databases.other]\nurl = \"sqlite:other.db\"\napps = [\"blog\"]\nlock = \"lease\"\n");
    const Project project = load_project(folder.path());
    BOOST_TEST(choose_database(project, "").url == "sqlite:file.db");
    BOOST_TEST(choose_database(project, "sqlite:url.db").url == "sqlite:url.db");
    const DatabaseChoice other = choose_database(project, "other");
    BOOST_TEST(other.url == "sqlite:other.db");
    BOOST_TEST(other.lease);
    BOOST_TEST(other.apps.size() == 1U);
    BOOST_CHECK_EXCEPTION(static_cast<void>(choose_database(project, "othre")), Error,
                          [](const Error& error) { return error.code() == ErrorCode::usage && error.hint().find("'other'") != std::string::npos; });
}

BOOST_AUTO_TEST_CASE(variables_and_password_files_are_used_but_never_shown) {
    const Folder folder;
    folder.write("secret.txt", "hunter2\n");
    folder.write("reinhardt-db.toml",
                 "[databases.default]\nurl = \"postgresql://me:${RDB_TEST_PASSWORD}@db/x\"\npassword_file = \"secret.txt\"\n"
                 "[databases.broken]\nurl = \"postgresql://me:${RDB_TEST_UNSET}@db/x\"\n[databases.gone]\nurl = \"sqlite:x\"\npassword_file = \"nowhere\"\n");
    const Variable variable("RDB_TEST_PASSWORD", "correct horse");
    const Project project = load_project(folder.path());
    const DatabaseChoice choice = choose_database(project, "");
    BOOST_TEST(choice.url == "postgresql://me:correct horse@db/x");
    BOOST_TEST(choice.shown == "postgresql://me:***@db/x");
    BOOST_TEST(choice.password == "hunter2");
    for (const char* alias : {"broken", "gone"})
        BOOST_CHECK_EXCEPTION(static_cast<void>(choose_database(project, alias)), Error, [](const Error& error) {
            return error.code() == ErrorCode::config && error.file() == "reinhardt-db.toml" && error.line() > 0 && error.message().find("me:") == std::string::npos;
        });
}
