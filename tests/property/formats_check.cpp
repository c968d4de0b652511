#include <algorithm>
#include <fstream>

#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/state/models_file.hpp>

#include "checker.hpp"

namespace property {

namespace fs = std::filesystem;

void Checker::round_trip(const db::Migration& migration) {
    for (const auto form : {db::MigrationForm::toml, db::MigrationForm::json}) {
        const auto text = db::migration_text(migration, form);
        db::Reader reader;
        reader.file = migration.name;
        reader.app = migration.app;
        reader.code = db::ErrorCode::migration_file;
        const auto read = db::parse_migration(reader, text, form == db::MigrationForm::json, migration.app, migration.name);
        require(reader.errors.empty(), "what was written does not read:\n" + text);
        require(read.to_value() == migration.to_value() && read.checksum() == migration.checksum(), "what was written reads as something else:\n" + text);
        require(db::migration_text(read, form) == text, "written twice, two texts:\n" + text);
    }
}

/// The history as JSON is the history as TOML, and the models that `inspect --format toml` prints are the models.
void Checker::check_formats() {
    property_ = "formats";
    const auto toml = files();
    const db::MigrationGraph graph(toml.migrations, {});
    const auto state = db::replay(graph, graph.full_plan());
    const auto originals = migration_files();
    remove(originals);
    for (const auto& [key, migration] : toml.migrations) std::ofstream(root_ / "migrations" / key.app / (key.name + ".json")) << db::migration_to_json(migration);
    const auto json = files();
    const db::MigrationGraph json_graph(json.migrations, {});
    require(db::replay(json_graph, json_graph.full_plan()) == state, "as JSON the history has another state");
    for (const auto& [key, migration] : json.migrations) require(migration.checksum() == toml.find(key)->checksum(), "as JSON a migration has another checksum: " + key.text());
    db::ExecutionObserver observer;
    require(db::Executor(json, *connection_, observer).migrate({}).status == "nothing", "as JSON something is left to migrate");

    const auto models = history_.versions.back().load(root_);
    std::vector<db::AppModels> printed;
    for (const auto& app : history_.versions.back().apps) {
        const auto path = root_ / "models" / (app + ".toml");
        std::ofstream(path) << db::models_to_toml(models.models_of(app));
        printed.push_back({app, path});
    }
    require(db::load_models(printed, root_) == models, "the models that are printed read as others");
}

}  // namespace property
