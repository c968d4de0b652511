#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <reinhardt/db/migrations/optimizer/known_models.hpp>

namespace reinhardt::db::optimizer {

using ResourceId = std::uint32_t;
using NodeIndex = std::uint32_t;

/// How an operation uses a resource (a model, a field, an index name …). Equal reads commute, equal alters commute, all else keeps its order.
enum class Touch : std::uint8_t { read, alter, write };

struct Access {
    ResourceId resource = 0;
    Touch touch = Touch::read;
    std::uint32_t group = 0;  ///< of the resource's history; filled by OperationOrder
};
using Accesses = std::vector<Access>;

/// Operations under reduction with the order that their uses of common resources demand. Two of them may be joined into one if no third
/// has to stand between them; whatever must precede the joined one is then moved before it, and nothing else moves. Costs of every
/// call follow from the operations on the same resources, not from the length of the list.
class OperationOrder {
public:
    struct Node {
        OperationPtr operation;
        Facts facts;
        Accesses accesses;
        bool alive = true;
        std::uint64_t label = 0;  ///< place in the order
        NodeIndex before = 0, after = 0;
    };

    OperationOrder();

    NodeIndex append(OperationPtr operation, Facts facts, Accesses accesses);
    void remove(NodeIndex node);
    /// Puts `result` in the place of `first`, joined with an operation that would come last and uses `later`; false and nothing done
    /// when another operation has to stand between them. `accesses` are those of the result, a part of both together.
    bool join(NodeIndex first, const Accesses& later, OperationPtr result, const Accesses& accesses);
    /// Another operation in the same place; the order of uses that stay is kept, new ones come last.
    void replace(NodeIndex node, OperationPtr result, const Accesses& accesses);
    /// Whether join() would do it.
    [[nodiscard]] bool joinable(NodeIndex first, const Accesses& later);

    [[nodiscard]] const Node& node(NodeIndex index) const { return nodes_[index]; }
    [[nodiscard]] Node& node(NodeIndex index) { return nodes_[index]; }
    /// The living operations that use the resource, in order.
    [[nodiscard]] std::vector<NodeIndex> users(ResourceId resource) const;
    [[nodiscard]] bool unused(ResourceId resource) const;
    /// Those that use the resource behind `node` in a way that does not commute with `touch`.
    [[nodiscard]] std::vector<NodeIndex> users_after(NodeIndex node, ResourceId resource, Touch touch) const;
    /// Whether `node` could as well stand last.
    [[nodiscard]] bool could_be_last(NodeIndex node) const;
    /// The last living operation that uses the resource with `write`; none if an other kind of use came later.
    [[nodiscard]] std::optional<NodeIndex> last_writer(ResourceId resource) const;
    /// Gives the uses of `from` by operations behind (and including) `first` to `to`, in their order.
    void rekey(NodeIndex first, ResourceId from, ResourceId to);

    [[nodiscard]] std::vector<NodeIndex> in_order() const;

private:
    struct Group {
        Touch touch = Touch::read;
        std::vector<NodeIndex> nodes;
    };
    using History = std::vector<Group>;

    [[nodiscard]] const Access* access(NodeIndex node, ResourceId resource) const;
    void enter(NodeIndex node, Access& access);
    void leave(NodeIndex node, const Access& access);
    History& history(ResourceId resource);
    /// Appends to `found` those that must precede a use with `touch` that stands behind the first `groups` groups.
    void predecessors(ResourceId resource, std::size_t groups, Touch touch, std::vector<NodeIndex>& found) const;
    bool find_earlier(NodeIndex first, const Accesses& later);
    void take_over(NodeIndex first, const Accesses& later, OperationPtr result, const Accesses& accesses);
    void place_before(NodeIndex node, NodeIndex other);
    void relabel();

    std::vector<Node> nodes_;           // nodes_[0] is both ends of the list
    std::vector<History> histories_;
    std::vector<std::uint32_t> seen_;   // by node: the search that saw it
    std::uint32_t search_ = 0;
    std::vector<NodeIndex> earlier_;    // found by find_earlier: what must move before the joined operation
};

}  // namespace reinhardt::db::optimizer
