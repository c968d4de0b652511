#include <reinhardt/db/migrations/graph_replaces.hpp>

#include <algorithm>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

std::string names_of(const std::vector<MigrationKey>& keys) {
    std::vector<std::string> names;
    for (const auto& key : keys) names.push_back(key.text());
    return join(names, ", ");
}

bool includes(const std::set<MigrationKey>& outer, const std::set<MigrationKey>& inner) {
    return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

}  // namespace

Replacements::Replacements(const std::map<MigrationKey, Migration>& migrations, const std::set<MigrationKey>& recorded, bool use_replaces)
    : migrations_(migrations) {
    for (const auto& [key, migration] : migrations) {
        if (!migration.replaces.empty()) squashes_[key] = Squash{&migration, migration.replaces, {}, 0};
    }
    recorded_ = recorded;
    if (squashes_.empty()) return;
    std::vector<MigrationKey> path;
    for (const auto& [key, squash] : squashes_) expand(key, path);
    adopt_overlapping();
    for (const auto& key : inner_first_) decide(squashes_.at(key), use_replaces);
}

void Replacements::expand(const MigrationKey& key, std::vector<MigrationKey>& path) {
    Squash& squash = squashes_.at(key);
    if (squash.visit == 2) return;
    path.push_back(key);
    if (squash.visit == 1) {
        const auto start = std::find(path.begin(), path.end(), key);
        throw Error(ErrorCode::cycle, "squashes replace each other in a circle: " + names_of({start, path.end()})).at(squash.migration->file);
    }
    squash.visit = 1;
    for (const auto& part : squash.parts) {
        if (const auto inner = squashes_.find(part); inner != squashes_.end()) {
            expand(part, path);
            squash.leaves.insert(inner->second.leaves.begin(), inner->second.leaves.end());
        } else {
            squash.leaves.insert(part);
        }
    }
    squash.visit = 2;
    path.pop_back();
    inner_first_.push_back(key);
}

/// A part that two squashes name belongs to the smaller one, which in turn belongs to the larger.
void Replacements::adopt_overlapping() {
    std::vector<MigrationKey> by_size = inner_first_;
    std::stable_sort(by_size.begin(), by_size.end(),
                     [&](const MigrationKey& a, const MigrationKey& b) { return squashes_.at(a).leaves.size() < squashes_.at(b).leaves.size(); });
    for (const auto& key : by_size) {
        Squash& squash = squashes_.at(key);
        std::vector<MigrationKey> parts;
        std::set<MigrationKey> claimed;
        const auto claim = [&](MigrationKey part) {
            for (auto owner = owner_.find(part); owner != owner_.end() && owner->second != key; owner = owner_.find(part)) {
                const Squash& other = squashes_.at(owner->second);
                if (!includes(squash.leaves, other.leaves)) {
                    throw Error(ErrorCode::migration_file, key.text() + " and " + owner->second.text() + " both replace " + part.text())
                        .at(squash.migration->file, part.line)
                        .hint("let one of them replace the other, or remove the one that is obsolete");
                }
                part = owner->second;
            }
            if (part == key || !claimed.insert(part).second) return;
            owner_[part] = key;
            parts.push_back(part);
        };
        for (const auto& part : squash.parts) claim(part);
        squash.parts = std::move(parts);
    }
    inner_first_ = std::move(by_size);
}

void Replacements::decide(const Squash& squash, bool use_replaces) {
    const MigrationKey key = squash.migration->key();
    const auto is_recorded = [&](const MigrationKey& part) { return recorded_.contains(part); };
    auto count = static_cast<std::size_t>(std::count_if(squash.leaves.begin(), squash.leaves.end(), is_recorded));
    if (count == 0 && recorded_.contains(key)) {
        recorded_.insert(squash.leaves.begin(), squash.leaves.end());
        count = squash.leaves.size();
    }
    const bool all = count == squash.leaves.size();
    if (all) {
        counts_as_applied_.insert(key);
        if (!recorded_.contains(key)) adoptable_.push_back(key);
    }
    std::vector<MigrationKey> gone;
    add_gone(squash, gone);
    const bool partly = count != 0 && !all;
    if (partly && !gone.empty()) {
        throw Error(ErrorCode::inconsistent_history,
                    "squash " + key.text() + " is recorded in part only, and the files of " + names_of(gone) + " are gone")
            .at(squash.migration->file)
            .hint("bring the replaced files back and run migrate, then remove them again");
    }
    if (partly || (!use_replaces && gone.empty())) {
        leave_out(squash, key);
    } else {
        for (const auto& part : squash.parts) take_in(part, key);
    }
}

/// The parts without a file. What an inner squash that stands replaces is not missed.
void Replacements::add_gone(const Squash& squash, std::vector<MigrationKey>& gone) const {
    for (const auto& part : squash.parts) {
        if (!migrations_.contains(part)) gone.push_back(part);
        else if (left_out_.contains(part)) add_gone(squashes_.at(part), gone);
    }
}

/// Also what an inner squash that was left out had for parts.
void Replacements::take_in(const MigrationKey& part, const MigrationKey& squash) {
    replaced_by_[part] = squash;
    if (left_out_.erase(part) == 0) return;
    for (const auto& inner : squashes_.at(part).parts) take_in(inner, squash);
}

/// Only the last parts stand for the squash: those that no other part depends on.
void Replacements::leave_out(const Squash& squash, const MigrationKey& key) {
    std::set<MigrationKey> nodes, parents;
    for (const auto& part : squash.parts) {
        for (auto& node : resolve(part)) nodes.insert(std::move(node));
    }
    for (const auto& node : nodes) {
        for (const auto& dependency : migrations_.at(node).dependencies) {
            for (auto& parent : resolve(dependency)) parents.insert(std::move(parent));
        }
    }
    std::erase_if(nodes, [&](const MigrationKey& node) { return parents.contains(node); });
    left_out_[key].assign(nodes.begin(), nodes.end());
}

bool Replacements::stands(const MigrationKey& key) const { return !replaced_by_.contains(key) && !left_out_.contains(key); }

std::vector<MigrationKey> Replacements::resolve(const MigrationKey& key) const {
    const MigrationKey current = carrier(key).value_or(key);
    if (const auto parts = left_out_.find(current); parts != left_out_.end()) {
        std::vector<MigrationKey> result;
        for (const auto& part : parts->second) {
            for (auto& node : resolve(part)) result.push_back(std::move(node));
        }
        return result;
    }
    if (!migrations_.contains(current)) return {};
    return {current};
}

std::optional<MigrationKey> Replacements::carrier(const MigrationKey& key) const {
    if (left_out_.contains(key)) return std::nullopt;
    const MigrationKey* current = &key;
    for (auto next = replaced_by_.find(*current); next != replaced_by_.end(); next = replaced_by_.find(*current)) current = &next->second;
    return *current;
}

bool Replacements::applied(const MigrationKey& key) const {
    return squashes_.contains(key) ? counts_as_applied_.contains(key) : recorded_.contains(key);
}

}  // namespace reinhardt::db
