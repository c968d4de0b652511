#include <algorithm>

#include <reinhardt/db/migrations/autodetect/circles.hpp>
#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/alter_model_table.hpp>
#include <reinhardt/db/migrations/operations/create_model.hpp>
#include <reinhardt/db/migrations/operations/delete_model.hpp>
#include <reinhardt/db/migrations/operations/move_model.hpp>
#include <reinhardt/db/migrations/operations/remove_field.hpp>
#include <reinhardt/db/migrations/operations/rename_model.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using FieldPath = std::pair<std::string, std::string>;  ///< (label, field)

/// Finds the relations among a set of models whose leaving out leaves no circle: of each circle those of the model that comes first by
/// (app, declaration) and has one that is not its key (details 2.7).
class CircleOpener {
public:
    explicit CircleOpener(std::vector<const ModelState*> models) : models_(std::move(models)) {
        std::stable_sort(models_.begin(), models_.end(), [](const ModelState* a, const ModelState* b) { return a->app < b->app; });
        for (std::size_t i = 0; i < models_.size(); ++i) numbers_[models_[i]->label()] = i;
    }

    std::set<FieldPath> run() {
        for (;;) {
            const auto groups = circles(edges());
            if (groups.empty()) return std::move(left_out_);
            for (const auto& group : groups) open(group);
        }
    }

private:
    /// The models of the set that a field refers to.
    [[nodiscard]] std::vector<std::size_t> targets(std::size_t from, const Field& field) const {
        std::vector<std::size_t> result;
        if (!field.is_relation() || left_out_.contains({models_[from]->label(), field.name})) return result;
        for (const auto& label : {field.to(), field.through()}) {
            const auto found = numbers_.find(label);
            if (found != numbers_.end() && found->second != from) result.push_back(found->second);
        }
        return result;
    }

    [[nodiscard]] std::vector<std::vector<std::size_t>> edges() const {
        std::vector<std::vector<std::size_t>> result(models_.size());
        for (std::size_t i = 0; i < models_.size(); ++i) {
            for (const auto& field : models_[i]->fields) {
                for (const std::size_t target : targets(i, field)) result[i].push_back(target);
            }
        }
        return result;
    }

    void open(const std::vector<std::size_t>& group) {
        for (const std::size_t number : group) {
            const ModelState& model = *models_[number];
            std::set<FieldPath> found;
            for (const auto& field : model.fields) {
                if (model.is_key(field.name)) continue;
                const auto others = targets(number, field);
                const bool inside = std::any_of(others.begin(), others.end(), [&](std::size_t other) { return std::binary_search(group.begin(), group.end(), other); });
                if (inside) found.insert({model.label(), field.name});
            }
            if (found.empty()) continue;
            left_out_.merge(found);
            return;
        }
        std::vector<std::string> labels;
        for (const std::size_t number : group) labels.push_back(models_[number]->label());
        const ModelState& first = *models_[group.front()];
        throw Error(ErrorCode::models, "models " + join(labels, ", ") + " refer to each other by their primary keys, so that none can be made first")
            .at(first.file, first.line);
    }

    std::vector<const ModelState*> models_;
    std::unordered_map<std::string, std::size_t> numbers_;
    std::set<FieldPath> left_out_;
};

std::string app_of(const std::string& label) { return label.substr(0, label.find('.')); }
std::string name_of(const std::string& label) { return label.substr(label.find('.') + 1); }

/// CreateModel, and what of the model must wait until later.
void create(Detection& detection, const ModelState& model) {
    std::set<std::string> later;
    for (const auto& field : model.fields) {
        const auto used = fields_used(model, field);
        const bool reads_later = std::any_of(used.begin(), used.end(), [&](const std::string& name) { return detection.left_out.contains({model.label(), name}); });
        if (reads_later || detection.left_out.contains({model.label(), field.name})) later.insert(field.name);
    }
    const auto must_wait = [&](const std::vector<std::string>& used) {
        return std::any_of(used.begin(), used.end(), [&](const std::string& name) { return later.contains(name); });
    };
    auto operation = std::make_shared<CreateModel>();
    operation->model = model;
    operation->model.file.clear();
    operation->model.line = 0;
    std::erase_if(operation->model.fields, [&](const Field& field) { return later.contains(field.name); });
    std::erase_if(operation->model.indexes, [&](const ModelIndex& index) { return must_wait(fields_used(model, index)); });
    std::erase_if(operation->model.constraints, [&](const ModelConstraint& constraint) { return must_wait(fields_used(model, constraint)); });
    Change& change = detection.add(operation, Phase::create_model, model);
    change.provide(facts::model(model.label())).need(facts::no_model(model.label()));
    for (const auto& field : operation->model.fields) {
        need_relations(change, model, field);
        if (field.is_relation() && !model.is_key(field.name)) change.removable_keys.push_back(field.name);
    }
    note_tables(change, nullptr, &operation->model);
    for (const auto& index : operation->model.indexes) change.wish(facts::index_name(model.index_name(index)));
    for (const auto& constraint : operation->model.constraints) change.wish(facts::index_name(model.constraint_name(constraint)));
    if (const auto question = detection.renames.model_questions.find(model.label()); question != detection.renames.model_questions.end()) {
        change.question = question->second;
    }
    for (std::size_t i = 0; i < model.fields.size(); ++i) {
        if (later.contains(model.fields[i].name)) add_left_out_field(detection, model, model.fields[i], i);
    }
    for (std::size_t i = 0; i < model.indexes.size(); ++i) {
        if (must_wait(fields_used(model, model.indexes[i]))) add_index(detection, model, i);
    }
    for (std::size_t i = 0; i < model.constraints.size(); ++i) {
        if (must_wait(fields_used(model, model.constraints[i]))) add_constraint(detection, model, i);
    }
}

