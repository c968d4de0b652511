// Properties of whole projects, over random models and random edits:
//   after makemigrations nothing is left to make;
//   migrations written as TOML and as JSON read back the same;
//   forward, backward and forward again give the schema of the models, and rows stay as they are;
//   the way straight to the final state gives the same tables, columns in the same order, and leaves nothing to migrate;
//   the history passes its own test on scratch databases;
//   a squash gives the schema of its originals;
//   a plan without statements warns of the same losses as one with them.
// REINHARDT_DB_PROPERTY_SEED=n runs one project, REINHARDT_DB_PROPERTY_COUNT=n as many (default 40). A failure prints the seed and the
// project's files, at the smallest size at which the seed fails.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/makemigrations.hpp>
#include <reinhardt/db/migrations/rehearsal.hpp>
#include <reinhardt/db/migrations/squasher.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/state/models_file.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/json.hpp>

#include "random_project.hpp"
#include "rows.hpp"

using namespace property;

namespace {

namespace fs = std::filesystem;

/// A property that does not hold.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& what) {
    if (!holds) throw Broken(what);
}

class Checker {
public:
    Checker(std::shared_ptr<db::Driver> driver, std::uint64_t seed, Size size, const fs::path& root)
        : driver_(std::move(driver)), seed_(seed), project_(seed, size, root), root_(root), connection_(open()) {}

    void run(int rounds) {
        db::Answers first;
        first.no_renames = true;
        make_and_check(first);
        migrate_all();
        check_schema(*connection_, "after the first migrate");
        fill_tables(*connection_, schema());
        for (int round = 0; round < rounds; ++round) one_round();
        check_plans();
        check_straight();
        if (seed_ % 4 == 0) check_rehearsal();  // it runs the whole history three times
        check_squashes();
    }

private:
    std::unique_ptr<db::Connection> open() { return std::make_unique<db::Connection>(driver_, "sqlite::memory:", root_, db::Connection::Options{}); }

    db::ProjectState models() const {
        std::vector<db::AppModels> files;
        for (const auto& app : project_.project().apps) files.push_back({app.label, app.models});
        return db::load_models(files, root_);
    }
    db::Schema schema() const { return db::to_schema(models(), *driver_); }

    db::MakeMigrationsResult make(const db::Answers& answers, bool check) const {
        db::MakeMigrationsOptions options;
        options.answers = answers;
        options.check = check;
        return db::make_migrations(project_.project(), options);
    }

    void make_and_check(const db::Answers& answers) const {
        project_.write_models();
        (void)make(answers, false);
        const auto again = make({}, true);
        require(again.open_questions.empty(), "makemigrations asks after makemigrations");
        for (const auto& made : again.migrations) throw Broken("makemigrations is not settled:\n" + db::migration_to_toml(made.migration));
        for (const auto& [key, migration] : db::load_history(project_.project()).migrations) round_trip(migration);
    }

    static void round_trip(const db::Migration& migration) {
        for (const bool json : {false, true}) {
            const auto text = json ? db::migration_to_json(migration) : db::migration_to_toml(migration);
            db::Reader reader;
            reader.file = migration.name;
            reader.app = migration.app;
            reader.code = db::ErrorCode::migration_file;
            const auto read = db::parse_migration(reader, text, json, migration.app, migration.name);
            require(reader.errors.empty(), "what was written does not read:\n" + text);
            require(read.to_value() == migration.to_value() && read.checksum() == migration.checksum(), "what was written reads as something else:\n" + text);
            require((json ? db::migration_to_json(read) : db::migration_to_toml(read)) == text, "written twice, two texts:\n" + text);
        }
    }

    void migrate(db::Connection& connection, const db::Target& target) const {
        const auto history = db::load_history(project_.project());
        db::ExecutionObserver observer;
        db::MigrateOptions options;
        options.target = target;
        options.yes = true;
        (void)db::Executor(history, connection, observer).migrate(options);
    }
    void migrate_all() const { migrate(*connection_, {}); }

