#include <algorithm>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/renames.hpp>
#include <reinhardt/db/migrations/operations/alter_model_table.hpp>
#include <reinhardt/db/migrations/operations/move_model.hpp>
#include <reinhardt/db/migrations/operations/rename_model.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

std::string app_of(const std::string& label) { return label.substr(0, label.find('.')); }
std::string name_of(const std::string& label) { return label.substr(label.find('.') + 1); }

/// Finds the models that have another name now.
class ModelRenames {
public:
    ModelRenames(const ProjectState& from, const ProjectState& target, const DetectOptions& options, Renames& renames, std::vector<Question>& questions)
        : from_(from), target_(target), options_(options), renames_(renames), questions_(questions) {}

    void run() {
        for (const ModelState* model : from_.models()) scopes_[model->app].old_names.insert(model->label());
        for (const ModelState* model : target_.models()) {
            scopes_[model->app].new_names.push_back(model->label());
            read_hint(*model);
        }
        for (const auto& [path, old] : options_.answers.renames) {
            if (std::count(path.begin(), path.end(), '.') == 1) read_answer(path, old);
        }
        for (auto& [app, scope] : scopes_) decide(scope);
        decide_moves();
        apply();
        ask();
    }

private:
    void read_hint(const ModelState& model) {
        const auto hint = options_.hints.old_names.find({model.label(), std::string()});
        if (hint == options_.hints.old_names.end()) return;
        const std::string old = full(model.app, hint->second);
        if (app_of(old) == model.app) {
            scopes_[model.app].hinted[model.label()] = old;
        } else if (from_.find(old) != nullptr && from_.find(model.label()) == nullptr && !options_.answers.renames.contains(model.label())) {
            take_move(old, model.label(), "renamed_from = \"" + old + "\" of " + model.label());
        }
    }

    void read_answer(const std::string& path, const std::string& old_text) {
        auto& scope = scopes_[app_of(path)];
        if (old_text.empty()) {
            scope.answered[path] = {};
            return;
        }
        const std::string option = "--rename " + path + "=" + old_text;
        const std::string old = full(app_of(path), old_text);
        if (from_.find(old) == nullptr) {
            std::vector<std::string> known;
            for (const ModelState* model : from_.models()) known.push_back(model->label());
            throw Error(ErrorCode::usage, option + ": the migrations have no model " + old).hint(similar_hint("model", old, known));
        }
        if (app_of(old) != app_of(path)) return take_move(old, path, option);
        take(old, path, option);
        if (path != old) scope.answered[path] = old;
    }

    /// One model becomes one model.
    void take(const std::string& old, const std::string& now, const std::string& option) {
        const auto [taken, first] = taken_.emplace(old, now);
        if (!first && taken->second != now) throw Error(ErrorCode::usage, option + ": " + taken->second + " is to be renamed from " + old + " too");
    }

    void take_move(const std::string& old, const std::string& now, const std::string& option) {
        take(old, now, option);
        moves_.emplace_back(old, now);
        scopes_[app_of(old)].old_names.erase(old);
        scopes_[app_of(now)].answered[now] = {};
    }

    [[nodiscard]] static std::string full(const std::string& app, const std::string& name) { return name.find('.') == std::string::npos ? app + "." + name : name; }

    void decide(RenameScope& scope) {
        scope.explains = [&](const std::vector<NamePair>& circle) {
            std::size_t as_it_is = 0;
            std::size_t exchanged = 0;
            for (const auto& [old, now] : circle) {
                as_it_is += alike(*from_.find(now), *target_.find(now)) ? 1 : 0;
                exchanged += alike(*from_.find(old), *target_.find(now)) ? 1 : 0;
            }
            return exchanged > as_it_is;
        };
        const auto certain = certain_renames(scope);
        for (const auto& [old, label] : certain) {
            const std::string& now = label;  // clang 14 takes no binding into a lambda
            const bool left = taken_.contains(now) || std::any_of(certain.begin(), certain.end(), [&](const NamePair& other) { return other.first == now; });
            if (from_.find(now) != nullptr && !left) throw Error(ErrorCode::usage, "--rename " + now + "=" + name_of(old) + ": the migrations have a model " + now + " already");
        }
        renames_.models.insert(renames_.models.end(), certain.begin(), certain.end());
        const auto steps = one_by_one(certain, [&](const std::string& name) { return in_use(name); });
        renames_.model_steps.insert(renames_.model_steps.end(), steps.begin(), steps.end());
    }

    [[nodiscard]] bool in_use(const std::string& label) const { return from_.find(label) != nullptr || target_.find(label) != nullptr; }

