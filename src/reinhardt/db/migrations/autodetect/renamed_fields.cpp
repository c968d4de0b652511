#include <algorithm>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/renames.hpp>
#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/rename_field.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

enum class FieldKind { column, many_to_many, generic };
FieldKind kind_of(const Field& field) { return field.is_many_to_many() ? FieldKind::many_to_many : field.has_column() ? FieldKind::column : FieldKind::generic; }

/// Whether one can be made of the other: column with column, and a many-to-many only to the same model.
bool can_become(const Field& old, const Field& now) {
    return kind_of(old) == kind_of(now) && (!old.is_many_to_many() || (old.to() == now.to() && old.through() == now.through()));
}

/// Whether an added field may be a removed one under another name (details 2.2).
bool may_be(const Field& old, const Field& now) {
    if (!can_become(old, now) || old.is_relation() != now.is_relation() || old.is_auto() != now.is_auto()) return false;
    Field a = old;
    Field b = now;
    for (Field* field : {&a, &b}) field->erase("column");
    if (same_field(a, b)) return true;
    if (old.is_generated() || now.is_generated() || kind_of(old) == FieldKind::generic) return false;
    if (old.is_foreign_key()) return old.to() == now.to() && old.attributes.text_or("to_field") == now.attributes.text_or("to_field");
    return old.is_many_to_many() || widens_or_equal(old, now);
}

/// Finds the fields of one model that have another name now.
class FieldRenames {
public:
    FieldRenames(const ModelState& target, const DetectOptions& options, Renames& renames, std::vector<Question>& questions)
        : target_(target), label_(target.label()), options_(options), renames_(renames), questions_(questions), old_(renames.renamed.get(label_)) {}

    void run() {
        RenameScope scope;
        for (const auto& field : target_.fields) {
            scope.new_names.push_back(field.name);
            read_answer(field, scope);
            read_hint(field, scope);
        }
        const bool all_there = std::all_of(target_.fields.begin(), target_.fields.end(), [&](const Field& field) { return old_->field(field.name) != nullptr; });
        if (all_there && scope.answered.empty() && scope.hinted.empty()) return;
        for (const auto& field : old_->fields) scope.old_names.insert(field.name);
        decide(scope);
        ask(scope);
    }

private:
    void read_answer(const Field& field, RenameScope& scope) const {
        const auto found = options_.answers.renames.find(label_ + "." + field.name);
        if (found == options_.answers.renames.end()) return;
        const auto& [path, old_name] = *found;
        if (old_name.empty() || old_name == field.name) {
            scope.answered[field.name] = {};
            return;
        }
        const std::string option = "--rename " + path + "=" + old_name;
        const Field* old = old_->field(old_name);
        if (old == nullptr) {
            std::vector<std::string> names;
            for (const auto& known : old_->fields) names.push_back(known.name);
            throw Error(ErrorCode::usage, option + ": in the migrations " + label_ + " has no field '" + old_name + "'").hint(similar_hint("field", old_name, names));
        }
        if (!can_become(*old, field)) throw Error(ErrorCode::usage, option + ": a " + old->type + " cannot become this " + field.type + " by a rename");
        for (const auto& [other, taken] : scope.answered) {
            if (taken == old_name) throw Error(ErrorCode::usage, option + ": " + label_ + "." + other + " is to be renamed from " + old_name + " too");
        }
        scope.answered[field.name] = old_name;
    }

    void read_hint(const Field& field, RenameScope& scope) const {
        const auto hint = options_.hints.old_names.find({label_, field.name});
        if (hint == options_.hints.old_names.end()) return;
        const Field* old = old_->field(hint->second);
        if (old == nullptr) return;
        if (can_become(*old, field)) {
            scope.hinted[field.name] = hint->second;
        } else if (old_->field(field.name) == nullptr) {
            throw Error(ErrorCode::models, "field " + label_ + "." + field.name + " cannot be renamed from " + hint->second + ": a " + old->type + " cannot become this " + field.type)
                .at(target_.file, field.line);
        }
    }

    void decide(RenameScope& scope) {
        scope.explains = [&](const std::vector<NamePair>& circle) {
            std::size_t as_it_is = 0;
            std::size_t exchanged = 0;
            for (const auto& [old, now] : circle) {
                as_it_is += same_field(*old_->field(now), *target_.field(now)) ? 1 : 0;
                exchanged += same_field(*old_->field(old), *target_.field(now)) ? 1 : 0;
            }
            return exchanged > as_it_is;
        };
        certain_ = certain_renames(scope);
        if (certain_.empty()) return;
        for (const NamePair& pair : certain_) {
            const std::string& now = pair.second;
            const bool occupied = old_->field(now) != nullptr && std::none_of(certain_.begin(), certain_.end(), [&](const NamePair& other) { return other.first == now; });
            if (occupied) throw Error(ErrorCode::usage, "--rename " + label_ + "." + now + "=" + pair.first + ": in the migrations " + label_ + " has a field '" + now + "' already");
        }
        const auto steps = one_by_one(certain_, [&](const std::string& name) { return old_->field(name) != nullptr || target_.field(name) != nullptr; });
        apply(steps);
        renames_.fields[label_] = certain_;
        renames_.field_steps[label_] = steps;
    }

