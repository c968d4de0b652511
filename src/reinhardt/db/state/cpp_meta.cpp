#include <algorithm>

#include <reinhardt/db/state/cpp_field.hpp>
#include <reinhardt/db/state/cpp_names.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

bool is_sql_text(const Value& value) { return value.is_null() || value.is_text(); }

std::string literals(const std::vector<std::string>& texts) {
    std::string made;
    for (const auto& text : texts) made += (made.empty() ? "" : ", ") + cpp_literal(text);
    return made;
}

std::string chained(std::string_view word, const std::string& text) { return text.empty() ? std::string() : "." + std::string(word) + "(" + cpp_literal(text) + ")"; }
std::string chained(std::string_view word, const Value& text) { return chained(word, text.is_text() ? text.as_text() : std::string()); }
std::string chained(std::string_view word, const std::vector<std::string>& names) { return names.empty() ? std::string() : "." + std::string(word) + "({" + literals(names) + "})"; }

std::string index_part(const ModelIndex& index) {
    const bool fields = std::all_of(index.parts.begin(), index.parts.end(), [](const ModelIndexPart& part) {
        return !part.field.empty() && part.nulls.empty() && part.collation.empty() && part.opclass.empty() && (part.order.empty() || part.order == "desc");
    });
    const bool expressions = std::all_of(index.parts.begin(), index.parts.end(), [](const ModelIndexPart& part) {
        return !part.expression.empty() && part.nulls.empty() && part.collation.empty() && part.opclass.empty() && part.order.empty();
    });
    if ((!fields && !expressions) || !is_sql_text(index.where) || !index.with.is_null()) return "db::index_as(" + cpp_json(write_index(index)) + ")";
    std::vector<std::string> parts;
    for (const auto& part : index.parts) parts.push_back(expressions ? part.expression : (part.order == "desc" ? "-" : "") + part.field);
    return (expressions ? "db::index_on(" : "db::index(") + literals(parts) + ")" + chained("name", index.name) + (index.unique ? ".unique()" : "") + chained("where", index.where) +
           chained("method", index.method) + chained("include", index.include) + chained("only", index.only);
}

std::string exclusion_part(const ModelConstraint& constraint) {
    std::string parts;
    for (const auto& part : constraint.exclude.as_list()) {
        const std::string expression = part.text_or("expression");
        const bool simple = part.as_object().size() == 2 && (expression.empty() || expression.front() == '(');
        if (!simple) return {};
        parts += (parts.empty() ? "{" : ", {") + cpp_literal(expression.empty() ? part.text_or("field") : expression) + ", " + cpp_literal(part.text_or("with")) + "}";
    }
    const std::string method = constraint.using_method == "gist" ? std::string() : ".method(" + cpp_literal(constraint.using_method) + ")";
    return "db::exclude_where({" + parts + "})" + method + chained("name", constraint.name) + chained("where", constraint.where) + chained("deferrable", constraint.deferrable) +
           chained("only", constraint.only);
}

std::string constraint_part(const ModelConstraint& constraint) {
    std::string made;
    if (is_sql_text(constraint.where) && is_sql_text(constraint.expression)) {
        const std::string name = chained("name", constraint.name);
        const std::string only = chained("only", constraint.only);
        if (constraint.kind == ConstraintKind::check) made = "db::check(" + cpp_literal(constraint.expression.as_text()) + ")" + name + only;
        if (constraint.kind == ConstraintKind::exclude) made = exclusion_part(constraint);
        if (constraint.kind == ConstraintKind::unique) {
            made = "db::unique_together(" + literals(constraint.fields) + ")" + name + chained("where", constraint.where) + chained("include", constraint.include) +
                   (constraint.nulls_distinct ? "" : ".nulls_distinct(false)") + chained("deferrable", constraint.deferrable) + only;
        }
    }
    return made.empty() ? "db::constraint_as(" + cpp_json(write_constraint(constraint)) + ")" : made;
}

/// Options of drivers, or nothing where one has a value that no word takes.
std::vector<std::string> option_parts(const Value& options) {
    std::vector<std::string> parts;
    for (const auto& driver : options.as_object()) {
        for (const auto& option : driver.value.as_object()) {
            std::string value;
            if (option.value.is_text()) value = cpp_literal(option.value.as_text());
            if (option.value.is_bool()) value = option.value.as_bool() ? "true" : "false";
            if (option.value.is_int()) value = cpp_integer(option.value.as_int());
            if (value.empty()) return {};
            parts.push_back("db::option(" + cpp_literal(driver.key) + ", " + cpp_literal(option.key) + ", " + value + ")");
        }
    }
    return parts;
}

}  // namespace

std::vector<std::string> cpp_meta(const ModelState& model) {
    std::vector<std::string> parts;
    Value rest = Value::object();
    if (!model.table.empty() && model.table == model.app + "_" + snake_case(model.name)) rest.set("table", model.table);
    if (!model.schema.empty()) parts.push_back("db::schema(" + cpp_literal(model.schema) + ")");
    if (!model.comment.empty()) parts.push_back("db::table_comment(" + cpp_literal(model.comment) + ")");
    std::vector<std::string> key;
    for (const auto& field : model.fields) {
        if (model.is_key(field)) key.push_back(field.name);
    }
    if (!model.primary_key.empty() && key != model.primary_key) rest.set("primary_key", Value::list_of(model.primary_key));
    if (!model.ordering.empty()) parts.push_back("db::ordering(" + literals(model.ordering) + ")");
    for (const auto& index : model.indexes) parts.push_back(index_part(index));
    for (const auto& constraint : model.constraints) parts.push_back(constraint_part(constraint));
    const auto options = option_parts(model.options);
    if (options.empty() && !model.options.as_object().empty()) rest.set("options", model.options);
    parts.insert(parts.end(), options.begin(), options.end());
    if (!rest.as_object().empty()) parts.push_back("db::model_keys(" + cpp_json(rest) + ")");
    return parts;
}

}  // namespace reinhardt::db
