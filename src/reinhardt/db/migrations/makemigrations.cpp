#include <reinhardt/db/migrations/makemigrations.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/naming.hpp>
#include <reinhardt/db/migrations/backend_check.hpp>
#include <reinhardt/db/migrations/declared_models.hpp>
#include <reinhardt/db/migrations/file_set.hpp>
#include <reinhardt/db/migrations/leaf_update.hpp>
#include <reinhardt/db/migrations/merge.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/rewriting.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr int lock_wait_ms = 10'000;

/// What is to be written, the state that it starts from, and that of the models.
struct Work {
    ProjectState from, to;
    std::vector<Migration> migrations;
    std::vector<Question> questions;
    std::vector<DetectedChange> changes;
    std::vector<MadeMigration> made;  ///< the files to write
    History history;                  ///< what is there
    std::vector<std::string> unproven;
};

/// One run of makemigrations.
class MigrationsRun {
public:
    MigrationsRun(const Project& project, const MakeMigrationsOptions& options) : project_(project), options_(options), answers_(options.answers) {}

    MakeMigrationsResult run() {
        check_names();
        Work work = find_between_writers();
        if (options_.review) review(work);
        while (!work.questions.empty() && !options_.check && answer(work)) {
        }
        MakeMigrationsResult result;
        if (!work.questions.empty()) {
            if (!options_.check) throw_questions(work.questions);
            result.open_questions = std::move(work.questions);
        }
        std::copy_if(work.changes.begin(), work.changes.end(), std::back_inserter(result.skipped), [](const DetectedChange& change) { return change.skipped(); });
        result.unproven = work.unproven;
        if (work.migrations.empty()) return result;
        if (options_.check || options_.dry_run) {
            check(work);
            result.migrations = std::move(work.made);
            result.history = std::move(work.history);
            return result;
        }
        const FolderLock lock(project_.root, lock_wait_ms);
        work = find(work.history.migrations.size());
        if (!work.questions.empty()) throw_questions(work.questions);
        check(work);
        result.migrations = std::move(work.made);
        write(result.migrations);
        result.history = std::move(work.history);
        result.written = !result.migrations.empty();
        return result;
    }

private:
    void check_names() const {
        if (!options_.name.empty() && !is_plain_name(options_.name)) {
            throw Error(ErrorCode::usage, "the name '" + options_.name + "' may hold letters, digits and '_' alone");
        }
        require_apps(project_, options_.apps);
        if (options_.empty && options_.apps.empty()) throw Error(ErrorCode::usage, "--empty needs the apps to write an empty migration for");
    }

    /// A person's round through the changes. Answers that cannot be are taken back.
    void review(Work& work) {
        std::optional<Error> refused;
        for (;;) {
            const Answers answers = answers_;
            const Selection selection = selection_;
            const Detected detected{work.migrations, work.questions, work.changes};
            if (!options_.review({detected, work.from, refused ? &*refused : nullptr}, answers_, selection_)) return;
            refused.reset();
            try {
                work = find();
            } catch (const Error& error) {
                if (error.code() != ErrorCode::usage) throw;
                refused = error;
                answers_ = answers;
                selection_ = selection;
            }
        }
    }

    /// Files that another run is writing may refer to ones that were not there a moment before: what is wrong still when that run is done, is.
    [[nodiscard]] Work find_between_writers() const {
        try {
            return find();
        } catch (const Error& error) {
            const ErrorCode code = error.code();
            if (code != ErrorCode::missing_dependency && code != ErrorCode::conflict && code != ErrorCode::migration_file) throw;
            const FolderLock lock(project_.root, lock_wait_ms);
            return find();
        }
    }

    /// Everything from the files; the second time under the lock, when another run may have written what was missing: `seen` is the number of
    /// migrations that there were the first time.
    [[nodiscard]] Work find(std::optional<std::size_t> seen = {}) const {
        // First, since it tries the libraries in a process of its own; reading the history loads them into this one.
        std::vector<AppModels> declared;
        if (!options_.merge && !options_.empty) declared = declared_models(project_);
        History history = options_.history ? options_.history() : load_history(project_, LibraryNeed::of_sources);
        const MigrationGraph graph(history.migrations, {});
        Work work;
        if (options_.merge) {
            Merge merge = merge_heads(graph, options_.apps, options_.name);
            work.migrations = std::move(merge.migrations);
            work.unproven = std::move(merge.unproven);
        } else {
            check_single_heads(graph, options_.apps);
            if (options_.empty) {
                for (const auto& app : options_.apps) work.migrations.push_back(empty_migration(graph, app));
            } else {
                detect(graph, declared, seen && *seen != history.migrations.size(), work);
            }
        }
        if (options_.update && !work.migrations.empty()) {
            for (const auto& update : fold_into_leaves(graph, work.migrations, {options_.name, options_.applied})) work.made.push_back(placed(update.migration, update.leaf, history));
        } else {
            for (const auto& migration : work.migrations) work.made.push_back(placed(migration, nullptr, history));
        }
        work.history = std::move(history);
        return work;
    }

