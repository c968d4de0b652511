#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db {

/// What went wrong, one value for each kind of failure. The names (`error_code_name`) are what `--format json` prints as
/// `error.code`; they are listed in docs/errors.md, may only grow, and are mapped to exit codes by the command line.
enum class ErrorCode : std::uint8_t {
    database,              ///< a statement or connection failed
    file,                  ///< a file could not be read or written
    usage,                 ///< wrong arguments
    config,                ///< project file, URL or environment
    models,                ///< a models file does not parse or is not consistent
    question,              ///< a question that nobody could answer
    unsupported,           ///< the backend lacks what a model or operation asks for
    driver,                ///< a driver is missing, broken or of another ABI version
    migration_file,        ///< a migration file does not parse or breaks the state
    conflict,              ///< two heads
    missing_dependency,    ///< a migration depends on one that does not exist
    cycle,                 ///< migrations depend on each other in a circle
    inconsistent_history,  ///< applied before its dependency, partly recorded squash, missing applied file
    edited,                ///< an applied migration was edited
    irreversible,          ///< an operation in range has no inverse
    confirmation,          ///< steps that lose data were not confirmed
    rows,                  ///< existing rows do not fit the change
    not_found,             ///< the database, table or object asked for does not exist
    squash_refused,        ///< squash would change the result
    schema_differs,        ///< the database's tables are not what they should be
    refused,               ///< what was asked for cannot be done without changing the result
    lock_held,             ///< another run holds the migration lock
    lock_timeout,          ///< a statement waited for a lock as long as it may
    statement_timeout,     ///< a statement ran as long as it may
    partial,               ///< stopped after a step that cannot be rolled back
    interrupted,           ///< Ctrl-C
    query,                 ///< a query names what is not there, or asks for what cannot be; one row expected and several found
    validation,            ///< values of an object are not valid
    internal,              ///< a defect of this program
};

/// The stable spelling of `code`, for example "lock_held".
[[nodiscard]] std::string_view error_code_name(ErrorCode code) noexcept;

/// The one root of all errors: what happened, where, and what to do next. `what()` is the message alone.
class Error : public std::exception {
public:
    Error(ErrorCode code, std::string message);

    [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    [[nodiscard]] const std::string& message() const noexcept { return message_; }
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }
    [[nodiscard]] const std::vector<std::string>& notes() const noexcept { return notes_; }
    [[nodiscard]] const std::string& file() const noexcept { return file_; }
    [[nodiscard]] std::uint32_t line() const noexcept { return line_; }            ///< 1-based; 0 = unknown
    [[nodiscard]] const std::string& operation() const noexcept { return operation_; }  ///< "operation 2 of 3"
    [[nodiscard]] const std::string& statement() const noexcept { return statement_; }
    [[nodiscard]] const std::string& sqlstate() const noexcept { return sqlstate_; }
    /// Further errors of the same run, when all broken files are reported in one go.
    [[nodiscard]] const std::vector<Error>& others() const noexcept { return others_; }

    Error& message(std::string text) { message_ = std::move(text); return *this; }
    Error& code(ErrorCode code) { code_ = code; return *this; }
    Error& hint(std::string text) { hint_ = std::move(text); return *this; }
    Error& note(std::string text) { notes_.push_back(std::move(text)); return *this; }
    Error& at(std::string file, std::uint32_t line = 0) { file_ = std::move(file); line_ = line; return *this; }
    Error& operation(std::string text) { operation_ = std::move(text); return *this; }
    Error& statement(std::string text) { statement_ = std::move(text); return *this; }
    Error& sqlstate(std::string text) { sqlstate_ = std::move(text); return *this; }
    Error& also(std::vector<Error> errors) { others_ = std::move(errors); return *this; }

private:
    ErrorCode code_;
    std::string message_, hint_, file_, operation_, statement_, sqlstate_;
    std::uint32_t line_ = 0;
    std::vector<std::string> notes_;
    std::vector<Error> others_;
};

/// Throws the first of `errors` with the rest as `others()`; does nothing when there are none.
void throw_all(std::vector<Error> errors);

}  // namespace reinhardt::db
