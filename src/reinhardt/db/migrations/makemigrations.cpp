#include <reinhardt/db/migrations/makemigrations.hpp>

#include <algorithm>
#include <optional>
#include <system_error>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/naming.hpp>
#include <reinhardt/db/migrations/backend_check.hpp>
#include <reinhardt/db/migrations/merge.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

namespace fs = std::filesystem;

constexpr int lock_wait_ms = 10'000;

/// What is to be written, the state that it starts from, and that of the models.
struct Work {
    ProjectState from, to;
    std::vector<Migration> migrations;
    std::vector<Question> questions;
};

/// The files of one run: all of them, or none when something fails on the way.
class FileSet {
public:
    FileSet() = default;
    FileSet(const FileSet&) = delete;
    FileSet& operator=(const FileSet&) = delete;
    ~FileSet() {
        std::error_code ignored;
        for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) fs::remove(*path, ignored);  // folders go only when they are empty
    }

    void write(const fs::path& path, const std::string& bytes) {
        std::vector<fs::path> folders;
        for (fs::path folder = path.parent_path(); !folder.empty() && !fs::exists(folder); folder = folder.parent_path()) folders.push_back(folder);
        paths_.insert(paths_.end(), folders.rbegin(), folders.rend());
        write_new_file(path, bytes);
        paths_.push_back(path);
    }
    void keep() { paths_.clear(); }

private:
    std::vector<fs::path> paths_;
};

/// One run of makemigrations.
class MigrationsRun {
public:
    MigrationsRun(const Project& project, const MakeMigrationsOptions& options) : project_(project), options_(options), answers_(options.answers) {}

    MakeMigrationsResult run() {
        check_names();
        Work work = find(true);
        while (!work.questions.empty() && !options_.check && ask(work.questions.front())) work = find(true);
        MakeMigrationsResult result;
        if (!work.questions.empty()) {
            if (!options_.check) throw_questions(work.questions);
            result.open_questions = std::move(work.questions);
        }
        if (work.migrations.empty()) return result;
        if (options_.check || options_.dry_run) {
            check(work);
            result.migrations = placed(work.migrations);
            return result;
        }
        const FolderLock lock(project_.root, lock_wait_ms);
        work = find(false);
        if (!work.questions.empty()) throw_questions(work.questions);
        check(work);
        result.migrations = placed(work.migrations);
        write(result.migrations);
        result.written = !result.migrations.empty();
        return result;
    }

private:
    void check_names() const {
        if (!options_.name.empty() && !is_plain_name(options_.name)) {
            throw Error(ErrorCode::usage, "the name '" + options_.name + "' may hold letters, digits and '_' alone");
        }
        std::vector<std::string> known;
        for (const auto& app : project_.apps) known.push_back(app.label);
        for (const auto& app : options_.apps) {
            if (!is_plain_name(app)) throw Error(ErrorCode::usage, "the app '" + app + "' may hold letters, digits and '_' alone");
            if (project_.app(app) == nullptr) throw Error(ErrorCode::usage, "there is no app '" + app + "'").hint(similar_hint("app", app, known));
        }
        if (options_.empty && options_.apps.empty()) throw Error(ErrorCode::usage, "--empty needs the apps to write an empty migration for");
    }

    /// Everything from the files; the second time (`first` false) under the lock, when another run may have written what was missing.
    [[nodiscard]] Work find(bool first) const {
        const History history = load_history(project_);
        const MigrationGraph graph(history.migrations, {});
        Work work;
        if (options_.merge) {
            work.migrations = merge_heads(graph, options_.apps, options_.name);
            return work;
        }
        check_single_heads(graph, options_.apps);
        if (options_.empty) {
            for (const auto& app : options_.apps) work.migrations.push_back(empty_migration(graph, app));
            return work;
        }
        work.from = replay(graph, graph.full_plan());
        DetectOptions detect;
        work.to = models(work.from, detect.hints);
        if (!first && same_state(work.from, work.to)) return work;
        detect.answers = answers_;
        detect.apps = options_.apps;
        detect.name = options_.name;
        Detected detected = detect_changes(work.from, work.to, graph, detect);
        work.migrations = std::move(detected.migrations);
        work.questions = std::move(detected.questions);
        return work;
    }

