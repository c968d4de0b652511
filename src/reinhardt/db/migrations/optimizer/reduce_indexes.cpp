#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>

namespace reinhardt::db::optimizer {

Outcome Reduction::reduce_add_index(Incoming& incoming) {
    const auto& add = static_cast<const AddIndex&>(*incoming.operation);
    if (const auto node = earlier(incoming, index_part(add.index)); node && as<RemoveIndex>(*node) != nullptr) {
        const auto& old = order_.node(*node).facts.old_index;
        if (old && *old == add.index && cancel(*node, incoming) == Outcome::absorbed) return Outcome::absorbed;
    }
    return into_create(incoming);
}

Outcome Reduction::reduce_remove_index(Incoming& incoming) {
    const auto& remove_index = static_cast<const RemoveIndex&>(*incoming.operation);
    const auto node = earlier(incoming, incoming.facts.old_index ? index_part(*incoming.facts.old_index) : "i:" + remove_index.name);
    if (!node) return into_create(incoming);
    if (as<AddIndex>(*node) != nullptr) return cancel(*node, incoming);
    if (const auto* rename = as<RenameIndex>(*node)) {
        auto result = copy_of(remove_index);
        result->name = rename->from;
        Facts facts = incoming.facts;
        facts.old_index = order_.node(*node).facts.old_index;
        return pull(*node, incoming, result, std::move(facts));
    }
    return into_create(incoming);
}

Outcome Reduction::reduce_rename_index(Incoming& incoming) {
    const auto& rename = static_cast<const RenameIndex&>(*incoming.operation);
    if (rename.from == rename.to) return Outcome::absorbed;
    const auto node = earlier(incoming, incoming.facts.old_index ? index_part(*incoming.facts.old_index) : "i:" + rename.from);
    if (!node) return into_create(incoming);
    if (const auto* add = as<AddIndex>(*node)) {
        auto result = copy_of(*add);
        result->index.name = incoming.facts.new_index ? incoming.facts.new_index->name : rename.to;
        return join(*node, incoming, result, {});
    }
    if (const auto* first = as<RenameIndex>(*node)) {
        if (first->from == rename.to) return cancel(*node, incoming);
        auto result = copy_of(*first);
        result->to = rename.to;
        Facts facts = order_.node(*node).facts;
        facts.new_index = incoming.facts.new_index;
        return join(*node, incoming, result, facts);
    }
    return into_create(incoming);
}

}  // namespace reinhardt::db::optimizer
