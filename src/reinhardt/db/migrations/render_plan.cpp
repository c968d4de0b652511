#include <algorithm>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/plan_walk.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using Phase = RenderedStatement::Phase;
using Kind = RenderedStatement::Kind;

std::string backfill_text(const Driver& driver, const BackfillWork& work) {
    const std::string value = !work.sql.empty() ? work.sql : work.value.is_object() ? std::string("?") : driver.quote_literal(work.value);
    return "UPDATE " + driver.quote_identifier(work.table) + " SET " + driver.quote_identifier(work.column) + " = " + value;
}

/// Fills the operations of one planned migration.
class Filler {
public:
    Filler(PlanWalk& walk, const PlanWalk::Step& step, Driver& driver, bool with_sql, PlannedMigration& planned)
        : walk_(walk), step_(step), driver_(driver), with_sql_(with_sql), planned_(planned) {}

    void run() {
        describe();
        for (const auto& item : step_.work.items) {
            if (item.kind == WorkItem::Kind::schema) {
                schema(item);
            } else {
                plain(item);
            }
            walk_.pass(item);
        }
    }

private:
    /// One entry for each operation of the file, in the order in which they run.
    void describe() {
        const Migration& migration = *step_.migration;
        place_.assign(migration.operations.size(), 0);
        for (std::size_t i = 0; i < migration.operations.size(); ++i) {
            const bool forward = step_.direction == Direction::forward;
            const std::size_t index = forward ? i : migration.operations.size() - 1 - i;
            const Operation& operation = *migration.operations[index];
            place_[index] = planned_.operations.size();
            PlannedOperation& entry = planned_.operations.emplace_back();
            entry.op = operation.op();
            entry.description = (forward ? std::string() : std::string("Undo: ")) + operation.describe();
            entry.allow_loss = operation.allow_loss;
            entry.line = operation.line;
        }
        for (const auto& [index, reason] : step_.irreversible) {
            planned_.operations[place_[index]].irreversible = true;
            planned_.operations[place_[index]].irreversible_reason = reason;
        }
    }

    PlannedOperation& entry(std::size_t operation) { return planned_.operations[place_[operation]]; }

    void plain(const WorkItem& item) {
        PlannedOperation& target = entry(item.operations.front());
        for (const auto& statement : item.sql) target.sql.push_back(statement.text);
        if (item.kind == WorkItem::Kind::backfill) target.sql.push_back(backfill_text(driver_, item.backfill));
    }

    /// A statement that carries out several edits stands with the first of them, unless one before it stands later: the order that is
    /// shown is the order in which they run.
    void schema(const WorkItem& item) {
        const auto& edits = item.edits.edits;
        std::vector<RenderedStatement> statements;
        if (with_sql_) statements = walk_.render(step_, item, false);
        std::vector<std::size_t> places;  // in item.operations, of each statement
        std::size_t place = 0;
        for (const auto& statement : statements) {
            std::size_t first = edits.size();
            for (const std::size_t edit : statement.edits) first = std::min(first, edit);
            const auto found = std::find(item.operations.begin(), item.operations.end(), first < edits.size() ? edits[first].operation : item.operations.front());
            if (statement.phase == Phase::main && statement.kind == Kind::run) place = std::max(place, static_cast<std::size_t>(found - item.operations.begin()));
            places.push_back(place);
        }
        for (std::size_t at = 0; at < item.operations.size(); ++at) {
            const std::size_t operation = item.operations[at];
            PlannedOperation& target = entry(operation);
            std::vector<const SchemaEdit*> own;
            for (const auto& edit : edits) {
                if (edit.operation != operation) continue;
                const bool gone = edit.loses_data() && walk_.known_empty(edit.table);
                target.loses_data = target.loses_data || (edit.loses_data() && !gone);
                if (!gone) own.push_back(&edit);
            }
            std::vector<const RenderedStatement*> carried;
            for (std::size_t i = 0; i < statements.size(); ++i) {
                const RenderedStatement& statement = statements[i];
                if (statement.phase != Phase::main || places[i] != at) continue;
                if (statement.kind == Kind::run) {
                    target.sql.push_back(statement.sql);
                    carries(statement, edits, operation);
                }
                carried.push_back(&statement);
            }
            for (auto& hazard : hazards_of(own, carried)) target.hazards.push_back(std::move(hazard));
        }
    }

    /// A statement that stands with `operation` may serve others too.
    void carries(const RenderedStatement& statement, const std::vector<SchemaEdit>& edits, std::size_t operation) {
        for (const std::size_t edit : statement.edits) {
            if (edit >= edits.size() || edits[edit].operation == operation) continue;
            auto& carried_by = entry(edits[edit].operation).carried_by;
            if (std::find(carried_by.begin(), carried_by.end(), place_[operation]) == carried_by.end()) carried_by.push_back(place_[operation]);
        }
    }

    PlanWalk& walk_;
    const PlanWalk::Step& step_;
    Driver& driver_;
    bool with_sql_;
    PlannedMigration& planned_;
    std::vector<std::size_t> place_;
};

}  // namespace

std::vector<PlannedMigration> render_plan(const MigrationGraph& graph, const Plan& plan, Driver& driver, Connection* live, bool with_sql) {
    std::vector<PlannedMigration> result;
    result.reserve(plan.steps.size());
    PlanWalk walk(graph, plan, driver, live, with_sql ? EditScope::whole : EditScope::columns);
    for (const auto& planned : plan.steps) {
        const auto step = walk.next();
        PlannedMigration& migration = result.emplace_back();
        migration.migration = step->migration;
        migration.direction = step->direction;
        migration.applied = graph.applied(planned.node);
        Filler(walk, *step, driver, with_sql, migration).run();
    }
    return result;
}

}  // namespace reinhardt::db
