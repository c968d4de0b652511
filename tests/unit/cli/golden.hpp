#pragma once

#include <filesystem>
#include <string>

/// Compares `text` with the file of the repository at `path` (from its root); with REINHARDT_DB_ACCEPT=1 writes it there instead.
void check_file(const std::filesystem::path& path, const std::string& text);
