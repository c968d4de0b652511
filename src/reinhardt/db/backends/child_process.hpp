#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace reinhardt::db {

/// What a child process may use before it is ended.
struct ChildLimits {
    std::chrono::milliseconds time{10'000};
    std::size_t bytes = std::size_t{64} << 20;  ///< of its result
};

/// Runs `work` in a copy of this process and gives what it returned; nothing that it does there is seen here. An Error of `work` is thrown on with code,
/// message and hint. Anything else that ends the copy (a signal, exit(), too long a run or result) is Error(config) whose message goes on from
/// `subject` ("library x.so"): "library x.so crashed: Segmentation fault", with what it printed last as a note.
[[nodiscard]] std::string run_in_child(const std::string& subject, const std::function<std::string()>& work, const ChildLimits& limits = {});

}  // namespace reinhardt::db
