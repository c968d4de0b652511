#include <reinhardt/db/migrations/recorder.hpp>

#include <array>
#include <utility>

#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/migrations/recorder_sql.hpp>
#include <reinhardt/db/migrations/statement_runner.hpp>

namespace reinhardt::db {

namespace {

constexpr std::string_view insert_record =
    "INSERT INTO {reinhardt_migrations} ({app}, {name}, {applied_at}, {checksum}, {operations}, {duration_ms}, {tool_version}) "
    "VALUES (?, ?, @now, ?, ?, ?, ?)";
constexpr std::string_view delete_record = "DELETE FROM {reinhardt_migrations} WHERE {app} = ? AND {name} = ?";

std::vector<Value> record_values(const Migration& migration, std::int64_t duration_ms) {
    return {migration.app, migration.name, migration.checksum(), migration.canonical_operations(), duration_ms, REINHARDT_DB_VERSION};
}

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : std::string(); }
std::int64_t int_of(const Value& value) { return value.is_int() ? value.as_int() : 0; }

std::vector<RenderedStatement> rendered(Driver& driver, const std::string& server, const std::vector<Table>& tables, const Schema* live) {
    const auto edits = creating(tables);
    RenderRequest request;
    request.server = server;
    request.edits = &edits;
    request.after = &tables;
    request.live = live;
    auto result = driver.render(request);
    if (!result.faults.empty()) throw Error(ErrorCode::unsupported, result.faults.front().message).hint(result.faults.front().hint);
    return std::move(result.statements);
}

/// Failures that say nothing about whether a table exists.
bool is_environment(std::int32_t code) {
    return code == RDB_E_CONNECTION || code == RDB_E_AUTHENTICATION || code == RDB_E_NO_DATABASE || code == RDB_E_LOCKED || code == RDB_E_INTERRUPTED ||
           code == RDB_E_LOCK_TIMEOUT || code == RDB_E_STATEMENT_TIMEOUT;
}

std::vector<Value> name_values(const MigrationKey& key) { return {key.app, key.name, "", "[]", std::int64_t{0}, REINHARDT_DB_VERSION}; }

}  // namespace

std::string recorder_sql(const Driver& driver, std::string_view text, const std::vector<Value>* literals) {
    const rdb_dialect& dialect = *driver.sql().dialect;
    std::string sql;
    std::size_t parameter = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '{') {
            sql += dialect.quote_open;
        } else if (text[at] == '}') {
            sql += dialect.quote_close;
        } else if (text[at] == '?' && literals != nullptr) {
            sql += driver.quote_literal(literals->at(parameter++));
        } else if (text[at] == '?' && dialect.placeholder != '?') {
            sql += dialect.placeholder + std::to_string(++parameter);
        } else if (text.substr(at, 4) == "@now") {
            sql += dialect.current_timestamp;
            at += 3;
        } else {
            sql += text[at];
        }
    }
    return sql;
}

std::string rfc3339(std::string_view text) {
    std::string time(text);
    if (time.size() < 19) return time;
    if (time[10] == ' ') time[10] = 'T';
    const bool has_zone = time.find_first_of("Z+-", 19) != std::string::npos;
    return has_zone ? time : time + "Z";
}

std::set<MigrationKey> keys_of(const std::vector<AppliedMigration>& applied) {
    std::set<MigrationKey> keys;
    for (const auto& row : applied) keys.insert(keys.end(), row.key());  // mostly in order
    return keys;
}

bool Recorder::exists(const std::string& table) { return !connection_.introspect(std::vector<std::string>{table}).tables.empty(); }

Rows Recorder::read(const std::string& table, const std::string& sql, const std::vector<Value>& parameters) {
    try {
        return connection_.query(recorder_sql(connection_.driver(), sql), parameters);
    } catch (const DatabaseError& error) {
        // Asking first would cost as much as reading: most databases have the table.
        if (is_environment(error.driver_code())) throw;
        if (!exists(table)) return {};
    }
    // Made by another run between the two questions, or broken.
    return connection_.query(recorder_sql(connection_.driver(), sql), parameters);
}

