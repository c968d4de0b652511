#pragma once

#include <string_view>

namespace reinhardt::db::cli {

class Session;

[[nodiscard]] std::string_view program_version() noexcept;
/// The version, then each driver found with its file, version, client library and what it can do, or why it does not load.
int print_version(Session& session);

}  // namespace reinhardt::db::cli
