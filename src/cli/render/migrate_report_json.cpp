#include <reinhardt/db/support/json.hpp>

#include "../error_report.hpp"
#include "migrate_report.hpp"
#include "profile.hpp"

namespace reinhardt::db::cli {
namespace {

Value event_of(std::string_view name) {
    Value value = Value::object();
    value.set("event", name).set("format_version", "1.0");
    return value;
}

Value event_of(std::string_view name, const std::string& app, const std::string& migration) {
    Value value = event_of(name);
    value.set("app", app).set("name", migration);
    return value;
}

}  // namespace

void JsonReport::event(Value value) {
    if (session_.arguments().has("all-databases")) value.set("database", session_.database().alias);
    session_.out().line(to_json(value));
    session_.out().flush();
}

void JsonReport::started(const std::vector<const Migration*>& pending) { start(pending.size()); }

void JsonReport::start(std::size_t pending) {
    started_ = true;
    event(event_of("start").set("pending", pending));
}

void JsonReport::migration_started(const Migration& migration, Direction direction) {
    event(event_of("migration_started", migration.app, migration.name).set("direction", direction == Direction::forward ? "forward" : "backward"));
}

void JsonReport::operation(const Migration& migration, std::size_t index, std::size_t total, const std::string& description, std::int64_t ms) {
    event(event_of("operation", migration.app, migration.name).set("index", index).set("total", total).set("description", description).set("ms", ms));
}

void JsonReport::migration_applied(const Migration& migration, std::int64_t ms, bool faked) {
    ++applied_;
    event(event_of("migration_applied", migration.app, migration.name).set("ms", ms).set_if("fake", faked));
}

void JsonReport::migration_unapplied(const Migration& migration, std::int64_t ms, bool faked) {
    ++applied_;
    event(event_of("migration_unapplied", migration.app, migration.name).set("ms", ms).set_if("fake", faked));
}

void JsonReport::recorded(const Migration& migration) {
    ++applied_;
    event(event_of("migration_recorded", migration.app, migration.name));
}
void JsonReport::adopted(const MigrationKey& key) { event(event_of("migration_recorded", key.app, key.name)); }
void JsonReport::waiting_for_lock(const std::string& holder) { event(event_of("waiting").set_if("holder", holder)); }
void JsonReport::trying_again(const Error& why, std::chrono::milliseconds pause) { event(event_of("trying_again").set("message", why.message()).set("ms", pause.count())); }
void JsonReport::warning(const std::string& text) { event(event_of("warning").set("message", text)); }

void JsonReport::end(std::string_view status, std::size_t applied, std::int64_t ms) {
    event(event_of("end").set("status", status).set("applied", applied).set("ms", ms));
}

void JsonReport::finish(const MigrateResult& result) {
    if (!started_) start(0);
    event(event_of("end").set("status", result.status).set("applied", result.applied).set_if("unapplied", static_cast<std::int64_t>(result.unapplied)).set("ms", result.ms));
}

void JsonReport::times(const Profile& profile) { event(profile_event(profile)); }

void JsonReport::fail(const Error& error) {
    if (started_) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_).count();
        const int code = exit_code_of(error);
        end(code == 7 ? "partial" : code == 130 ? "interrupted" : "failed", applied_, ms);
    }
    event(event_of("error").set("error", error_value(error)));
}

}  // namespace reinhardt::db::cli
