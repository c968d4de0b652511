#include <reinhardt/db/migrations/rehearsal.hpp>

#include <algorithm>
#include <optional>

#include <reinhardt/db/migrations/rehearsal_rows.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// The state as the database of one backend has it: without operations that are for others.
void apply_for(const std::string& backend, const Migration& migration, ProjectState& state) {
    for (std::size_t index = 0; index < migration.operations.size(); ++index) {
        if (applies_to(migration.operations[index]->only, backend)) apply_operation(migration, index, state);
    }
}

/// A failure that the generated rows may have brought about, not the migration.
bool is_of_rows(const Error& error) {
    if (error.code() == ErrorCode::rows || error.code() == ErrorCode::partial) return true;
    const auto* failure = dynamic_cast<const DatabaseError*>(&error);
    return failure != nullptr && failure->driver_code() >= RDB_E_UNIQUE && failure->driver_code() <= RDB_E_DATA;
}

MigrateOptions quiet_options(const RehearsalOptions& options) {
    MigrateOptions result;
    result.apps = options.apps;
    result.code = options.code;
    result.yes = true;
    result.wait_seconds = 0;
    return result;
}

}  // namespace

/// Looks at the database after each migration. What it finds stops the run, and is thrown once that has ended.
class Rehearsal::Watch final : public ExecutionObserver {
public:
    Watch(Rehearsal& owner, Connection& connection, const char* phase, RehearsalRows* rows) : owner_(owner), connection_(connection), phase_(phase), rows_(rows) {}

    void migration_applied(const Migration& migration, std::int64_t, bool) override {
        if (failure_) return;
        try {
            look(migration);
        } catch (const Error& error) {
            failure_ = error;
            stop_ = true;
        }
    }

    [[nodiscard]] const std::atomic<bool>& stop() const { return stop_; }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] const char* phase() const { return phase_; }

private:
    void look(const Migration& migration) {
        owner_.check_interrupted();
        const NodeId node = *owner_.graph_.find(migration.key());
        if (rows_ != nullptr) {
            ProjectState before = owner_.state();
            const auto lost = rows_->lost(compile_work(migration, operations_of(migration), before, connection_.driver(), true));
            if (!lost.empty()) {
                Error error(ErrorCode::rows, migration.key().text() + " does not keep the rows of tables that it changes");
                for (const auto& line : lost) error.note(line);
                throw error.at(migration.file);
            }
        }
        owner_.standing_[node] = true;
        owner_.compare(connection_, migration, phase_);
        if (rows_ != nullptr) rows_->fill(owner_.expected(connection_.driver()).tables);
    }

    Rehearsal& owner_;
    Connection& connection_;
    const char* phase_;
    RehearsalRows* rows_;
    std::atomic<bool> stop_{false};
    std::optional<Error> failure_;
};

Rehearsal::Rehearsal(const History& history, Scratch scratch, const RehearsalOptions& options)
    : history_(history), scratch_(std::move(scratch)), options_(options), graph_(history.migrations, {}), standing_(graph_.nodes().size(), false) {
    check_single_heads(graph_, options_.apps);
    for (const auto& step : make_plan(graph_, history_, {}, options_.apps).steps) order_.push_back(step.node);
    result_.migrations = order_.size();
}

RehearsalResult Rehearsal::run() {
    const auto start = std::chrono::steady_clock::now();
    {
        const auto connection = scratch_();
        forward(*connection, "forward");
        backward(*connection);
        forward(*connection, "forward again");
    }
    standing_.assign(standing_.size(), false);
    const auto connection = scratch_();
    forward_with_rows(*connection);
    result_.ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    return std::move(result_);
}

void Rehearsal::check_interrupted() const {
    if (options_.interrupted != nullptr && options_.interrupted->load()) throw Error(ErrorCode::interrupted, "interrupted").note("the test ran on scratch databases; nothing was changed");
}

ProjectState Rehearsal::state() const {
    ProjectState state;
    for (const NodeId node : order_) {
        if (standing_[node]) apply_migration(*graph_.node(node).migration, state);
    }
    return state;
}

Schema Rehearsal::expected(Driver& driver) const {
    ProjectState state;
    for (const NodeId node : order_) {
        if (standing_[node]) apply_for(driver.name(), *graph_.node(node).migration, state);
    }
    return to_schema(state, driver);
}