/// RemoveField of a relation that holds a circle of deletions together, and of what uses it.
void open_deletion(Detection& detection, const ModelState& model, const std::string& field_name, std::size_t place) {
    const auto uses = [&](const std::vector<std::string>& used) { return std::find(used.begin(), used.end(), field_name) != used.end(); };
    for (std::size_t i = 0; i < model.indexes.size(); ++i) {
        if (uses(fields_used(model, model.indexes[i]))) remove_index(detection, model, i);
    }
    for (std::size_t i = 0; i < model.constraints.size(); ++i) {
        if (uses(fields_used(model, model.constraints[i]))) remove_constraint(detection, model, i);
    }
    const Field& field = *model.field(field_name);
    auto operation = std::make_shared<RemoveField>();
    operation->model = model.name;
    operation->name = field_name;
    Change& change = detection.add(operation, Phase::remove_field, model, place);
    change.provide(facts::no_field(model.label(), field_name)).need(facts::unused(model.label(), field_name));
    provide_unreferred(change, model, field);
}

}  // namespace

std::set<FieldPath> keys_left_out(const ProjectState& target, const Renames& renames) {
    std::vector<const ModelState*> created;
    for (const ModelState* model : target.models()) {
        if (renames.models_renamed.find(model->label()) == nullptr) created.push_back(model);
    }
    return CircleOpener(std::move(created)).run();
}

namespace {

std::shared_ptr<Operation> relabelling(const std::string& old, const std::string& label) {
    if (app_of(old) == app_of(label)) {
        auto rename = std::make_shared<RenameModel>();
        rename->from = name_of(old);
        rename->to = name_of(label);
        return rename;
    }
    auto move = std::make_shared<MoveModel>();
    move->name = name_of(old);
    move->to_app = app_of(label);
    return move;
}

}  // namespace

void find_renamed_models(Detection& detection) {
    std::size_t place = 0;
    std::map<std::string, ModelState> now;  // models under way, by their label of the moment
    for (const auto& [old, label] : detection.renames.models) {
        const ModelState& model = *detection.from.find(old);
        now[old] = model;
        if (!keeps_table(model, *detection.target.find(label))) continue;
        auto operation = std::make_shared<AlterModelTable>();
        operation->model = model.name;
        operation->table = detection.target.find(label)->table;
        now[old].table = operation->table;
        Change& change = detection.add(operation, Phase::rename_model, model, 0);
        change.model_place = place++;
        change.provide(facts::kept_table(old));
    }
    for (const auto& [old, label] : detection.renames.model_steps) {
        ModelState before = now.at(old);
        ModelState after = before;
        after.app = app_of(label);
        after.name = name_of(label);
        now.erase(old);
        Change& change = detection.add(relabelling(old, label), Phase::rename_model, before);
        change.model_place = place++;
        change.provide(facts::model(label)).provide(facts::no_model(old)).need(facts::kept_table(old));
        if (detection.from.find(label) != nullptr) change.need(facts::no_model(label));
        if (detection.from.find(old) == nullptr) change.need(facts::model(old));
        change.wish(facts::renamed_relation(label));
        change.outlives.push_back(old);
        note_tables(change, &before, &after);
        now[label] = std::move(after);
    }
}

void find_created_models(Detection& detection) {
    for (const ModelState* model : detection.target.models()) {
        if (detection.is_created(model->label())) create(detection, *model);
    }
}

void find_deleted_models(Detection& detection) {
    const ProjectState& state = detection.renames.models_renamed;
    std::vector<const ModelState*> deleted;
    for (const ModelState* model : state.models()) {
        if (detection.target.find(model->label()) == nullptr) deleted.push_back(model);
    }
    const auto opened = CircleOpener(deleted).run();
    for (std::size_t i = 0; i < deleted.size(); ++i) {
        const ModelState& model = *deleted[i];
        auto operation = std::make_shared<DeleteModel>();
        operation->name = model.name;
        Change& change = detection.add(operation, Phase::delete_model, model);
        change.model_place = i;
        change.provide(facts::no_model(model.label())).need(facts::unreferred(model.label()));
        change.outlives.push_back(model.label());
        for (const auto& field : model.fields) {
            if (opened.contains({model.label(), field.name})) {
                change.need(facts::no_field(model.label(), field.name));
            } else {
                provide_unreferred(change, model, field);
            }
        }
        note_tables(change, &model, nullptr);
        for (const auto& index : model.indexes) change.provide(facts::index_name(model.index_name(index)));
        for (const auto& constraint : model.constraints) change.provide(facts::index_name(model.constraint_name(constraint)));
        for (std::size_t place = 0; place < model.fields.size(); ++place) {
            if (opened.contains({model.label(), model.fields[place].name})) open_deletion(detection, model, model.fields[place].name, place);
        }
    }
}

}  // namespace reinhardt::db
