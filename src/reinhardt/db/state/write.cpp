#include <algorithm>

#include <reinhardt/db/state/reader.hpp>

namespace reinhardt::db {

namespace {

/// "blog.Author" -> "Author" inside of `app`.
Value short_relation(const Value& relation, std::string_view app) {
    if (!relation.is_text() || app.empty()) return relation;
    const std::string_view label = relation.as_text();
    const bool own = label.size() > app.size() + 1 && label.substr(0, app.size()) == app && label[app.size()] == '.';
    return own ? Value(label.substr(app.size() + 1)) : relation;
}

bool is_plain(const ModelIndexPart& part) {
    return part.expression.empty() && part.nulls.empty() && part.collation.empty() && part.opclass.empty() && (part.order.empty() || part.order == "desc");
}

bool is_bare_expression(const ModelIndexPart& part) { return !part.expression.empty() && part == ModelIndexPart{{}, part.expression, {}, {}, {}, {}}; }

Value write_part(const ModelIndexPart& part) {
    if (is_plain(part)) return Value(part.order == "desc" ? "-" + part.field : part.field);
    Value value = Value::object();
    value.set_if("field", part.field).set_if("expression", part.expression).set_if("order", part.order).set_if("nulls", part.nulls);
    value.set_if("collation", part.collation).set_if("opclass", part.opclass);
    return value;
}

}  // namespace

Value write_field(const Field& field, std::string_view app, bool with_name) {
    Value::Object members;
    members.reserve(field.attributes.as_object().size() + 2);
    if (with_name) members.push_back({"name", Value(field.name), 0});
    members.push_back({"type", Value(field.type), 0});
    for (const auto& member : field.attributes.as_object()) {
        const bool relation = field.is_relation() && (member.key == "to" || member.key == "through");
        members.push_back({member.key, relation ? short_relation(member.value, app) : member.value, 0});
    }
    return Value(std::move(members));
}

Value write_index(const ModelIndex& index) {
    Value value = Value::object();
    if (std::all_of(index.parts.begin(), index.parts.end(), is_bare_expression)) {
        Value expressions = Value::list();
        for (const auto& part : index.parts) expressions.push(part.expression);
        value.set("expressions", std::move(expressions));
    } else {
        Value fields = Value::list();
        for (const auto& part : index.parts) fields.push(write_part(part));
        value.set("fields", std::move(fields));
    }
    value.set_if("name", index.name).set_if("unique", index.unique).set_if("where", index.where).set_if("method", index.method);
    value.set_if("include", Value::list_of(index.include)).set_if("with", index.with).set_if("only", Value::list_of(index.only));
    return value;
}

Value write_constraint(const ModelConstraint& constraint) {
    Value value = Value::object();
    if (constraint.kind == ConstraintKind::unique) value.set("unique", Value::list_of(constraint.fields));
    if (constraint.kind == ConstraintKind::check) value.set("check", constraint.expression);
    if (constraint.kind == ConstraintKind::exclude) value.set("exclude", constraint.exclude).set_if("using", constraint.using_method);
    value.set_if("name", constraint.name).set_if("include", Value::list_of(constraint.include)).set_if("where", constraint.where);
    if (!constraint.nulls_distinct) value.set("nulls_distinct", false);
    value.set_if("deferrable", constraint.deferrable).set_if("only", Value::list_of(constraint.only));
    return value;
}

void write_model_keys(const ModelState& model, Value& into) {
    into.set_if("table", model.table).set_if("schema", model.schema).set_if("comment", model.comment);
    into.set_if("primary_key", Value::list_of(model.primary_key)).set_if("ordering", Value::list_of(model.ordering));
    Value indexes = Value::list();
    for (const auto& index : model.indexes) indexes.push(write_index(index));
    Value constraints = Value::list();
    for (const auto& constraint : model.constraints) constraints.push(write_constraint(constraint));
    into.set_if("indexes", std::move(indexes)).set_if("constraints", std::move(constraints)).set_if("options", model.options);
}

}  // namespace reinhardt::db
