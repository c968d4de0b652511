#include <fmt/format.h>

#include <reinhardt/db/support/text.hpp>

#include "migrate_report.hpp"
#include "profile.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr auto slow = std::chrono::seconds(2);
constexpr auto frame = std::chrono::milliseconds(120);

std::string name_of(const Migration& migration) { return printable(migration.key().text()); }

std::string one_line(const std::string& sql) { return statement_line(sql, 160); }

}  // namespace

std::string duration_text(std::int64_t ms) {
    if (ms < 1000) return fmt::format("{} ms", ms);
    if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
    return fmt::format("{} min {} s", ms / 60'000, ms % 60'000 / 1000);
}

TextReport::TextReport(Session& session) : session_(session) {
    thread_ = std::thread([this] {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, frame, [this] { return stop_; })) tick();
    });
}

TextReport::~TextReport() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void TextReport::tick() {
    if (current_.empty() || session_.quiet()) return;
    const auto now = Clock::now();
    const bool is_slow = !statement_.empty() && now - statement_start_ > slow;
    if (session_.err().is_terminal()) {
        if (now - migration_start_ < frame * 2) return;
        std::string text = current_;
        if (total_ > 0) text += fmt::format("  operation {}/{}", std::min(index_ + 1, total_), total_);
        if (rows_ > 0) text += fmt::format("  {} rows", rows_);
        text += "  " + duration_text(std::chrono::duration_cast<std::chrono::milliseconds>(now - migration_start_).count());
        if (is_slow) text += "  " + one_line(statement_);
        session_.terminal().progress(text);
    } else if (is_slow && !said_) {
        said_ = true;
        session_.err().line(current_ + ": still running: " + one_line(statement_));
        session_.err().flush();
    }
}

void TextReport::line(const std::string& text) {
    session_.terminal().progress({});
    session_.out().line(text);
    session_.out().flush();
}

void TextReport::started(const std::vector<const Migration*>& pending) {
    const std::lock_guard lock(mutex_);
    pending_ = pending.size();
    for (const Migration* migration : pending) width_ = std::max(width_, display_width(name_of(*migration)));
}

void TextReport::head(Direction direction) {
    if (!headed_ && !session_.quiet())
        line(printable(session_.database().shown) + ": " + count_of(pending_, "migration") + (direction == Direction::forward ? " to apply" : " to unapply"));
    headed_ = true;
}

void TextReport::migration_started(const Migration& migration, Direction direction) {
    const std::lock_guard lock(mutex_);
    head(direction);
    ++number_;
    current_ = fmt::format("[{}/{}] {}", number_, std::max(pending_, number_), name_of(migration));
    statement_.clear();
    index_ = 0;
    total_ = migration.operations.size();
    rows_ = 0;
    migration_start_ = Clock::now();
}

void TextReport::operation(const Migration&, std::size_t index, std::size_t total, const std::string& description, std::int64_t ms) {
    const std::lock_guard lock(mutex_);
    index_ = index;
    total_ = total;
    rows_ = 0;
    if (session_.verbosity() > 0) line("    " + printable(description) + "  " + session_.out().paint(Color::dim, duration_text(ms)));
}

void TextReport::statement_started(const std::string& sql) {
    const std::lock_guard lock(mutex_);
    statement_ = sql;
    statement_start_ = Clock::now();
    said_ = false;
    if (session_.verbosity() > 1) line(session_.out().paint(Color::dim, "      " + one_line(sql)));
}

void TextReport::statement(const std::string&, std::int64_t) {
    const std::lock_guard lock(mutex_);
    statement_.clear();
}

void TextReport::rows_done(std::int64_t rows) {
    const std::lock_guard lock(mutex_);
    rows_ = rows;
}

void TextReport::done(const Migration& migration, Direction direction, std::int64_t ms, bool faked) {
    const std::lock_guard lock(mutex_);
    head(direction);
    current_.clear();
    if (session_.quiet()) return;
    std::string what = direction == Direction::forward ? "applied" : "unapplied";
    if (faked) what += " (fake)";
    const std::string name = name_of(migration);
    line("  " + session_.out().paint(Color::green, what) + "  " + (faked ? name : padded(name, width_) + fmt::format("  {:>6}", duration_text(ms))));
}

void TextReport::migration_applied(const Migration& migration, std::int64_t ms, bool faked) { done(migration, Direction::forward, ms, faked); }
void TextReport::migration_unapplied(const Migration& migration, std::int64_t ms, bool faked) { done(migration, Direction::backward, ms, faked); }

void TextReport::recorded(const Migration& migration) {
    const std::lock_guard lock(mutex_);
    head(Direction::forward);
    if (!session_.quiet()) line("  " + session_.out().paint(Color::green, "recorded") + "  " + name_of(migration));
}

void TextReport::adopted(const MigrationKey& key) {
    const std::lock_guard lock(mutex_);
    if (!session_.quiet()) line("  " + session_.out().paint(Color::green, "recorded") + "  " + printable(key.text()) + ", since all that it replaces is applied");
}

void TextReport::waiting_for_lock(const std::string& holder) {
    const std::lock_guard lock(mutex_);
    session_.note(Color::bold, "note", "waiting for the lock: " + (holder.empty() ? "another run holds it" : holder));
    session_.err().flush();
}

void TextReport::trying_again(const Error& why, std::chrono::milliseconds pause) {
    const std::lock_guard lock(mutex_);
    session_.note(Color::bold, "note", why.message() + "; rolled back, next try in " + duration_text(pause.count()));
    session_.err().flush();
}

void TextReport::warning(const std::string& text) {
    const std::lock_guard lock(mutex_);
    session_.note(Color::yellow, "warning", text);
}

void TextReport::times(const Profile& profile) {
    pause();
    session_.out().write(profile_text(profile, session_.out()));
}

void TextReport::pause() {
    const std::lock_guard lock(mutex_);
    current_.clear();
    session_.terminal().progress({});
}

void TextReport::finish(const MigrateResult& result) {
    pause();
    if (session_.quiet()) return;
    std::vector<std::string> words;
    if (result.applied > 0) words.push_back("Applied " + count_of(result.applied, "migration"));
    if (result.unapplied > 0) words.push_back((words.empty() ? "Unapplied " : "unapplied ") + count_of(result.unapplied, "migration"));
    if (words.empty()) {
        if (result.status == "nothing") session_.out().line(printable(session_.database().shown) + ": nothing to migrate");
        return;
    }
    std::string text = join(words, ", ") + " in " + duration_text(result.ms);
    if (!result.heads.empty()) text += "; the database is at " + printable(join(result.heads, ", "));
    session_.out().line(text + ".");
}

}  // namespace reinhardt::db::cli
