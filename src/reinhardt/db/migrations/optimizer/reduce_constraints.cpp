#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>

namespace reinhardt::db::optimizer {

Outcome Reduction::reduce_add_constraint(Incoming& incoming) {
    const auto& add = static_cast<const AddConstraint&>(*incoming.operation);
    if (const auto node = earlier(incoming, constraint_part(add.constraint)); node && as<RemoveConstraint>(*node) != nullptr) {
        const auto& old = order_.node(*node).facts.old_constraint;
        if (old && *old == add.constraint && cancel(*node, incoming) == Outcome::absorbed) return Outcome::absorbed;
        if (!add.constraint.name.empty()) {
            // Removed and made anew under its name is what AlterConstraint does.
            auto result = std::make_shared<AlterConstraint>();
            static_cast<Operation&>(*result) = *incoming.operation;
            result->model = add.model;
            result->constraint = add.constraint;
            const Facts facts = order_.node(*node).facts;
            if (const auto pulled = pull(*node, incoming, result, facts); pulled != Outcome::kept) return pulled;
        }
    }
    return into_create(incoming);
}

Outcome Reduction::reduce_alter_constraint(Incoming& incoming) {
    const auto& alter = static_cast<const AlterConstraint&>(*incoming.operation);
    const auto node = earlier(incoming, constraint_part(alter.constraint));
    if (!node) return into_create(incoming);
    if (const auto* add = as<AddConstraint>(*node)) {
        auto result = copy_of(*add);
        result->constraint = alter.constraint;
        return join(*node, incoming, result, {});
    }
    if (as<AlterConstraint>(*node) != nullptr) return join_all(*node, incoming, incoming.operation);
    return into_create(incoming);
}

Outcome Reduction::reduce_remove_constraint(Incoming& incoming) {
    const auto& remove_constraint = static_cast<const RemoveConstraint&>(*incoming.operation);
    const auto node = earlier(incoming, incoming.facts.old_constraint ? constraint_part(*incoming.facts.old_constraint) : "k:" + remove_constraint.name);
    if (!node) return into_create(incoming);
    if (as<AddConstraint>(*node) != nullptr) return cancel(*node, incoming);
    if (as<AlterConstraint>(*node) != nullptr) {
        Facts facts = incoming.facts;
        facts.old_constraint = order_.node(*node).facts.old_constraint;
        if (const auto pulled = pull(*node, incoming, incoming.operation, std::move(facts)); pulled != Outcome::kept) return pulled;
        return join_all(*node, incoming, incoming.operation);
    }
    return into_create(incoming);
}

}  // namespace reinhardt::db::optimizer