std::vector<AppliedMigration> Recorder::applied(bool with_operations) {
    const std::string columns = std::string("{id}, {app}, {name}, {applied_at}, {checksum}, {duration_ms}, {tool_version}") + (with_operations ? ", {operations}" : "");
    const Rows found = read(std::string(migrations_table), "SELECT " + columns + " FROM {reinhardt_migrations} ORDER BY {id}");
    std::vector<AppliedMigration> result;
    result.reserve(found.rows.size());
    for (const auto& row : found.rows) {
        AppliedMigration& one = result.emplace_back();
        one.id = int_of(row[0]);
        one.app = text_of(row[1]);
        one.name = text_of(row[2]);
        one.applied_at = rfc3339(text_of(row[3]));
        one.checksum = text_of(row[4]);
        one.duration_ms = int_of(row[5]);
        one.tool_version = text_of(row[6]);
        if (with_operations) one.operations = text_of(row[7]);
    }
    return result;
}

std::optional<AppliedMigration> Recorder::find(const MigrationKey& key) {
    const Rows found = read(std::string(migrations_table),
                            "SELECT {id}, {applied_at}, {checksum}, {operations}, {duration_ms}, {tool_version} FROM {reinhardt_migrations} "
                            "WHERE {app} = ? AND {name} = ?",
                            {key.app, key.name});
    if (found.empty()) return std::nullopt;
    const auto& row = found.rows.front();
    AppliedMigration one;
    one.id = int_of(row[0]);
    one.app = key.app;
    one.name = key.name;
    one.applied_at = rfc3339(text_of(row[1]));
    one.checksum = text_of(row[2]);
    one.operations = text_of(row[3]);
    one.duration_ms = int_of(row[4]);
    one.tool_version = text_of(row[5]);
    return one;
}

void Recorder::ensure_tables() {
    const std::vector<Table> all = recorder_tables(connection_.driver());
    std::vector<std::string> names;
    for (const auto& table : all) names.push_back(table.name);
    const Schema present = connection_.introspect(names);
    std::vector<Table> missing;
    for (const auto& table : all) {
        if (present.table(table.name) == nullptr) missing.push_back(table);
    }
    if (missing.empty()) return;
    const Schema nothing;
    for (const auto& table : missing) {
        try {
            run_statements(connection_, rendered(connection_.driver(), connection_.server(), {table}, &nothing));
        } catch (const DatabaseError& error) {
            // Made by another run in between; where that ends a transaction, the whole of it is tried again.
            if (connection_.in_transaction() || is_environment(error.driver_code()) || !exists(table.name)) throw;
        }
    }
}

std::vector<std::string> Recorder::table_statements(Driver& driver) {
    std::vector<std::string> texts;
    const Schema nothing;
    for (const auto& statement : rendered(driver, driver.assumed_server(), recorder_tables(driver), &nothing)) {
        if (statement.kind == RenderedStatement::Kind::run && statement.phase == RenderedStatement::Phase::main) texts.push_back(statement.sql);
    }
    return texts;
}

void Recorder::prepare_mark() {
    if (mark_statement_) return;
    // Of the last record what is known without asking once one was written.
    constexpr std::string_view last = " FROM {reinhardt_migrations} WHERE {id} = (SELECT max({id}) FROM {reinhardt_migrations})), ";
    const std::string sql = "SELECT (SELECT {app}" + std::string(last) + "(SELECT {name}" + std::string(last) + "(SELECT {fence} FROM {reinhardt_migration_lock} WHERE {name} = 'history')";
    mark_statement_.emplace(connection_, recorder_sql(connection_.driver(), sql));
}

