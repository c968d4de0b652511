#include <reinhardt/db/migrations/executor_run.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using Phase = RenderedStatement::Phase;

}  // namespace

bool controls_transaction(std::string_view text) {
    const auto words = first_words(text);
    if (words.first == "BEGIN" || words.first == "COMMIT" || words.first == "END") return true;
    return (words.first == "ROLLBACK" && words.second != "TO") || (words.first == "START" && words.second == "TRANSACTION");
}

void refuse_transaction_control(const std::string& text) {
    if (!controls_transaction(text)) return;
    throw Error(ErrorCode::database, "RunSQL may not begin or end a transaction")
        .statement(text)
        .hint("leave it out; with atomic = false each statement is committed by itself");
}

std::pair<std::string, std::string> first_words(std::string_view text) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < text.size() && words.size() < 2) {
        if (text.substr(at, 2) == "--") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            const auto end = text.find("*/", at + 2);
            at = end == std::string_view::npos ? text.size() : end + 2;
        } else if ((text[at] >= 'a' && text[at] <= 'z') || (text[at] >= 'A' && text[at] <= 'Z')) {
            std::string& word = words.emplace_back();
            for (; at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || (text[at] >= 'A' && text[at] <= 'Z')); ++at) {
                word += static_cast<char>(text[at] >= 'a' ? text[at] - 'a' + 'A' : text[at]);
            }
        } else if (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r' || text[at] == ';') {
            ++at;
        } else {
            break;
        }
    }
    words.resize(2);
    return {words[0], words[1]};
}

StatementListener MigrationRun::listener() {
    return {[this](const std::string& sql) {
                if (before_statement_) before_statement_(sql);
                observer_.statement_started(sql);
            },
            [this](const std::string& sql, std::chrono::microseconds spent) {
                observer_.statement(sql, std::chrono::duration_cast<std::chrono::milliseconds>(spent).count());
                timed(sql, spent);
            },
            [this](const std::string& message) { observer_.warning(message); }};
}

void MigrationRun::run_item(Attempt& attempt, const MigrationWork& work, const WorkItem& item) {
    if (item.kind == WorkItem::Kind::schema) {
        run_schema(attempt, work, item);
    } else if (item.kind == WorkItem::Kind::code) {
        run_code(attempt, work, item);
    } else {
        for (std::size_t index = 0; index < item.sql.size(); ++index) run_sql(attempt, work, item, index);
    }
    report(attempt, work, &item);
}

void MigrationRun::run_schema(Attempt& attempt, const MigrationWork& work, const WorkItem& item) {
    if (item.edits.edits.empty()) return;
    std::vector<RenderedStatement> statements;
    try {
        statements = render_live(*work.migration, item, connection_, tables_before(item));
    } catch (Error& error) {
        explain(error, work, item, nullptr);
        throw;
    }
    std::vector<RenderedStatement> setup;
    for (const auto& statement : statements) {
        if (statement.phase == Phase::setup && !attempt.has_setup(statement)) setup.push_back(statement);
    }
    if (!setup.empty()) {
        for (const auto& statement : statements) {
            if (statement.phase == Phase::teardown) setup.push_back(statement);
        }
        throw NeedsSetup{std::move(setup)};
    }
    if (!work.migration->atomic && std::any_of(statements.begin(), statements.end(), [](const RenderedStatement& one) { return !one.transactional; })) throw NeedsApart{};
    for (const auto& statement : statements) {
        if (statement.phase == Phase::verify) attempt.verify.push_back({&item, statement});
        if (statement.phase != Phase::main) continue;
        const auto start = std::chrono::steady_clock::now();
        try {
            if (!statement.transactional) {
                throw Error(ErrorCode::database, "a statement may not run in a transaction").statement(statement.sql).hint("give the migration atomic = false");
            }
            now_at(work, item, statement);
            attempt.runner.run(statement);
        } catch (Error& error) {
            explain(error, work, item, &statement);
            throw;
        }
        attempt.spent[now_operation_ - 1] += std::chrono::steady_clock::now() - start;
    }
}

