#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/migrations/recorder_sql.hpp>

namespace reinhardt::db {

namespace {

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : std::string(); }
std::int64_t int_of(const Value& value) { return value.is_int() ? value.as_int() : 0; }

constexpr std::string_view of_step = " WHERE {app} = ? AND {name} = ? AND {step} = ?";

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

void Recorder::write_step(const Step& step, std::string_view status) {
    const auto sql = [&](std::string_view text) { return recorder_sql(connection_.driver(), text); };
    const std::int64_t present = connection_.execute(sql("UPDATE {reinhardt_migration_steps} SET {direction} = ?, {statement} = ?, {status} = ?, {position} = ?, "
                                                         "{fence} = ?, {changed_at} = @now" + std::string(of_step)),
                                                     {step.direction, step.statement, status, step.position, step.fence, step.app, step.name, step.step});
    if (present > 0) return;
    connection_.execute(sql("INSERT INTO {reinhardt_migration_steps} ({app}, {name}, {direction}, {step}, {statement}, {status}, {position}, {fence}, "
                            "{changed_at}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, @now)"),
                        {step.app, step.name, step.direction, step.step, step.statement, status, step.position, step.fence});
}

void Recorder::step_started(const Step& step) { write_step(step, "started"); }

void Recorder::step_done(const Step& step) { write_step(step, "done"); }

void Recorder::step_forgotten(const Step& step) {
    connection_.execute(recorder_sql(connection_.driver(), "DELETE FROM {reinhardt_migration_steps}" + std::string(of_step)), {step.app, step.name, step.step});
}

void Recorder::clear_steps(const MigrationKey& key) {
    connection_.execute(recorder_sql(connection_.driver(), "DELETE FROM {reinhardt_migration_steps} WHERE {app} = ? AND {name} = ?"), {key.app, key.name});
}

}  // namespace reinhardt::db