    /// With moves the renames of all apps are one chain: a name may become free in another app.
    void decide_moves() {
        if (moves_.empty()) return;
        auto& pairs = renames_.models;
        for (const auto& move : moves_) {
            const auto leaves = [&](const NamePair& other) { return other.first == move.second; };
            if (from_.find(move.second) == nullptr || std::any_of(pairs.begin(), pairs.end(), leaves) || std::any_of(moves_.begin(), moves_.end(), leaves)) continue;
            throw Error(ErrorCode::usage, "--rename " + move.second + "=" + move.first + ": the migrations have a model " + move.second + " already");
        }
        pairs.insert(pairs.end(), moves_.begin(), moves_.end());
        renames_.model_steps.clear();
        for (const auto& [old, now] : one_by_one(pairs, [&](const std::string& name) { return in_use(name); })) {
            const std::string renamed = app_of(old) + "." + name_of(now);
            const std::string moved = app_of(now) + "." + name_of(old);
            // Under another name and in another app at once: one after the other, the name first where it is free in the old app.
            if (renamed == old || moved == old) {
                renames_.model_steps.emplace_back(old, now);
            } else {
                const std::string& between = !in_use(renamed) || in_use(moved) ? renamed : moved;
                renames_.model_steps.emplace_back(old, between);
                renames_.model_steps.emplace_back(between, now);
            }
        }
    }

    void apply() {
        for (const auto& [old, now] : renames_.models) {
            if (!keeps_table(*from_.find(old), *target_.find(now))) continue;
            AlterModelTable keep;
            keep.app = app_of(old);
            keep.model = name_of(old);
            keep.table = target_.find(now)->table;
            keep.apply(renames_.models_renamed);
        }
        for (const auto& [old, now] : renames_.model_steps) {
            if (app_of(old) != app_of(now)) {
                MoveModel move;
                move.app = app_of(old);
                move.name = name_of(old);
                move.to_app = app_of(now);
                move.apply(renames_.models_renamed);
                continue;
            }
            RenameModel rename;
            rename.app = app_of(old);
            rename.from = name_of(old);
            rename.to = name_of(now);
            rename.apply(renames_.models_renamed);
        }
    }

    void ask() {
        if (options_.answers.no_renames) return;
        std::vector<const ModelState*> removed;
        for (const ModelState* model : renames_.models_renamed.models()) {
            if (target_.find(model->label()) == nullptr) removed.push_back(model);
        }
        if (removed.empty()) return;
        for (const ModelState* model : target_.models()) {
            const auto answer = options_.answers.renames.find(model->label());
            if (renames_.models_renamed.find(model->label()) == nullptr && answer == options_.answers.renames.end()) ask_about(*model, removed);
        }
    }

    void ask_about(const ModelState& added, const std::vector<const ModelState*>& removed) {
        Question question;
        question.kind = Question::Kind::move_model;
        for (const ModelState* old : removed) {
            if (old->app != added.app || !alike(*old, added)) continue;
            question.kind = Question::Kind::rename_model;
            question.candidates.push_back(old->name);
        }
        for (const ModelState* old : removed) {
            if (old->app != added.app && (alike(*old, added) || old->table_name() == added.table_name())) question.candidates.push_back(old->label());
        }
        if (question.candidates.empty()) return;
        question.subject = added.label();
        question.file = added.file;
        question.line = added.line;
        const std::string names = join(question.candidates, " or ");
        question.text = question.kind == Question::Kind::rename_model
                            ? "was model " + names + " of app " + added.app + " renamed to " + added.name + "? If not, its table is dropped with all rows and a new one is made"
                            : "was model " + names + " moved to app " + added.app + " as " + added.name + "? If not, its table is dropped with all rows and a new one is made";
        for (const auto& candidate : question.candidates) question.options.push_back("--rename " + added.label() + "=" + candidate);
        question.options.emplace_back("--no-renames");
        renames_.model_questions[added.label()] = questions_.size();
        questions_.push_back(std::move(question));
    }

    /// Same fields in any order; a relation between models that come and go together may have followed them.
    [[nodiscard]] bool alike(const ModelState& old, const ModelState& now) const {
        if (old.fields.size() != now.fields.size()) return false;
        return std::all_of(old.fields.begin(), old.fields.end(), [&](const Field& field) {
            const Field* other = now.field(field.name);
            if (other == nullptr) return false;
            Field followed = field;
            for (const std::string_view key : {"to", "through"}) {
                const std::string target = field.attributes.text_or(key);
                const std::string next = other->attributes.text_or(key);
                if (target == next || target.empty() || next.empty() || !field.is_relation()) continue;
                const bool itself = target == old.label() && next == now.label();
                const bool together = target_.find(target) == nullptr && from_.find(next) == nullptr;
                if (itself || together || renamed_to(target) == next) followed.set(key, next);
            }
            return same_field(followed, *other);
        });
    }

    [[nodiscard]] std::string renamed_to(const std::string& label) const {
        for (const auto& [old, now] : renames_.models) {
            if (old == label) return now;
        }
        return {};
    }

    const ProjectState& from_;
    const ProjectState& target_;
    const DetectOptions& options_;
    Renames& renames_;
    std::vector<Question>& questions_;
    std::map<std::string, RenameScope> scopes_;
    std::map<std::string, std::string> taken_;  ///< old label -> new
    std::vector<NamePair> moves_;               ///< between apps
};

}  // namespace

void find_model_renames(const ProjectState& from, const ProjectState& target, const DetectOptions& options, Renames& renames, std::vector<Question>& questions) {
    ModelRenames(from, target, options, renames, questions).run();
}

}  // namespace reinhardt::db
