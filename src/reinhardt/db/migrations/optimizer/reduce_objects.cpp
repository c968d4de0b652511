#include <algorithm>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>

namespace reinhardt::db::optimizer {

namespace {

/// Whether it only adds values: what uses the enum before it can as well use it behind.
bool only_adds(const AlterEnum& alter) { return alter.remove.empty() && alter.rename.empty() && alter.values.empty(); }

}  // namespace

std::string object_resource(const Operation& operation) {
    if (const auto* create = dynamic_cast<const CreateEnum*>(&operation)) return "enum:" + create->type.label();
    if (const auto* alter = dynamic_cast<const AlterEnum*>(&operation)) return "enum:" + alter->name;
    if (const auto* drop = dynamic_cast<const DropEnum*>(&operation)) return "enum:" + drop->name;
    if (const auto* create = dynamic_cast<const CreateExtension*>(&operation)) return "extension:" + create->extension.name;
    if (const auto* drop = dynamic_cast<const DropExtension*>(&operation)) return "extension:" + drop->name;
    if (const auto* create = dynamic_cast<const CreateCollation*>(&operation)) return "collation:" + create->collation.label();
    if (const auto* drop = dynamic_cast<const DropCollation*>(&operation)) return "collation:" + drop->name;
    return {};
}

bool makes_extension(const Operation& operation) {
    return dynamic_cast<const CreateExtension*>(&operation) != nullptr || dynamic_cast<const DropExtension*>(&operation) != nullptr;
}

std::optional<NodeIndex> Reduction::earlier_object(const Incoming& incoming) {
    const auto users = order_.users(resources_.global(object_resource(*incoming.operation)));
    for (auto node = users.rbegin(); node != users.rend(); ++node) {
        if (object_resource(*order_.node(*node).operation).empty()) continue;  // a field that is of it
        return same_backends(*node, incoming) ? std::optional<NodeIndex>(*node) : std::nullopt;
    }
    return std::nullopt;
}

Outcome Reduction::reduce_drop_object(Incoming& incoming) {
    const auto node = earlier_object(incoming);
    if (!node) return Outcome::kept;
    if (as<CreateEnum>(*node) != nullptr || as<CreateExtension>(*node) != nullptr || as<CreateCollation>(*node) != nullptr) return cancel(*node, incoming);
    // Values of a type that goes do not matter.
    return as<AlterEnum>(*node) != nullptr ? pull(*node, incoming, incoming.operation, {}) : Outcome::kept;
}

Outcome Reduction::reduce_alter_enum(Incoming& incoming) {
    const auto& alter = static_cast<const AlterEnum&>(*incoming.operation);
    const auto node = earlier_object(incoming);
    if (!node) return Outcome::kept;
    Incoming moved = incoming;
    if (only_adds(alter)) {
        for (auto& access : moved.accesses) access.touch = Touch::read;
    }
    if (const auto* create = as<CreateEnum>(*node)) {
        auto result = copy_of(*create);
        result->type.values = alter.changed(std::move(result->type.values));
        return join(*node, moved, result, {});
    }
    const auto* first = as<AlterEnum>(*node);
    if (first == nullptr || !only_adds(alter) || !first->values.empty()) return Outcome::kept;
    auto result = copy_of(*first);
    result->add.insert(result->add.end(), alter.add.begin(), alter.add.end());
    return join(*node, moved, result, {});
}

}  // namespace reinhardt::db::optimizer
