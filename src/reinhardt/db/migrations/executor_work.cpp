#include <reinhardt/db/migrations/executor_work.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/operations/run_code.hpp>
#include <reinhardt/db/migrations/operations/run_sql.hpp>
#include <reinhardt/db/migrations/operations/separate_database_and_state.hpp>
#include <reinhardt/db/schema/table_edits.hpp>
#include <reinhardt/db/state/column_literal.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// Joins the edits of one more operation to a batch: tables that an earlier operation of the batch left as they are now drop out. Tables
/// that exchange names have one name for a moment.
void join_edits(OperationEdits& batch, OperationEdits&& more) {
    for (auto& table : more.before) {
        const auto left = std::erase_if(batch.after, [&](const Table& one) { return one.name == table.name && one.model == table.model; });
        if (left == 0) batch.before.push_back(std::move(table));
    }
    std::move(more.after.begin(), more.after.end(), std::back_inserter(batch.after));
    std::move(more.edits.begin(), more.edits.end(), std::back_inserter(batch.edits));
}

class Compiler {
public:
    Compiler(MigrationWork& work, Driver& driver, bool batch, EditScope scope) : work_(work), driver_(driver), batch_(batch), scope_(scope) {}

    void add(const OperationToRun& run, ProjectState& state) {
        const Operation& operation = *run.operation;
        switch (operation.work()) {
            case OperationWork::schema: schema(run, state, !batch_); return;
            case OperationWork::sql: sql(run, state); return;
            case OperationWork::backfill: backfill(run, state); return;
            case OperationWork::separate: separate(run, state); return;
            case OperationWork::code: code(run, state); return;
            case OperationWork::command: break;
        }
        throw Error(ErrorCode::unsupported, std::string(operation.op()) + " is not known to this version");
    }

private:
    WorkItem& open_item(WorkItem::Kind kind, const OperationToRun& run) {
        WorkItem& item = work_.items.emplace_back();
        item.kind = kind;
        item.operations = {run.index};
        identify(item, run);
        return item;
    }

    void identify(WorkItem& item, const OperationToRun& run) {
        if (!runs_in_steps(*work_.migration, driver_)) return;
        if (!item.identity.empty()) item.identity += '\n';
        item.identity += to_json(run.operation->to_value());
    }

    void schema(const OperationToRun& run, ProjectState& state, bool alone) {
        OperationEdits edits = apply_with_edits(*run.operation, state, driver_, scope_);
        for (auto& edit : edits.edits) edit.operation = run.index;
        const bool exchanging = !work_.items.empty() && awaits_exchange(work_.items.back());
        const bool joins = !alone && !barrier_ && !work_.items.empty() && work_.items.back().kind == WorkItem::Kind::schema;
        if (!joins && !exchanging) {
            open_item(WorkItem::Kind::schema, run).edits = std::move(edits);
        } else {
            WorkItem& item = work_.items.back();
            if (item.operations.back() != run.index) item.operations.push_back(run.index);
            identify(item, run);
            join_edits(item.edits, std::move(edits));
        }
        barrier_ = alone;
    }

    void sql(const OperationToRun& run, ProjectState& state) {
        const auto& operation = dynamic_cast<const RunSql&>(*run.operation);
        operation.apply(state);
        if (!applies_to(operation.only, driver_.name())) return;
        const auto texts = operation.texts_for(driver_.name());
        if (!texts) throw Error(ErrorCode::unsupported, "RunSQL has no statements for " + driver_.title()).hint("add '" + driver_.name() + "' to its table, \"\" does nothing");
        WorkItem& item = open_item(WorkItem::Kind::sql, run);
        for (const auto& text : *texts) {
            for (auto& statement : driver_.split(text)) item.sql.push_back({std::move(statement), {}});
        }
        if (!operation.params.is_list()) return;
        const auto& lists = operation.params.as_list();
        if (lists.size() != item.sql.size()) {
            throw Error(ErrorCode::migration_file, "'params' has " + count_of(lists.size(), "list") + " for " + count_of(item.sql.size(), "statement"));
        }
        for (std::size_t i = 0; i < lists.size(); ++i) item.sql[i].parameters = lists[i].as_list();
    }

