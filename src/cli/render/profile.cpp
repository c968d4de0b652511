#include "profile.hpp"

#include <fmt/format.h>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {
namespace {

constexpr std::size_t statement_width = 100;

std::string time_text(Profile::Time time) {
    const double ms = static_cast<double>(time.count()) / 1000;
    return ms < 10'000 ? fmt::format("{:.3f} ms", ms) : fmt::format("{:.3f} s", ms / 1000);
}

std::string name_of(const MigrationKey& key, std::size_t index) { return key.text() + (index == 0 ? std::string() : fmt::format(" ({})", index)); }

class Table {
public:
    Table(std::string title, Profile::Time whole, const Output& output) : whole_(whole), output_(output), text_(output.paint(Color::bold, title) + "\n") {}

    void row(Profile::Time spent, const std::string& what) {
        const double part = whole_.count() == 0 ? 0 : 100.0 * static_cast<double>(spent.count()) / static_cast<double>(whole_.count());
        text_ += fmt::format("  {:>12}  ", time_text(spent)) + output_.paint(Color::dim, fmt::format("{:>3.0f} %", part)) + "  " + printable(what) + "\n";
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    Profile::Time whole_;
    const Output& output_;
    std::string text_;
};

}  // namespace

std::string statement_line(const std::string& sql, std::size_t width) {
    std::string out;
    for (const char c : trim(sql)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank) out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    return printable(cut_to(out, width));
}

std::string profile_text(const Profile& profile, const Output& output) {
    if (profile.empty()) return {};
    Profile sorted = profile;
    sorted.sort();
    Profile::Time whole{};
    for (const auto& one : sorted.migrations) whole += one.spent;
    Table migrations("time by migration", whole, output), operations("time by operation", whole, output), statements("time by statement", whole, output);
    for (const auto& one : sorted.migrations) migrations.row(one.spent, one.migration.text() + (one.direction == Direction::backward ? " (unapplied)" : ""));
    for (const auto& one : sorted.operations) operations.row(one.spent, name_of(one.migration, one.index) + "  " + one.description);
    for (const auto& one : sorted.statements) statements.row(one.spent, name_of(one.migration, one.index) + "  " + statement_line(one.sql, statement_width));
    return migrations.text() + operations.text() + statements.text();
}

Value profile_event(const Profile& profile) {
    Profile sorted = profile;
    sorted.sort();
    const auto item = [](const MigrationKey& key, Profile::Time spent) {
        Value value = Value::object();
        value.set("app", key.app).set("name", key.name).set("us", static_cast<std::int64_t>(spent.count()));
        return value;
    };
    Value migrations = Value::list(), operations = Value::list(), statements = Value::list();
    for (const auto& one : sorted.migrations) migrations.push(item(one.migration, one.spent).set("direction", one.direction == Direction::forward ? "forward" : "backward"));
    for (const auto& one : sorted.operations) operations.push(item(one.migration, one.spent).set("index", one.index).set("description", one.description));
    for (const auto& one : sorted.statements) statements.push(item(one.migration, one.spent).set_if("index", static_cast<std::int64_t>(one.index)).set("sql", one.sql));
    Value event = Value::object();
    event.set("event", "profile").set("format_version", "1.0");
    event.set("migrations", std::move(migrations)).set("operations", std::move(operations)).set("statements", std::move(statements));
    return event;
}

}  // namespace reinhardt::db::cli