    [[nodiscard]] Migration empty_migration(const MigrationGraph& graph, const std::string& app) const {
        Migration migration;
        migration.app = app;
        migration.name = numbered_name(next_number(graph, app), options_.name.empty() ? "custom" : options_.name);
        for (const NodeId leaf : graph.leaves(app)) migration.dependencies.push_back(graph.node(leaf).migration->key());
        return migration;
    }

    [[nodiscard]] ProjectState models(const ProjectState& state, RenameHints& hints) const {
        std::vector<AppModels> apps;
        std::vector<Error> errors;
        for (const auto& app : project_.apps) {
            if (app.models_exist) {
                apps.push_back({app.label, app.models});
                if (!is_plain_name(app.label)) {
                    errors.push_back(Error(ErrorCode::models, "the app's name '" + app.label + "' may hold letters, digits and '_' alone").at(project_.display(app.models)));
                }
            }
        }
        for (const auto& label : state.apps()) {
            const ProjectApp* app = project_.app(label);
            if (app == nullptr || app->models_exist) continue;
            errors.push_back(Error(ErrorCode::models, "app " + label + " has models in its migrations, but no models file: looked for " + project_.display(app->models))
                                 .hint("an empty file says that all its models were removed"));
        }
        throw_all(std::move(errors));
        return load_models(apps, project_.root, &hints);
    }

    bool ask(const Question& question) {
        if (!options_.ask) return false;
        const Answers before = answers_;
        if (!options_.ask(question, answers_)) return false;
        const bool answered = answers_.renames.contains(question.subject) || answers_.backfills.contains(question.subject) || answers_.no_backfills.contains(question.subject) ||
                              answers_.no_renames != before.no_renames;
        if (!answered) throw Error(ErrorCode::internal, "the question about " + question.subject + " was answered without an answer");
        return true;
    }

    [[noreturn]] static void throw_questions(const std::vector<Question>& questions) {
        std::vector<Error> errors;
        for (const auto& question : questions) {
            Error error(ErrorCode::question, question.text);
            errors.push_back(error.at(question.file, question.line).hint("answer with " + join(question.options, "  or  ")));
        }
        throw_all(std::move(errors));
        throw Error(ErrorCode::internal, "no question to ask");
    }

    void check(const Work& work) const {
        if (options_.drivers != nullptr && !options_.merge && !options_.empty && !work.migrations.empty()) {
            check_backends(project_, *options_.drivers, work.from, work.to, work.migrations);
        }
    }

    [[nodiscard]] std::vector<MadeMigration> placed(const std::vector<Migration>& migrations) const {
        std::vector<MadeMigration> result;
        for (const auto& migration : migrations) {
            MadeMigration made;
            made.migration = migration;
            made.path = project_.app(migration.app)->migrations / (migration.name + "." + project_.migration_format);
            made.display_path = project_.display(made.path);
            made.migration.file = made.display_path;
            result.push_back(std::move(made));
        }
        return result;
    }

    void write(const std::vector<MadeMigration>& migrations) const {
        FileSet files;
        for (const auto& made : migrations) {
            files.write(made.path, project_.migration_format == "json" ? migration_to_json(made.migration) : migration_to_toml(made.migration));
        }
        files.keep();
    }

    const Project& project_;
    const MakeMigrationsOptions& options_;
    Answers answers_;
};

}  // namespace

MakeMigrationsResult make_migrations(const Project& project, const MakeMigrationsOptions& options) { return MigrationsRun(project, options).run(); }

}  // namespace reinhardt::db