    /// On the working copy, where the columns of fields that go away are out of the way.
    void apply(const std::vector<NamePair>& steps) {
        ProjectState& state = renames_.renamed;
        std::vector<Field> going;
        ModelState model = *old_;
        for (auto& field : model.fields) {
            if (!field.has_column() || target_.field(field.name) != nullptr || renamed_away(field.name)) continue;
            going.push_back(field);
            field.set("column", "\x01" + field.name);
        }
        state.put(std::move(model));
        for (const auto& [old, now] : certain_) {
            if (!keeps_column(*old_->field(old), *target_.field(now))) continue;
            AlterField keep;
            keep.app = target_.app;
            keep.model = target_.name;
            keep.field = *old_->field(old);
            keep.field.set("column", keep.field.column());
            keep.apply(state);
        }
        for (const auto& [old, now] : steps) {
            RenameField rename;
            rename.app = target_.app;
            rename.model = target_.name;
            rename.from = old;
            rename.to = now;
            rename.apply(state);
        }
        ModelState done = *state.find(label_);
        for (const auto& field : going) done.field(field.name)->attributes = field.attributes;
        state.put(std::move(done));
    }

    [[nodiscard]] bool renamed_away(const std::string& name) const {
        return std::any_of(certain_.begin(), certain_.end(), [&](const NamePair& rename) { return rename.first == name; });
    }

    void ask(const RenameScope& scope) {
        if (options_.answers.no_renames) return;
        const ModelState& now = *renames_.renamed.find(label_);
        for (const auto& field : target_.fields) {
            if (now.field(field.name) != nullptr || scope.answered.contains(field.name)) continue;
            Question question;
            for (const auto& old : now.fields) {
                if (target_.field(old.name) == nullptr && may_be(followed(old, field), field)) question.candidates.push_back(old.name);
            }
            if (!question.candidates.empty()) push(std::move(question), field);
        }
    }

    /// The old field as it would be if the models that are asked about were renamed.
    [[nodiscard]] Field followed(const Field& old, const Field& now) const {
        Field result = old;
        for (const std::string_view key : {"to", "through"}) {
            const std::string before = old.attributes.text_or(key);
            const std::string label = now.attributes.text_or(key);
            const auto question = renames_.model_questions.find(label);
            if (before.empty() || question == renames_.model_questions.end()) continue;
            const std::string app = label.substr(0, label.find('.') + 1);
            const auto& candidates = questions_[question->second].candidates;
            if (std::any_of(candidates.begin(), candidates.end(), [&](const std::string& name) { return name == before || app + name == before; })) result.set(key, label);
        }
        return result;
    }

    void push(Question question, const Field& field) {
        question.kind = Question::Kind::rename_field;
        question.subject = label_ + "." + field.name;
        question.file = target_.file;
        question.line = field.line;
        question.text = "was field " + join(question.candidates, " or ") + " of " + label_ + " renamed to " + field.name + "? If not, its values are dropped";
        for (const auto& candidate : question.candidates) question.options.push_back("--rename " + question.subject + "=" + candidate);
        question.options.emplace_back("--no-renames");
        renames_.field_questions[{label_, field.name}] = questions_.size();
        questions_.push_back(std::move(question));
    }

    const ModelState& target_;
    const std::string label_;
    const DetectOptions& options_;
    Renames& renames_;
    std::vector<Question>& questions_;
    const ModelPtr old_;
    std::vector<NamePair> certain_;
};

void check_models_known(const ProjectState& renamed, const Answers& answers) {
    for (const auto& [path, old] : answers.renames) {
        const auto parts = split(path, '.');
        if (parts.size() != 3 || old.empty() || renamed.find(parts[0] + "." + parts[1]) != nullptr) continue;
        throw Error(ErrorCode::usage, "--rename " + path + "=" + old + ": model " + parts[0] + "." + parts[1] + " is new, so that no field of it can be renamed");
    }
}

}  // namespace

void find_field_renames(const ProjectState& target, const DetectOptions& options, Renames& renames, std::vector<Question>& questions) {
    check_models_known(renames.renamed, options.answers);
    for (const ModelState* model : target.models()) {
        if (renames.renamed.find(model->label()) != nullptr) FieldRenames(*model, options, renames, questions).run();
    }
}

}  // namespace reinhardt::db
