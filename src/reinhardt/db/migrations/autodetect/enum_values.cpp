#include <reinhardt/db/migrations/autodetect/enum_values.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/create_enum.hpp>
#include <reinhardt/db/state/enum_uses.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// Whether a value of an operation's file form uses `wanted`: as a literal where rows or defaults get it, or quoted in an SQL text.
bool mentions(const Value& value, const std::string& wanted, bool literal) {
    if (value.is_text()) return (literal && value.as_text() == wanted) || value.as_text().find("'" + replace_all(wanted, "'", "''") + "'") != std::string::npos;
    if (value.is_list()) return std::any_of(value.as_list().begin(), value.as_list().end(), [&](const Value& item) { return mentions(item, wanted, literal); });
    if (!value.is_object()) return false;
    return std::any_of(value.as_object().begin(), value.as_object().end(), [&](const Member& member) {
        if (member.key == "choices") return false;
        return mentions(member.value, wanted, literal || member.key == "default" || member.key == "backfill" || member.key == "value");
    });
}

/// Whether rows become values of that enum.
bool converts(const Operation& operation, const std::string& label, const ProjectState& before) {
    const auto* alter = dynamic_cast<const AlterField*>(&operation);
    if (alter == nullptr || enum_of(alter->field) != label) return false;
    const ModelState* model = before.find(alter->app + "." + alter->model);
    const Field* old = model != nullptr ? model->field(alter->field.name) : nullptr;
    return old != nullptr && enum_of(*old) != label;
}

}  // namespace

bool NewEnumValues::used_by(const Operation& operation, const ProjectState& before) const {
    if (added_.empty() || dynamic_cast<const AlterEnum*>(&operation) != nullptr) return false;
    const Value form = operation.to_value();
    return std::any_of(added_.begin(), added_.end(), [&](const auto& type) {
        return converts(operation, type.first, before) || std::any_of(type.second.begin(), type.second.end(), [&](const std::string& value) { return mentions(form, value, false); });
    });
}

void NewEnumValues::pass(const Operation& operation) {
    if (const auto* create = dynamic_cast<const CreateEnum*>(&operation)) made_.insert(create->type.label());
    const auto* alter = dynamic_cast<const AlterEnum*>(&operation);
    if (alter == nullptr || made_.contains(alter->name)) return;
    for (const auto& addition : alter->add) added_[alter->name].insert(addition.value);
}

}  // namespace reinhardt::db
