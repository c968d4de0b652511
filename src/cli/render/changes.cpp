#include "changes.hpp"

#include <map>
#include <set>

#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/operation_detail.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {
namespace {

bool begins_with(std::string_view text, std::string_view begin) { return text.substr(0, begin.size()) == begin; }

/// The details of every new migration's operations. The history may hold the new migrations already or not.
std::map<MigrationKey, std::vector<std::string>> details_of(const History& history, const std::vector<MadeMigration>& made) {
    std::map<MigrationKey, Migration> all = history.migrations;
    for (const MadeMigration& item : made)
        if (item.updates) all.erase(*item.updates);
    for (const MadeMigration& item : made) all.insert_or_assign(item.migration.key(), item.migration);
    const MigrationGraph graph(all, {});
    std::set<MigrationKey> wanted;
    for (const MadeMigration& item : made) wanted.insert(item.migration.key());
    std::map<MigrationKey, std::vector<std::string>> details;
    ProjectState state;
    for (const NodeId id : graph.full_plan()) {
        const Migration& migration = *graph.node(id).migration;
        if (wanted.count(migration.key()) != 0) details[migration.key()] = operation_details(migration, state);
        else apply_migration(migration, state);
    }
    return details;
}

}  // namespace

std::string operation_mark(const Output& out, std::string_view op, bool undo) {
    const std::string adds = out.paint(Color::green, "+"), removes = out.paint(Color::red, "-");
    for (const std::string_view prefix : {"Add", "Create"})
        if (begins_with(op, prefix)) return undo ? removes : adds;
    for (const std::string_view prefix : {"Remove", "Delete", "Drop"})
        if (begins_with(op, prefix)) return undo ? adds : removes;
    if (begins_with(op, "Run") || op == "BackfillField") return out.paint(Color::cyan, "*");
    return out.paint(Color::yellow, "~");
}

void print_made_migrations(Output& out, const History& history, const std::vector<MadeMigration>& made) {
    if (made.empty()) return;
    const auto details = details_of(history, made);
    std::string app;
    for (const MadeMigration& item : made) {
        if (item.migration.app != app) out.line(out.paint(Color::bold, app = item.migration.app));
        std::string path = "  " + printable(item.display_path);
        if (item.updates) path += item.updates->name == item.migration.name ? " (updated)" : " (updated, was " + printable(item.updates->name) + ")";
        out.line(path);
        const auto& notes = details.at(item.migration.key());
        for (std::size_t i = 0; i < item.migration.operations.size(); ++i) {
            const Operation& operation = *item.migration.operations[i];
            std::string line = "    " + operation_mark(out, operation.op()) + " " + printable(operation.describe());
            if (!notes[i].empty()) line += " (" + printable(notes[i]) + ")";
            out.line(line);
        }
        if (item.migration.operations.empty()) out.line("    (no operations)");
    }
}

}  // namespace reinhardt::db::cli
