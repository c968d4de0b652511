#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/orm/model_meta.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

const std::vector<std::string>& ordering_of(const ModelDesc& model) {
    static const std::vector<std::string> none;
    return model.meta != nullptr ? model.meta().ordering : none;
}

/// "-name" -> name, descending.
std::pair<std::string_view, bool> direction_of(std::string_view name) {
    const bool descending = name.starts_with('-');
    if (descending || name.starts_with('+')) name.remove_prefix(1);
    return {name, descending};
}

constexpr int deepest = 8;  // models whose ordering names each other

}  // namespace

void Select::add_order(const ReadPlan& plan) {
    const bool reversed = state_.reversed != plan.reversed;
    JoinScope scope{.all = true};
    for (const Expr& one : state_.ordering) add_order_term(one, reversed, scope);
    const bool own = state_.ordered || !state_.ordering.empty();
    // Groups of values() are not split by an order that nobody asked for.
    if (!own && !(state_.values_mode && has_aggregate() && grouping())) {
        for (const std::string& name : ordering_of(model_.desc())) {
            const auto [path, descending] = direction_of(name);
            add_order_path(std::string(path), {.descending = descending != reversed}, scope, 0);
        }
    }
    if (std::any_of(order_.begin(), order_.end(), [](const Term& one) { return one.aggregate; }) && !has_aggregate()) {
        throw Error(ErrorCode::query, "an aggregate in order_by() that no annotation has").hint("annotate it, and order by its name");
    }
    if (!order_.empty() || !plan.order_by_key || state_.values_mode) return;
    for (const FieldInfo* key : model_.key()) order_.push_back({.sql = column(0, *key).sql, .nullable = false, .descending = reversed});
}

void Select::add_order_term(const Expr& expr, bool reversed, JoinScope& scope) {
    const ExprNode& node = node_of(expr);
    const bool wrapped = node.kind == ExprKind::order;
    const Expr& inner = wrapped ? node.arguments.front() : expr;
    Term term{.descending = (wrapped && node.descending) != reversed, .nulls = wrapped ? flipped(node.nulls, reversed) : Nulls::as_server};
    if (node_of(inner).kind == ExprKind::path) {
        if (inner.node().text == "?") {
            order_.push_back({.sql = dialect_.need("order.random", "random order"), .nullable = false});
            return;
        }
        return add_order_path(std::string(inner.node().text), std::move(term), scope, 0);
    }
    Operand operand = value(inner, scope);
    term.sql = std::move(operand.sql);
    term.nullable = operand.type.nullable;
    term.aggregate = operand.aggregate;
    order_.push_back(std::move(term));
}

void Select::add_order_path(std::string name, Term term, JoinScope& scope, int depth) {
    if (const std::size_t index = annotation_named(name); index != static_cast<std::size_t>(-1)) {
        const Operand& operand = annotation(index);
        term.nullable = operand.type.nullable;
        term.aggregate = operand.aggregate;
        const auto shown = std::find_if(outputs_.begin(), outputs_.end(), [&](const Output& one) { return one.name == name; });
        if (shown != outputs_.end()) {
            // By its place: the same expression with other placeholders is another one for some servers.
            const auto place = static_cast<std::size_t>(shown - outputs_.begin()) + 1;
            term.sql = operand.sql.values.empty() ? operand.sql : Sql(std::string_view(std::to_string(place)));
        } else {
            term.sql = operand.sql;
        }
        order_.push_back(std::move(term));
        return;
    }
    if (const KeyPath key = key_path(name); key.model != nullptr && key.lookup.empty()) {
        for (const std::string& one : key.fields()) add_order_path(one, term, scope, depth);
        return;
    }
    Target target = resolve(name, scope);
    const FieldDesc* field = target.operand.type.field;
    const bool by_name = field != nullptr && name.size() >= field->name.size() && std::string_view(name).substr(name.size() - field->name.size()) == field->name;
    if (target.relation && target.rest.empty() && by_name && is_relation(field->kind) && depth < deepest) {
        // A relation orders as its model does.
        const auto& ordering = ordering_of(field->relation.target());
        for (const std::string& next : ordering) {
            const auto [path, descending] = direction_of(next);
            Term part = term;
            part.descending = descending != term.descending;
            add_order_path(name + "__" + std::string(path), std::move(part), scope, depth + 1);
        }
        if (!ordering.empty()) return;
    }
    Operand operand = std::move(target.operand);
    for (const std::string_view transformation : target.rest) operand = transform(std::move(operand), transformation);
    term.sql = std::move(operand.sql);
    term.nullable = operand.type.nullable;
    term.aggregate = operand.aggregate;
    order_.push_back(std::move(term));
}

/// What a DISTINCT is ordered by must be among its columns.
void Select::show_order() {
    for (const Term& one : order_) {
        const bool place = one.sql.text.find_first_not_of("0123456789") == std::string::npos;
        const bool shown = std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& output) { return output.sql.text == one.sql.text && one.sql.values.empty(); });
        if (!place && !shown) outputs_.push_back({one.sql, fmt::format("rdb_order_{}", outputs_.size()), false, true});
    }
}

Sql Select::order_sql(const std::vector<Term>& order) const {
    std::vector<Sql> terms;
    for (const Term& one : order) {
        const bool place = one.sql.text.find_first_not_of("0123456789") == std::string::npos;
        const std::string_view word = order_word(one.nullable, one.descending, one.nulls);
        const bool once = word.find("%1") == word.rfind("%1");  // a place is none within an expression
        terms.push_back(directed(one.sql, one.nullable && (!place || once), one.descending, one.nulls));
    }
    Sql sql;
    if (terms.empty()) return sql;
    sql = " ORDER BY ";
    sql += joined(terms, ", ");
    return sql;
}

}  // namespace reinhardt::db::compile