    void check_schema(db::Connection& connection, const std::string& when) const {
        db::DifferenceOptions options;
        options.ignore_comments = true;
        options.normalize = [this](const std::string& expression) { return driver_->normalize(expression); };
        const auto found = db::difference(connection.introspect(), schema(), options);
        if (found.equal()) return;
        std::string text = when + " the database differs from the models:";
        for (const auto& difference : found.differences) text += "\n" + db::to_json(db::to_value(difference));
        for (const auto& row : connection.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").rows) text += "\n" + row[0].as_text();
        throw Broken(text);
    }

    std::map<std::string, std::string> heads() const {
        std::map<std::string, std::string> found;
        for (const auto& app : project_.apps()) found[app] = "zero";
        for (const auto& [key, migration] : db::load_history(project_.project()).migrations) found[key.app] = key.name;
        return found;
    }

    /// Which columns of the new models are those of the old ones.
    std::vector<SameColumns> same_columns(const db::ProjectState& before, const db::ProjectState& after) const {
        std::vector<SameColumns> found;
        for (const auto* model : after.models()) {
            const auto renamed = project_.model_renames.find(model->label());
            const auto* old = before.find(renamed == project_.model_renames.end() ? model->label() : renamed->second);
            if (!old) continue;
            SameColumns same{old->table_name(), model->table_name(), {}, {}};
            for (const auto& field : model->fields) {
                const auto was = project_.field_renames.find({model->label(), field.name});
                const auto* old_field = old->field(was == project_.field_renames.end() ? field.name : was->second);
                if (!old_field || !field.has_column() || field.is_generated()) continue;
                same.columns.emplace_back(old_field->column(), field.column());
                if (old_field->null() && !field.null()) same.filled.push_back(old_field->column());
            }
            found.push_back(same);
        }
        return found;
    }

    static std::vector<SameColumns> turned(const std::vector<SameColumns>& columns) {
        std::vector<SameColumns> found;
        for (const auto& table : columns) {
            SameColumns turned{table.to, table.from, {}, table.filled};
            for (const auto& [from, to] : table.columns) turned.columns.emplace_back(to, from);
            found.push_back(turned);
        }
        return found;
    }

    void one_round() {
        const auto old_models = models();
        const auto old_schema = schema();
        const auto old_heads = heads();
        const auto old_rows = snapshot(*connection_, old_schema);
        std::map<std::string, std::string> old_files;
        for (const auto& app : project_.apps()) old_files[app] = project_.models_text(app);

        db::Answers answers;
        project_.edit(answers);
        make_and_check(answers);
        const auto columns = same_columns(old_models, models());
        migrate_all();
        check_schema(*connection_, "after migrate");
        const auto new_rows = snapshot(*connection_, schema());
        const auto moved = compare(old_rows, new_rows, columns, false);
        require(moved.empty(), "forward changed rows: " + moved);

        if (back_to(old_heads)) {
            for (const auto& [app, text] : old_files) std::ofstream(root_ / "models" / (app + ".toml")) << text;
            check_schema(*connection_, "after going back");
            const auto returned = compare(new_rows, snapshot(*connection_, old_schema), turned(columns), true);
            require(returned.empty(), "backward changed rows: " + returned);
            project_.write_models();
        }
        migrate_all();
        check_schema(*connection_, "after going forward again");
        const auto kept = compare(new_rows, snapshot(*connection_, schema()), only_old(columns), false);
        require(kept.empty(), "forward again changed rows: " + kept);
        fill_tables(*connection_, schema());
    }

    /// Columns that were there before the round, under their new names: what is new is filled anew.
    static std::vector<SameColumns> only_old(const std::vector<SameColumns>& columns) {
        std::vector<SameColumns> found;
        for (const auto& table : columns) {
            SameColumns same{table.to, table.to, {}, {}};
            for (const auto& [from, to] : table.columns) same.columns.emplace_back(to, to);
            found.push_back(same);
        }
        return found;
    }

    /// False when a step cannot be undone with rows in the table (details 2.4), which must leave everything as it is.
    bool back_to(const std::map<std::string, std::string>& wanted) {
        for (const auto& [app, name] : wanted) {
            try {
                migrate(*connection_, {app, name});
            } catch (const db::Error& error) {
                const bool twice = error.message().find("UNIQUE constraint failed") != std::string::npos;  // all rows get the default of a field that comes back
                const bool refusal = twice || error.code() == db::ErrorCode::rows || error.code() == db::ErrorCode::irreversible;
                if (!refusal) throw;
                return false;
            }
        }
        return true;
    }

    /// A plan that is not rendered, which looks at changed columns alone, warns of the same losses as one that is.
    void check_plans() const {
        const auto history = db::load_history(project_.project());
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

    /// --to-state and a normal run make the same database.
    void check_straight() {
        const auto history = db::load_history(project_.project());
        const auto straight = open(), normal = open();
        db::ExecutionObserver observer;
        (void)db::Executor(history, *straight, observer).to_state({});
        require(db::Executor(history, *straight, observer).migrate({}).status == "nothing", "after --to-state something is left to migrate");
        migrate(*normal, {});
        db::DifferenceOptions options;
        options.column_order = true;
        options.ignore_comments = true;
        options.normalize = [this](const std::string& expression) { return driver_->normalize(expression); };
        const auto found = db::difference(normal->introspect(), straight->introspect(), options);
        std::string text = "the way straight to the final state makes another database:";
        for (const auto& difference : found.differences) text += "\n" + db::to_json(db::to_value(difference));
        require(found.equal(), text);
    }

    void check_rehearsal() {
        const auto history = db::load_history(project_.project());
        const auto result = db::Rehearsal(history, [this] { return open(); }, {}).run();
        require(result.tables_with_rows > 0, "the rehearsal made no rows");
    }

    void check_squashes() {
        for (const auto& [app, head] : heads()) {
            if (head == "zero") continue;
            const auto history = db::load_history(project_.project());
            std::string first;
            for (const auto& [key, migration] : history.migrations)
                if (key.app == app && first.empty()) first = key.name;
            if (first == head) continue;
            db::SquashOptions options;
            options.app = app;
            options.from = first;
            options.to = head;
            options.name = "all";
            options.backends = {driver_};
            options.embedded = driver_;
            db::SquashResult result;
            try {
                result = db::Squasher(history).squash(options);
            } catch (const db::Error& error) {
                // Two apps that need each other's parts in turn cannot be one migration each.
                if (error.code() != db::ErrorCode::squash_refused || error.message().find("would close a circle") == std::string::npos) throw;
                continue;
            }
            require(result.operations_after <= result.operations_before, "a squash has more operations than its originals");
            for (const auto& migration : result.migrations) {
                round_trip(migration);
                db::write_new_file(root_ / "migrations" / app / (migration.name + ".toml"), db::migration_to_toml(migration));
            }
        }
        const auto fresh = open();
        migrate(*fresh, {});
        check_schema(*fresh, "after the squashes alone");
        const auto again = make({}, true);
        for (const auto& made : again.migrations) throw Broken("makemigrations is not settled beside squashes:\n" + db::migration_to_toml(made.migration));
        migrate(*connection_, {});
        check_schema(*connection_, "after the squashes are adopted");
    }

    std::shared_ptr<db::Driver> driver_;
    std::uint64_t seed_;
    RandomProject project_;
    fs::path root_;
    std::unique_ptr<db::Connection> connection_;
};

/// "" or what broke.
std::string check(const std::shared_ptr<db::Driver>& driver, std::uint64_t seed, Size size, int rounds, const fs::path& root) {
    fs::remove_all(root);
    fs::create_directories(root);
    try {
        Checker(driver, seed, size, root).run(rounds);
        return {};
    } catch (const db::Error& error) {
        std::string text = std::string(db::error_code_name(error.code())) + ": " + error.message() + "\n" + error.file() + ":" + std::to_string(error.line()) + " " + error.operation() +
                           "\n" + error.statement();
        for (const auto& note : error.notes()) text += "\nnote: " + note;
        for (const auto& other : error.others()) text += "\nalso: " + other.message();
        return text;
    } catch (const std::exception& error) {
        return error.what();
    }
}

void print_files(const fs::path& root) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) std::printf("--- %s\n%s", fs::relative(file, root).c_str(), db::read_file(file).c_str());
}

