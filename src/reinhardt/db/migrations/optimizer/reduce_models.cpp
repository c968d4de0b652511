#include <algorithm>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::optimizer {

/// The change becomes part of the model's creation: no rows can be there yet, so that values for existing rows fall away.
Outcome Reduction::into_create(const Incoming& incoming) {
    const std::string label = incoming.label();
    const auto node = creation(label);
    if (!node || !same_backends(*node, incoming) || !order_.joinable(*node, incoming.accesses)) return Outcome::kept;
    auto result = copy_of(*as<CreateModel>(*node));
    ModelPtr model = known_.get(label);
    const auto refers = [](const Field& field) { return field.is_relation(); };
    // What is known now is the model at this point of the list; that is not its creation's where other operations changed it in between.
    if (model == nullptr || pending_[resources_.model(label)] != 0 ||
        (renames_ != 0 && std::any_of(model->fields.begin(), model->fields.end(), refers))) {
        KnownModels alone(nullptr);
        try {
            (void)alone.apply(*result);
            (void)alone.apply(*incoming.operation);
        } catch (const Error&) {
            return Outcome::kept;
        }
        model = alone.get(label);
    }
    result->model = *model;
    return join(*node, incoming, result, {});
}

/// Table, options or key: the last word counts.
Outcome Reduction::reduce_model_setting(Incoming& incoming, std::string_view part_name) {
    const auto users = order_.users(part(*incoming.operation, part_name));
    for (auto user = users.rbegin(); user != users.rend(); ++user) {
        const Operation& other = *order_.node(*user).operation;
        // Ordering follows a renamed field, but all of it is written anew.
        if (other.op() == "RenameField") continue;
        if (other.op() != incoming.operation->op() || !same_backends(*user, incoming)) break;
        if (part_name == "#options") {
            for (const auto& access : order_.node(*user).accesses) {
                for (const NodeIndex later : order_.users_after(*user, access.resource, access.touch)) {
                    if (order_.node(later).operation->op() != "RenameField") return into_create(incoming);
                }
            }
            remove(*user);
            return Outcome::changed;
        }
        return join_all(*user, incoming, incoming.operation);
    }
    return into_create(incoming);
}

/// What was done to a model that is deleted need not be done; a model made among these operations need not be made.
Outcome Reduction::reduce_delete_model(Incoming& incoming) {
    const std::string label = incoming.label();
    const auto model = resources_.model(label);
    auto users = order_.users(resources_.of(model));
    bool only_own = true;
    for (auto user = users.rbegin(); user != users.rend(); ++user) {
        const auto& node = order_.node(*user);
        const Operation& other = *node.operation;
        if (as<CreateModel>(*user) != nullptr || as<RenameModel>(*user) != nullptr || as<MoveModel>(*user) != nullptr || as<DeleteModel>(*user) != nullptr) continue;
        if (other.app + "." + other.model_name() != label || !same_backends(*user, incoming)) {
            only_own = false;
            continue;
        }
        if (!order_.could_be_last(*user)) {
            only_own = false;
            continue;
        }
        for (const auto& access : node.accesses) {
            if (std::none_of(incoming.accesses.begin(), incoming.accesses.end(), [&](const Access& own) { return own.resource == access.resource; })) {
                incoming.accesses.push_back({access.resource, access.touch, 0});
            }
        }
        remove(*user);
    }
    if (!only_own) return Outcome::kept;
    users = order_.users(resources_.of(model));
    if (users.empty() || !same_backends(users.back(), incoming)) return Outcome::kept;
    const NodeIndex last = users.back();
    if (as<CreateModel>(last) != nullptr && creation(label) == last) {
        remove(last);
        return Outcome::absorbed;
    }
    const auto* rename = as<RenameModel>(last);
    if (rename == nullptr || rename->app + "." + rename->to != label) return Outcome::kept;
    auto result = copy_of(static_cast<const DeleteModel&>(*incoming.operation));
    result->name = rename->from;
    return pull(last, incoming, result, incoming.facts);
}

}  // namespace reinhardt::db::optimizer
