#include <reinhardt/db/migrations/optimizer/reduction.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/operations.hpp>

namespace reinhardt::db::optimizer {

namespace {

bool is_rename(const Operation& operation) { return operation.op() == "RenameField" || !operation.new_label().empty(); }

}  // namespace

void Reduction::add(const OperationPtr& operation) {
    Incoming incoming{operation, known_.apply(*operation), {}};
    incoming.accesses = accesses_of(*operation, incoming.facts, known_.complete(), resources_);
    Outcome outcome = Outcome::changed;
    while (outcome == Outcome::changed) outcome = reduce(incoming);
    if (outcome == Outcome::absorbed) return;
    const auto model = resources_.model(incoming.label());
    const bool creates = dynamic_cast<const CreateModel*>(incoming.operation.get()) != nullptr;
    const NodeIndex node = order_.append(incoming.operation, std::move(incoming.facts), std::move(incoming.accesses));
    if (is_rename(*order_.node(node).operation)) ++renames_;
    if (creates) {
        created_[model] = node;
        pending_[model] = 0;
    } else {
        ++pending_[model];
    }
}

std::vector<OperationPtr> Reduction::result() const {
    std::vector<OperationPtr> operations;
    for (const NodeIndex node : order_.in_order()) operations.push_back(order_.node(node).operation);
    return operations;
}

Outcome Reduction::reduce(Incoming& incoming) {
    const Operation* operation = incoming.operation.get();
    if (dynamic_cast<const AddField*>(operation) != nullptr) return reduce_add_field(incoming);
    if (dynamic_cast<const AlterField*>(operation) != nullptr) return reduce_alter_field(incoming);
    if (dynamic_cast<const RemoveField*>(operation) != nullptr) return reduce_remove_field(incoming);
    if (dynamic_cast<const RenameField*>(operation) != nullptr) return reduce_rename_field(incoming);
    if (dynamic_cast<const AddIndex*>(operation) != nullptr) return reduce_add_index(incoming);
    if (dynamic_cast<const RemoveIndex*>(operation) != nullptr) return reduce_remove_index(incoming);
    if (dynamic_cast<const RenameIndex*>(operation) != nullptr) return reduce_rename_index(incoming);
    if (dynamic_cast<const AddConstraint*>(operation) != nullptr) return reduce_add_constraint(incoming);
    if (dynamic_cast<const AlterConstraint*>(operation) != nullptr) return reduce_alter_constraint(incoming);
    if (dynamic_cast<const RemoveConstraint*>(operation) != nullptr) return reduce_remove_constraint(incoming);
    if (dynamic_cast<const AlterModelTable*>(operation) != nullptr) return reduce_model_setting(incoming, "#table");
    if (dynamic_cast<const AlterModelOptions*>(operation) != nullptr) return reduce_model_setting(incoming, "#options");
    if (dynamic_cast<const AlterPrimaryKey*>(operation) != nullptr) return reduce_model_setting(incoming, "#key");
    if (dynamic_cast<const DeleteModel*>(operation) != nullptr) return reduce_delete_model(incoming);
    if (dynamic_cast<const RenameModel*>(operation) != nullptr) return reduce_rename_model(incoming);
    if (dynamic_cast<const AlterEnum*>(operation) != nullptr) return reduce_alter_enum(incoming);
    if (!object_resource(*operation).empty() && operation->op().starts_with("Drop")) return reduce_drop_object(incoming);
    return Outcome::kept;
}

ResourceId Reduction::part(const Operation& operation, std::string_view name) {
    return resources_.of(resources_.model(operation.app + "." + operation.model_name()), name);
}

std::optional<NodeIndex> Reduction::creation(const std::string& label) {
    const auto found = created_.find(resources_.model(label));
    if (found == created_.end() || !order_.node(found->second).alive) return std::nullopt;
    return found->second;
}

std::optional<NodeIndex> Reduction::earlier(const Incoming& incoming, std::string_view part_name) {
    const auto node = order_.last_writer(part(*incoming.operation, part_name));
    return node && same_backends(*node, incoming) ? node : std::nullopt;
}

bool Reduction::same_backends(NodeIndex node, const Incoming& incoming) const {
    return order_.node(node).operation->only == incoming.operation->only;
}

Outcome Reduction::cancel(NodeIndex node, const Incoming& incoming) {
    if (!order_.joinable(node, incoming.accesses)) return Outcome::kept;
    remove(node);
    return Outcome::absorbed;
}

Outcome Reduction::join(NodeIndex node, const Incoming& incoming, const OperationPtr& result, const Facts& facts) {
    const auto accesses = accesses_of(*result, facts, known_.complete(), resources_);
    return order_.join(node, incoming.accesses, result, accesses) ? Outcome::absorbed : Outcome::kept;
}

Outcome Reduction::join_all(NodeIndex node, const Incoming& incoming, const OperationPtr& result) {
    Accesses both = order_.node(node).accesses;
    for (const auto& access : incoming.accesses) {
        const auto same = std::find_if(both.begin(), both.end(), [&](const Access& own) { return own.resource == access.resource; });
        if (same == both.end()) {
            both.push_back(access);
        } else if (same->touch != access.touch) {
            same->touch = Touch::write;
        }
    }
    return order_.join(node, incoming.accesses, result, both) ? Outcome::absorbed : Outcome::kept;
}

Outcome Reduction::pull(NodeIndex node, Incoming& incoming, const OperationPtr& result, Facts facts) {
    if (!order_.could_be_last(node)) return Outcome::kept;
    remove(node);
    incoming.operation = result;
    incoming.facts = std::move(facts);
    incoming.accesses = accesses_of(*result, incoming.facts, known_.complete(), resources_);
    return Outcome::changed;
}

bool Reduction::ordering_spares(const std::string& label, const std::string& field) const {
    const ModelPtr model = known_.get(label);
    return model != nullptr && std::none_of(model->ordering.begin(), model->ordering.end(), [&](const std::string& item) { return item == field || item == "-" + field; });
}

void Reduction::remove(NodeIndex node) {
    const Operation& operation = *order_.node(node).operation;
    const auto model = resources_.model(operation.app + "." + operation.model_name());
    const auto created = created_.find(model);
    if (created != created_.end() && created->second == node) {
        created_.erase(created);
    } else {
        --pending_[model];
    }
    if (is_rename(operation)) --renames_;
    order_.remove(node);
}

}  // namespace reinhardt::db::optimizer
