#include <reinhardt/db/state/model_state.hpp>

#include <algorithm>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

bool same_object(const Value& a, const Value& b) {
    const bool a_empty = !a.is_object() || a.as_object().empty();
    const bool b_empty = !b.is_object() || b.as_object().empty();
    return a_empty || b_empty ? a_empty == b_empty : a == b;
}

/// A null and an empty text both mean "not given".
bool same_text(const Value& a, const Value& b) {
    const auto empty = [](const Value& value) { return value.is_null() || (value.is_text() && value.as_text().empty()); };
    return empty(a) || empty(b) ? empty(a) == empty(b) : a == b;
}

std::string canonical_text(const Value& value) { return value.is_null() ? std::string() : to_json(value); }

template <class Item>
bool same_set(const std::vector<Item>& a, const std::vector<Item>& b) {
    return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

std::string column_of(const ModelState& model, const std::string& field_name) {
    const Field* field = model.field(field_name);
    return field != nullptr && field->has_column() ? field->column() : field_name;
}

}  // namespace

bool ModelIndex::same_definition(const ModelIndex& other) const {
    return parts == other.parts && unique == other.unique && same_text(where, other.where) && include == other.include &&
           method == other.method && same_object(with, other.with) && only == other.only;
}

bool ModelConstraint::same_definition(const ModelConstraint& other) const {
    return kind == other.kind && fields == other.fields && include == other.include && same_text(expression, other.expression) &&
           same_text(where, other.where) && exclude == other.exclude && nulls_distinct == other.nulls_distinct &&
           deferrable == other.deferrable && using_method == other.using_method && only == other.only;
}

std::string ModelState::table_name() const { return table.empty() ? app + "_" + snake_case(name) : table; }

const Field* ModelState::field(std::string_view field_name) const noexcept {
    for (const auto& candidate : fields) {
        if (candidate.name == field_name) return &candidate;
    }
    return nullptr;
}

Field* ModelState::field(std::string_view field_name) noexcept {
    for (auto& candidate : fields) {
        if (candidate.name == field_name) return &candidate;
    }
    return nullptr;
}

std::vector<std::string> ModelState::key_fields() const {
    if (!primary_key.empty()) return primary_key;
    std::vector<std::string> keys;
    for (const auto& candidate : fields) {
        if (candidate.primary_key()) keys.push_back(candidate.name);
    }
    return keys;
}

bool ModelState::is_key(const Field& own) const {
    if (primary_key.empty()) return own.primary_key();
    return std::find(primary_key.begin(), primary_key.end(), own.name) != primary_key.end();
}

bool ModelState::is_key(std::string_view field_name) const {
    if (!primary_key.empty()) return std::find(primary_key.begin(), primary_key.end(), field_name) != primary_key.end();
    return std::any_of(fields.begin(), fields.end(), [&](const Field& candidate) { return candidate.name == field_name && candidate.primary_key(); });
}

std::string ModelState::index_name(const ModelIndex& index) const {
    if (!index.name.empty()) return index.name;
    std::vector<std::string> columns;
    std::string canonical;
    for (const auto& part : index.parts) {
        if (part.expression.empty()) {
            columns.push_back(column_of(*this, part.field));
            canonical += columns.back();
        } else {
            canonical += "(" + part.expression + ")";
        }
        for (const auto& option : {part.order, part.nulls, part.collation, part.opclass}) canonical += "|" + option;
        canonical += ",";
    }
    if (columns.empty()) columns.push_back("expr");
    canonical += canonical_text(index.where) + ";" + join(index.include, ",") + ";" + index.method + (index.unique ? ";unique" : "");
    return automatic_name(table_name(), columns, canonical, "idx");
}

std::string ModelState::constraint_name(const ModelConstraint& constraint) const {
    if (!constraint.name.empty()) return constraint.name;
    std::vector<std::string> columns;
    std::string canonical;
    std::string_view suffix = "uq";
    if (constraint.kind == ConstraintKind::unique) {
        for (const auto& name_of_field : constraint.fields) columns.push_back(column_of(*this, name_of_field));
        canonical = join(columns, ",") + ";" + canonical_text(constraint.where) + ";" + join(constraint.include, ",") + ";" +
                    (constraint.nulls_distinct ? "" : "nulls") + ";" + constraint.deferrable;
    } else if (constraint.kind == ConstraintKind::check) {
        suffix = "ck";
        canonical = canonical_text(constraint.expression);
        if (constraint.expression.is_text()) columns = identifiers_in(constraint.expression.as_text());
    } else {
        suffix = "excl";
        canonical = canonical_text(constraint.exclude) + ";" + constraint.using_method + ";" + canonical_text(constraint.where);
    }
    return automatic_name(table_name(), columns, canonical, suffix);
}

const ModelIndex* ModelState::index(std::string_view index_name_wanted) const {
    for (const auto& candidate : indexes) {
        if (index_name(candidate) == index_name_wanted) return &candidate;
    }
    return nullptr;
}

const ModelConstraint* ModelState::constraint(std::string_view constraint_name_wanted) const {
    for (const auto& candidate : constraints) {
        if (constraint_name(candidate) == constraint_name_wanted) return &candidate;
    }
    return nullptr;
}

bool operator==(const ModelState& a, const ModelState& b) {
    return a.app == b.app && a.name == b.name && a.table == b.table && a.schema == b.schema && a.comment == b.comment &&
           a.primary_key == b.primary_key && a.ordering == b.ordering && same_object(a.options, b.options) && a.fields == b.fields &&
           a.indexes == b.indexes && a.constraints == b.constraints;
}

bool ModelState::equivalent(const ModelState& other) const {
    // An explicit table or column that equals the default is the same state.
    return app == other.app && name == other.name && table_name() == other.table_name() && schema == other.schema && comment == other.comment &&
           primary_key == other.primary_key && ordering == other.ordering && same_object(options, other.options) &&
           same_set(fields, other.fields) && same_set(indexes, other.indexes) && same_set(constraints, other.constraints);
}

}  // namespace reinhardt::db
