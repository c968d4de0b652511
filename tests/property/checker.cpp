#include "checker.hpp"

#include <algorithm>

#include <reinhardt/db/migrations/rehearsal.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/json.hpp>

namespace property {

namespace fs = std::filesystem;

namespace {

std::vector<SameColumns> turned(const std::vector<SameColumns>& columns) {
    std::vector<SameColumns> found;
    for (const auto& table : columns) {
        SameColumns turned{table.to, table.from, {}, table.filled};
        for (const auto& [from, to] : table.columns) turned.columns.emplace_back(to, from);
        found.push_back(turned);
    }
    return found;
}

/// Columns that were there before the round, under their new names: what is new is filled anew.
std::vector<SameColumns> only_old(const std::vector<SameColumns>& columns) {
    std::vector<SameColumns> found;
    for (const auto& table : columns) {
        SameColumns same{table.to, table.to, {}, {}};
        for (const auto& [from, to] : table.columns) same.columns.emplace_back(to, to);
        found.push_back(same);
    }
    return found;
}

/// Whether a row may be there before any other table has one. Tables that need each other in a circle have none.
bool needs_no_other(const db::Table& table) {
    return std::all_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) {
        return key.to_table == table.name || std::any_of(key.columns.begin(), key.columns.end(), [&](const auto& name) { return table.column(name)->null; });
    });
}

std::string text_of(const db::Error& error) {
    std::string text = std::string(db::error_code_name(error.code())) + ": " + error.message() + "\n" + error.file() + ":" + std::to_string(error.line()) + " " +
                       error.operation() + "\n" + error.statement();
    for (const auto& note : error.notes()) text += "\nnote: " + note;
    for (const auto& other : error.others()) text += "\nalso: " + other.message();
    return text;
}

}  // namespace

Checker::Checker(Backend& backend, const ProjectHistory& history, std::uint64_t seed, fs::path root)
    : backend_(backend), driver_(backend.driver()), history_(history), seed_(seed), root_(std::move(root)), random_(seed), connection_(open()) {}

void Checker::run(Extra extra) {
    fs::remove_all(root_);
    fs::create_directories(root_);
    try {
        if (extra == Extra::update) return check_update();
        first_version();
        for (std::size_t i = 1; i < history_.versions.size(); ++i) next_version(history_.versions[i - 1], history_.versions[i]);
        switch (extra) {
        case Extra::squash: return check_squashes();
        case Extra::branches: return check_branches();
        case Extra::formats: return check_formats();
        case Extra::rehearsal: return check_rehearsal();
        default: check_plans(); return check_straight();
        }
    } catch (const db::Error& error) {
        throw Broken(property_, std::string(db::error_code_name(error.code())), text_of(error));
    } catch (const Broken&) {
        throw;
    } catch (const std::exception& error) {
        throw Broken(property_, "exception", error.what());
    }
}

void Checker::require(bool holds, const std::string& what) const {
    if (!holds) throw Broken(property_, what.substr(0, what.find_first_of(":0123456789")), what);
}

bool Checker::is_of_rows(const db::Error& error) {
    const auto* failure = dynamic_cast<const db::DatabaseError*>(&error);
    if (!failure) return error.code() == db::ErrorCode::rows || error.code() == db::ErrorCode::partial;
    return failure->driver_code() >= RDB_E_UNIQUE && failure->driver_code() <= RDB_E_DATA;
}

db::Schema Checker::schema(const ProjectTree& tree) const { return db::to_schema(tree.load(root_), *driver_); }

void Checker::make_version(const ProjectTree& before, const ProjectTree& after) {
    property_ = "settled";
    after.write(root_);
    db::MakeMigrationsOptions options;
    options.answers = answers(before, after);
    (void)make(options);
    check_settled(after);
    property_ = "formats";
    for (const auto& [key, migration] : files().migrations) round_trip(migration);
}

void Checker::check_settled(const ProjectTree& tree) {
    property_ = "settled";
    tree.write(root_);
    db::MakeMigrationsOptions options;
    options.check = true;
    const auto again = make(options);
    require(again.open_questions.empty(), "makemigrations asks after makemigrations");
    for (const auto& made : again.migrations) require(false, "makemigrations is not settled:\n" + db::migration_to_toml(made.migration));
}

void Checker::migrate(db::Connection& connection, const db::Target& target) const {
    const auto history = files();
    db::ExecutionObserver observer;
    db::MigrateOptions options;
    options.target = target;
    options.yes = true;
    (void)db::Executor(history, connection, observer).migrate(options);
}

void Checker::run(db::Connection& connection, const db::History& history, const std::vector<db::NodeId>& order) const {
    if (order.empty()) return;
    db::ExecutionObserver observer;
    db::MigrateOptions options;
    options.yes = true;
    options.plan = [&](const db::MigrationGraph&) {
        db::Plan plan;
        for (const auto node : order) plan.steps.push_back({node, db::Direction::forward});
        return plan;
    };
    (void)db::Executor(history, connection, observer).migrate(options);
}

void Checker::check_schema(db::Connection& connection, const db::Schema& wanted, const std::string& when, bool column_order) const {
    db::DifferenceOptions options;
    options.column_order = column_order;
    options.ignore_comments = !driver_->can(RDB_CAP_COMMENTS);
    options.normalize = [this](const std::string& expression) { return driver_->normalize(expression); };
    const auto present = connection.introspect();
    const auto found = db::difference(present, wanted, options);
    if (found.equal()) return;
    std::string text = when + " the database differs:";
    for (const auto& difference : found.differences) text += "\n" + db::to_json(db::to_value(difference));
    for (const auto& table : present.tables)
        if (table.name.rfind("reinhardt_", 0) != 0) text += "\n" + db::to_json(db::to_value(table));
    require(false, text);
}

