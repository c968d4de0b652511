#include <reinhardt/db/state/project_state.hpp>

#include <algorithm>
#include <set>

namespace reinhardt::db {

const ModelState* ProjectState::find(std::string_view label) const {
    const auto found = entries_.find(label);
    return found == entries_.end() ? nullptr : found->second.model.get();
}

ModelPtr ProjectState::get(std::string_view label) const {
    const auto found = entries_.find(label);
    return found == entries_.end() ? nullptr : found->second.model;
}

std::vector<const ModelState*> ProjectState::models() const {
    std::vector<const Entry*> sorted;
    sorted.reserve(entries_.size());
    for (const auto& [label, entry] : entries_) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) { return a->place < b->place; });
    std::vector<const ModelState*> result;
    result.reserve(sorted.size());
    for (const Entry* entry : sorted) result.push_back(entry->model.get());
    return result;
}

std::vector<const ModelState*> ProjectState::models_of(std::string_view app) const {
    auto result = models();
    std::erase_if(result, [&](const ModelState* model) { return model->app != app; });
    return result;
}

std::vector<std::string> ProjectState::apps() const {
    std::set<std::string> names;
    for (const auto& [label, entry] : entries_) names.insert(entry.model->app);
    return {names.begin(), names.end()};
}

std::vector<std::string> ProjectState::referrers(std::string_view label) const {
    std::vector<std::string> result;
    if (const auto found = referrers_.find(label); found != referrers_.end()) {
        for (const auto& [source, count] : found->second) result.push_back(source);
    }
    std::sort(result.begin(), result.end());
    return result;
}

void ProjectState::link(const ModelState& model, int by) {
    const auto add = [&](const std::string& target) {
        if (target.empty()) return;
        auto& sources = referrers_[target];
        const std::string label = model.label();
        const auto found = std::find_if(sources.begin(), sources.end(), [&](const auto& source) { return source.first == label; });
        if (found == sources.end()) {
            if (by > 0) sources.emplace_back(label, by);
        } else if ((found->second += by) <= 0) {
            sources.erase(found);
        }
        if (sources.empty()) referrers_.erase(target);
    };
    for (const auto& field : model.fields) {
        if (!field.is_relation()) continue;
        add(field.to());
        if (field.is_many_to_many()) add(field.through());
    }
}

void ProjectState::log_change(const ModelPtr& before, const ModelPtr& after, std::uint64_t place) {
    if (log_ == nullptr) return;
    auto& changes = log_->changes;
    // A model that this log already holds keeps its first "before".
    const auto same = std::find_if(changes.begin(), changes.end(), [&](const ModelChange& change) { return before != nullptr && change.after == before; });
    if (same == changes.end()) {
        changes.push_back({before, after, {}, place});
    } else if (same->before == nullptr && after == nullptr) {
        changes.erase(same);
    } else {
        same->after = after;
        same->place = place;
    }
}

const ObjectsPtr& ProjectState::no_objects() {
    static const ObjectsPtr none = std::make_shared<const SchemaObjects>();
    return none;
}

void ProjectState::put_objects(SchemaObjects objects) {
    if (log_ != nullptr && log_->objects_before == nullptr) log_->objects_before = objects_;
    objects_ = std::make_shared<const SchemaObjects>(std::move(objects));
}

void ProjectState::put(ModelState model) {
    auto next = std::make_shared<const ModelState>(std::move(model));
    auto& entry = entries_[next->label()];
    const ModelPtr before = entry.model;
    if (before != nullptr) link(*before, -1);
    if (before == nullptr) entry.place = next_place_++;
    link(*next, 1);
    entry.model = next;
    const auto place = entry.place;
    log_change(before, next, place);
}

void ProjectState::rename(const std::string& label, ModelState model) {
    const auto found = entries_.find(label);
    if (found == entries_.end()) return put(std::move(model));
    auto next = std::make_shared<const ModelState>(std::move(model));
    const Entry before = found->second;
    link(*before.model, -1);
    entries_.erase(found);
    link(*next, 1);
    entries_[next->label()] = Entry{next, before.place};
    log_change(before.model, next, before.place);
}

void ProjectState::erase(const std::string& label) {
    const auto found = entries_.find(label);
    if (found == entries_.end()) return;
    const Entry before = found->second;
    link(*before.model, -1);
    entries_.erase(found);
    log_change(before.model, nullptr, before.place);
}

void ProjectState::note_field_rename(const std::string& label, std::string from, std::string to) {
    if (log_ == nullptr) return;
    for (auto& change : log_->changes) {
        if (change.after == nullptr || change.after->label() != label) continue;
        for (auto& earlier : change.field_renames) {
            if (earlier.second == from) {
                earlier.second = std::move(to);
                return;
            }
        }
        change.field_renames.emplace_back(std::move(from), std::move(to));
        return;
    }
}

void ProjectState::record(StateLog& log) { log_ = &log; }

void ProjectState::undo(const StateLog& log) {
    StateLog* const recording = log_;
    log_ = nullptr;
    if (log.objects_before != nullptr) objects_ = log.objects_before;
    std::vector<std::pair<ModelPtr, std::uint64_t>> back;
    for (const auto& change : log.changes) {
        std::uint64_t place = change.place;
        if (change.after != nullptr) {
            const auto found = entries_.find(change.after->label());
            if (found != entries_.end()) {
                place = found->second.place;
                link(*found->second.model, -1);
                entries_.erase(found);
            }
        }
        if (change.before != nullptr) back.emplace_back(change.before, place);
    }
    for (auto& [model, place] : back) {
        link(*model, 1);
        entries_[model->label()] = Entry{model, place != 0 ? place : next_place_++};
    }
    log_ = recording;
}

bool operator==(const ProjectState& a, const ProjectState& b) {
    if (a.size() != b.size() || !(a.objects_ == b.objects_ || *a.objects_ == *b.objects_)) return false;
    for (const auto& [label, entry] : a.entries_) {
        const ModelState* other = b.find(label);
        if (other == nullptr || !(other == entry.model.get() || *other == *entry.model)) return false;
    }
    return true;
}

bool ProjectState::equivalent(const ProjectState& other) const {
    if (size() != other.size() || !objects_->equivalent(*other.objects_)) return false;
    for (const auto& [label, entry] : entries_) {
        const ModelState* theirs = other.find(label);
        if (theirs == nullptr || !(theirs == entry.model.get() || theirs->equivalent(*entry.model))) return false;
    }
    return true;
}

StateBefore::StateBefore(const ProjectState& now, const StateLog& log) : now_(now) {
    for (const auto& change : log.changes) {
        if (change.after != nullptr) before_.emplace(change.after->label(), nullptr);
    }
    for (const auto& change : log.changes) {
        if (change.before != nullptr) before_[change.before->label()] = change.before.get();
    }
}

const ModelState* StateBefore::find(std::string_view label) const {
    const auto found = before_.find(std::string(label));
    return found == before_.end() ? now_.find(label) : found->second;
}

}  // namespace reinhardt::db
