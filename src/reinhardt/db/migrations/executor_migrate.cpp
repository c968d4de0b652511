#include <reinhardt/db/migrations/executor_migrate.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <numeric>
#include <thread>

#include <reinhardt/db/migrations/executor_ahead.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// Cancels the statement under way once an interruption is asked for. Asks the flag, since a signal handler may do no more than set it.
class InterruptWatch {
public:
    InterruptWatch(Connection& connection, const std::atomic<bool>* flag) : connection_(connection), flag_(flag) {
        if (flag_ != nullptr) thread_ = std::thread([this] { watch(); });
    }
    ~InterruptWatch() {
        if (!thread_.joinable()) return;
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

private:
    void watch() {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, std::chrono::milliseconds(20), [this] { return stop_; })) {
            if (!flag_->load()) continue;
            connection_.cancel();
            return;
        }
    }

    Connection& connection_;
    const std::atomic<bool>* flag_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace

MigrateCommand::MigrateCommand(const History& history, Connection& connection, ExecutionObserver& observer, const MigrateOptions& options)
    : history_(history),
      connection_(connection),
      observer_(observer),
      options_(options),
      recorder_(connection),
      run_(history, connection, recorder_, observer, options) {}

MigrateResult MigrateCommand::run() {
    const auto start = std::chrono::steady_clock::now();
    result_.status = "nothing";
    read();
    check_files();
    const auto begin = [&] {
        survey();
        if (started_) return;
        started_ = true;
        std::vector<const Migration*> pending = partial_;
        for (const auto& step : plan_.steps) pending.push_back(graph_->node(step.node).migration);
        observer_.started(pending);
    };
    if (nothing_to_do()) return result_;
    if (options_.check_only) {
        survey();
        return result_;
    }
    begin();
    const InterruptWatch watch(connection_, options_.interrupted);
    run_.lock_run();
    if (!connection_.driver().can(RDB_CAP_WRITE_LOCK) || options_.force_lease) {
        read();
        check_files();
        if (!nothing_to_do()) survey();
    }
    while (!nothing_to_do() && execute() == MigrationRun::Outcome::history_changed) {
        read();
        check_files();
        if (!nothing_to_do()) begin();
    }
    result_.heads = heads();
    adopt_completed();
    result_.ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
    return result_;
}

/// Looks at the database, again and again while other runs are writing to it.
void MigrateCommand::look(void (MigrateCommand::*once)()) {
    Waiting waiting(options_.wait_seconds, observer_, options_.interrupted);
    for (;;) {
        try {
            return (this->*once)();
        } catch (const DatabaseError& error) {
            if (!waiting.is_wanted_after(error)) throw;
        }
        waiting.pause("another connection is writing to the database");
    }
}

void MigrateCommand::read() { look(&MigrateCommand::read_once); }

void MigrateCommand::survey() { look(&MigrateCommand::survey_once); }

/// Reads the history and plans. The mark comes first: whatever changes behind it is noticed by the first transaction.
void MigrateCommand::read_once() {
    const HistoryMark mark = recorder_.mark();
    recorded_ = read_history(history_, recorder_, !amended_);
    run_.based_on(mark, recorded_.status.applied);
    std::vector<std::string> apps = options_.apps;
    if (!options_.target.app.empty()) apps = {options_.target.app};
    const auto& keys = run_.recorded();
    graph_ = std::make_unique<MigrationGraph>(history_.migrations, keys);
    if (needs_originals(*graph_, history_, options_.target)) {
        graph_ = std::make_unique<MigrationGraph>(history_.migrations, keys, MigrationGraph::Options{false});
    }
    check_single_heads(*graph_, apps);
    check_consistent(*graph_);
    plan_ = options_.plan ? options_.plan(*graph_) : make_plan(*graph_, history_, options_.target, options_.apps);
    backward_.clear();
    find_partial();
}

void MigrateCommand::check_files() {
    const auto& status = recorded_.status;
    if (!status.edited.empty() && !options_.accept_edited) throw edited_error(status, history_);
    if (status.missing_files.empty()) return;
    if (goes_backward() || !partial_.empty()) throw missing_files_error(status.missing_files);
    if (warned_) return;
    warned_ = true;
    for (const auto& key : status.missing_files) observer_.warning(key.text() + " is applied, but there is no such file");
}

bool MigrateCommand::nothing_to_do() const {
    return plan_.steps.empty() && partial_.empty() && recorded_.renewed.empty() && recorded_.status.edited.empty() && graph_->adoptable().empty();
}

