#pragma once

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>
#include <reinhardt/db/migrations/autodetect/change.hpp>
#include <reinhardt/db/migrations/autodetect/renames.hpp>

namespace reinhardt::db {

/// One comparison of two states under way: what is compared, and the changes found so far. The functions below find one kind of change
/// each; none of them orders anything beyond saying in which phase a change stands and what it needs.
struct Detection {
    const ProjectState& from;
    const ProjectState& target;      ///< the models in migrated form
    const DetectOptions& options;
    const Renames& renames;
    std::set<std::pair<std::string, std::string>> left_out;  ///< (label, field): relations added after the CreateModel of their model
    std::vector<Question> questions;
    std::vector<Change> changes;
    std::unordered_map<std::string, std::size_t> places;     ///< of models in the order of declaration

    /// A new change for `operation`, which gets the app of `model`. The reference holds until the next call.
    template <class Op>
    Change& add(std::shared_ptr<Op> operation, Phase phase, const ModelState& model, std::size_t item_place = 0) {
        operation->app = model.app;
        Change change;
        change.operation = std::move(operation);
        change.phase = phase;
        change.model_place = place_of(model.label());
        change.item_place = item_place;
        changes.push_back(std::move(change));
        return changes.back();
    }
    [[nodiscard]] std::size_t place_of(const std::string& label) const {
        const auto found = places.find(label);
        return found == places.end() ? 0 : found->second;
    }
    [[nodiscard]] bool is_created(const std::string& label) const { return renames.models_renamed.find(label) == nullptr && target.find(label) != nullptr; }
};

/// A model that stays, at the stages of its way: with models renamed, with fields renamed too, and as it becomes.
struct KeptModel {
    const ModelState& models_renamed;
    const ModelState& renamed;
    const ModelState& target;
    ModelState followed;  ///< `renamed` with table, fields and columns of `target`, expressions followed: indexes and constraints compare with it
    std::set<std::string> removed_fields;

    [[nodiscard]] std::string label() const { return target.label(); }
};
[[nodiscard]] KeptModel kept_model(const ModelState& models_renamed, const ModelState& renamed, const ModelState& target);

// models.cpp
void find_renamed_models(Detection& detection);
void find_created_models(Detection& detection);
void find_deleted_models(Detection& detection);
/// Relations of new models to leave out of their CreateModel so that no circle is left (details 2.7).
[[nodiscard]] std::set<std::pair<std::string, std::string>> keys_left_out(const ProjectState& target, const Renames& renames);
// fields.cpp
void find_field_changes(Detection& detection, KeptModel& model);
/// AddField of a relation left out of its CreateModel, or of a field that reads it.
void add_left_out_field(Detection& detection, const ModelState& model, const Field& field, std::size_t place);
// fills.cpp: values for existing rows, or the question for one (details 2.3, 2.4). `question` gets its number.
[[nodiscard]] ColumnFill fill_for_added(Detection& detection, const ModelState& model, const Field& field, std::size_t& question);
[[nodiscard]] ColumnFill fill_for_altered(Detection& detection, const ModelState& model, const Field& old, const Field& field, std::size_t& question);
// indexes.cpp, constraints.cpp
void find_index_changes(Detection& detection, const KeptModel& model);
void find_constraint_changes(Detection& detection, const KeptModel& model);
void remove_index(Detection& detection, const ModelState& model, std::size_t place);
void add_index(Detection& detection, const ModelState& model, std::size_t place);
void remove_constraint(Detection& detection, const ModelState& model, std::size_t place);
void add_constraint(Detection& detection, const ModelState& model, std::size_t place);
// enums.cpp
void find_enum_changes(Detection& detection);
/// The enum that a field is of must be there; what ends when it is no longer of it.
void need_enum(Change& change, const Field& field);
void provide_enum_left(Change& change, const Field& field);
// options.cpp
void find_table_and_option_changes(Detection& detection, const KeptModel& model);
// exchanged_tables.cpp
/// Tables that exchange their names between apps, in a migration each: one steps aside before, so that every migration leaves each name to one table.
void part_exchanged_tables(Detection& detection);

/// What a field refers to, for a change that brings it: needs and uses.
void need_relations(Change& change, const ModelState& model, const Field& field);
/// What ends when a relation goes or changes: references to its models and to the field it points at.
void provide_unreferred(Change& change, const ModelState& model, const Field& field);
/// Tables that a model stands for, its many-to-many tables included.
[[nodiscard]] std::vector<std::string> tables_named(const ModelState& model);
/// Tables that were named in one and are not in the other, as facts for `change`; and the other way round as wishes.
void note_tables(Change& change, const ModelState* before, const ModelState* after);

}  // namespace reinhardt::db