/// What migrations made once is theirs; what else is there was made by RunSQL, and is nobody's.
void Rehearsal::note_objects(const SchemaObjects& objects) {
    const auto add = [](auto& known, const auto& more) {
        for (const auto& object : more) {
            if (object_named(known, object.label()) == nullptr) known.push_back(object);
        }
    };
    add(made_objects_.extensions, objects.extensions);
    add(made_objects_.collations, objects.collations);
    add(made_objects_.enums, objects.enums);
}

void Rehearsal::compare(Connection& connection, const Migration& migration, const char* phase) {
    Driver& driver = connection.driver();
    const Schema want = expected(driver);
    for (const auto& table : want.tables) {
        if (std::find(managed_.begin(), managed_.end(), table.name) == managed_.end()) managed_.push_back(table.name);
    }
    DifferenceOptions options;
    options.partial = true;
    options.managed = managed_;
    options.ignore_comments = !driver.can(RDB_CAP_COMMENTS);
    options.restrict_is_no_action = driver.can(RDB_CAP_RESTRICT_IS_NO_ACTION);
    options.normalize = [&driver](const std::string& expression) { return driver.normalize(expression); };
    Schema live = connection.introspect();
    note_objects(objects_of(want));
    mark_managed_objects(live, made_objects_);
    const auto found = difference(live, want, options);
    if (found.equal()) return;
    Error error(ErrorCode::schema_differs, migration.key().text() + ", run " + phase + ", leaves a schema that is not that of the state");
    error.at(migration.file);
    for (const auto& one : found.differences) error.note(difference_line(one, "the database", "the state"));
    throw error.hint("RunSQL that changes tables needs state_operations that say so, and a reverse_sql that takes all of it back");
}

void Rehearsal::migrate(Connection& connection, Watch& watch) {
    MigrateOptions options = quiet_options(options_);
    options.interrupted = &watch.stop();
    try {
        (void)Executor(history_, connection, watch).migrate(options);
    } catch (Error& error) {
        if (watch.failure()) throw Error(*watch.failure());
        error.note(std::string("found by --test, running ") + watch.phase());
        throw;
    }
    if (watch.failure()) throw Error(*watch.failure());
}

void Rehearsal::forward(Connection& connection, const char* phase) {
    Watch watch(*this, connection, phase, nullptr);
    migrate(connection, watch);
}

/// Whether something that is applied depends on it.
bool Rehearsal::is_needed(NodeId node) const {
    const auto& children = graph_.node(node).children;
    return std::any_of(children.begin(), children.end(), [&](NodeId child) { return standing_[child]; });
}

void Rehearsal::backward(Connection& connection) {
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) {
        check_interrupted();
        const Migration& migration = *graph_.node(*node).migration;
        if (is_needed(*node)) {
            result_.kept.push_back(migration.key());
            continue;
        }
        try {
            undo(connection, migration);
        } catch (Error& error) {
            if (error.code() == ErrorCode::irreversible || error.code() == ErrorCode::rows) {
                result_.irreversible.emplace_back(migration.key(), error.message());
                continue;
            }
            error.note("found by --test, running backward");
            throw;
        }
        standing_[*node] = false;
        ++result_.undone;
        compare(connection, migration, "backward");
    }
}

void Rehearsal::undo(Connection& connection, const Migration& migration) {
    MigrateOptions options = quiet_options(options_);
    options.plan = [&](const MigrationGraph& graph) {
        Plan plan;
        plan.steps.push_back({*graph.find(migration.key()), Direction::backward});
        return plan;
    };
    ExecutionObserver nobody;
    (void)Executor(history_, connection, nobody).migrate(options);
}

void Rehearsal::forward_with_rows(Connection& connection) {
    RehearsalRows rows(connection);
    for (;;) {
        Watch watch(*this, connection, "forward with rows", &rows);
        const auto before = std::count(standing_.begin(), standing_.end(), true);
        try {
            migrate(connection, watch);
            break;
        } catch (const Error& error) {
            // Without the rows the same migration ran: they do not fit what it asks of them. It runs again on empty tables.
            if (watch.failure() || !is_of_rows(error) || (std::count(standing_.begin(), standing_.end(), true) == before && rows.empty())) throw;
            result_.notes.push_back(error.message());
            rows.clear();
        }
    }
    result_.tables_with_rows = rows.tables_filled();
}

}  // namespace reinhardt::db
