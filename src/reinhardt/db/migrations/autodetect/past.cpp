#include <reinhardt/db/migrations/autodetect/past.hpp>

#include <functional>
#include <set>

#include <reinhardt/db/migrations/autodetect/change.hpp>
#include <reinhardt/db/migrations/operations/alter_enum.hpp>
#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/create_enum.hpp>
#include <reinhardt/db/migrations/operations/run_sql.hpp>
#include <reinhardt/db/migrations/operations/separate_database_and_state.hpp>

namespace reinhardt::db {

namespace {

/// Calls `visit` for each operation that changes the state, those inside of others too.
void each_state_operation(const std::vector<OperationPtr>& operations, const std::function<void(const Operation&)>& visit) {
    for (const auto& operation : operations) {
        if (const auto* separate = dynamic_cast<const SeparateDatabaseAndState*>(operation.get())) {
            each_state_operation(separate->state_operations, visit);
        } else if (const auto* sql = dynamic_cast<const RunSql*>(operation.get())) {
            each_state_operation(sql->state_operations, visit);
        } else {
            visit(*operation);
        }
    }
}

/// The relations of a model: what each field refers to.
std::set<std::pair<std::string, std::string>> relations(const ModelState* model) {
    std::set<std::pair<std::string, std::string>> result;
    if (model == nullptr) return result;
    for (const auto& field : model->fields) {
        if (!field.is_relation()) continue;
        for (const auto& target : {field.to(), field.through()}) {
            if (!target.empty()) result.insert({field.name, target});
        }
        if (const std::string to_field = field.attributes.text_or("to_field"); !to_field.empty()) result.insert({field.name, field.to() + "." + to_field});
    }
    return result;
}

}  // namespace

std::optional<MigrationKey> Past::latest(const std::string& label) {
    if (!touched_read_) read_touched();
    const auto found = touched_.find(label);
    return found == touched_.end() ? std::nullopt : std::optional<MigrationKey>(found->second);
}

const std::map<std::string, MigrationKey>& Past::referring(const std::string& what) {
    if (!referring_read_) read_referring();
    return referring_[what];
}

void Past::read_touched() {
    touched_read_ = true;
    for (const NodeId id : graph_.full_plan()) {
        const Migration& migration = *graph_.node(id).migration;
        each_state_operation(migration.operations, [&](const Operation& operation) {
            const std::string name = operation.model_name();
            if (const auto* created = dynamic_cast<const CreateEnum*>(&operation)) touched_[facts::enumeration(created->type.label())] = migration.key();
            if (const auto* altered = dynamic_cast<const AlterEnum*>(&operation)) touched_[facts::enumeration(altered->name)] = migration.key();
            if (name.empty()) return;
            std::string label = operation.app + "." + name;
            if (const std::string now = operation.new_label(); !now.empty()) {
                touched_.erase(label);
                label = now;
            }
            touched_[label] = migration.key();
        });
    }
}

void Past::read_referring() {
    referring_read_ = true;
    ProjectState state;
    for (const NodeId id : graph_.full_plan()) {
        const Migration& migration = *graph_.node(id).migration;
        each_state_operation(migration.operations, [&](const Operation& operation) {
            StateLog log;
            state.record(log);
            operation.apply(state);
            state.stop_recording();
            if (const std::string label = operation.new_label(); !label.empty()) {
                const auto before = referring_[operation.app + "." + operation.model_name()];
                auto& now = referring_[label];
                for (const auto& [app, key] : before) now[app] = key;
                return;
            }
            const auto* alter = dynamic_cast<const AlterField*>(&operation);  // names its targets even where they stay
            for (const auto& change : log.changes) {
                const auto before = relations(change.before.get());
                const auto after = relations(change.after.get());
                for (const auto& relation : before) {
                    if (!after.contains(relation)) referring_[relation.second][migration.app] = migration.key();
                }
                for (const auto& relation : after) {
                    if (!before.contains(relation) || (alter != nullptr && relation.first == alter->field.name)) referring_[relation.second][migration.app] = migration.key();
                }
            }
        });
    }
}

}  // namespace reinhardt::db
