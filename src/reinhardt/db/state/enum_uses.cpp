#include <reinhardt/db/state/enum_uses.hpp>

#include <algorithm>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

/// The keys of the EnumField that the field is or holds; nullptr when it is none.
template <class AnyField>
auto* enum_keys(AnyField& field) {
    if (field.type == "EnumField") return &field.attributes;
    auto* inner = field.attributes.find(field.type == "ArrayField" ? "of" : field.type == "GeneratedField" ? "output" : "");
    while (inner != nullptr && inner->text_or("type") == "ArrayField") inner = inner->find("of");
    return inner != nullptr && inner->text_or("type") == "EnumField" ? inner : nullptr;
}

/// A choice that has a label is a pair, of which the first is the value; a default may be a list of values.
void rename_in(Value& value, const std::vector<ValueRename>& renames, bool pair) {
    if (value.is_list() && !value.as_list().empty()) {
        if (pair) return rename_in(value.as_list().front(), renames, false);
        for (auto& item : value.as_list()) rename_in(item, renames, false);
    } else if (value.is_text()) {
        const auto found = std::find_if(renames.begin(), renames.end(), [&](const ValueRename& rename) { return rename.first == value.as_text(); });
        if (found != renames.end()) value = Value(found->second);
    }
}

}  // namespace

std::string enum_of(const Field& field) {
    const Value* keys = enum_keys(field);
    return keys != nullptr ? keys->text_or("native") : std::string();
}

std::vector<std::string> enum_values_of(const Field& field) {
    std::vector<std::string> values;
    const Value* keys = enum_keys(field);
    const Value* choices = keys != nullptr ? keys->find("choices") : nullptr;
    if (choices == nullptr || !choices->is_list()) return values;
    for (const auto& choice : choices->as_list()) {
        const Value& value = choice.is_list() && !choice.as_list().empty() ? choice.as_list().front() : choice;
        if (value.is_text()) values.push_back(value.as_text());
    }
    return values;
}

void rename_enum_values(Field& field, const std::vector<ValueRename>& renames) {
    Value* keys = enum_keys(field);
    Value* choices = keys != nullptr ? keys->find("choices") : nullptr;
    if (choices != nullptr && choices->is_list()) {
        for (auto& choice : choices->as_list()) rename_in(choice, renames, true);
    }
    if (Value* value = field.attributes.find("default")) rename_in(*value, renames, false);
}

std::vector<EnumType> enums_used(const ProjectState& state) {
    std::vector<EnumType> types;
    std::vector<std::string> owners;
    for (const ModelState* model : state.models()) {
        for (const auto& field : model->fields) {
            const std::string label = enum_of(field);
            if (label.empty()) continue;
            EnumType type = enum_named(label);
            type.values = enum_values_of(field);
            const auto same = std::find_if(types.begin(), types.end(), [&](const EnumType& other) { return other.label() == label; });
            const std::string owner = model->label() + "." + field.name;
            if (same == types.end()) {
                types.push_back(std::move(type));
                owners.push_back(owner);
            } else if (same->values != type.values) {
                throw Error(ErrorCode::models, owner + " and " + owners[static_cast<std::size_t>(same - types.begin())] + " are both of the enum type " + label + " and give it different values")
                    .hint("give both the same choices in the same order, or one of them a type of its own")
                    .at(model->file, field.line != 0 ? field.line : model->line);
            }
        }
    }
    return types;
}

std::vector<const ModelState*> users_of_enum(const ProjectState& state, const std::string& label) {
    auto models = state.models();
    std::erase_if(models, [&](const ModelState* model) { return std::none_of(model->fields.begin(), model->fields.end(), [&](const Field& field) { return enum_of(field) == label; }); });
    return models;
}

}  // namespace reinhardt::db
