#include "rehearsal.hpp"

#include <reinhardt/db/migrations/database_runs.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../error_report.hpp"
#include "../interrupt.hpp"
#include "../render/migrate_report.hpp"
#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

void print_text(Session& session, const RehearsalResult& result) {
    Output& out = session.out();
    const auto line = [&](const std::string& what, const std::string& text) { out.line("  " + padded(what, 18) + printable(text)); };
    line("forward", count_of(result.migrations, "migration"));
    line("backward", count_of(result.undone, "migration"));
    for (const auto& [key, reason] : result.irreversible) line("", reason);
    for (const MigrationKey& key : result.kept) line("", key.text() + " stays with what depends on it");
    line("forward again", count_of(result.undone, "migration"));
    line("with rows", "in " + count_of(result.tables_with_rows, "table"));
    for (const std::string& note : result.notes) line("", "not tried: " + note);
    if (!session.quiet()) out.line("The history is sound, tested in " + duration_text(result.ms) + " on scratch databases.");
}

Value test_event(const RehearsalResult& result) {
    Value irreversible = Value::list(), kept = Value::list();
    for (const auto& [key, reason] : result.irreversible) {
        Value item = Value::object();
        irreversible.push(item.set("app", key.app).set("name", key.name).set("reason", reason));
    }
    for (const MigrationKey& key : result.kept) kept.push(key.text());
    Value event = Value::object();
    event.set("event", "test").set("format_version", "1.0").set("migrations", result.migrations).set("undone", result.undone);
    event.set("irreversible", std::move(irreversible)).set("kept", std::move(kept));
    event.set("tables_with_rows", result.tables_with_rows).set("notes", Value::list_of(result.notes)).set("ms", result.ms);
    return event;
}

}  // namespace

int run_rehearsal(Session& session) {
    static_cast<void>(session.history());
    watch_interrupts();
    const auto test = [&] { return rehearse(session.workspace(), &interrupted()); };
    if (!session.json()) {
        const RehearsalResult result = test();
        if (!session.quiet()) session.out().line(session.driver()->title() + ": " + count_of(result.migrations, "migration") + " to test");
        if (!session.quiet() || !result.irreversible.empty() || !result.notes.empty()) print_text(session, result);
        return 0;
    }
    JsonReport report(session);
    try {
        const RehearsalResult result = test();
        report.start(result.migrations);
        report.event(test_event(result));
        MigrateResult nothing;
        nothing.status = "nothing";
        nothing.ms = result.ms;
        report.finish(nothing);
        return 0;
    } catch (const Error& failure) {
        Error error = failure;
        session.explain(error);
        report.fail(error);
        session.err().line(error_line(error));
        return exit_code_of(error);
    }
}

}  // namespace reinhardt::db::cli
