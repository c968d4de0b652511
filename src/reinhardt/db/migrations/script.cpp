#include <algorithm>

#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/plan_walk.hpp>
#include <reinhardt/db/migrations/recorder_sql.hpp>
#include <reinhardt/db/migrations/sql_placeholders.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using Kind = RenderedStatement::Kind;
using Phase = RenderedStatement::Phase;

constexpr std::string_view check_table = "reinhardt_script_check";

/// Writes a plan as a script for the database's own shell.
class ScriptWriter {
public:
    ScriptWriter(Driver& driver, Connection* live) : driver_(driver), live_(live) {}

    std::string write(const MigrationGraph& graph, const Plan& plan, const std::set<MigrationKey>& recorded) {
        recorded_ = recorded;
        if (live_ == nullptr) {
            line("-- Written without the database: tables are taken to be as the migrations left them. Triggers, views, indexes and options that");
            line("-- were made by hand are not carried over where a table is rebuilt.");
        }
        for (const auto& start : script_start(driver_.name())) line(start);
        if (!has_tables()) {
            for (const auto& sql : Recorder::table_statements(driver_)) statement(sql);
        }
        PlanWalk walk(graph, plan, driver_, live_);
        while (const auto step = walk.next()) migration(walk, *step);
        return std::move(text_);
    }

private:
    void line(std::string_view text) { text_.append(text).append("\n"); }
    void statement(std::string_view sql) {
        const std::string_view trimmed = trim(sql);
        // A comment at its end would swallow the semicolon.
        const auto last_line = trimmed.substr(trimmed.rfind('\n') == std::string_view::npos ? 0 : trimmed.rfind('\n') + 1);
        text_.append(trimmed);
        if (last_line.find("--") != std::string_view::npos) text_ += '\n';
        if (trimmed.empty() || trimmed.back() != ';') text_ += ';';
        text_ += '\n';
    }

    /// What makes the shell stop at the first error.
    static std::vector<std::string> script_start(const std::string& driver) {
        if (driver == "sqlite") return {".bail on"};
        if (driver == "postgresql") return {"\\set ON_ERROR_STOP on"};
        return {};
    }

    [[nodiscard]] bool has_tables() const {
        return live_ != nullptr && live_->introspect(std::vector<std::string>{std::string(lock_table)}).table(lock_table) != nullptr;
    }

    void migration(PlanWalk& walk, const PlanWalk::Step& step) {
        const Migration& migration = *step.migration;
        const bool forward = step.direction == Direction::forward;
        if (!step.irreversible.empty()) {
            Error error(ErrorCode::irreversible, migration.key().text() + " cannot be undone: " + step.irreversible.front().second);
            place_error(error, migration, step.irreversible.front().first);
            throw error;
        }
        line("\n-- " + migration.key().text() + (forward ? "" : " undone"));
        const bool transaction = migration.atomic && driver_.can(RDB_CAP_TRANSACTIONAL_DDL);
        std::vector<std::vector<RenderedStatement>> rendered;
        for (const auto& item : step.work.items) {
            if (item.kind == WorkItem::Kind::code) {
                Error error(ErrorCode::irreversible, migration.key().text() + " calls the function " + item.function + ", which no script can hold");
                place_error(error, migration, item.operations.front());
                throw error.hint("run reinhardt-db migrate instead");
            }
            rendered.push_back(item.kind == WorkItem::Kind::schema ? walk.render(step, item, true) : std::vector<RenderedStatement>());
            walk.pass(item);
        }
        if (transaction) {
            phase(rendered, Phase::setup);
            statement("BEGIN");
        }
        for (std::size_t i = 0; i < rendered.size(); ++i) {
            const WorkItem& item = step.work.items[i];
            // A change of the schema is whole even where the migration need not be.
            const bool apart = std::any_of(rendered[i].begin(), rendered[i].end(), [](const RenderedStatement& one) { return !one.transactional; });
            const bool alone = !transaction && !apart && item.kind == WorkItem::Kind::schema && driver_.can(RDB_CAP_TRANSACTIONAL_DDL);
            if (!transaction) phase({rendered[i]}, Phase::setup);
            if (alone) statement("BEGIN");
            main_statements(step, item, rendered[i]);
            for (const auto& one : item.sql) statement(with_literals(one));
            if (item.kind == WorkItem::Kind::backfill) backfill(item.backfill);
            if (!transaction) phase({rendered[i]}, Phase::verify);
            if (alone) statement("COMMIT");
            if (!transaction) phase({rendered[i]}, Phase::teardown);
        }
        if (transaction) phase(rendered, Phase::verify);
        if (forward) {
            record(migration);
        } else {
            statement(Recorder::unrecord_statement(driver_, migration.key()));
            for (const auto& part : migration.replaces) statement(Recorder::unrecord_statement(driver_, part));
        }
        if (!transaction) return;
        statement("COMMIT");
        phase(rendered, Phase::teardown);
    }

