#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/migrations/recorder_sql.hpp>

namespace reinhardt::db {

namespace {

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : std::string(); }
std::int64_t int_of(const Value& value) { return value.is_int() ? value.as_int() : 0; }

constexpr std::string_view update_step =
    "UPDATE {reinhardt_migration_steps} SET {direction} = ?, {statement} = ?, {status} = ?, {position} = ?, {fence} = ?, {changed_at} = @now "
    "WHERE {app} = ? AND {name} = ? AND {step} = ?";
constexpr std::string_view insert_step =
    "INSERT INTO {reinhardt_migration_steps} ({app}, {name}, {direction}, {step}, {statement}, {status}, {position}, {fence}, {changed_at}) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, @now)";
constexpr std::string_view delete_step = "DELETE FROM {reinhardt_migration_steps} WHERE {app} = ? AND {name} = ? AND {step} = ?";
constexpr std::string_view delete_steps = "DELETE FROM {reinhardt_migration_steps} WHERE {app} = ? AND {name} = ?";

}  // namespace

std::vector<Recorder::Step> Recorder::steps() {
    const Rows found = read(std::string(steps_table),
                            "SELECT {app}, {name}, {direction}, {step}, {statement}, {status}, {position}, {fence} FROM {reinhardt_migration_steps} "
                            "ORDER BY {app}, {name}, {step}");
    std::vector<Step> result;
    for (const auto& row : found.rows) {
        Step& step = result.emplace_back();
        step.app = text_of(row[0]);
        step.name = text_of(row[1]);
        step.direction = text_of(row[2]);
        step.step = int_of(row[3]);
        step.statement = text_of(row[4]);
        step.status = text_of(row[5]);
        step.position = text_of(row[6]);
        step.fence = int_of(row[7]);
    }
    return result;
}

std::set<MigrationKey> Recorder::touched() {
    std::set<MigrationKey> keys = keys_of(applied());
    for (const Step& step : steps()) keys.insert({step.app, step.name, 0});
    return keys;
}

Statement& Recorder::kept(std::string_view text) {
    auto found = kept_.find(text.data());
    if (found == kept_.end()) found = kept_.emplace(text.data(), Statement(connection_, recorder_sql(connection_.driver(), text))).first;
    return found->second;
}

std::int64_t Recorder::run_kept(std::string_view text, const std::vector<Value>& values) {
    if (holds_) {
        held_.push_back({text, values, std::nullopt});
        return 0;
    }
    Statement& statement = kept(text);
    try {
        statement.bind(values);
        statement.run();
        const std::int64_t affected = statement.affected();
        statement.reset();
        return affected;
    } catch (...) {
        kept_.erase(text.data());
        throw;
    }
}

void Recorder::write_step(const Step& step, std::string_view status, bool is_new) {
    if (!is_new && holds_) run_kept(delete_step, {step.app, step.name, step.step});  // nobody waits for how many rows an UPDATE finds
    else if (!is_new && run_kept(update_step, {step.direction, step.statement, status, step.position, step.fence, step.app, step.name, step.step}) > 0) return;
    run_kept(insert_step, {step.app, step.name, step.direction, step.step, step.statement, status, step.position, step.fence});
}

void Recorder::step_started(const Step& step, bool is_new) { write_step(step, "started", is_new); }

void Recorder::step_done(const Step& step) { write_step(step, "done", false); }

void Recorder::step_forgotten(const Step& step) { run_kept(delete_step, {step.app, step.name, step.step}); }

void Recorder::clear_steps(const MigrationKey& key) { run_kept(delete_steps, {key.app, key.name}); }

}  // namespace reinhardt::db
