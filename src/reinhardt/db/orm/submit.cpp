#include <reinhardt/db/orm/submit.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <reinhardt/db/orm/database.hpp>

namespace reinhardt::db {
namespace {

/// The threads of a database; started when they are needed.
class Workers {
public:
    explicit Workers(std::uint32_t most) : most_(most) {}
    ~Workers() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        ready_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void add(std::function<void()> task) {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        if (tasks_.size() > idle_ && threads_.size() < most_) threads_.emplace_back([this] { work(); });
        else ready_.notify_one();
    }

private:
    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            ++idle_;
            ready_.wait(lock, [this] { return !tasks_.empty() || ending_; });
            --idle_;
            if (tasks_.empty()) return;
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::uint32_t most_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> tasks_;
    std::size_t idle_ = 0;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

/// All of the program; they end before its databases.
class AllWorkers {
public:
    AllWorkers() { static_cast<void>(databases()); }
    Workers& of(std::string_view database) {
        const std::lock_guard lock(mutex_);
        const auto known = workers_.find(database);
        if (known != workers_.end()) return known->second;
        return workers_.try_emplace(std::string(database), databases().get(database).options().max_connections).first->second;
    }

private:
    std::mutex mutex_;
    std::map<std::string, Workers, std::less<>> workers_;
};

}  // namespace

void submit_task(std::function<void()> task, std::string_view database) {
    static AllWorkers all;
    all.of(database).add(std::move(task));
}

}  // namespace reinhardt::db
