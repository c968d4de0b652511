#include <algorithm>

#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/migrations/squasher.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/files.hpp>

#include "checker.hpp"

namespace property {

namespace {

std::vector<std::string> names_of(const db::History& history, const std::string& app) {
    std::vector<std::string> names;
    for (const auto& [key, migration] : history.migrations)
        if (key.app == app && migration.replaces.empty()) names.push_back(key.name);
    return names;
}

}  // namespace

/// False when the range cannot be squashed, which is said and changes nothing: two apps that need each other's parts in turn.
bool Checker::squash_range(const std::string& app, const std::string& from, const std::string& to, const std::string& name) {
    db::SquashOptions options;
    options.app = app;
    options.from = from;
    options.to = to;
    options.name = name;
    options.backends = {driver_};
    if (driver_->can(RDB_CAP_IN_MEMORY)) options.embedded = driver_;
    try {
        const auto history = files();
        const auto result = db::Squasher(history).squash(options);
        require(result.operations_after <= result.operations_before, "a squash has more operations than its originals");
        for (const auto& migration : result.migrations) {
            round_trip(migration);
            db::write_new_file(root_ / "migrations" / app / (migration.name + ".toml"), db::migration_to_toml(migration));
        }
        return true;
    } catch (const db::Error& error) {
        if (error.code() != db::ErrorCode::squash_refused || error.message().find("would close a circle") == std::string::npos) throw;
        return false;
    }
}

void Checker::check_squashes() {
    property_ = "squash";
    const auto originals = files();
    for (const auto& [key, migration] : originals.migrations) originals_.insert(key);
    const auto original_files = migration_files();
    for (const auto& app : history_.versions.front().apps) {
        const auto names = names_of(originals, app);
        if (names.size() < 2) continue;
        auto first = std::size_t{0}, last = names.size() - 1;
        if (below(2) == 0) {
            first = static_cast<std::size_t>(below(static_cast<int>(last)));
            last = first + 1 + static_cast<std::size_t>(below(static_cast<int>(last - first)));
        }
        const bool made = squash_range(app, names[first], names[last], "part");
        if (made && last + 1 < names.size() && below(2) == 0) (void)squash_range(app, first == 0 ? "" : names[0], names.back(), "whole");
    }
    auto squashes = migration_files();
    std::erase_if(squashes, [&](const auto& file) { return original_files.contains(file.first); });
    check_settled(history_.versions.back());

    property_ = "squash";
    const auto wanted = schema(history_.versions.back());
    const auto fresh = open();
    migrate(*fresh);
    check_schema(*fresh, wanted, "after the squashes alone");
    if (squashes.empty()) return;
    property_ = "squash of a part applied";
    const std::size_t count = originals.migrations.size();
    for (std::size_t applied = 0; applied <= count; ++applied) check_partly_applied(squashes, applied);
    check_without_originals(*connection_);
}

/// A database with the first `count` of the originals, and rows. The squashes are not there.
std::unique_ptr<db::Connection> Checker::applied_in_part(std::size_t count) const {
    const auto history = files();
    const db::MigrationGraph graph(history.migrations, {});
    auto order = graph.full_plan();
    order.resize(count);
    auto connection = open();
    run(*connection, history, order);
    fill_tables(*connection, db::to_schema(db::replay(graph, order), *driver_));
    return connection;
}

void Checker::check_partly_applied(const Files& squashes, std::size_t applied) {
    const auto wanted = schema(history_.versions.back());
    remove(squashes);
    const auto originals = files();
    const auto normal = applied_in_part(applied), squashed = applied_in_part(applied);
    bool refused = false;
    try {
        migrate(*normal);
    } catch (const db::Error&) {  // rows that do not fit: the squash may then say so as well
        refused = true;
    }
    write(squashes);
    if (refused) return;
    const auto when = "with " + std::to_string(applied) + " originals applied";
    migrate(*squashed);
    check_schema(*squashed, wanted, "squashed, " + when);
    require(snapshot(*normal, wanted) == snapshot(*squashed, wanted), "rows are others than after the originals, " + when);
    const auto keys = db::keys_of(db::Recorder(*squashed).applied());
    for (const auto& [key, migration] : originals.migrations) require(keys.contains(key), "not recorded: " + key.text() + ", " + when);
    const auto all = files();
    for (const auto& [key, migration] : all.migrations) require(keys.contains(key), "the squash is not recorded: " + key.text() + ", " + when);
    db::ExecutionObserver observer;
    require(db::Executor(all, *squashed, observer).migrate({}).status == "nothing", "something is left to migrate, " + when);
}

/// Once every database has the squashes, the files they replace go, and their records.
void Checker::check_without_originals(db::Connection& connection) {
    migrate(connection);
    const auto& tree = history_.versions.back();
    const auto wanted = schema(tree);
    property_ = "squash without originals";
    for (const auto& [key, migration] : files().migrations)
        for (const auto& part : migration.replaces)
            if (originals_.contains(part)) std::filesystem::remove(root_ / "migrations" / part.app / (part.name + ".toml"));  // a squash knows names that others depend on
    db::ExecutionObserver observer;
    const auto left = files();
    require(db::Executor(left, connection, observer).migrate({}).status == "nothing", "without the originals something is left to migrate");
    for (const auto& app : tree.apps) (void)db::Executor(left, connection, observer).prune(app);
    require(db::Executor(left, connection, observer).migrate({}).status == "nothing", "after --prune something is left to migrate");
    check_schema(connection, wanted, "after --prune");
    check_settled(tree);
    property_ = "squash without originals";
    const auto fresh = open();
    migrate(*fresh);
    check_schema(*fresh, wanted, "from the squashes without originals");
    for (const auto& app : tree.apps) migrate(*fresh, {app, "zero"});
    check_schema(*fresh, db::Schema{}, "after the squashes are undone");
}

}  // namespace property