    /// Where one change serves several operations, a comment says which.
    void main_statements(const PlanWalk::Step& step, const WorkItem& item, const std::vector<RenderedStatement>& statements) {
        std::set<std::size_t> named;
        for (const auto& one : statements) {
            if (one.phase != Phase::main) continue;
            std::set<std::size_t> operations;
            for (const std::size_t edit : one.edits) operations.insert(item.edits.edits[edit].operation);
            if (operations != named && (operations.size() > 1 || named.size() > 1)) line("-- " + descriptions(step, operations));
            named = std::move(operations);
            write(one);
        }
    }

    /// In the order in which they run.
    static std::string descriptions(const PlanWalk::Step& step, const std::set<std::size_t>& operations) {
        std::vector<std::string> words;
        for (const std::size_t number : operations) words.push_back(replace_all(step.migration->operations[number]->describe(), "\n", " "));
        if (step.direction == Direction::forward) return join(words, "; ");
        std::reverse(words.begin(), words.end());
        return "Undo: " + join(words, "; ");
    }

    void record(const Migration& migration) {
        for (const auto& part : migration.replaces) {
            if (recorded_.insert(part).second) statement(Recorder::record_name_statement(driver_, part));
        }
        if (recorded_.insert(migration.key()).second) statement(Recorder::record_statement(driver_, migration));
    }

    void phase(const std::vector<std::vector<RenderedStatement>>& rendered, Phase wanted) {
        std::set<std::string> seen;
        for (const auto& statements : rendered) {
            for (const auto& one : statements) {
                if (one.phase != wanted) continue;
                if ((wanted == Phase::setup || wanted == Phase::teardown) && !seen.insert(one.sql).second) continue;
                write(one);
            }
        }
    }

    void write(const RenderedStatement& one) {
        switch (one.kind) {
            case Kind::run: return statement(one.sql);
            case Kind::check: return check(one, one.sql);
            case Kind::remember:
                if (!remembered_.insert(one.name + '\n' + one.sql).second) return;
                return statement("CREATE TEMP TABLE IF NOT EXISTS " + driver_.quote_identifier(one.name) + " AS " + one.sql);
            case Kind::compare: return check(one, "SELECT * FROM (" + one.sql + ") EXCEPT SELECT * FROM " + driver_.quote_identifier(one.name));
            case Kind::generate:
                throw Error(ErrorCode::unsupported, "this change needs the running database and cannot be written as a script").statement(one.sql);
        }
    }

    /// A script has no way to fail but a statement that fails: rows found by a check break a constraint whose name is the message.
    void check(const RenderedStatement& one, const std::string& query) {
        if (!has_check_table_) {
            statement("CREATE TEMPORARY TABLE " + driver_.quote_identifier(check_table) + " (problem text CHECK (problem IS NULL))");
            has_check_table_ = true;
        }
        const std::string message = driver_.quote_literal(one.message.empty() ? "existing rows do not fit the change" : one.message);
        statement("INSERT INTO " + driver_.quote_identifier(check_table) + " SELECT " + message + " FROM (" + query + ") AS found");
    }

    void backfill(const BackfillWork& work) {
        std::string value = work.sql.empty() ? std::string() : "(" + work.sql + ")";
        if (value.empty()) value = driver_.quote_literal(work.value);
        statement("UPDATE " + driver_.quote_identifier(work.table) + " SET " + driver_.quote_identifier(work.column) + " = " + value);
    }

    [[nodiscard]] std::string with_literals(const SqlStatement& one) const {
        if (one.parameters.empty()) return one.text;
        return replace_placeholders(one.text, [&](std::size_t number) {
            return number < one.parameters.size() ? driver_.quote_literal(one.parameters[number]) : std::string("?");
        });
    }

    Driver& driver_;
    Connection* live_;
    std::string text_;
    std::set<MigrationKey> recorded_;
    std::set<std::string> remembered_;
    bool has_check_table_ = false;
};

}  // namespace

std::string migration_script(const MigrationGraph& graph, const Plan& plan, Driver& driver, Connection* live) {
    std::set<MigrationKey> recorded;
    if (live != nullptr) recorded = keys_of(Recorder(*live).applied());
    return ScriptWriter(driver, live).write(graph, plan, recorded);
}

}  // namespace reinhardt::db
