#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// What the text of a C++ source says about the migration that it registers.
struct CppSource {
    std::string app, name;
    std::string tokens;                        ///< the further arguments of REINHARDT_MIGRATION, as cpp_tokens() gives them
    std::uint32_t line = 0;                    ///< of the macro
    std::vector<std::uint32_t> operations;     ///< the line of each argument that is an operation
};

/// The tokens of C++ text, one a line: what is left when blanks, comments and preprocessor directives are taken out. Two texts with the same
/// tokens say the same.
[[nodiscard]] std::string cpp_tokens(std::string_view text);

/// Finds REINHARDT_MIGRATION in a C++ source; nullopt where none is. Throws Error(migration_file) with `file` and line for several, and for one
/// whose first arguments are no plain texts or that does not end.
[[nodiscard]] std::optional<CppSource> find_cpp_migration(std::string_view text, const std::string& file);

}  // namespace reinhardt::db
