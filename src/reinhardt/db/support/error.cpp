#include <reinhardt/db/support/error.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace reinhardt::db {

namespace {

constexpr std::array<std::string_view, 29> code_names = {
    "database",   "file",          "usage",     "config",       "models", "question",  "unsupported",    "driver",
    "migration_file", "conflict",  "missing_dependency", "cycle", "inconsistent_history", "edited", "irreversible", "confirmation",
    "rows",       "not_found",     "squash_refused", "schema_differs", "refused", "lock_held", "lock_timeout", "statement_timeout", "partial", "interrupted", "query", "validation", "internal",
};
static_assert(code_names.size() == static_cast<std::size_t>(ErrorCode::internal) + 1);

}  // namespace

std::string_view error_code_name(ErrorCode code) noexcept {
    const auto index = static_cast<std::size_t>(code);
    return index < code_names.size() ? code_names[index] : code_names.back();
}

Error::Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

void throw_all(std::vector<Error> errors) {
    if (errors.empty()) return;
    Error first = std::move(errors.front());
    errors.erase(errors.begin());
    first.also(std::move(errors));
    throw first;
}

}  // namespace reinhardt::db
