#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/state/model_state.hpp>

namespace reinhardt::db {

/// Finds models by label ("app.Model"); what schema rendering needs to resolve relations.
class StateView {
public:
    virtual ~StateView() = default;
    [[nodiscard]] virtual const ModelState* find(std::string_view label) const = 0;
};

/// One model that a change touched: before == nullptr: created; after == nullptr: deleted. `field_renames` are (old, new).
struct ModelChange {
    ModelPtr before, after;
    std::vector<std::pair<std::string, std::string>> field_renames;
    std::uint64_t place = 0;  ///< of a deleted model, for undo
};

using ObjectsPtr = std::shared_ptr<const SchemaObjects>;

/// What happened to a state since recording began: enough to render the schema before it, and to take it back.
struct StateLog {
    std::vector<ModelChange> changes;  ///< one for each model, in order of first touch
    ObjectsPtr objects_before;         ///< enums, extensions and collations as they were; nullptr: they did not change
};

/// All models of a project at one point of its history, with the enums, extensions and collations beside them. Models are immutable and shared, so that a copy costs a pointer for
/// each model and a change costs what it touches.
class ProjectState final : public StateView {
public:
    [[nodiscard]] const ModelState* find(std::string_view label) const override;
    [[nodiscard]] ModelPtr get(std::string_view label) const;  ///< nullptr when there is none
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] std::vector<const ModelState*> models() const;                       ///< in order of creation
    [[nodiscard]] std::vector<const ModelState*> models_of(std::string_view app) const;
    [[nodiscard]] std::vector<std::string> apps() const;                               ///< sorted
    /// Labels of the models with a relation (to or through) to `label`, sorted; the model itself too when it refers to itself.
    [[nodiscard]] std::vector<std::string> referrers(std::string_view label) const;

    [[nodiscard]] const SchemaObjects& objects() const noexcept { return *objects_; }
    [[nodiscard]] const ObjectsPtr& shared_objects() const noexcept { return objects_; }
    void put_objects(SchemaObjects objects);

    void put(ModelState model);                              ///< adds, or replaces the model of that label
    void rename(const std::string& label, ModelState model); ///< replaces `label` by a model of another label, in its place
    void erase(const std::string& label);
    void note_field_rename(const std::string& label, std::string from, std::string to);  ///< for the log, after put()

    /// Records changes into `log` until stop_recording(); one at a time.
    void record(StateLog& log);
    void stop_recording() noexcept { log_ = nullptr; }
    void undo(const StateLog& log);  ///< puts back what `log` recorded

    friend bool operator==(const ProjectState& a, const ProjectState& b);
    /// As ==, whatever the order of models, fields, indexes and constraints.
    [[nodiscard]] bool equivalent(const ProjectState& other) const;

private:
    struct Entry {
        ModelPtr model;
        std::uint64_t place = 0;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    template <class T> using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    void link(const ModelState& model, int by);
    void log_change(const ModelPtr& before, const ModelPtr& after, std::uint64_t place);

    Map<Entry> entries_;
    Map<std::vector<std::pair<std::string, int>>> referrers_;  ///< target -> (source, number of relations)
    std::uint64_t next_place_ = 1;
    ObjectsPtr objects_ = no_objects();
    StateLog* log_ = nullptr;

    static const ObjectsPtr& no_objects();
};

/// A state as it was before the changes of a log.
class StateBefore final : public StateView {
public:
    StateBefore(const ProjectState& now, const StateLog& log);
    [[nodiscard]] const ModelState* find(std::string_view label) const override;

private:
    const ProjectState& now_;
    std::unordered_map<std::string, const ModelState*> before_;
};

}  // namespace reinhardt::db