    void detect(const MigrationGraph& graph, const std::vector<AppModels>& declared, bool went_on, Work& work) const {
        work.from = replay(graph, graph.full_plan());
        DetectOptions options;
        work.to = models(declared, work.from, options.hints);
        if (went_on && same_state(work.from, work.to)) return;  // the answers have done their work
        options.answers = answers_;
        options.apps = options_.apps;
        options.name = options_.name;
        options.selection = selection_;
        const Autodetector autodetector(work.from, work.to, graph);
        Detected detected = autodetector.changes(options);
        if (options_.update && need_no_value(graph, detected.questions, options.answers)) detected = autodetector.changes(options);
        work.migrations = std::move(detected.migrations);
        work.questions = std::move(detected.questions);
        work.changes = std::move(detected.changes);
    }

    /// Tables that the leaf to update is yet to make hold no rows that would get a value.
    static bool need_no_value(const MigrationGraph& graph, const std::vector<Question>& questions, Answers& answers) {
        bool found = false;
        for (const auto& question : questions) {
            if (question.kind != Question::Kind::backfill) continue;
            const std::string label = question.subject.substr(0, question.subject.rfind('.'));
            if (!models_of_leaf(graph, label.substr(0, label.find('.'))).contains(label)) continue;
            found = answers.no_backfills.insert(question.subject).second || found;
        }
        return found;
    }

    [[nodiscard]] Migration empty_migration(const MigrationGraph& graph, const std::string& app) const {
        Migration migration;
        migration.app = app;
        migration.name = numbered_name(next_number(graph, app), options_.name.empty() ? "custom" : options_.name);
        for (const NodeId leaf : graph.leaves(app)) migration.dependencies.push_back(graph.node(leaf).migration->key());
        return migration;
    }

    [[nodiscard]] ProjectState models(const std::vector<AppModels>& declared, const ProjectState& state, RenameHints& hints) const {
        std::vector<Error> errors;
        std::set<std::string> labels;
        for (const auto& app : declared) {
            labels.insert(app.app);
            if (!is_plain_name(app.app)) {
                errors.push_back(Error(ErrorCode::models, "the app's name '" + app.app + "' may hold letters, digits and '_' alone").at(project_.display(app.path)));
            }
        }
        for (const auto& label : state.apps()) {
            const ProjectApp* app = project_.app(label);
            if (app == nullptr || labels.contains(label)) continue;
            const bool library = !app->library.empty();
            errors.push_back(Error(ErrorCode::models, "app " + label + " has models in its migrations, but no models file: looked for " + project_.display(app->models))
                                 .hint(library ? "library " + project_.display(app->library) + " declares none with REINHARDT_EXPORT_MODELS; an empty file says that all its models were removed"
                                               : "an empty file says that all its models were removed"));
        }
        throw_all(std::move(errors));
        return load_models(declared, project_.root, &hints);
    }

    /// One question more answered, and the changes found again. An answer that cannot be is asked for again. False when nobody answers.
    bool answer(Work& work) {
        Question question = work.questions.front();
        const std::string text = question.text;
        for (;;) {
            const Answers before = answers_;
            if (!ask(question)) return false;
            try {
                work = find();
                return true;
            } catch (const Error& error) {
                if (error.code() != ErrorCode::usage) throw;
                answers_ = before;
                question.text = "that cannot be: " + error.message() + "\n" + text;
            }
        }
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

    /// In the place of `leaf`, in its folder and form, or as a new file.
    [[nodiscard]] MadeMigration placed(const Migration& migration, const Migration* leaf, const History& history) const {
        MadeMigration made;
        made.migration = migration;
        const std::filesystem::path& folder = project_.app(migration.app)->migrations;
        if (leaf != nullptr) {
            check_rewritable(project_, *leaf);
            made.updates = leaf->key();
            made.updated_path = project_.root / leaf->file;
            made.form = options_.form.value_or(form_of(leaf->file));
        } else {
            const auto parts = options_.merge ? migration.dependencies : std::vector<MigrationKey>();
            made.form = options_.form.value_or(form_for(history, parts, form_named(project_.migration_format)));
        }
        made.path = folder / (migration.name + "." + std::string(extension_of(made.form)));
        made.display_path = project_.display(made.path);
        made.migration.file = made.display_path;
        return made;
    }

    static void write(const std::vector<MadeMigration>& migrations) {
        FileSet files;
        for (const auto& made : migrations) {
            const std::string text = migration_text(made.migration, made.form);
            if (made.updates) files.replace(made.updated_path, made.path, text);
            else files.write(made.path, text);
        }
        files.keep();
    }

    const Project& project_;
    const MakeMigrationsOptions& options_;
    Answers answers_;
    Selection selection_;
};

}  // namespace

MakeMigrationsResult make_migrations(const Project& project, const MakeMigrationsOptions& options) { return MigrationsRun(project, options).run(); }

}  // namespace reinhardt::db
