#include <reinhardt/db/migrations/autodetect/comparison.hpp>

#include <algorithm>
#include <functional>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// An explicit column equal to the default one is the same column.
Field comparable(const Field& field) {
    Field result = field.migrated();
    if (result.attributes.text_or("column") == result.default_column()) result.erase("column");
    return result;
}

/// Whether attribute for attribute both are the same; false only means that a closer look is needed.
bool plainly_same(const Field& a, const Field& b) {
    if (a.type != b.type) return false;
    std::size_t counted = 0;
    for (const auto& member : a.attributes.as_object()) {
        if (is_model_only_attribute(a.type, member.key)) continue;
        const Value* other = b.attributes.find(member.key);
        if (other == nullptr || !(*other == member.value)) return false;
        ++counted;
    }
    return counted == static_cast<std::size_t>(std::count_if(b.attributes.as_object().begin(), b.attributes.as_object().end(), [&](const Member& member) {
               return !is_model_only_attribute(b.type, member.key);
           }));
}

bool same_fields(const ModelState& a, const ModelState& b) {
    if (a.fields.size() != b.fields.size()) return false;
    for (std::size_t i = 0; i < a.fields.size(); ++i) {
        const Field* other = b.fields[i].name == a.fields[i].name ? &b.fields[i] : b.field(a.fields[i].name);
        if (other == nullptr || !same_field(a.fields[i], *other)) return false;
    }
    return true;
}

/// Whether both lists hold the same indexes (or constraints) under the same names.
template <class Item, class NameOf>
bool same_items(const std::vector<Item>& a, const std::vector<Item>& b, NameOf name_of_a, NameOf name_of_b) {
    if (a.size() != b.size()) return false;
    std::vector<bool> taken(b.size(), false);
    for (std::size_t i = 0; i < a.size(); ++i) {
        bool found = false;
        for (std::size_t step = 0; step < b.size() && !found; ++step) {
            const std::size_t j = (i + step) % b.size();
            if (taken[j] || !a[i].same_definition(b[j])) continue;
            if (a[i].name.empty() && b[j].name.empty() ? false : name_of_a(a[i]) != name_of_b(b[j])) continue;
            taken[j] = found = true;
        }
        if (!found) return false;
    }
    return true;
}

bool same_indexes(const ModelState& a, const ModelState& b) {
    using NameOf = std::function<std::string(const ModelIndex&)>;
    return same_items<ModelIndex, NameOf>(a.indexes, b.indexes, [&](const ModelIndex& index) { return a.index_name(index); },
                                          [&](const ModelIndex& index) { return b.index_name(index); });
}

bool same_constraints(const ModelState& a, const ModelState& b) {
    using NameOf = std::function<std::string(const ModelConstraint&)>;
    return same_items<ModelConstraint, NameOf>(a.constraints, b.constraints, [&](const ModelConstraint& item) { return a.constraint_name(item); },
                                               [&](const ModelConstraint& item) { return b.constraint_name(item); });
}

bool same_driver_options(const Value& a, const Value& b) {
    const bool a_empty = !a.is_object() || a.as_object().empty();
    const bool b_empty = !b.is_object() || b.as_object().empty();
    return a_empty || b_empty ? a_empty == b_empty : a == b;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void add_read(const ModelState& model, const std::string& text, std::vector<std::string>& names) {
    for (const auto& identifier : identifiers_in(text)) {
        for (const auto& field : model.fields) {
            if (field.has_column() && field.column() == identifier) add_once(names, field.name);
        }
    }
}

void add_read(const ModelState& model, const Value& text_or_object, std::vector<std::string>& names) {
    if (text_or_object.is_text()) return add_read(model, text_or_object.as_text(), names);
    if (!text_or_object.is_object()) return;
    for (const auto& member : text_or_object.as_object()) {
        if (member.value.is_text()) add_read(model, member.value.as_text(), names);
    }
}

}  // namespace

bool same_field(const Field& a, const Field& b) { return plainly_same(a, b) || (a.type == b.type && comparable(a).same_definition(comparable(b))); }

bool same_field_but_key(const Field& a, const Field& b) {
    Field left = a;
    Field right = b;
    left.erase("primary_key");
    right.erase("primary_key");
    return same_field(left, right);
}

bool same_options(const ModelState& a, const ModelState& b) {
    return a.ordering == b.ordering && a.comment == b.comment && same_driver_options(a.options, b.options);
}

