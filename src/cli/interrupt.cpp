#include "interrupt.hpp"

#include <csignal>

#include <unistd.h>

namespace reinhardt::db::cli {
namespace {

// A signal handler reaches nothing but what is global.
std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_interrupt(int) {
    if (flag.exchange(true)) _exit(130);
}

}  // namespace

const std::atomic<bool>& interrupted() noexcept { return flag; }

void watch_interrupts() {
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void ignore_broken_pipes() {
    struct sigaction action {};
    action.sa_handler = SIG_IGN;
    sigemptyset(&action.sa_mask);
    sigaction(SIGPIPE, &action, nullptr);
}

}  // namespace reinhardt::db::cli
