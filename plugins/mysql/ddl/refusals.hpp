#pragma once

#include <cstddef>

#include <reinhardt/db/schema/edit.hpp>

#include "output.hpp"
#include "server.hpp"

namespace reinhardt::db::mysql {

/// Whether the server can do what the edit asks; says in `output` what it cannot.
[[nodiscard]] bool accepts(const SchemaEdit& edit, std::size_t number, const ServerKind& server, sql::Output& output);

}  // namespace reinhardt::db::mysql
