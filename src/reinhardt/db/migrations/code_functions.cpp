#include <reinhardt/db/migrations/code_functions.hpp>

#include <exception>
#include <utility>

#include <reinhardt/db/backends/plugin_support.hpp>
#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/migrations/inspector.hpp>
#include <reinhardt/db/migrations/sql_placeholders.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// What stands behind an rdb_code_host. An exception waits here until the function has returned.
struct Host {
    Connection& connection;
    StatementRunner& runner;
    const ProjectState& state;
    std::exception_ptr thrown;

    static int guard(Host& host, rdb_error* error, const auto& body) noexcept {
        return plugin::guarded(error, [&] {
            try {
                body();
            } catch (...) {
                host.thrown = std::current_exception();
                throw;
            }
        });
    }

    static int run(void* context, rdb_str sql, rdb_str parameters, rdb_sink* rows, rdb_error* error) noexcept {
        Host& host = *static_cast<Host*>(context);
        return guard(host, error, [&] {
            const std::string text(plugin::view(sql));
            const Value given = parameters.size == 0 ? Value::list() : parse_json(plugin::view(parameters));
            if (controls_transaction(text)) throw Error(ErrorCode::database, "a function of RunCode may not begin or end a transaction").statement(text);
            if (!given.is_list()) throw Error(ErrorCode::database, "the parameters of a statement must be a JSON list").statement(text);
            if (rows == nullptr) return host.runner.run(text, given.as_list());
            host.runner.check_interrupted();
            const std::string found = to_json(objects(host.connection.query(given.as_list().empty() ? text : native_placeholders(text, host.connection.driver()), given.as_list())));
            rows->write(rows->context, found.data(), found.size());
        });
    }

    static Value objects(const Rows& rows) {
        Value list = Value::list();
        for (const auto& row : rows.rows) {
            Value object = Value::object();
            for (std::size_t i = 0; i < row.size(); ++i) object.set(rows.columns[i], row[i]);
            list.push(std::move(object));
        }
        return list;
    }

    static int models(void* context, rdb_sink* out, rdb_error* error) noexcept {
        Host& host = *static_cast<Host*>(context);
        return guard(host, error, [&] {
            const std::string text = to_json(models_value(host.state, {}));
            out->write(out->context, text.data(), text.size());
        });
    }
};

}  // namespace

CodeFunctions::CodeFunctions(const Project& project) {
    for (const auto& app : project.apps) {
        if (!app.library.empty()) files_.emplace(app.label, app.library);
    }
}

const rdb_app_function& CodeFunctions::find(const std::string& app, const std::string& name) const {
    const auto file = files_.find(app);
    if (file == files_.end()) {
        throw Error(ErrorCode::config, "nobody registers the function '" + name + "' of RunCode: app '" + app + "' has no library")
            .hint("set library = \"...\" under [apps." + app + "] in reinhardt-db.toml");
    }
    auto& library = loaded_[app];
    if (library == nullptr) library = AppLibrary::load(file->second);
    const rdb_app_function* function = library->find(name);
    if (function != nullptr) return *function;
    const std::string similar = similar_hint("function", name, library->names());
    throw Error(ErrorCode::config, "nobody registers the function '" + name + "' of RunCode in " + file->second.string())
        .hint(similar.empty() ? "REINHARDT_RUN_CODE(" + name + ", ...) in the library registers it" : similar);
}

void CodeFunctions::call(const std::string& app, const std::string& name, Connection& connection, StatementRunner& runner, const ProjectState& state) const {
    const rdb_app_function& function = find(app, name);
    Host host{connection, runner, state, nullptr};
    const std::string driver = connection.driver().name();
    const rdb_code_host table{sizeof(rdb_code_host), &host, driver.c_str(), Host::run, Host::models};
    rdb_error error{};
    error.size = sizeof error;
    const int code = function.call(&table, &error);
    if (code == RDB_OK) return;
    if (code == RDB_E_INTERRUPTED && host.thrown) std::rethrow_exception(host.thrown);
    error.message[sizeof error.message - 1] = '\0';
    const std::string reason = one_line(error.message[0] != '\0' ? error.message : "it gives no reason");
    if (host.thrown) {
        try {
            std::rethrow_exception(host.thrown);
        } catch (const Error& cause) {
            if (reason.find(cause.message()) != std::string::npos) throw;  // with its statement
        }
    }
    throw Error(ErrorCode::database, "function " + name + " failed: " + reason);
}

}  // namespace reinhardt::db