int from_environment(const char* name, int fallback) {
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : fallback;
}

}  // namespace

int main(int argc, char** argv) {
    const auto driver = db::DriverRegistry({argc > 1 ? argv[1] : "."}).for_scheme("sqlite");
    const int only = from_environment("REINHARDT_DB_PROPERTY_SEED", 0), count = from_environment("REINHARDT_DB_PROPERTY_COUNT", 40);
    const auto root = fs::temp_directory_path() / ("rdb-property-" + std::to_string(std::random_device{}()));
    int failures = 0;
    for (int seed = only ? only : 1; seed <= (only ? only : count); ++seed) {
        const auto number = static_cast<std::uint64_t>(seed);
        auto fault = check(driver, number, Size{}, 4, root);
        if (fault.empty()) {
            std::printf("ok seed %d\n", seed);
            continue;
        }
        ++failures;
        for (const auto& [size, rounds] : {std::pair{Size{1, 1, 1, 1}, 1}, {Size{1, 1, 3, 1}, 2}, {Size{1, 2, 3, 2}, 2}, {Size{1, 2, 4, 3}, 3}, {Size{2, 2, 4, 3}, 3}, {Size{2, 3, 6, 5}, 4}}) {
            const auto smaller = check(driver, number, size, rounds, root);
            if (smaller.empty()) continue;
            fault = smaller;
            break;
        }
        std::printf("not ok seed %d\n%s\n", seed, fault.c_str());
        if (failures <= 3) print_files(root);
    }
    fs::remove_all(root);
    return failures ? 1 : 0;
}