bool same_model(const ModelState& a, const ModelState& b) {
    return a.app == b.app && a.name == b.name && a.schema == b.schema && same_options(a, b) && a.primary_key == b.primary_key && same_fields(a, b) &&
           (a.table == b.table || a.table_name() == b.table_name()) && same_indexes(a, b) && same_constraints(a, b);
}

bool same_state(const ProjectState& a, const ProjectState& b) {
    if (a.size() != b.size()) return false;
    for (const ModelState* model : a.models()) {
        const ModelState* other = b.find(model->label());
        if (other == nullptr || !same_model(*model, *other)) return false;
    }
    return true;
}

std::string model_difference(const ModelState& a, const ModelState& b) {
    const std::string label = b.label();
    if (a.schema != b.schema) return "the schema of " + label;
    if (a.table_name() != b.table_name()) return "the table of " + label;
    if (!same_options(a, b)) return "the options of " + label;
    for (const auto& field : a.fields) {
        const Field* other = b.field(field.name);
        if (other == nullptr) return "field " + label + "." + field.name + ", which is still there";
        if (!same_field(field, *other)) return "the definition of " + label + "." + field.name;
    }
    for (const auto& field : b.fields) {
        if (a.field(field.name) == nullptr) return "field " + label + "." + field.name + ", which is missing";
    }
    if (a.primary_key != b.primary_key) return "the primary key of " + label;
    if (!same_indexes(a, b)) return "the indexes of " + label;
    return same_constraints(a, b) ? std::string() : "the constraints of " + label;
}

std::string state_difference(const ProjectState& a, const ProjectState& b) {
    for (const ModelState* model : b.models()) {
        const ModelState* other = a.find(model->label());
        if (other == nullptr) return "model " + model->label() + ", which is missing";
        if (auto difference = model_difference(*other, *model); !difference.empty()) return difference;
    }
    for (const ModelState* model : a.models()) {
        if (b.find(model->label()) == nullptr) return "model " + model->label() + ", which is still there";
    }
    return {};
}

std::string object_difference(const SchemaObjects& a, const SchemaObjects& b) {
    std::string difference;
    const auto compare = [&](const auto& left, const auto& right, const std::string& kind) {
        for (const auto& object : right) {
            const auto* other = object_named(left, object.label());
            if (!difference.empty() || (other != nullptr && *other == object)) continue;
            difference = other == nullptr ? kind + " " + object.label() + ", which is missing" : "the definition of " + kind + " " + object.label();
        }
        for (const auto& object : left) {
            if (difference.empty() && object_named(right, object.label()) == nullptr) difference = kind + " " + object.label() + ", which is still there";
        }
    };
    compare(a.extensions, b.extensions, "extension");
    compare(a.collations, b.collations, "collation");
    compare(a.enums, b.enums, "enum");
    return difference;
}

ModelState migrated_model(const ModelState& model) {
    ModelState result = model;
    for (auto& field : result.fields) field = field.migrated();
    if (result.primary_key.size() == 1) {
        if (Field* key = result.field(result.primary_key.front())) {
            key->set("primary_key", true);
            result.primary_key.clear();
        }
    }
    return result;
}

std::vector<std::string> fields_read(const ModelState& model, const Value& text_or_object) {
    std::vector<std::string> names;
    add_read(model, text_or_object, names);
    return names;
}

std::vector<std::string> fields_used(const ModelState& model, const ModelIndex& index) {
    std::vector<std::string> names;
    for (const auto& part : index.parts) {
        add_once(names, part.field);
        if (!part.expression.empty()) add_read(model, part.expression, names);
    }
    for (const auto& name : index.include) add_once(names, name);
    add_read(model, index.where, names);
    return names;
}

std::vector<std::string> fields_used(const ModelState& model, const ModelConstraint& constraint) {
    std::vector<std::string> names;
    for (const auto& name : constraint.fields) add_once(names, name);
    for (const auto& name : constraint.include) add_once(names, name);
    add_read(model, constraint.expression, names);
    add_read(model, constraint.where, names);
    if (constraint.exclude.is_list()) {
        for (const auto& part : constraint.exclude.as_list()) {
            add_once(names, part.text_or("field"));
            add_read(model, part.text_or("expression"), names);
        }
    }
    return names;
}

std::vector<std::string> fields_used(const ModelState& model, const Field& field) {
    std::vector<std::string> names;
    if (field.is_generated()) {
        if (const Value* expression = field.attributes.find("expression")) add_read(model, *expression, names);
    }
    if (field.type == "GenericForeignKey") {
        add_once(names, field.attributes.text_or("content_type"));
        add_once(names, field.attributes.text_or("object_id"));
    }
    return names;
}

}  // namespace reinhardt::db
