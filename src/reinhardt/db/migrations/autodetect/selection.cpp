#include <reinhardt/db/migrations/autodetect/selection.hpp>

#include <algorithm>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

std::string change_key(const Operation& operation) { return operation.app + ": " + operation.describe(); }

Selector::Selector(const std::vector<Change>& changes, const ChangeGraph& graph, const Selection& selection)
    : changes_(changes), selection_(selection), dependents_(changes.size()), because_(changes.size(), no_change), dropped_(changes.size(), false) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
        keys_.push_back(change_key(*changes[i].operation));
        for (const auto* edges : {&graph.needs[i], &graph.wishes[i]}) {
            for (const std::size_t other : *edges) dependents_[other].push_back(i);
        }
    }
}

void Selector::drop(std::size_t change, std::size_t because, std::vector<bool>& chosen) {
    std::vector<std::size_t> open;
    const auto take_out = [&](std::size_t number, std::size_t cause) {
        if (!chosen[number]) return;
        chosen[number] = false;
        dropped_[number] = true;
        because_[number] = cause;
        open.push_back(number);
    };
    take_out(change, because);
    while (!open.empty()) {
        const std::size_t number = open.back();
        open.pop_back();
        for (const std::size_t dependent : dependents_[number]) take_out(dependent, number);
    }
}

void Selector::leave_out(std::vector<bool>& chosen) {
    // Those skipped by name first: what else is left out has one of them as its cause.
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        if (!chosen[i] || !selection_.skipped.contains(keys_[i])) continue;
        chosen[i] = false;
        dropped_[i] = true;
        because_[i] = i;
    }
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        if (because_[i] != i) continue;
        for (const std::size_t dependent : dependents_[i]) drop(dependent, i, chosen);
    }
}

bool Selector::applies(const std::vector<Batch>& batches, const ProjectState& from, std::vector<bool>& chosen) {
    if (std::find(dropped_.begin(), dropped_.end(), true) == dropped_.end()) return true;
    ProjectState state = from;
    for (const auto& batch : batches) {
        for (const std::size_t change : batch.changes) {
            try {
                changes_[change].operation->apply(state);
            } catch (const Error&) {
                drop(change, no_change, chosen);
                return false;
            }
        }
    }
    return true;
}

void Selector::cut(std::vector<Batch>& batches) const {
    if (selection_.splits.empty()) return;
    std::vector<Batch> result;
    for (const auto& batch : batches) {
        result.push_back({batch.app, {}});
        for (const std::size_t change : batch.changes) {
            if (!result.back().changes.empty() && selection_.splits.contains(keys_[change])) result.push_back({batch.app, {}});
            result.back().changes.push_back(change);
        }
    }
    batches = std::move(result);
}

std::vector<DetectedChange> Selector::report(const std::vector<Batch>& batches) const {
    std::vector<DetectedChange> result;
    const auto add = [&](std::size_t number) -> DetectedChange& {
        DetectedChange change;
        change.key = keys_[number];
        change.operation = changes_[number].operation;
        result.push_back(std::move(change));
        return result.back();
    };
    for (std::size_t migration = 0; migration < batches.size(); ++migration) {
        for (const std::size_t number : batches[migration].changes) add(number).migration = migration;
    }
    for (std::size_t number = 0; number < changes_.size(); ++number) {
        if (!dropped_[number]) continue;
        DetectedChange& change = add(number);
        if (because_[number] != number) change.taken_along_by = because_[number] == no_change ? "what is skipped" : keys_[because_[number]];
    }
    return result;
}

}  // namespace reinhardt::db
