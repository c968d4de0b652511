#include <algorithm>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/add_index.hpp>
#include <reinhardt/db/migrations/operations/remove_index.hpp>
#include <reinhardt/db/migrations/operations/rename_index.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

/// The changes of one model's indexes: what stays under another name is RenameIndex, all else is taken away and added.
class IndexChanges {
public:
    IndexChanges(Detection& detection, const KeptModel& kept)
        : detection_(detection), kept_(kept), before_(kept.followed), after_(kept.target), old_taken_(before_.indexes.size(), false), new_taken_(after_.indexes.size(), false) {}

    void run() {
        match(true);
        match(false);
        rename();
        for (std::size_t i = 0; i < before_.indexes.size(); ++i) {
            if (!old_taken_[i]) remove_index(detection_, kept_.models_renamed, i);
        }
        for (std::size_t i = 0; i < after_.indexes.size(); ++i) {
            if (!new_taken_[i]) add_index(detection_, after_, i);
        }
    }

private:
    void match(bool same_name) {
        for (std::size_t i = 0; i < before_.indexes.size(); ++i) {
            for (std::size_t j = 0; j < after_.indexes.size() && !old_taken_[i]; ++j) {
                if (new_taken_[j] || !before_.indexes[i].same_definition(after_.indexes[j])) continue;
                if ((before_.index_name(before_.indexes[i]) == after_.index_name(after_.indexes[j])) != same_name || !survives(before_.indexes[i])) continue;
                old_taken_[i] = new_taken_[j] = true;
                if (!same_name) renamed_.emplace_back(i, j);
            }
        }
    }

    /// Whether all that it uses stays. A condition over a column that another field takes over is made again.
    [[nodiscard]] bool survives(const ModelIndex& index) const {
        for (const auto& name : fields_used(kept_.renamed, index)) {
            if (!kept_.removed_fields.contains(name)) continue;
            const std::string column = kept_.renamed.field(name)->column();
            const bool taken_over = std::any_of(after_.fields.begin(), after_.fields.end(), [&](const Field& field) { return field.has_column() && field.column() == column; });
            if (taken_over) return false;
            throw Error(ErrorCode::models, "index " + after_.index_name(index) + " of " + after_.label() + " uses " + name + ", which is no longer a field")
                .at(after_.file, index.line != 0 ? index.line : after_.line);
        }
        return true;
    }

    void rename() {
        std::vector<NamePair> names;
        for (const auto& [i, j] : renamed_) names.emplace_back(kept_.renamed.index_name(kept_.renamed.indexes[i]), after_.index_name(after_.indexes[j]));
        const auto taken = [&](const std::string& name) { return kept_.renamed.index(name) != nullptr || after_.index(name) != nullptr; };
        std::size_t place = 0;
        for (const auto& [old_name, name] : one_by_one(names, taken)) {
            auto operation = std::make_shared<RenameIndex>();
            operation->model = after_.name;
            operation->from = old_name;
            operation->to = name;
            Change& change = detection_.add(operation, Phase::rename_index, after_, place++);
            const std::string label = kept_.label();
            change.provide(facts::joined("index", label, name)).provide(facts::joined("no index", label, old_name)).provide(facts::index_name(old_name));
            change.need(facts::model(label));
            if (kept_.models_renamed.index(name) != nullptr || kept_.renamed.index(name) != nullptr) {
                change.need(facts::joined("no index", label, name));
            } else {
                change.wish(facts::index_name(name));
            }
            if (kept_.renamed.index(old_name) == nullptr) {
                change.need(facts::joined("index", label, old_name));
                continue;
            }
            for (const auto& field : fields_used(kept_.renamed, *kept_.renamed.index(old_name))) change.need(facts::field(label, field));
        }
    }

    Detection& detection_;
    const KeptModel& kept_;
    const ModelState& before_;
    const ModelState& after_;
    std::vector<bool> old_taken_, new_taken_;
    std::vector<std::pair<std::size_t, std::size_t>> renamed_;
};

}  // namespace

void remove_index(Detection& detection, const ModelState& model, std::size_t place) {
    const ModelIndex& index = model.indexes[place];
    const std::string label = model.label();
    auto operation = std::make_shared<RemoveIndex>();
    operation->model = model.name;
    operation->name = model.index_name(index);
    Change& change = detection.add(operation, Phase::remove_index, model, place);
    change.need(facts::model(label)).provide(facts::names_left(label)).provide(facts::index_name(operation->name)).provide(facts::joined("no index", label, operation->name));
    for (const auto& name : fields_used(model, index)) change.provide(facts::unused(label, name));
}

void add_index(Detection& detection, const ModelState& model, std::size_t place) {
    const std::string label = model.label();
    auto operation = std::make_shared<AddIndex>();
    operation->model = model.name;
    operation->index = model.indexes[place];
    operation->index.line = 0;
    Change& change = detection.add(operation, Phase::add_index, model, place);
    const std::string name = model.index_name(operation->index);
    change.need(facts::model(label)).need(facts::joined("no index", label, name)).wish(facts::index_name(name));
    for (const auto& field : fields_used(model, operation->index)) change.need(facts::field(label, field)).need(facts::altered(label, field));
}

void find_index_changes(Detection& detection, const KeptModel& model) { IndexChanges(detection, model).run(); }

}  // namespace reinhardt::db
