#pragma once

#include <chrono>
#include <memory>
#include <type_traits>
#include <utility>

namespace reinhardt::db {

class Watch;

/// While it lives, the thread's sessions have until then: what runs at that time is cancelled (DatabaseError, ErrorCode::interrupted), and no session begins
/// any more (Error(statement_timeout)). One inside of another ends no later than that. Belongs to its thread and a scope.
class Deadline {
public:
    explicit Deadline(std::chrono::milliseconds from_now);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    [[nodiscard]] bool has_passed() const noexcept;
    [[nodiscard]] std::chrono::steady_clock::time_point when() const noexcept;

private:
    std::shared_ptr<Watch> watch_, before_;
};

/// Calls `body(context)` under a Deadline. Use with_deadline().
void run_with_deadline(std::chrono::milliseconds time, void (*body)(void*), void* context);

/// Calls `f`, whose statements must be done within `time`. Throws Error(statement_timeout) when they are not, besides what `f` throws.
template <class F>
auto with_deadline(std::chrono::milliseconds time, F&& f) -> std::invoke_result_t<F&> {
    using Result = std::invoke_result_t<F&>;
    if constexpr (std::is_void_v<Result>) {
        auto body = [&] { f(); };
        run_with_deadline(time, [](void* context) { (*static_cast<decltype(body)*>(context))(); }, &body);
    } else {
        std::unique_ptr<Result> result;
        auto body = [&] { result = std::make_unique<Result>(f()); };
        run_with_deadline(time, [](void* context) { (*static_cast<decltype(body)*>(context))(); }, &body);
        return std::move(*result);
    }
}

}  // namespace reinhardt::db
