#pragma once

#include <string>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/value.hpp>

#include "terminal.hpp"

namespace reinhardt::db::cli {

/// The one map from kinds of failure to exit codes (cli.md §1).
[[nodiscard]] int exit_code_of(ErrorCode code) noexcept;
/// As people read it: "error: …", "  --> file:line, operation 2 of 3", statement, notes, hint; each of `others()` likewise.
[[nodiscard]] std::string error_text(const Error& error, const Output& output);
/// The message in one line, without its place's details.
[[nodiscard]] std::string error_line(const Error& error);
/// The value of "error" in JSON documents: code, message, hint, file, line, operation, statement, sqlstate, notes, others.
[[nodiscard]] Value error_value(const Error& error);
/// {"format_version": "1.0", "error": {…}}
[[nodiscard]] Value error_document(const Error& error);
/// The exit code of a failure with others beside it: 7 beats 130, and 5 beats 4 beats 3 (details 4.13); otherwise the first one's.
[[nodiscard]] int exit_code_of(const Error& error) noexcept;

}  // namespace reinhardt::db::cli
