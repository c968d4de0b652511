#include <utility>

#include <reinhardt/db/migrations/executor_run.hpp>

namespace reinhardt::db {

void MigrationRun::now_at(const MigrationWork& work, std::size_t operation) {
    now_ = work.migration;
    now_operation_ = operation + 1;
}

void MigrationRun::now_at(const MigrationWork& work, const WorkItem& item, const RenderedStatement& statement) {
    const auto& edits = item.edits.edits;
    const std::size_t edit = statement.edits.empty() ? 0 : statement.edits.front();
    now_at(work, edit < edits.size() ? edits[edit].operation : item.operations.front());
}

void MigrationRun::timed(const std::string& sql, std::chrono::microseconds spent) {
    if (options_.profile != nullptr && now_ != nullptr) times_.push_back({now_->key(), now_operation_, sql, spent});
}

void MigrationRun::keep_times() {
    if (options_.profile != nullptr && now_ != nullptr) {
        for (auto& one : times_) options_.profile->add(*now_, std::move(one));
    }
    times_.clear();
}

void MigrationRun::keep_time(const Migration& migration, Direction direction, std::chrono::steady_clock::time_point start) {
    now_ = nullptr;
    if (options_.profile == nullptr) return;
    const auto spent = std::chrono::duration_cast<Profile::Time>(std::chrono::steady_clock::now() - start);
    options_.profile->migrations.push_back({migration.key(), direction, spent});
}

}  // namespace reinhardt::db