    void code(const OperationToRun& run, ProjectState& state) {
        const auto& operation = dynamic_cast<const RunCode&>(*run.operation);
        operation.apply(state);
        if (!applies_to(operation.only, driver_.name())) return;
        WorkItem& item = open_item(WorkItem::Kind::code, run);
        item.function = operation.function;
        item.state = std::make_shared<const ProjectState>(state);
    }

    void backfill(const OperationToRun& run, ProjectState& state) {
        const auto& operation = dynamic_cast<const BackfillField&>(*run.operation);
        operation.apply(state);
        if (!applies_to(operation.only, driver_.name())) return;
        if (work_.migration->atomic) {
            throw Error(ErrorCode::migration_file, "BackfillField stands in a migration that is one transaction")
                .hint("give the migration atomic = false, or move the backfill into a file of its own");
        }
        const ModelState& model = *state.find(operation.app + "." + operation.model);
        const Table table = tables_of(model, state, driver_).front();
        WorkItem& item = open_item(WorkItem::Kind::backfill, run);
        const Field& field = *model.field(operation.name);
        item.backfill = {table.name, field.column(), table.primary_key.columns, column_fill(field, operation.value), operation.sql, operation.batch_size};
    }

    /// Its database operations act on a state of their own; what the project knows changes by its state operations alone.
    void separate(const OperationToRun& run, ProjectState& state) {
        const auto& operation = dynamic_cast<const SeparateDatabaseAndState&>(*run.operation);
        barrier_ = true;
        if (applies_to(operation.only, driver_.name()) && !operation.database_operations.empty()) {
            ProjectState database = state;
            for (const auto& part : operation.database_operations) add({part, run.index}, database);
        }
        barrier_ = true;
        operation.apply(state);
    }

    /// Whether a table of the item took a name that a later operation frees.
    static bool awaits_exchange(const WorkItem& item) {
        const auto& edits = item.edits.edits;
        for (auto edit = edits.begin(); edit != edits.end(); ++edit) {
            if (edit->kind != EditKind::rename_table || !edit->target_taken) continue;
            if (std::none_of(edit, edits.end(), [&](const SchemaEdit& later) { return later.kind == EditKind::rename_table && later.from == edit->to; })) return true;
        }
        return false;
    }

    MigrationWork& work_;
    Driver& driver_;
    bool batch_;
    EditScope scope_;
    bool barrier_ = true;
};

}  // namespace

std::vector<OperationToRun> operations_of(const Migration& migration) {
    std::vector<OperationToRun> operations;
    for (std::size_t i = 0; i < migration.operations.size(); ++i) operations.push_back({migration.operations[i], i});
    return operations;
}

MigrationWork compile_work(const Migration& migration, std::vector<OperationToRun> operations, ProjectState& state, Driver& driver, bool batch, EditScope scope) {
    MigrationWork work;
    work.migration = &migration;
    work.operations = std::move(operations);
    Compiler compiler(work, driver, batch, scope);
    for (const auto& run : work.operations) {
        try {
            compiler.add(run, state);
        } catch (Error& error) {
            if (error.file().empty()) place_error(error, migration, run.index);
            throw;
        }
    }
    std::vector<std::string> fresh;
    for (auto& item : work.items) {
        untangle_renames(item.edits.edits);
        item.fresh = fresh;
        for (const auto& edit : item.edits.edits) {
            if (edit.kind == EditKind::create_table) fresh.push_back(edit.table_value->name);
            if (edit.kind == EditKind::rename_table) std::replace(fresh.begin(), fresh.end(), edit.from, edit.to);
        }
    }
    return work;
}

bool runs_in_steps(const Migration& migration, const Driver& driver) { return !migration.atomic || !driver.can(RDB_CAP_TRANSACTIONAL_DDL); }

