#include <reinhardt/db/migrations/operation_detail.hpp>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {
namespace {

std::string shown(const Value& value) { return value.is_text() ? "\"" + value.as_text() + "\"" : toml_inline(value); }

/// One attribute that changed: a flag by its name alone, others with both values.
std::string change_of(const std::string& key, const Value* from, const Value* to) {
    const auto is_flag = [](const Value* value) { return value == nullptr || value->is_bool(); };
    if (is_flag(from) && is_flag(to) && (from != nullptr || to != nullptr)) {
        if (to != nullptr) return to->as_bool() ? key : key + " = false";
        return from->as_bool() ? "no longer " + key : key;
    }
    if (from == nullptr) return key + " " + shown(*to);
    if (to == nullptr) return "no " + key + ", was " + shown(*from);
    return key + " " + shown(*from) + " -> " + shown(*to);
}

std::vector<std::string> object_changes(const Value& from, const Value& to) {
    std::vector<std::string> changes;
    for (const Member& member : to.as_object()) {
        const Value* old = from.find(member.key);
        if (old == nullptr || !(*old == member.value)) changes.push_back(change_of(member.key, old, &member.value));
    }
    for (const Member& member : from.as_object())
        if (!to.has(member.key)) changes.push_back(change_of(member.key, &member.value, nullptr));
    return changes;
}

/// Attributes that belong to a type alone ("max_length") go and come with it.
bool is_of_type(const FieldType* type, const std::string& key) {
    if (type == nullptr) return false;
    for (const std::string_view list : {type->required, type->extra})
        for (const std::string& word : split(list, ' '))
            if (word == key) return true;
    return false;
}

std::string field_changes(const Field& from, const Field& to) {
    Value before = from.migrated().attributes;
    const Value after = to.migrated().attributes;
    std::vector<std::string> changes;
    if (from.type != to.type) {
        changes.push_back(from.type + " -> " + to.type);
        const FieldType* old_type = find_field_type(from.type);
        for (const Member& member : Value::Object(before.as_object()))
            if (!after.has(member.key) && is_of_type(old_type, member.key)) before.erase(member.key);
    }
    for (std::string& change : object_changes(before, after)) changes.push_back(std::move(change));
    return join(changes, ", ");
}

}  // namespace

std::string operation_detail(const Operation& operation, const ProjectState& before) {
    if (const auto* alter = dynamic_cast<const AlterField*>(&operation)) {
        const ModelState* model = before.find(alter->app + "." + alter->model);
        const Field* field = model != nullptr ? model->field(alter->field.name) : nullptr;
        return field != nullptr ? field_changes(*field, alter->field) : std::string();
    }
    return {};
}

std::vector<std::string> operation_details(const Migration& migration, ProjectState& state) {
    std::vector<std::string> details;
    details.reserve(migration.operations.size());
    for (std::size_t i = 0; i < migration.operations.size(); ++i) {
        details.push_back(operation_detail(*migration.operations[i], state));
        apply_operation(migration, i, state);
    }
    return details;
}

}  // namespace reinhardt::db
