#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/code_functions.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/support/value.hpp>

#include "arguments.hpp"
#include "project_file.hpp"
#include "terminal.hpp"

namespace reinhardt::db::cli {

/// One run of a command: its arguments and terminal, and what it works on, each made when first asked for (so that help and
/// completion read nothing).
class Session {
public:
    Session(const Arguments& arguments, Terminal& terminal);
    ~Session();

    [[nodiscard]] const Arguments& arguments() const noexcept { return arguments_; }
    [[nodiscard]] Terminal& terminal() noexcept { return terminal_; }
    [[nodiscard]] Output& out() noexcept { return terminal_.out; }
    [[nodiscard]] Output& err() noexcept { return terminal_.err; }
    [[nodiscard]] bool json() const { return arguments_.value("format") == "json"; }
    [[nodiscard]] bool quiet() const { return arguments_.has("quiet"); }
    [[nodiscard]] std::size_t verbosity() const { return arguments_.count("verbose"); }
    /// A document on stdout: indented, with a line feed; or, while documents are gathered, one more of `list`, with its `database`.
    void print_json(const Value& document);
    void gather_json(Value* list) noexcept { gathered_ = list; }
    /// Adds to an error what only the caller of a command knows.
    void explain(Error& error) const;
    void explain_with(std::function<void(Error&)> explanation) { explanation_ = std::move(explanation); }
    /// "warning: …" or another note on stderr, unless -q.
    void note(Color color, std::string_view word, std::string_view text);

    [[nodiscard]] const Project& project();           ///< Error(config) when there is nothing (details 1.1)
    [[nodiscard]] const Project& project_or_none();   ///< may have no apps
    [[nodiscard]] const History& history();
    [[nodiscard]] DriverRegistry& drivers();
    const CodeFunctions& code();  ///< what RunCode may call
    [[nodiscard]] const DatabaseChoice& database();
    void use(DatabaseChoice choice);                  ///< works on that database from now on
    [[nodiscard]] std::shared_ptr<Driver> driver();   ///< of the chosen database, told what server to assume
    /// Opens the chosen database. nullptr when it does not exist and `create` is false.
    [[nodiscard]] Connection* connection(bool create);
    [[nodiscard]] std::shared_ptr<Driver> driver_of(const DatabaseChoice& choice);
    [[nodiscard]] std::unique_ptr<Connection> open(const DatabaseChoice& choice, bool create);

private:
    Arguments arguments_;
    Terminal& terminal_;
    Value* gathered_ = nullptr;
    std::function<void(Error&)> explanation_;
    std::optional<Project> project_;
    std::optional<History> history_;
    std::unique_ptr<DriverRegistry> drivers_;
    std::unique_ptr<CodeFunctions> code_;
    std::optional<DatabaseChoice> database_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace reinhardt::db::cli