std::map<std::string, std::string> Checker::heads() const {
    std::map<std::string, std::string> found;
    for (const auto& app : history_.versions.front().apps) found[app] = "zero";
    for (const auto& [key, migration] : files().migrations) found[key.app] = key.name;
    return found;
}

Checker::Files Checker::migration_files() const {
    Files found;
    if (!fs::exists(root_ / "migrations")) return found;
    for (const auto& entry : fs::recursive_directory_iterator(root_ / "migrations"))
        if (entry.is_regular_file()) found[entry.path()] = db::read_file(entry.path());
    return found;
}

void Checker::write(const Files& files) {
    for (const auto& [path, text] : files)
        if (!fs::exists(path)) db::write_new_file(path, text);
}

void Checker::remove(const Files& files) {
    for (const auto& [path, text] : files) fs::remove(path);
}

void Checker::first_version() {
    const auto& tree = history_.versions.front();
    make_version(ProjectTree{}, tree);
    property_ = "forward";
    migrate(*connection_);
    const auto wanted = schema(tree);
    check_schema(*connection_, wanted, "after the first migrate");
    fill_tables(*connection_, wanted);
}

void Checker::next_version(const ProjectTree& before, const ProjectTree& after) {
    const auto old_models = before.load(root_);
    const auto old_schema = db::to_schema(old_models, *driver_);
    const auto old_heads = heads();
    const auto old_rows = snapshot(*connection_, old_schema);
    property_ = "models";
    const auto new_models = after.load(root_);
    const auto new_schema = db::to_schema(new_models, *driver_);
    const auto columns = same_columns(before, old_models, after, new_models, driver_->max_identifier());
    make_version(before, after);

    property_ = "forward";
    migrate(*connection_);
    check_schema(*connection_, new_schema, "after migrate");
    property_ = "rows";
    const auto new_rows = snapshot(*connection_, new_schema);
    const auto moved = compare(old_rows, new_rows, columns, false);
    require(moved.empty(), "forward changed rows: " + moved);

    property_ = "backward";
    if (back_to(old_heads)) {
        check_schema(*connection_, old_schema, "after going back");
        const auto returned = compare(new_rows, snapshot(*connection_, old_schema), turned(columns), true);
        require(returned.empty(), "backward changed rows: " + returned);
    }
    property_ = "forward again";
    migrate(*connection_);
    check_schema(*connection_, new_schema, "after going forward again");
    const auto kept = compare(new_rows, snapshot(*connection_, new_schema), only_old(columns), false);
    require(kept.empty(), "forward again changed rows: " + kept);
    fill_tables(*connection_, new_schema);
}

/// False when a step cannot be undone with rows in the table (details 2.4), which must leave everything as it is.
bool Checker::back_to(const std::map<std::string, std::string>& wanted) {
    for (const auto& [app, name] : wanted) {
        try {
            migrate(*connection_, {app, name});
        } catch (const db::Error& error) {
            // For example: all rows get the default of a unique field that comes back.
            if (!is_of_rows(error) && error.code() != db::ErrorCode::irreversible) throw;
            return false;
        }
    }
    return true;
}

/// A plan that is not rendered, which looks at changed columns alone, warns of the same losses as one that is.
void Checker::check_plans() {
    property_ = "plans";
    const auto history = files();
    const db::MigrationGraph graph(history.migrations, {});
    const auto plan = db::make_plan(graph, history, {});
    const auto whole = db::render_plan(graph, plan, *driver_, nullptr, true);
    const auto quick = db::render_plan(graph, plan, *driver_, nullptr, false);
    const auto losses = [](const std::vector<db::PlannedMigration>& migrations) {
        std::string text;
        for (const auto& migration : migrations) {
            for (const auto& operation : migration.operations) {
                text += migration.migration->name + ": " + operation.description + (operation.loses_data ? " loses data\n" : "\n");
                for (const auto& hazard : operation.hazards)
                    if (hazard.rule == "loses-data" || hazard.rule == "needs-value") text += "  " + hazard.message + "\n";
            }
        }
        return text;
    };
    require(losses(whole) == losses(quick), "two plans:\n" + losses(whole) + "and without statements:\n" + losses(quick));
}

void Checker::check_straight() {
    if (!driver_->can(RDB_CAP_TRANSACTIONAL_DDL)) return;
    property_ = "straight";
    const auto history = files();
    const auto straight = open(), normal = open();
    db::ExecutionObserver observer;
    (void)db::Executor(history, *straight, observer).to_state({});
    require(db::Executor(history, *straight, observer).migrate({}).status == "nothing", "after --to-state something is left to migrate");
    migrate(*normal);
    check_schema(*straight, normal->introspect(), "after the way straight to the final state", backend_.traits().places_columns);
}

void Checker::check_rehearsal() {
    property_ = "rehearsal";
    const auto history = files();
    db::RehearsalResult result;
    try {
        result = db::Rehearsal(history, [this] { return open(); }, {}).run();
    } catch (const db::Error& error) {
        // MySQL does not delete a row that refers to itself: then rows stay in the way.
        if (!is_of_rows(error) || driver_->name() != "mysql") throw;
        return;
    }
    const auto tables = schema(history_.versions.back()).tables;
    require(result.tables_with_rows > 0 || std::none_of(tables.begin(), tables.end(), needs_no_other), "the rehearsal made no rows");
}

}  // namespace property
