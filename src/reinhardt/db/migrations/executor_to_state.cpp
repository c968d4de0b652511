#include <reinhardt/db/migrations/executor_to_state.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/migrations/executor_checks.hpp>
#include <reinhardt/db/migrations/operations/run_sql.hpp>
#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr std::size_t named_at_most = 5;

bool changes_state(const Operation& operation) {
    const auto* sql = dynamic_cast<const RunSql*>(&operation);
    return sql != nullptr && !sql->state_operations.empty();
}

/// Whether it is about an enum, an extension or a collation: these are of no model.
bool makes_object(const Operation& operation) { return operation.work() == OperationWork::schema && operation.model_name().empty(); }

Error refusal(const Migration& migration, std::size_t index, const std::string& why) {
    Error error(ErrorCode::refused, migration.key().text() + " cannot be run by --to-state: " + why);
    place_error(error, migration, index);
    error.hint("run migrate without --to-state; or, if a fresh database has no need of the operation, give it elidable = true");
    return error;
}

Error not_fresh(const std::string& what) {
    return Error(ErrorCode::schema_differs, "the database is not fresh: " + what).hint("--to-state makes new databases; run migrate without it");
}

std::string some_of(const std::vector<std::string>& names) {
    std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), named_at_most)));
    return join(first, ", ") + (names.size() > named_at_most ? " and " + std::to_string(names.size() - named_at_most) + " more" : std::string());
}

}  // namespace

ToStateCommand::ToStateCommand(const History& history, Connection& connection, ExecutionObserver& observer, const MigrateOptions& options)
    : history_(history),
      connection_(connection),
      observer_(observer),
      options_(options),
      recorder_(connection),
      run_(history, connection, recorder_, observer, options) {}

MigrateResult ToStateCommand::run() {
    const auto start = std::chrono::steady_clock::now();
    if (!connection_.driver().can(RDB_CAP_TRANSACTIONAL_DDL)) {
        throw Error(ErrorCode::unsupported, connection_.driver().title() + " cannot take back changes of the schema, which --to-state needs").hint("run migrate without --to-state");
    }
    MigrateResult result;
    result.status = "nothing";
    graph_ = std::make_unique<MigrationGraph>(history_.migrations, std::set<MigrationKey>());
    check_single_heads(*graph_, options_.apps);
    compile();
    read();
    if (options_.check_only) return result;
    observer_.started(migrations_);
    if (migrations_.empty()) return result;
    run_.lock_run();
    // Should another run have been faster, reading again finds that the database is no longer fresh.
    do read();
    while (run_.run_to_state(tables_, rest_, migrations_) == MigrationRun::Outcome::history_changed);
    result.status = "applied";
    result.applied = migrations_.size();
    result.heads = heads();
    result.ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    return result;
}

void ToStateCommand::read() {
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    for (;;) {
        try {
            const HistoryMark mark = recorder_.mark();
            const auto applied = recorder_.applied();
            check_fresh(applied);
            run_.based_on(mark, applied);
            return;
        } catch (const DatabaseError& error) {
            if (!waiting.is_wanted_after(error)) throw;
        }
        waiting.pause("another connection is writing to the database");
    }
}

void ToStateCommand::check_fresh(const std::vector<AppliedMigration>& applied) {
    std::vector<std::string> names;
    for (const auto& row : applied) names.push_back(row.key().text());
    if (!names.empty()) throw not_fresh(some_of(names) + (names.size() == 1 ? " is applied" : " are applied"));
    if (!recorder_.steps().empty()) throw not_fresh("a run has left a migration in the middle");
    std::set<std::string> of_project;
    for (const auto& table : tables_by_name(state_, connection_.driver()).tables) of_project.insert(table.name);
    for (const auto& item : tables_.items) {
        for (const auto& table : item.edits.after) of_project.insert(table.name);
    }
    for (const auto& table : connection_.introspect().tables) {
        if (of_project.contains(table.name)) names.push_back(table.name);
    }
    if (!names.empty()) throw not_fresh("it has the " + std::string(names.size() == 1 ? "table " : "tables ") + some_of(names));
}

void ToStateCommand::compile() {
    for (const auto& step : make_plan(*graph_, history_, {}, options_.apps).steps) {
        const Migration& migration = *graph_->node(step.node).migration;
        migrations_.push_back(&migration);
        compile(migration);
    }
    if (straight_) make_tables();
}

void ToStateCommand::compile(const Migration& migration) {
    std::size_t index = 0;
    for (; straight_ && index < migration.operations.size(); ++index) {
        if (!goes_straight(migration, index)) {
            make_tables();
            break;
        }
        check_backend(migration, index);
        apply_operation(migration, index, state_);
    }
    std::vector<OperationToRun> operations;
    for (; index < migration.operations.size(); ++index) {
        const OperationPtr& operation = migration.operations[index];
        if (left_out(*operation)) continue;
        check_place(migration, index);
        operations.push_back({operation, index});
    }
    if (operations.empty()) return;
    MigrationWork work = compile_work(migration, std::move(operations), state_, connection_.driver(), true);
    check_statements(migration, work);
    rest_.push_back(std::move(work));
}

