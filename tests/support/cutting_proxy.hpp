#pragma once

// A socket in front of a server's, which loses the connection at a moment of the test's choice.

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// Hands bytes on between clients and the server, until the words of cut_at() come by: then the connection that sent them breaks.
class CuttingProxy {
public:
    enum class Moment {
        before,  ///< the server never gets the words
        after,   ///< the server has done what they say, and its answer is lost
    };

    /// `url` is that of tests/support/postgresql or mariadb.
    explicit CuttingProxy(std::string_view url) {
        std::string pattern = (std::filesystem::temp_directory_path() / "rdb-proxy-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        const bool postgresql = url.starts_with("postgresql");
        const std::string key = postgresql ? "host=" : "socket=";
        const std::size_t at = url.find(key) + key.size();
        const std::string place(url.substr(at));
        server_ = postgresql ? place + "/.s.PGSQL.5432" : place;
        const std::filesystem::path mine = folder_ / (postgresql ? ".s.PGSQL.5432" : "socket");
        url_ = std::string(url.substr(0, at)) + (postgresql ? folder_ : mine).string();
        listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = address_of(mine);
        if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 16) != 0) throw std::runtime_error("no proxy: " + mine.string());
        thread_ = std::thread([this] { serve(); });
    }
    ~CuttingProxy() {
        ending_ = true;
        thread_.join();
        close(listener_);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    /// The next message with these words in it is the last of its connection.
    void cut_at(std::string_view words, Moment moment) {
        const std::lock_guard lock(mutex_);
        words_ = words;
        moment_ = moment;
    }

private:
    struct Pair {
        int client, server;
        bool last_answer = false;
    };

    static sockaddr_un address_of(const std::filesystem::path& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.string().copy(address.sun_path, sizeof address.sun_path - 1);
        return address;
    }

    void serve() {
        std::vector<Pair> pairs;
        while (!ending_) {
            std::vector<pollfd> waiting = {{listener_, POLLIN, 0}};
            for (const Pair& one : pairs) {
                waiting.push_back({one.client, POLLIN, 0});
                waiting.push_back({one.server, POLLIN, 0});
            }
            constexpr int milliseconds = 20;  // until it looks whether it ends
            if (poll(waiting.data(), waiting.size(), milliseconds) <= 0) continue;
            for (std::size_t i = pairs.size(); i-- > 0;) {
                const bool asks = waiting[1 + 2 * i].revents != 0, answers = waiting[2 + 2 * i].revents != 0;
                if ((answers && !answer(pairs[i])) || (asks && !ask(pairs[i]))) {
                    close(pairs[i].client);
                    close(pairs[i].server);
                    pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
                }
            }
            if (waiting[0].revents != 0) pairs.push_back({accept(listener_, nullptr, nullptr), connected()});
        }
        for (const Pair& one : pairs) {
            close(one.client);
            close(one.server);
        }
    }

    [[nodiscard]] int connected() const {
        const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un address = address_of(server_);
        static_cast<void>(connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address));  // a failure is seen by the first write
        return made;
    }

    /// False: the pair is over.
    bool ask(Pair& pair) {
        std::array<char, 65'536> bytes;
        const ssize_t size = read(pair.client, bytes.data(), bytes.size());
        if (size <= 0) return false;
        if (is_last({bytes.data(), static_cast<std::size_t>(size)})) {
            if (moment_ == Moment::before) return false;
            pair.last_answer = true;
        }
        return send(pair.server, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
    }

    bool answer(const Pair& pair) {
        std::array<char, 65'536> bytes;
        const ssize_t size = read(pair.server, bytes.data(), bytes.size());
        if (size <= 0 || pair.last_answer) return false;
        std::size_t sent = 0;
        while (sent < static_cast<std::size_t>(size)) {
            const ssize_t more = send(pair.client, bytes.data() + sent, static_cast<std::size_t>(size) - sent, MSG_NOSIGNAL);
            if (more <= 0) return false;
            sent += static_cast<std::size_t>(more);
        }
        return true;
    }

    bool is_last(std::string_view bytes) {
        const std::lock_guard lock(mutex_);
        if (words_.empty() || bytes.find(words_) == std::string_view::npos) return false;
        words_.clear();
        return true;
    }

    std::filesystem::path folder_;
    std::string server_, url_, words_;
    Moment moment_ = Moment::before;
    int listener_ = -1;
    std::atomic<bool> ending_{false};
    std::mutex mutex_;
    std::thread thread_;
};
