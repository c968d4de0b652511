#include <reinhardt/db/backends/statement_cache.hpp>

#include <reinhardt/db/backends/connection.hpp>

namespace reinhardt::db {

StatementCache::Use::~Use() {
    try {
        statement_.reset();
    } catch (const std::exception&) {
        // It failed before, which has been reported.
    }
}

Statement& StatementCache::get(std::string_view sql) {
    // In a loop it is the one used last.
    if (!by_age_.empty() && !by_age_.front().statement.is_open() && by_age_.front().statement.sql() == sql) return give(by_age_.front());
    const auto [first, last] = by_text_.equal_range(sql);
    for (auto found = first; found != last; ++found) {
        const Entries::iterator entry = found->second;
        if (entry->statement.is_open()) continue;
        by_age_.splice(by_age_.begin(), by_age_, entry);
        return give(*entry);
    }
    ++misses_;
    make_room();
    by_age_.push_front({Statement(connection_, sql, capacity_ > 0 ? Statement::Keep::persistent : Statement::Keep::briefly), round_});
    Statement& made = by_age_.front().statement;
    by_text_.emplace(made.sql(), by_age_.begin());
    made.claim();
    return made;
}

Statement& StatementCache::give(Entry& entry) {
    ++hits_;
    entry.round = round_;
    entry.statement.reset();
    entry.statement.claim();
    return entry.statement;
}

void StatementCache::make_room() {
    const std::size_t wanted = capacity_ > 0 ? capacity_ - 1 : 0;
    for (auto entry = by_age_.end(); by_age_.size() > wanted && entry != by_age_.begin();) {
        --entry;
        if (entry->statement.is_open()) continue;
        const auto [first, last] = by_text_.equal_range(entry->statement.sql());
        for (auto found = first; found != last; ++found) {
            if (found->second != entry) continue;
            by_text_.erase(found);
            break;
        }
        entry = by_age_.erase(entry);
    }
}

void StatementCache::reset_all() noexcept {
    for (Entry& entry : by_age_) {
        if (entry.round != round_) break;
        if (entry.statement.is_open()) const Use end(entry.statement);
    }
    ++round_;
}

void StatementCache::clear() noexcept {
    by_text_.clear();
    by_age_.clear();
}

}  // namespace reinhardt::db
