#include "sandbox.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::test {

namespace fs = std::filesystem;

Sandbox::Sandbox() {
    std::error_code failure;
    const fs::path memory = "/dev/shm";
    std::string name = ((fs::is_directory(memory, failure) ? memory : fs::temp_directory_path()) / "rdb-migrations-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
}

Sandbox::~Sandbox() {
    std::error_code failure;
    fs::remove_all(folder_, failure);
}

void Sandbox::write(std::string_view migration, std::string_view text) const {
    const auto parts = split(migration, '.');
    const fs::path file = folder_ / "migrations" / parts[0] / (parts[1] + ".toml");
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

void Sandbox::remove(std::string_view migration) const {
    const auto parts = split(migration, '.');
    fs::remove(folder_ / "migrations" / parts[0] / (parts[1] + ".toml"));
}

void Sandbox::forget_database() const {
    for (const auto* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(folder_ / (std::string("db.sqlite3") + suffix));
}

History Sandbox::history() const {
    Project project;
    project.root = folder_;
    project.migrations_folder = folder_ / "migrations";
    std::vector<fs::path> apps;
    if (fs::exists(project.migrations_folder))
        for (const auto& entry : fs::directory_iterator(project.migrations_folder)) apps.push_back(entry.path());
    std::sort(apps.begin(), apps.end());
    for (const auto& path : apps) {
        ProjectApp& app = project.apps.emplace_back();
        app.label = path.filename().string();
        app.migrations = path;
    }
    return load_history(project);
}

std::shared_ptr<Driver> Sandbox::driver() const {
    static DriverRegistry registry;
    return registry.for_scheme("sqlite");
}

std::unique_ptr<Connection> Sandbox::connect() const {
    return std::make_unique<Connection>(driver(), "sqlite:db.sqlite3", folder_, Connection::Options{});
}

MigrateOptions Sandbox::to(std::string_view target) {
    MigrateOptions options;
    options.yes = true;
    const auto parts = split(target, ' ');
    if (!target.empty()) options.target.app = parts[0];
    if (parts.size() > 1) options.target.migration = parts[1];
    return options;
}

MigrateResult Sandbox::migrate(const MigrateOptions& options) const {
    ExecutionObserver observer;
    return migrate(options, observer);
}

MigrateResult Sandbox::migrate(const MigrateOptions& options, ExecutionObserver& observer) const {
    const History files = history();
    const auto connection = connect();
    return Executor(files, *connection, observer).migrate(options);
}

Error Sandbox::failure(const MigrateOptions& options) const {
    try {
        migrate(options);
    } catch (const Error& error) {
        return error;
    }
    BOOST_FAIL("migrate did not fail");
    return Error(ErrorCode::internal, "unreachable");
}

void Sandbox::execute(std::string_view sql) const { connect()->execute(sql); }

std::string Sandbox::value(std::string_view sql) const {
    const Rows rows = connect()->query(sql);
    if (rows.empty()) return {};
    const Value& cell = rows.rows.front().front();
    return cell.is_text() ? cell.as_text() : to_json(cell);
}

std::vector<std::string> Sandbox::applied() const {
    std::vector<std::string> names;
    const auto connection = connect();
    for (const auto& row : Recorder(*connection).applied()) names.push_back(row.key().text());
    return names;
}

std::string Sandbox::dump() const {
    const auto connection = connect();
    std::string text;
    for (const auto& row : connection->query("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'reinhardt_%' ORDER BY 1, 2").rows) {
        text += to_json(Value(Value::List(row))) + "\n";
        if (row[0].as_text() != "table") continue;
        const std::string name = row[1].as_text();
        text += name + ":\n";
        for (const auto& values : connection->query("SELECT * FROM \"" + name + "\" ORDER BY 1").rows) text += "  " + to_json(Value(Value::List(values))) + "\n";
    }
    return text;
}

int Sandbox::start_child(const std::function<void()>& body) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    int code = 0;
    try {
        body();
    } catch (const Error& error) {
        code = 1 + static_cast<int>(error.code());
    } catch (...) {
        code = 99;
    }
    ::_exit(code);
}

int Sandbox::wait_for(int child) {
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

int Sandbox::in_child(const std::function<void()>& body) { return wait_for(start_child(body)); }

}  // namespace reinhardt::db::test