void MigrationRun::run_sql(Attempt& attempt, const MigrationWork& work, const WorkItem& item, std::size_t index) {
    const SqlStatement& statement = item.sql[index];
    const auto start = std::chrono::steady_clock::now();
    try {
        refuse_transaction_control(statement.text);
        now_at(work, item.operations.front());
        attempt.runner.run(statement.text, statement.parameters);
    } catch (Error& error) {
        if (error.code() == ErrorCode::database && error.message().find("transaction") != std::string::npos && work.migration->atomic) {
            error.hint("give the migration atomic = false");
        }
        explain(error, work, item, nullptr);
        throw;
    }
    attempt.spent[item.operations.front()] += std::chrono::steady_clock::now() - start;
}

void MigrationRun::run_code(Attempt& attempt, const MigrationWork& work, const WorkItem& item) {
    const auto start = std::chrono::steady_clock::now();
    try {
        if (options_.code == nullptr) throw Error(ErrorCode::config, "nobody registers the function '" + item.function + "' of RunCode");
        options_.code->call(work.migration->app, item.function, connection_, attempt.runner, *item.state);
    } catch (Error& error) {
        explain(error, work, item, nullptr);
        throw;
    }
    attempt.spent[item.operations.front()] += std::chrono::steady_clock::now() - start;
}

/// Tells of the operations up to those of `item`, or of all that are left; once each, however often the transaction is tried.
void MigrationRun::report(Attempt& attempt, const MigrationWork& work, const WorkItem* item) {
    const auto& operations = work.operations;
    std::size_t stop = operations.size();
    if (item != nullptr) {
        while (stop > 0 && operations[stop - 1].index != item->operations.back()) --stop;
    }
    for (; reported_ < stop; ++reported_) {
        const std::size_t index = operations[reported_].index;
        if (reported_ + 1 < operations.size() && operations[reported_ + 1].index == index) continue;
        const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(attempt.spent[index]);
        observer_.operation(*work.migration, index + 1, work.migration->operations.size(), work.migration->operations[index]->describe(), spent.count());
    }
}

MigrationRun::Outcome MigrationRun::run_atomic(const MigrationWork& work, Direction direction) {
    const Migration& migration = *work.migration;
    const auto start = std::chrono::steady_clock::now();
    finish();
    observer_.migration_started(migration, direction);
    reported_ = 0;
    commit_lost_ = false;
    std::int64_t ms = 0;
    Outcome outcome = Outcome::done;
    Riders riders = riders_of(work);
    Along along = along_of(work, riders);
    const auto run = [&](Attempt& attempt) {
        if (along.sent) attempt.spent = riders.attempt.spent;
        for (std::size_t i = along.sent ? riders.items : 0; i < work.items.size(); ++i) run_item(attempt, work, work.items[i]);
        for (const auto& [item, statement] : attempt.verify) {
            try {
                now_at(work, *item, statement);
                attempt.runner.run(statement);
            } catch (Error& error) {
                explain(error, work, *item, &statement);
                throw;
            }
        }
        report(attempt, work, nullptr);
        ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
        if (direction == Direction::forward) {
            if (along.sent) recorder_.hold_writes();
            write_applied(migration, ms);
        } else {
            write_unapplied(migration, true);
        }
    };
    try {
        outcome = transaction(true, run, riders.items > 0 ? &along : nullptr);
    } catch (Error& error) {
        note_rolled_back(error, migration, direction);
        throw;
    }
    if (outcome == Outcome::history_changed) return outcome;
    keep_time(migration, direction, start);
    if (direction == Direction::forward) {
        observer_.migration_applied(migration, ms, false);
    } else {
        observer_.migration_unapplied(migration, ms, false);
    }
    return outcome;
}

}  // namespace reinhardt::db
