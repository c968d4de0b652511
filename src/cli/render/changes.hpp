#pragma once

#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/makemigrations.hpp>

#include "../terminal.hpp"

namespace reinhardt::db::cli {

/// '+', '-' or '~' in the colour that goes with it, for an operation of that kind ("AddField").
[[nodiscard]] std::string operation_mark(const Output& out, std::string_view op, bool undo = false);
/// The new migrations app by app: path, then a line for each operation with what it changes.
void print_made_migrations(Output& out, const History& history, const std::vector<MadeMigration>& made);

}  // namespace reinhardt::db::cli