bool ToStateCommand::left_out(const Operation& operation) const {
    if (operation.work() == OperationWork::schema || operation.work() == OperationWork::separate || changes_state(operation)) return false;
    if (operation.elidable() || !applies_to(operation.only, connection_.driver().name())) return true;
    const auto* sql = dynamic_cast<const RunSql*>(&operation);
    if (sql == nullptr) return false;
    const auto texts = sql->texts_for(connection_.driver().name());
    return texts && std::all_of(texts->begin(), texts->end(), [&](const std::string& text) { return connection_.driver().split(text).empty(); });
}

/// Whether the final tables alone say what the operation does to a database without rows.
bool ToStateCommand::goes_straight(const Migration& migration, std::size_t index) {
    const Operation& operation = *migration.operations[index];
    if (left_out(operation) || operation.work() == OperationWork::backfill) return true;
    if (operation.work() != OperationWork::schema) return false;
    // What is an object of its own on other backends only is none here.
    return applies_to(operation.only, connection_.driver().name()) || (!connection_.driver().has_schema_objects() && makes_object(operation));
}

/// What a backend has not is refused there, also where the final state no longer has it.
void ToStateCommand::check_backend(const Migration& migration, std::size_t index) const {
    const Operation& operation = *migration.operations[index];
    if (!makes_object(operation) || !applies_to(operation.only, connection_.driver().name()) || connection_.driver().has_schema_objects()) return;
    ProjectState state = state_;
    try {
        (void)apply_with_edits(operation, state, connection_.driver());
    } catch (Error& error) {
        if (error.file().empty()) place_error(error, migration, index);
        throw;
    }
}

void ToStateCommand::check_place(const Migration& migration, std::size_t index) const {
    switch (migration.operations[index]->work()) {
        case OperationWork::schema:
        case OperationWork::sql:
        case OperationWork::code:
        case OperationWork::separate: return;
        case OperationWork::backfill: throw refusal(migration, index, "a backfill of rows that statements before it may have written needs transactions of its own");
        case OperationWork::command: break;
    }
    throw refusal(migration, index, "nobody knows what " + std::string(migration.operations[index]->op()) + " does");
}

/// All is one transaction here, which some statements of migrations that are none may not run in.
void ToStateCommand::check_statements(const Migration& migration, const MigrationWork& work) const {
    for (const auto& item : work.items) check_function(options_.code, migration, item);
    if (migration.atomic) return;
    for (const auto& item : work.items) {
        for (const auto& statement : item.sql) {
            const std::string word = first_words(statement.text).first;
            if (word == "PRAGMA" || word == "VACUUM" || word == "ATTACH" || word == "DETACH") {
                throw refusal(migration, item.operations.front(), word + " may not run in the one transaction that makes the database").statement(statement.text);
            }
        }
    }
}

void ToStateCommand::make_tables() {
    straight_ = false;
    tables_.migration = &whole_;
    WorkItem item;
    item.operations = {0};
    Schema schema = to_schema(state_, connection_.driver());
    item.edits.edits = edits_making(schema);
    item.edits.after = std::move(schema.tables);
    if (item.edits.edits.empty()) return;
    (void)render_item(whole_, item, connection_.driver(), connection_.server(), nullptr);
    tables_.items.push_back(std::move(item));
}

std::vector<std::string> ToStateCommand::heads() const {
    std::map<std::string, std::string> last;
    for (const Migration* migration : migrations_) last[migration->app] = migration->app + "." + migration->name.substr(0, migration->name.find('_'));
    std::vector<std::string> result;
    for (const auto& [app, head] : last) result.push_back(head);
    return result;
}

MigrationRun::Outcome MigrationRun::run_to_state(const MigrationWork& tables, const std::vector<MigrationWork>& rest, const std::vector<const Migration*>& migrations) {
    const auto start = std::chrono::steady_clock::now();
    const MigrationWork* now = &tables;
    Outcome outcome = Outcome::done;
    try {
        outcome = transaction(true, [&](Attempt& attempt) {
            const auto run = [&](const MigrationWork& work) {
                now = &work;
                for (const auto& item : work.items) {
                    if (item.kind == WorkItem::Kind::schema) run_schema(attempt, work, item);
                    if (item.kind == WorkItem::Kind::code) run_code(attempt, work, item);
                    for (std::size_t index = 0; index < item.sql.size(); ++index) run_sql(attempt, work, item, index);
                }
            };
            run(tables);
            for (const auto& work : rest) run(work);
            for (const auto& [item, statement] : attempt.verify) attempt.runner.run(statement);
            now = nullptr;
            for (const Migration* migration : migrations) write_applied(*migration, 0);
        });
    } catch (Error& error) {
        if (now != nullptr && error.code() != ErrorCode::lock_held && error.code() != ErrorCode::interrupted) {
            error.message((now == &tables ? std::string("making the tables of the final state") : now->migration->key().text()) + " failed: " + error.message());
        }
        error.note("rolled back; nothing was changed");
        throw;
    }
    if (outcome == Outcome::history_changed) return outcome;
    keep_time(*tables.migration, Direction::forward, start);
    for (const Migration* migration : migrations) observer_.recorded(*migration);
    return outcome;
}

}  // namespace reinhardt::db
