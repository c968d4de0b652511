#include <reinhardt/db/migrations/review.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/add_field.hpp>
#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/create_model.hpp>
#include <reinhardt/db/migrations/operations/delete_model.hpp>
#include <reinhardt/db/migrations/operations/move_model.hpp>
#include <reinhardt/db/migrations/operations/remove_field.hpp>
#include <reinhardt/db/migrations/operations/rename_field.hpp>
#include <reinhardt/db/migrations/operations/rename_model.hpp>

namespace reinhardt::db {

namespace {

std::string field_rename_key(const std::string& app, const std::string& model, const std::string& from, const std::string& to) {
    RenameField rename;
    rename.app = app;
    rename.model = model;
    rename.from = from;
    rename.to = to;
    return change_key(rename);
}

std::string model_rename_key(const std::string& app, const std::string& from, const std::string& to) {
    RenameModel rename;
    rename.app = app;
    rename.from = from;
    rename.to = to;
    return change_key(rename);
}

/// Columns become columns, relations relations.
bool may_become(const ProjectState& before, const RemoveField& removed, const AddField& added) {
    const ModelState* model = before.find(removed.app + "." + removed.model);
    const Field* old = model == nullptr ? nullptr : model->field(removed.name);
    return old == nullptr || (old->has_column() == added.field.has_column() && old->is_relation() == added.field.is_relation() &&
                              old->is_many_to_many() == added.field.is_many_to_many());
}

/// The renames that a removed and an added thing, one of them `subject`, could be.
class RenameSearch {
public:
    RenameSearch(const ProjectState& before, const Operation& subject, std::vector<RenameChoice>& result) : before_(before), subject_(subject), result_(result) {}

    void with(const Operation& other) {
        models(dynamic_cast<const DeleteModel*>(&subject_), dynamic_cast<const CreateModel*>(&other), false);
        models(dynamic_cast<const DeleteModel*>(&other), dynamic_cast<const CreateModel*>(&subject_), true);
        if (other.app != subject_.app) return;
        fields(dynamic_cast<const RemoveField*>(&subject_), dynamic_cast<const AddField*>(&other), false);
        fields(dynamic_cast<const RemoveField*>(&other), dynamic_cast<const AddField*>(&subject_), true);
    }

private:
    void fields(const RemoveField* removed, const AddField* added, bool from_added) {
        if (removed == nullptr || added == nullptr || removed->model != added->model || !may_become(before_, *removed, *added)) return;
        result_.push_back({added->app + "." + added->model + "." + added->field.name, removed->name, from_added ? removed->name : added->field.name,
                           field_rename_key(added->app, added->model, removed->name, added->field.name)});
    }
    void models(const DeleteModel* removed, const CreateModel* added, bool from_added) {
        if (removed == nullptr || added == nullptr) return;
        if (removed->app != added->app) return moves(*removed, *added, from_added);
        result_.push_back({added->model.label(), removed->name, from_added ? removed->name : added->model.name, model_rename_key(added->app, removed->name, added->model.name)});
    }

    /// Only what may well be the same model is offered as moved to another app: all others there are would be too many.
    void moves(const DeleteModel& removed, const CreateModel& added, bool from_added) {
        const std::string old = removed.app + "." + removed.name;
        const ModelState* before = before_.find(old);
        if (before == nullptr || (removed.name != added.model.name && before->fields.size() != added.model.fields.size())) return;
        MoveModel move;
        move.app = removed.app;
        move.name = added.model.name;
        move.to_app = added.app;
        result_.push_back({added.model.label(), old, from_added ? old : added.model.label(), change_key(move)});
    }

    const ProjectState& before_;
    const Operation& subject_;
    std::vector<RenameChoice>& result_;
};

bool creates(const Detected& detected, const std::string& label) {
    return std::any_of(detected.changes.begin(), detected.changes.end(), [&](const DetectedChange& change) {
        const auto* created = dynamic_cast<const CreateModel*>(change.operation.get());
        return created != nullptr && created->model.label() == label;
    });
}

/// The field that rows get a value for; "" where they cannot or there are none.
std::string filled_field(const Detected& detected, const Operation& operation) {
    const auto* added = dynamic_cast<const AddField*>(&operation);
    const auto* altered = dynamic_cast<const AlterField*>(&operation);
    if (added == nullptr && altered == nullptr) return {};
    const Field& field = added != nullptr ? added->field : altered->field;
    const std::string label = operation.app + "." + operation.model_name();
    if (!field.has_column() || field.is_generated() || field.is_auto() || creates(detected, label)) return {};
    return label + "." + field.name;
}

}  // namespace

ReviewChoices review_choices(const Detected& detected, const ProjectState& before, std::size_t number) {
    const DetectedChange& change = detected.changes[number];
    ReviewChoices choices;
    RenameSearch search(before, *change.operation, choices.renames);
    for (const auto& other : detected.changes) search.with(*other.operation);
    choices.backfill = filled_field(detected, *change.operation);
    choices.split = number > 0 && detected.changes[number - 1].migration == change.migration;
    return choices;
}

}  // namespace reinhardt::db
