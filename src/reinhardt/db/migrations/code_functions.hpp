#pragma once

#include <map>
#include <memory>
#include <string>

#include <reinhardt/db/backends/app_library.hpp>
#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/migrations/statement_runner.hpp>
#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

/// The functions that RunCode may call: those of the apps' libraries, each loaded when it is first asked for (details 4.14).
class CodeFunctions {
public:
    explicit CodeFunctions(const Project& project);

    /// Error(config) when the app has no library, or its library is broken or does not register `name`.
    [[nodiscard]] const rdb_app_function& find(const std::string& app, const std::string& name) const;
    /// Calls it. What it runs goes through `runner`, so that it is reported; `state` is what it sees of the models. Throws what a statement
    /// threw, or Error(database) with the function's own message.
    void call(const std::string& app, const std::string& name, Connection& connection, StatementRunner& runner, const ProjectState& state) const;

private:
    std::map<std::string, std::filesystem::path> files_;
    mutable std::map<std::string, std::shared_ptr<const AppLibrary>> loaded_;
};

}  // namespace reinhardt::db
