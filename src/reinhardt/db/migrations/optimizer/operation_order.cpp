#include <reinhardt/db/migrations/optimizer/operation_order.hpp>

#include <algorithm>
#include <iterator>

namespace reinhardt::db::optimizer {

namespace {

constexpr std::uint64_t label_step = std::uint64_t{1} << 32;

bool commute(Touch a, Touch b) { return a == b && a != Touch::write; }

}  // namespace

OperationOrder::OperationOrder() : nodes_(1) { seen_.push_back(0); }

OperationOrder::History& OperationOrder::history(ResourceId resource) {
    if (resource >= histories_.size()) histories_.resize(resource + std::size_t{1});
    return histories_[resource];
}

const Access* OperationOrder::access(NodeIndex node, ResourceId resource) const {
    for (const auto& access : nodes_[node].accesses) {
        if (access.resource == resource) return &access;
    }
    return nullptr;
}

void OperationOrder::enter(NodeIndex node, Access& access) {
    History& uses = history(access.resource);
    while (!uses.empty() && uses.back().nodes.empty()) uses.pop_back();
    if (uses.empty() || !commute(uses.back().touch, access.touch)) uses.push_back({access.touch, {}});
    access.group = static_cast<std::uint32_t>(uses.size() - 1);
    uses.back().nodes.push_back(node);
}

void OperationOrder::leave(NodeIndex node, const Access& access) {
    Group& group = histories_[access.resource][access.group];
    const auto found = std::find(group.nodes.rbegin(), group.nodes.rend(), node);
    group.nodes.erase(std::next(found).base());
}

NodeIndex OperationOrder::append(OperationPtr operation, Facts facts, Accesses accesses) {
    const auto index = static_cast<NodeIndex>(nodes_.size());
    Node node;
    node.operation = std::move(operation);
    node.facts = std::move(facts);
    node.accesses = std::move(accesses);
    for (auto& access : node.accesses) enter(index, access);
    node.before = nodes_[0].before;
    node.label = node.before == 0 ? label_step : nodes_[node.before].label + label_step;
    nodes_[node.before].after = index;
    nodes_[0].before = index;
    nodes_.push_back(std::move(node));
    seen_.push_back(0);
    return index;
}

void OperationOrder::remove(NodeIndex index) {
    Node& node = nodes_[index];
    for (const auto& access : node.accesses) leave(index, access);
    node.alive = false;
    nodes_[node.before].after = node.after;
    nodes_[node.after].before = node.before;
}

void OperationOrder::predecessors(ResourceId resource, std::size_t groups, Touch touch, std::vector<NodeIndex>& found) const {
    if (resource >= histories_.size()) return;
    const History& uses = histories_[resource];
    const Group* blocking = nullptr;
    for (std::size_t i = std::min(groups, uses.size()); i-- > 0;) {
        const Group& group = uses[i];
        if (group.nodes.empty() || (blocking == nullptr && commute(group.touch, touch))) continue;
        if (blocking != nullptr && !commute(group.touch, blocking->touch)) return;
        blocking = &group;
        found.insert(found.end(), group.nodes.begin(), group.nodes.end());
    }
}

/// Collects what must precede an operation that uses `later` and stands behind `first` now; false when `first` must precede one of those.
bool OperationOrder::find_earlier(NodeIndex first, const Accesses& later) {
    earlier_.clear();
    ++search_;
    const std::uint64_t bound = nodes_[first].label;
    std::vector<NodeIndex> open, found;
    for (const auto& access : later) predecessors(access.resource, static_cast<std::size_t>(-1), access.touch, found);
    std::erase(found, first);
    for (;;) {
        for (const NodeIndex node : found) {
            if (node == first) return false;
            if (nodes_[node].label < bound || seen_[node] == search_) continue;
            seen_[node] = search_;
            open.push_back(node);
        }
        if (open.empty()) return true;
        const NodeIndex node = open.back();
        open.pop_back();
        earlier_.push_back(node);
        found.clear();
        for (const auto& access : nodes_[node].accesses) predecessors(access.resource, access.group, access.touch, found);
    }
}

bool OperationOrder::joinable(NodeIndex first, const Accesses& later) { return find_earlier(first, later); }

bool OperationOrder::join(NodeIndex first, const Accesses& later, OperationPtr result, const Accesses& accesses) {
    if (!find_earlier(first, later)) return false;
    std::sort(earlier_.begin(), earlier_.end(), [&](NodeIndex a, NodeIndex b) { return nodes_[a].label < nodes_[b].label; });
    for (const NodeIndex node : earlier_) place_before(node, first);
    take_over(first, later, std::move(result), accesses);
    return true;
}

void OperationOrder::replace(NodeIndex node, OperationPtr result, const Accesses& accesses) { take_over(node, {}, std::move(result), accesses); }

void OperationOrder::take_over(NodeIndex first, const Accesses& later, OperationPtr result, const Accesses& accesses) {
    Accesses next;
    next.reserve(accesses.size());
    for (Access wanted : accesses) {
        const Access* own = access(first, wanted.resource);
        const bool by_later = std::any_of(later.begin(), later.end(), [&](const Access& access) { return access.resource == wanted.resource && access.touch == wanted.touch; });
        if (own != nullptr && (own->touch == wanted.touch || !by_later)) {
            next.push_back(*own);
            continue;
        }
        if (own != nullptr) leave(first, *own);
        enter(first, wanted);
        next.push_back(wanted);
    }
    for (const auto& own : nodes_[first].accesses) {
        if (std::none_of(accesses.begin(), accesses.end(), [&](const Access& access) { return access.resource == own.resource; })) leave(first, own);
    }
    nodes_[first].accesses = std::move(next);
    nodes_[first].operation = std::move(result);
}

void OperationOrder::place_before(NodeIndex index, NodeIndex other) {
    Node& node = nodes_[index];
    nodes_[node.before].after = node.after;
    nodes_[node.after].before = node.before;
    node.before = nodes_[other].before;
    node.after = other;
    nodes_[node.before].after = index;
    nodes_[other].before = index;
    const std::uint64_t low = node.before == 0 ? 0 : nodes_[node.before].label;
    node.label = low + (nodes_[other].label - low) / 2;
    if (node.label == low) relabel();
}

void OperationOrder::relabel() {
    std::uint64_t label = 0;
    for (NodeIndex node = nodes_[0].after; node != 0; node = nodes_[node].after) nodes_[node].label = label += label_step;
}

std::vector<NodeIndex> OperationOrder::users(ResourceId resource) const {
    std::vector<NodeIndex> result;
    if (resource >= histories_.size()) return result;
    for (const auto& group : histories_[resource]) result.insert(result.end(), group.nodes.begin(), group.nodes.end());
    return result;
}

bool OperationOrder::unused(ResourceId resource) const {
    return resource >= histories_.size() ||
           std::all_of(histories_[resource].begin(), histories_[resource].end(), [](const Group& group) { return group.nodes.empty(); });
}

std::vector<NodeIndex> OperationOrder::users_after(NodeIndex node, ResourceId resource, Touch touch) const {
    std::vector<NodeIndex> result;
    if (resource >= histories_.size()) return result;
    const Access* own = access(node, resource);
    for (std::size_t i = own != nullptr ? own->group + std::size_t{1} : 0; i < histories_[resource].size(); ++i) {
        const Group& group = histories_[resource][i];
        if (commute(group.touch, touch)) continue;
        // Earlier ones on a model of the same name, which the first has replaced, are no concern.
        std::copy_if(group.nodes.begin(), group.nodes.end(), std::back_inserter(result), [&](NodeIndex user) { return nodes_[user].label > nodes_[node].label; });
    }
    return result;
}

bool OperationOrder::could_be_last(NodeIndex node) const {
    return std::all_of(nodes_[node].accesses.begin(), nodes_[node].accesses.end(),
                       [&](const Access& own) { return users_after(node, own.resource, own.touch).empty(); });
}

std::optional<NodeIndex> OperationOrder::last_writer(ResourceId resource) const {
    if (resource >= histories_.size()) return std::nullopt;
    for (auto group = histories_[resource].rbegin(); group != histories_[resource].rend(); ++group) {
        if (group->nodes.empty()) continue;
        return group->touch == Touch::write ? std::optional<NodeIndex>(group->nodes.back()) : std::nullopt;
    }
    return std::nullopt;
}

void OperationOrder::rekey(NodeIndex first, ResourceId from, ResourceId to) {
    for (const NodeIndex user : users(from)) {
        if (nodes_[user].label < nodes_[first].label) continue;
        for (auto& used : nodes_[user].accesses) {
            if (used.resource != from) continue;
            leave(user, used);
            used.resource = to;
            enter(user, used);
        }
    }
}

std::vector<NodeIndex> OperationOrder::in_order() const {
    std::vector<NodeIndex> result;
    for (NodeIndex node = nodes_[0].after; node != 0; node = nodes_[node].after) result.push_back(node);
    return result;
}

}  // namespace reinhardt::db::optimizer
