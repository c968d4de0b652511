#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include <reinhardt/db/orm/connect.hpp>

namespace reinhardt::db {

/// Runs it on one of the threads that belong to a database, of which there are as many as its pool has connections. Use submit().
void submit_task(std::function<void()> task, std::string_view database);

/// Runs `f` on another thread, at most as many at once as the pool of the database has connections; the future gets what it gives or throws. `f` is no part of
/// the caller's transaction, and must not wait for another submit() to the same database. What was submitted is done before the program ends.
template <class F>
[[nodiscard]] auto submit(F f, std::string_view database = default_database) -> std::future<std::invoke_result_t<F&>> {
    auto task = std::make_shared<std::packaged_task<std::invoke_result_t<F&>()>>(std::move(f));
    auto result = task->get_future();
    submit_task([task] { (*task)(); }, database);
    return result;
}

}  // namespace reinhardt::db
