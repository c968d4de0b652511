#pragma once

#include <atomic>

namespace reinhardt::db::cli {

/// Set by the first Ctrl-C (or SIGTERM) once watch_interrupts() was called.
[[nodiscard]] const std::atomic<bool>& interrupted() noexcept;
/// From now on the first SIGINT or SIGTERM sets interrupted() and the second one quits at once with exit code 130.
void watch_interrupts();
/// Writing into a closed pipe gives EPIPE instead of ending the program.
void ignore_broken_pipes();

}  // namespace reinhardt::db::cli
