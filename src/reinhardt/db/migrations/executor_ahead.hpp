#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <reinhardt/db/migrations/executor_work.hpp>

namespace reinhardt::db {

/// Compiles and renders the work of migrations that follow each other, in a thread of its own, while the database is at work on the ones before.
/// Asks the database nothing: what it would have to be asked for is left to be rendered when its turn comes.
class WorkAhead {
public:
    /// `state`: before the first of `migrations`. `server`: as Connection::server() has it.
    WorkAhead(std::vector<const Migration*> migrations, ProjectState state, Driver& driver, std::string server);
    ~WorkAhead();
    WorkAhead(const WorkAhead&) = delete;
    WorkAhead& operator=(const WorkAhead&) = delete;

    /// The work of the next one. Throws what compile_work() threw for it.
    [[nodiscard]] MigrationWork next();

private:
    struct Made {
        MigrationWork work;
        std::exception_ptr failure;
    };
    void make_all();
    [[nodiscard]] Made make(const Migration& migration);

    std::vector<const Migration*> migrations_;
    ProjectState state_;
    Driver& driver_;
    std::string server_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Made> made_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace reinhardt::db
