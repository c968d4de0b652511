#include <reinhardt/db/backends/child_process.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t printed_limit = 4000;

class Pipe {
public:
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) throw Error(ErrorCode::file, std::string("cannot make a pipe: ") + std::strerror(errno));
        read_ = ends[0];
        write_ = ends[1];
    }
    ~Pipe() {
        close_read();
        close_write();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    [[nodiscard]] int read_end() const noexcept { return read_; }
    [[nodiscard]] int write_end() const noexcept { return write_; }
    void close_read() noexcept { close(read_); }
    void close_write() noexcept { close(write_); }

private:
    static void close(int& end) noexcept {
        if (end >= 0) ::close(std::exchange(end, -1));
    }
    int read_ = -1, write_ = -1;
};

void write_all(int to, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(to, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string error_text(const Error& error) {
    Value value = Value::object();
    value.set("code", static_cast<std::int64_t>(error.code())).set("message", error.message()).set("hint", error.hint());
    return to_json(value);
}

/// "R" or "E", the length of the rest, and the rest: what was cut off is seen.
std::string framed(char kind, const std::string& text) { return std::string(1, kind) + std::to_string(text.size()) + "\n" + text; }

[[noreturn]] void be_the_child(const std::function<std::string()>& work, int result, int printed) noexcept {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    const rlimit no_dump{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_dump);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, SIG_DFL);
    ::dup2(printed, STDOUT_FILENO);
    ::dup2(printed, STDERR_FILENO);
    try {
        write_all(result, framed('R', work()));
    } catch (const Error& error) {
        write_all(result, framed('E', error_text(error)));
    } catch (const std::exception& error) {
        write_all(result, framed('E', error_text(Error(ErrorCode::config, error.what()))));
    }
    ::_exit(0);
}

enum class Ending { closed, late, large };

/// Reads both pipes until the result's is closed, or a limit is reached.
Ending collect(const Pipe& result, const Pipe& printed, const ChildLimits& limits, std::string& text, std::string& output) {
    const auto deadline = Clock::now() + limits.time;
    std::array<pollfd, 2> ends = {{{result.read_end(), POLLIN, 0}, {printed.read_end(), POLLIN, 0}}};
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return Ending::late;
        const int ready = ::poll(ends.data(), ends.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
        if (ready < 0 && errno != EINTR) return Ending::closed;
        if (ready <= 0) continue;
        if (ends[1].revents != 0) {
            const ssize_t count = ::read(ends[1].fd, buffer.data(), buffer.size());
            if (count > 0) output.append(buffer.data(), static_cast<std::size_t>(count));
            else ends[1].fd = -1;
            if (output.size() > printed_limit) output.erase(0, output.size() - printed_limit);
        }
        if (ends[0].revents != 0) {
            const ssize_t count = ::read(ends[0].fd, buffer.data(), buffer.size());
            if (count <= 0) return Ending::closed;
            text.append(buffer.data(), static_cast<std::size_t>(count));
            if (text.size() > limits.bytes) return Ending::large;
        }
    }
}

/// What the pipe holds still, without waiting.
void drain(const Pipe& printed, std::string& output) {
    std::array<char, 4096> buffer{};
    pollfd end{printed.read_end(), POLLIN, 0};
    while (output.size() < 2 * printed_limit && ::poll(&end, 1, 0) > 0) {
        const ssize_t count = ::read(end.fd, buffer.data(), buffer.size());
        if (count <= 0) return;
        output.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

int wait_for(pid_t child) noexcept {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

std::string ending_text(Ending ending, int status, const ChildLimits& limits) {
    if (ending == Ending::late) return "did not answer within " + std::to_string(limits.time.count()) + " ms";
    if (ending == Ending::large) return "gives more than " + std::to_string(limits.bytes >> 20) + " MiB";
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return std::string(signal == SIGABRT ? "gave up" : "crashed") + ": " + ::strsignal(signal) + " (signal " + std::to_string(signal) + ")";
    }
    return "ended the process with exit code " + std::to_string(WEXITSTATUS(status));
}

/// The last lines of what was printed.
std::string last_lines(std::string_view output) {
    constexpr std::size_t most = 400;
    output = trim(output);
    if (output.size() <= most) return std::string(output);
    output.remove_prefix(output.size() - most);
    const auto line = output.find('\n');
    return "… " + std::string(trim(line == std::string_view::npos ? output : output.substr(line)));
}

/// The result in its frame; nullptr where it is not whole.
const char* whole_result(const std::string& text) {
    if (text.empty() || (text.front() != 'R' && text.front() != 'E')) return nullptr;
    const auto end = text.find('\n');
    if (end == std::string::npos || std::to_string(text.size() - end - 1) != text.substr(1, end - 1)) return nullptr;
    return text.c_str() + end + 1;
}

}  // namespace

std::string run_in_child(const std::string& subject, const std::function<std::string()>& work, const ChildLimits& limits) {
    Pipe result, printed;
    const pid_t child = ::fork();
    if (child < 0) throw Error(ErrorCode::file, std::string("cannot start a process: ") + std::strerror(errno));
    if (child == 0) be_the_child(work, result.write_end(), printed.write_end());
    result.close_write();
    printed.close_write();
    std::string text, output;
    const Ending ending = collect(result, printed, limits, text, output);
    ::kill(child, SIGKILL);  // no more is wanted of it; one that has ended keeps its status
    const int status = wait_for(child);
    drain(printed, output);
    const char* content = ending == Ending::closed ? whole_result(text) : nullptr;
    if (content == nullptr) {
        Error error(ErrorCode::config, subject + " " + ending_text(ending, status, limits));
        if (const std::string last = last_lines(output); !last.empty()) error.note("it said: " + last);
        throw error;
    }
    if (text.front() == 'R') return content;
    const Value fault = parse_json(content);
    throw Error(Error(static_cast<ErrorCode>(fault.int_or("code", 0)), fault.text_or("message")).hint(fault.text_or("hint")));
}

}  // namespace reinhardt::db