void Recorder::take_mark(const rdb_cell* cells) { mark_ = {text_of(to_value(cells[0])), text_of(to_value(cells[1])), int_of(to_value(cells[2]))}; }

void Recorder::add_mark(Script& script, std::optional<HistoryMark>& found) {
    prepare_mark();
    script.add(*mark_statement_, {}, {}, [this, &found](const rdb_cell* cells) {
        take_mark(cells);
        found = mark_;
    });
}

HistoryMark Recorder::mark() {
    for (bool again = false;; again = true) {
        try {
            prepare_mark();
            std::array<rdb_cell, 3> cells{};
            mark_ = HistoryMark();
            if (mark_statement_->fetch(cells.data(), 1) == 1) take_mark(cells.data());
            mark_statement_->reset();
            return *mark_;
        } catch (const DatabaseError& error) {
            mark_statement_.reset();
            mark_.reset();
            if (again || is_environment(error.driver_code())) throw;
            if (!exists(std::string(lock_table))) return {};
            // Another run has made it in between.
        }
    }
}

void Recorder::add_held(Script& script) {
    holds_ = false;
    for (auto& one : held_) {
        Script::Done done;
        if (one.recorded) {
            done = [this, key = *one.recorded] {
                if (mark_) mark_ = {key.app, key.name, mark_->removals};
            };
        }
        script.add(kept(one.text), std::move(one.values), std::move(done));
    }
    held_.clear();
}

void Recorder::drop_held() noexcept {
    holds_ = false;
    held_.clear();
}

void Recorder::begin_writes() noexcept {
    mark_.reset();
    written_ = false;
}

HistoryMark Recorder::mark_after_writes(const HistoryMark& before) {
    if (!written_) return before;
    return mark_ ? *mark_ : mark();
}

void Recorder::insert(const MigrationKey& key, const std::vector<Value>& values) {
    written_ = true;
    run_kept(insert_record, values);
    if (holds_) held_.back().recorded = key;
    else if (mark_) mark_ = {key.app, key.name, mark_->removals};
}

void Recorder::record(const Migration& migration, std::int64_t duration_ms) { insert(migration.key(), record_values(migration, duration_ms)); }

void Recorder::record_name(const MigrationKey& key) { insert(key, name_values(key)); }

std::string Recorder::record_statement(const Driver& driver, const Migration& migration) {
    const auto values = record_values(migration, 0);
    return recorder_sql(driver, insert_record, &values);
}

std::string Recorder::record_name_statement(const Driver& driver, const MigrationKey& key) {
    const auto values = name_values(key);
    return recorder_sql(driver, insert_record, &values);
}

std::string Recorder::unrecord_statement(const Driver& driver, const MigrationKey& key) {
    const std::vector<Value> values = {key.app, key.name};
    return recorder_sql(driver, delete_record, &values);
}

void Recorder::unrecord(const MigrationKey& key) {
    written_ = true;
    mark_.reset();
    const auto sql = [&](std::string_view text) { return recorder_sql(connection_.driver(), text); };
    const std::int64_t gone = connection_.execute(sql(delete_record), {key.app, key.name});
    if (gone == 0) return;
    const std::int64_t counted = connection_.execute(sql("UPDATE {reinhardt_migration_lock} SET {fence} = {fence} + 1 WHERE {name} = 'history'"));
    if (counted > 0) return;
    connection_.execute(sql("INSERT INTO {reinhardt_migration_lock} ({name}, {owner}, {fence}, {connection_id}, {heartbeat}) VALUES ('history', '', 1, '', NULL)"));
}

void Recorder::update_checksum(const Migration& migration) {
    connection_.execute(recorder_sql(connection_.driver(), "UPDATE {reinhardt_migrations} SET {checksum} = ?, {operations} = ? WHERE {app} = ? AND {name} = ?"),
                        {migration.checksum(), migration.canonical_operations(), migration.app, migration.name});
}

}  // namespace reinhardt::db