namespace {

RenderRequest request_for(const Migration& migration, const WorkItem& item, const std::string& server, bool script) {
    RenderRequest request;
    request.server = server;
    request.edits = &item.edits.edits;
    request.before = &item.edits.before;
    request.after = &item.edits.after;
    request.atomic = migration.atomic;
    request.fresh = &item.fresh;
    request.script = script;
    return request;
}

std::vector<RenderedStatement> statements_of(RenderResult result, const Migration& migration, const WorkItem& item) {
    if (result.faults.empty()) return std::move(result.statements);
    std::vector<Error> errors;
    for (const auto& fault : result.faults) {
        Error& error = errors.emplace_back(ErrorCode::unsupported, fault.message);
        if (!fault.hint.empty()) error.hint(fault.hint);
        place_error(error, migration, fault.edit < item.edits.edits.size() ? item.edits.edits[fault.edit].operation : item.operations.front());
    }
    throw_all(std::move(errors));
    return {};
}

}  // namespace

std::vector<RenderedStatement> render_item(const Migration& migration, const WorkItem& item, Driver& driver, const std::string& server, const Schema* live,
                                           bool script) {
    if (item.edits.edits.empty()) return {};
    RenderRequest request = request_for(migration, item, server, script);
    request.live = live;
    return statements_of(driver.render(request), migration, item);
}

std::optional<std::vector<RenderedStatement>> render_unread(const Migration& migration, const WorkItem& item, Driver& driver, const std::string& server) {
    if (item.edits.edits.empty()) return std::nullopt;
    const Schema nothing;
    RenderRequest request = request_for(migration, item, server, false);
    request.on_demand = !tables_before(item).empty();
    if (request.on_demand && !driver.can(RDB_CAP_LIVE_ON_DEMAND)) return std::nullopt;
    if (!request.on_demand) request.live = &nothing;
    RenderResult result = driver.render(request);
    if (result.needs_live || !result.faults.empty()) return std::nullopt;
    return std::move(result.statements);
}

std::vector<RenderedStatement> render_live(const Migration& migration, const WorkItem& item, Connection& connection, const std::vector<std::string>& tables, bool script,
                                           bool on_demand) {
    if (item.edits.edits.empty()) return {};
    if (item.rendered && on_demand && !script) return *item.rendered;
    Driver& driver = connection.driver();
    RenderRequest request = request_for(migration, item, connection.server(), script);
    request.on_demand = on_demand && driver.can(RDB_CAP_LIVE_ON_DEMAND) && !tables.empty();
    if (request.on_demand) {
        RenderResult result = driver.render(request);
        if (!result.needs_live) return statements_of(std::move(result), migration, item);
        request.on_demand = false;
    }
    const Schema live = tables.empty() ? Schema() : connection.introspect(tables, true);
    request.live = &live;
    return statements_of(driver.render(request), migration, item);
}

Inverse inverse_on(const Operation& operation, const ProjectState& before, const std::string& backend) {
    Inverse inverse = operation.inverse(before);
    if (operation.only.empty()) return inverse;
    for (const auto& undo : inverse.operations) {
        // Made by inverse() just now, so that nobody else knows it.
        if (undo->only.empty()) std::const_pointer_cast<Operation>(undo)->only = operation.only;
    }
    if (applies_to(operation.only, backend)) return inverse;
    inverse.needs_empty.clear();
    if (operation.work() != OperationWork::schema && !inverse.reversible) {
        inverse.reversible = true;
        inverse.operations.clear();
    }
    return inverse;
}

std::vector<std::string> tables_before(const WorkItem& item) {
    std::set<std::string> names;
    for (const auto& table : item.edits.before) names.insert(table.name);
    return {names.begin(), names.end()};
}

void place_error(Error& error, const Migration& migration, std::size_t index) {
    if (index >= migration.operations.size()) return;
    error.at(migration.file, migration.operations[index]->line);
    error.operation("operation " + std::to_string(index + 1) + " of " + std::to_string(migration.operations.size()));
}

}  // namespace reinhardt::db
