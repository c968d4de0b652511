#include <reinhardt/db/state/relations_check.hpp>

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

class RelationChecker {
public:
    RelationChecker(const DeclaredModels& declared, const DeclaredModel& model, std::vector<Error>& errors)
        : declared_(declared), model_(model), errors_(errors) {}

    void run() {
        for (const auto& field : model_.state.fields) {
            if (field.is_foreign_key()) check_foreign_key(field);
            if (field.is_many_to_many()) check_many_to_many(field);
        }
    }

private:
    [[nodiscard]] std::string name_of(const Field& field) const { return "field " + model_.state.label() + "." + field.name; }

    void fail(const Field& field, std::string_view key, std::string message, std::string hint = {}) {
        const Value* value = field.attributes.find(key);
        const std::uint32_t line = value != nullptr && value->line() != 0 ? value->line() : field.line;
        errors_.push_back(Error(ErrorCode::models, std::move(message)).at(model_.file_of(field), line).hint(std::move(hint)));
    }

    [[nodiscard]] std::string hint_for(const std::string& label) const {
        std::vector<std::string> labels;
        const std::string name = label.substr(label.find('.') + 1);
        for (const auto& other : declared_.models) {
            if (other.abstract) continue;
            labels.push_back(other.state.label());
            if (other.state.name == name) return "a model of that name exists: '" + labels.back() + "'";
        }
        return similar_hint("model", label, labels);
    }

    /// The model that `key` refers to, when it can be looked into; nullptr when it cannot, reported where that is a fault.
    const DeclaredModel* target(const Field& field, std::string_view key) {
        const std::string label = field.attributes.text_or(key);
        const DeclaredModel* found = declared_.find(label);
        if (found == nullptr) {
            if (declared_.unread_apps.count(label.substr(0, label.find('.'))) == 0) {
                fail(field, key, name_of(field) + " refers to model " + label + ", which does not exist", hint_for(label));
            }
            return nullptr;
        }
        if (found->abstract) {
            fail(field, key, name_of(field) + " refers to model " + label + ", which is abstract and has no table");
            return nullptr;
        }
        return found->broken ? nullptr : found;
    }

    void check_foreign_key(const Field& field) {
        const DeclaredModel* other = target(field, "to");
        if (other == nullptr) return;
        const std::string wanted = field.attributes.text_or("to_field");
        if (wanted.empty()) {
            check_single_key(field, *other);
            check_chain(field);
            return;
        }
        const Field* referred = other->state.field(wanted);
        if (referred == nullptr) {
            std::vector<std::string> names;
            for (const auto& candidate : other->state.fields) names.push_back(candidate.name);
            fail(field, "to_field", name_of(field) + " refers to field '" + wanted + "', which model " + other->state.label() + " does not have", similar_hint("field", wanted, names));
        } else if (!is_unique(other->state, *referred)) {
            fail(field, "to_field", name_of(field) + " refers to field " + other->state.label() + "." + wanted + ", which is not unique", "add unique = true to it");
        }
    }

    static bool is_unique(const ModelState& model, const Field& field) {
        if (field.unique() || model.key_fields() == std::vector<std::string>{field.name}) return true;
        return std::any_of(model.constraints.begin(), model.constraints.end(), [&](const ModelConstraint& constraint) {
            return constraint.kind == ConstraintKind::unique && constraint.where.is_null() && constraint.fields == std::vector<std::string>{field.name};
        });
    }

    bool check_single_key(const Field& field, const DeclaredModel& other) {
        if (other.state.primary_key.empty()) return true;
        fail(field, "to", name_of(field) + " refers to model " + other.state.label() + ", whose key is composite: " + join(other.state.primary_key, ", "),
             "refer to a unique field of it with to_field, or give it a single key");
        return false;
    }

    /// Keys that are foreign keys must end at a key with a type of its own.
    void check_chain(const Field& field) {
        if (!model_.state.is_key(field.name)) return;
        const Field* current = &field;
        for (std::size_t steps = 0; steps <= declared_.models.size(); ++steps) {
            const DeclaredModel* next = declared_.find(current->to());
            if (next == nullptr || next->broken || next->abstract) return;
            const auto keys = next->state.key_fields();
            const Field* key = keys.size() == 1 ? next->state.field(keys.front()) : nullptr;
            if (key == nullptr || !key->is_foreign_key()) return;
            current = key;
        }
        fail(field, "to", name_of(field) + " is a key that refers to itself through other keys");
    }

    void check_many_to_many(const Field& field) {
        const DeclaredModel* other = target(field, "to");
        if (!field.attributes.has("through")) {
            if (other != nullptr) check_single_key(field, *other);
            if (!model_.state.primary_key.empty()) {
                fail(field, "to", name_of(field) + " is many-to-many, but the key of model " + model_.state.label() + " is composite", "declare a model for the pairs and name it with through");
            }
            return;
        }
        const DeclaredModel* through = target(field, "through");
        if (through == nullptr || other == nullptr) return;
        const auto keys_to = [&](const std::string& label) {
            return std::count_if(through->state.fields.begin(), through->state.fields.end(), [&](const Field& key) { return key.is_foreign_key() && key.to() == label; });
        };
        const bool itself = other == &model_;
        for (const std::string& label : {model_.state.label(), other->state.label()}) {
            if (keys_to(label) >= (itself ? 2 : 1)) continue;
            fail(field, "through", name_of(field) + " goes through model " + through->state.label() + ", which has no " + (itself ? "two foreign keys" : "foreign key") + " to " + label);
            if (itself) return;
        }
    }

    const DeclaredModels& declared_;
    const DeclaredModel& model_;
    std::vector<Error>& errors_;
};

}  // namespace

void check_relations(const DeclaredModels& declared, const DeclaredModel& model, std::vector<Error>& errors) {
    RelationChecker(declared, model, errors).run();
}

}  // namespace reinhardt::db
