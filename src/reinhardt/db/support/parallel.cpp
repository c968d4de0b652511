#include <reinhardt/db/support/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace reinhardt::db {

namespace {

/// Linux starts a thread on the core of the one that made it, and moves it milliseconds later: as long as all the work here takes. So a
/// helper begins on another core, and may go where it likes once it runs.
class OtherCores {
public:
    OtherCores() {
#ifdef __linux__
        const int here = ::sched_getcpu();
        known_ = here >= 0 && ::pthread_getaffinity_np(::pthread_self(), sizeof all_, &all_) == 0 && CPU_COUNT(&all_) > 1;
        others_ = all_;
        if (known_) CPU_CLR(static_cast<std::size_t>(here), &others_);
#endif
    }

    void send(std::thread& thread) const {
#ifdef __linux__
        if (known_) ::pthread_setaffinity_np(thread.native_handle(), sizeof others_, &others_);
#else
        (void)thread;
#endif
    }

    /// Called by the helper itself.
    void release() const {
#ifdef __linux__
        if (known_) ::pthread_setaffinity_np(::pthread_self(), sizeof all_, &all_);
#endif
    }

private:
#ifdef __linux__
    cpu_set_t all_{}, others_{};
#endif
    bool known_ = false;
};

}  // namespace

void parallel_ranges(std::size_t count, std::size_t batch, const std::function<void(std::size_t, std::size_t)>& work) {
    constexpr std::size_t most_threads = 8;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = std::min({cores, most_threads, (count + 2 * batch - 1) / (2 * batch)});
    std::atomic<std::size_t> next{0};
    const auto take = [&] {
        for (std::size_t first = next.fetch_add(batch); first < count; first = next.fetch_add(batch)) work(first, std::min(first + batch, count));
    };
    const OtherCores others;
    std::vector<std::thread> helpers;
    for (std::size_t i = 1; i < threads; ++i) {
        helpers.emplace_back([&] { take(); });
        others.send(helpers.back());
    }
    take();
    for (auto& helper : helpers) helper.join();
}

}  // namespace reinhardt::db
