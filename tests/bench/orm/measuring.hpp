#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace bench {

inline constexpr int rounds = 15;

/// Of a run, or its medians: nanoseconds until it was done, and of them those that this process computed.
struct Cost {
    double wall = 0, cpu = 0;
};

inline double cpu_now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

inline Cost cost_of(const std::function<void()>& work, std::size_t times) {
    const auto start = std::chrono::steady_clock::now();
    const double before = cpu_now();
    work();
    const double cpu = cpu_now() - before;
    const double wall = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    return {wall / static_cast<double>(times), cpu / static_cast<double>(times)};
}

inline Cost medians(std::vector<Cost> costs) {
    const auto middle = [&](double Cost::*part) {
        std::sort(costs.begin(), costs.end(), [&](const Cost& a, const Cost& b) { return a.*part < b.*part; });
        return costs[costs.size() / 2].*part;
    };
    return {middle(&Cost::wall), middle(&Cost::cpu)};
}

/// Both in turn, so that they meet the same machine; medians, and their ratio beside its bound (0: there is none).
inline void compare(const char* name, std::size_t times, double bound, const char* other, const std::function<void()>& others, const std::function<void()>& ours) {
    std::vector<Cost> theirs, mine;
    others();
    ours();
    for (int round = 0; round < rounds; ++round) {
        theirs.push_back(cost_of(others, times));
        mine.push_back(cost_of(ours, times));
    }
    const Cost they = medians(theirs), we = medians(mine);
    const double ratio = we.wall / they.wall;
    std::printf("%-28s %s %8.0f ns  ours %8.0f ns  ratio %.2f", name, other, they.wall, we.wall, ratio);
    if (bound > 0) std::printf(" (at most %.2f%s)", bound, ratio > bound ? ": OVER" : "");
    std::printf("; processor %.0f and %.0f ns, ratio %.2f\n", they.cpu, we.cpu, we.cpu / they.cpu);
}

inline void measure(const char* name, std::size_t times, const std::function<void()>& work) {
    std::vector<Cost> list;
    for (int round = 0; round < rounds; ++round) list.push_back(cost_of(work, times));
    std::printf("%-44s %8.1f ns\n", name, medians(list).wall);
}

}  // namespace bench