/// Migrations that a run left in the middle are pending, so that a run forward goes on with them. A run to somewhere before them undoes
/// what is done of them (details 4.4).
void MigrateCommand::find_partial() {
    partial_.clear();
    journal_.clear();
    if (plan_.steps.empty() && options_.target.migration.empty()) return;
    for (const auto& step : recorder_.steps()) journal_.insert({step.app, step.name, 0});
    if (journal_.empty() || options_.target.migration.empty()) return;
    std::set<NodeId> behind;
    if (options_.target.migration == "zero") {
        for (const NodeId root : graph_->roots(options_.target.app)) {
            for (const NodeId node : graph_->backwards_plan(root)) behind.insert(node);
        }
    } else {
        const auto target = graph_->find(resolve_migration(history_, options_.target.app, options_.target.migration));
        if (!target || !graph_->applied(*target)) return;
        for (const NodeId child : graph_->node(*target).children) {
            if (graph_->node(child).migration->app != options_.target.app) continue;
            for (const NodeId node : graph_->backwards_plan(child)) behind.insert(node);
        }
    }
    for (const NodeId node : behind) {
        if (!graph_->applied(node) && journal_.contains(graph_->node(node).migration->key())) partial_.push_back(graph_->node(node).migration);
    }
}

void MigrateCommand::check_interrupted() const {
    if (options_.interrupted == nullptr || !options_.interrupted->load()) return;
    Error error(ErrorCode::interrupted, "interrupted");
    error.note(count_of(result_.applied + result_.unapplied, "migration") + " done, each whole");
    throw error;
}

void MigrateCommand::applied(const Migration& migration, Direction direction) {
    result_.status = "applied";
    (direction == Direction::forward ? result_.applied : result_.unapplied) += 1;
    moved_apps_.insert(migration.app);
}

MigrationRun::Outcome MigrateCommand::execute() {
    for (const auto step : {&MigrateCommand::amend, &MigrateCommand::undo_partial, goes_backward() ? &MigrateCommand::backward : &MigrateCommand::forward}) {
        if ((this->*step)() == MigrationRun::Outcome::history_changed) return MigrationRun::Outcome::history_changed;
    }
    return MigrationRun::Outcome::done;
}

MigrationRun::Outcome MigrateCommand::amend() {
    std::vector<const Migration*> adopted, renewed = recorded_.renewed;
    for (const auto& key : graph_->adoptable()) adopted.push_back(history_.find(key));
    for (const auto& [key, difference] : recorded_.status.edited) renewed.push_back(history_.find(key));
    const auto outcome = adopted.empty() && renewed.empty() ? MigrationRun::Outcome::done : run_.amend(adopted, renewed);
    if (outcome != MigrationRun::Outcome::done) return outcome;
    amended_ = true;
    for (const auto& [key, difference] : recorded_.status.edited) observer_.warning(key.text() + " was edited after it was applied; its new version is recorded");
    recorded_.renewed.clear();
    recorded_.status.edited.clear();
    return outcome;
}

/// Records the squashes whose last parts this run has applied.
void MigrateCommand::adopt_completed() {
    const auto is_squash = [](const auto& entry) { return !entry.second.replaces.empty(); };
    if (result_.applied == 0 || std::none_of(history_.migrations.begin(), history_.migrations.end(), is_squash)) return;
    do {
        read();
    } while (amend() == MigrationRun::Outcome::history_changed);
}

std::vector<NodeId> MigrateCommand::base_nodes() const {
    std::vector<bool> planned(graph_->nodes().size(), false);
    for (const auto& step : plan_.steps) planned[step.node] = true;
    std::vector<NodeId> nodes;
    for (const NodeId node : graph_->full_plan()) {
        if (graph_->applied(node) && !planned[node]) nodes.push_back(node);
    }
    return nodes;
}

std::vector<NodeId> MigrateCommand::undone_nodes() const {
    std::vector<NodeId> nodes;
    for (auto step = plan_.steps.rbegin(); step != plan_.steps.rend(); ++step) nodes.push_back(step->node);
    return nodes;
}

MigrationRun::Outcome MigrateCommand::forward() {
    try {
        const auto outcome = run_forward();
        run_.finish();
        return outcome;
    } catch (Error& error) {
        run_.finish_after(error);
        // Between two migrations nothing else tells how far the run came.
        const auto* database = dynamic_cast<const DatabaseError*>(&error);
        if (database != nullptr && database->connection_lost() && error.notes().empty()) {
            error.note("the connection was lost behind " + count_of(result_.applied, "migration") + ", each whole; what the last one lacks in the records the next run adds");
        }
        throw;
    }
}

MigrationRun::Outcome MigrateCommand::run_forward() {
    ProjectState state;
    if (!options_.fake) state = replay(*graph_, base_nodes());
    std::optional<WorkAhead> ahead;
    if (!options_.fake && present_.empty() && journal_.empty() && plan_.steps.size() > 1) {
        std::vector<const Migration*> migrations;
        for (const auto& step : plan_.steps) migrations.push_back(graph_->node(step.node).migration);
        ahead.emplace(std::move(migrations), state, connection_.driver(), connection_.server());
    }
    for (const auto& step : plan_.steps) {
        check_interrupted();
        const Migration& migration = *graph_->node(step.node).migration;
        MigrationRun::Outcome outcome{};
        const bool in_steps = runs_in_steps(migration, connection_.driver());
        if (!in_steps && journal_.contains(migration.key())) {
            throw Error(ErrorCode::edited, migration.key().text() + " was begun with atomic = false and is not finished").at(migration.file).hint("undo the edit");
        }
        const bool present = present_.contains(migration.key());
        if (options_.fake || present) {
            outcome = run_.fake(migration, Direction::forward);
            if (present) apply_migration(migration, state);
        } else {
            if (in_steps && journal_.contains(migration.key()) && run_.is_being_undone(migration)) {
                ProjectState before = state;
                if (undo(migration, before, MigrationRun::Undo::last_one) == MigrationRun::Outcome::history_changed) return MigrationRun::Outcome::history_changed;
            }
            const MigrationWork work = ahead ? ahead->next() : compile_work(migration, operations_of(migration), state, connection_.driver(), migration.atomic);
            outcome = in_steps ? run_.run_journalled(work, !journal_.contains(migration.key())) : run_.run_atomic(work, Direction::forward);
        }
        if (outcome == MigrationRun::Outcome::history_changed) return outcome;
        applied(migration, Direction::forward);
        if (present) fake_present(migration);
    }
    return MigrationRun::Outcome::done;
}

