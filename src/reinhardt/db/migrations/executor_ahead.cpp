#include <reinhardt/db/migrations/executor_ahead.hpp>

#include <utility>

namespace reinhardt::db {

namespace {

/// So many are kept at most: enough that the database never waits, little enough for memory.
constexpr std::size_t most_ahead = 16;

}  // namespace

WorkAhead::WorkAhead(std::vector<const Migration*> migrations, ProjectState state, Driver& driver, std::string server)
    : migrations_(std::move(migrations)), state_(std::move(state)), driver_(driver), server_(std::move(server)), thread_([this] { make_all(); }) {}

WorkAhead::~WorkAhead() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

MigrationWork WorkAhead::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !made_.empty(); });
    // What failed stays: nothing comes behind it.
    if (made_.front().failure) std::rethrow_exception(made_.front().failure);
    MigrationWork work = std::move(made_.front().work);
    made_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return work;
}

void WorkAhead::make_all() {
    for (const Migration* migration : migrations_) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stop_ || made_.size() < most_ahead; });
            if (stop_) return;
        }
        Made made = make(*migration);
        const bool failed = made.failure != nullptr;
        {
            const std::lock_guard lock(mutex_);
            made_.push_back(std::move(made));
        }
        changed_.notify_all();
        if (failed) return;
    }
}

WorkAhead::Made WorkAhead::make(const Migration& migration) {
    Made made;
    try {
        made.work = compile_work(migration, operations_of(migration), state_, driver_, migration.atomic);
        for (auto& item : made.work.items) item.rendered = render_unread(migration, item, driver_, server_);
    } catch (...) {
        made.failure = std::current_exception();
    }
    return made;
}

}  // namespace reinhardt::db
