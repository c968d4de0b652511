#include "scenario.hpp"

#include <cstdlib>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db::test {

namespace {

std::map<std::string, std::string> apps_of(std::string_view models) {
    std::map<std::string, std::string> apps;
    std::string app = "blog";
    if (models.find("== ") == std::string_view::npos) apps[app];
    for (const auto& line : split(models, '\n')) {
        if (line.rfind("== ", 0) == 0) {
            app = line.substr(3);
            apps[app];
        } else if (!trim(line).empty()) {
            apps[app] += line + "\n";
        }
    }
    return apps;
}

std::string header(const Migration& migration) {
    std::string line = migration.key().text();
    if (migration.initial.value_or(false)) line += " initial";
    std::vector<std::string> others;
    for (const auto& key : migration.dependencies) {
        if (key.app != migration.app) others.push_back(key.text());
    }
    return others.empty() ? line : line + " after " + join(others, " ");
}

}  // namespace

Scenario::Scenario(std::string_view models) {
    std::string pattern = (std::filesystem::temp_directory_path() / "autodetect-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    if (!models.empty()) (void)step(models);
}

Scenario::~Scenario() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

ProjectState Scenario::load(std::string_view models, RenameHints& hints) const {
    std::vector<AppModels> apps;
    for (const auto& [app, text] : apps_of(models)) {
        const auto path = folder_ / (app + ".toml");
        std::ofstream(path) << text;
        apps.push_back({app, path});
    }
    return load_models(apps, folder_, &hints);
}

MigrationGraph Scenario::graph() const { return MigrationGraph(history_, {}); }

ProjectState Scenario::state() const {
    const MigrationGraph all = graph();
    return replay(all, all.full_plan());
}

Detected Scenario::detect(std::string_view models, DetectOptions options) {
    const ProjectState to = load(models, options.hints);
    return Autodetector(state(), to, graph()).changes(options);
}

std::vector<Migration> Scenario::made(std::string_view models, DetectOptions options) {
    Detected detected = detect(models, options);
    for (const auto& question : detected.questions) BOOST_ERROR("an open question: " + question.text);
    for (const auto& migration : detected.migrations) history_[migration.key()] = migration;
    DetectOptions again;
    again.apps = options.apps;
    for (const auto& migration : detect(models, again).migrations) BOOST_ERROR("not settled: " + migration.key().text() + ": " + migration.operations.front()->describe());
    return std::move(detected.migrations);
}

std::vector<std::string> Scenario::step(std::string_view models, DetectOptions options) {
    std::vector<std::string> lines;
    for (const auto& migration : made(models, std::move(options))) {
        lines.push_back(header(migration));
        for (const auto& operation : migration.operations) lines.push_back(std::string("  ") + operation->symbol() + " " + operation->describe());
    }
    return lines;
}

std::vector<std::string> Scenario::operations(std::string_view models, DetectOptions options) {
    std::vector<std::string> lines;
    for (const auto& migration : made(models, std::move(options))) {
        for (const auto& operation : migration.operations) lines.push_back(to_json(operation->to_value()));
    }
    return lines;
}

void Scenario::add(const std::string& app, const std::string& name, std::string_view toml) {
    Reader reader;
    reader.file = name;
    reader.app = app;
    reader.code = ErrorCode::migration_file;
    Migration migration = parse_migration(reader, toml, false, app, name);
    for (const auto& error : reader.errors) BOOST_ERROR(error.message());
    history_[migration.key()] = std::move(migration);
}

std::string joined(const std::vector<std::string>& lines) { return join(lines, "\n"); }

std::string unindented(std::string_view text) {
    std::vector<std::string> lines;
    std::size_t indent = std::string::npos;
    for (auto& line : split(text, '\n')) {
        if (trim(line).empty()) continue;
        indent = std::min(indent, line.find_first_not_of(' '));
        lines.push_back(line);
    }
    for (auto& line : lines) line.erase(0, indent);
    return join(lines, "\n");
}

DetectOptions renaming(std::map<std::string, std::string> renames) {
    DetectOptions options;
    options.answers.renames = std::move(renames);
    return options;
}

DetectOptions no_renames() {
    DetectOptions options;
    options.answers.no_renames = true;
    return options;
}

DetectOptions filling(const std::string& field, Value value) {
    DetectOptions options;
    options.answers.backfills[field] = std::move(value);
    return options;
}

}  // namespace reinhardt::db::test
