#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <reinhardt/db/migrations/workspace.hpp>
#include <reinhardt/db/support/value.hpp>

#include "arguments.hpp"
#include "terminal.hpp"

namespace reinhardt::db::cli {

/// One run of a command: its arguments and terminal, and the workspace, which is made when first asked for (so that help and completion read
/// nothing).
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

    /// What the command works on, by -C and -d.
    [[nodiscard]] Workspace& workspace();
    [[nodiscard]] const Project& project();           ///< Error(config) when there is nothing (details 1.1)
    [[nodiscard]] const Project& project_or_none() { return workspace().project(); }  ///< may have no apps
    // The same as the workspace's.
    [[nodiscard]] const History& history() { return workspace().history(); }
    [[nodiscard]] DriverRegistry& drivers() { return workspace().drivers(); }
    [[nodiscard]] const DatabaseChoice& database() { return workspace().database(); }
    void use(DatabaseChoice choice) { workspace().use(std::move(choice)); }
    [[nodiscard]] std::shared_ptr<Driver> driver() { return workspace().driver(); }
    [[nodiscard]] Connection* connection(bool create) { return workspace().connection(create); }
    [[nodiscard]] std::shared_ptr<Driver> driver_of(const DatabaseChoice& choice) { return workspace().driver_of(choice); }
    [[nodiscard]] std::unique_ptr<Connection> open(const DatabaseChoice& choice, bool create) { return workspace().open(choice, create); }

private:
    Arguments arguments_;
    Terminal& terminal_;
    Value* gathered_ = nullptr;
    std::function<void(Error&)> explanation_;
    std::unique_ptr<Workspace> workspace_;
};

}  // namespace reinhardt::db::cli