MigrationRun::Outcome MigrateCommand::backward() {
    ProjectState state;
    if (!options_.fake) {
        state = replay(*graph_, base_nodes());
        for (const NodeId node : undone_nodes()) apply_migration(*graph_->node(node).migration, state);
    }
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
        check_interrupted();
        const Migration& migration = *graph_->node(plan_.steps[i].node).migration;
        MigrationRun::Outcome outcome{};
        if (options_.fake) {
            outcome = run_.fake(migration, Direction::backward);
        } else if (!runs_in_steps(migration, connection_.driver())) {
            outcome = run_.run_atomic(compile_work(migration, backward_[i].operations, state, connection_.driver(), true), Direction::backward);
        } else {
            auto before = replay(*graph_, base_nodes());
            for (std::size_t k = plan_.steps.size(); k-- > i + 1;) apply_migration(*graph_->node(plan_.steps[k].node).migration, before);
            outcome = undo(migration, before, MigrationRun::Undo::applied);
            state = std::move(before);
        }
        if (outcome == MigrationRun::Outcome::history_changed) return outcome;
        applied(migration, Direction::backward);
    }
    return MigrationRun::Outcome::done;
}

/// Undoes a migration that has a journal; `before` is the state without it.
MigrationRun::Outcome MigrateCommand::undo(const Migration& migration, ProjectState& before, MigrationRun::Undo kind) {
    const std::size_t count = migration.operations.size();
    std::vector<std::vector<OperationToRun>> undoing(count);
    std::vector<ProjectState> after;
    for (std::size_t index = 0; index < count; ++index) {
        Inverse inverse = inverse_on(*migration.operations[index], before, connection_.driver().name());
        apply_operation(migration, index, before);
        for (auto& operation : inverse.operations) undoing[index].push_back({std::move(operation), index});
        after.push_back(before);
    }
    for (std::size_t index = count; index-- > 0;) {
        for (const auto& run : undoing[index]) run.operation->apply(before);
    }
    // The state before it is left behind for the next one.
    ProjectState start = before;
    const MigrationWork work = compile_work(migration, operations_of(migration), start, connection_.driver(), migration.atomic);
    std::vector<std::size_t> last(count);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (const auto& item : work.items) last[item.operations.front()] = item.operations.back();
    if (kind != MigrationRun::Undo::applied) run_.settle_last(work, last);
    std::vector<MigrationWork> inverses;
    for (std::size_t index = 0; index < count; ++index) {
        std::vector<OperationToRun> operations;  // what was done as one is undone as one
        for (std::size_t k = last[index] + 1; k-- > index;) operations.insert(operations.end(), undoing[k].begin(), undoing[k].end());
        ProjectState state = after[last[index]];
        inverses.push_back(compile_work(migration, std::move(operations), state, connection_.driver(), true));
    }
    return run_.undo_journalled(work, inverses, kind);
}

ProjectState MigrateCommand::applied_state() const {
    ProjectState state;
    for (const NodeId node : graph_->full_plan()) {
        if (graph_->applied(node)) apply_migration(*graph_->node(node).migration, state);
    }
    return state;
}

MigrationRun::Outcome MigrateCommand::undo_partial() {
    for (const Migration* migration : partial_) {
        check_interrupted();
        ProjectState before = applied_state();
        if (undo(*migration, before, MigrationRun::Undo::rest) == MigrationRun::Outcome::history_changed) return MigrationRun::Outcome::history_changed;
        applied(*migration, Direction::backward);
    }
    partial_.clear();
    return MigrationRun::Outcome::done;
}

std::vector<std::string> MigrateCommand::heads() const {
    std::vector<std::string> result;
    const auto order = graph_->full_plan();
    for (const auto& app : moved_apps_) {
        std::string head = app + ".zero";
        for (const NodeId node : order) {
            const Migration& migration = *graph_->node(node).migration;
            if (migration.app == app && run_.recorded().contains(migration.key())) head = app + "." + migration.name.substr(0, migration.name.find('_'));
        }
        result.push_back(std::move(head));
    }
    return result;
}

}  // namespace reinhardt::db
