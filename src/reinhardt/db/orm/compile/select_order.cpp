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
    if (!order_.empty() || !plan.order_by_key || state_.values_mode) return;
    for (const FieldInfo* key : model_.key()) order_.push_back({.sql = column(0, *key).sql, .nullable = false, .descending = reversed});
}

void Select::add_order_term(const Expr& expr, bool reversed, JoinScope& scope) {
    const ExprNode& node = expr.node();
    const bool wrapped = node.kind == ExprKind::order;
    const Expr& inner = wrapped ? node.arguments.front() : expr;
    Term term{.descending = (wrapped && node.descending) != reversed, .nulls = wrapped ? flipped(node.nulls, reversed) : Nulls::as_server};
    if (inner.node().kind == ExprKind::path) {
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
        terms.push_back(directed(one.sql, one.nullable && !place, one.descending, one.nulls));
    }
    Sql sql;
    if (terms.empty()) return sql;
    sql = " ORDER BY ";
    sql += joined(terms, ", ");
    return sql;
}

void Select::order_combination(const ReadPlan& plan, const CompiledQuery& columns, Sql& sql) const {
    const bool reversed = state_.reversed != plan.reversed;
    std::vector<Sql> terms;
    const auto place_of = [&](std::string_view name) -> std::size_t {
        for (const CompiledColumn& one : columns.columns) {
            if (one.name == name) return one.index + 1;
        }
        if (!columns.objects.empty()) {
            const CompiledObject& own = columns.objects.front();
            const FieldInfo* field = own.model->find(name);
            for (std::size_t i = 0; i < own.fields.size(); ++i) {
                if (own.fields[i] == field) return own.first + i + 1;
            }
        }
        throw Error(ErrorCode::query, fmt::format("'{}' is no column of the combined queries: they are ordered by columns alone", name));
    };
    const auto add = [&](std::string_view name, bool descending) { terms.push_back(directed(std::string_view(std::to_string(place_of(name))), false, descending, Nulls::as_server)); };
    for (const Expr& one : state_.ordering) {
        const ExprNode& node = one.node();
        const ExprNode& inner = node.kind == ExprKind::order ? node.arguments.front().node() : node;
        if (inner.kind != ExprKind::path) throw Error(ErrorCode::query, "combined queries are ordered by columns alone");
        add(inner.text, (node.kind == ExprKind::order && node.descending) != reversed);
    }
    if (terms.empty() && plan.order_by_key && !columns.objects.empty()) {
        for (const FieldInfo* key : model_.key()) add(key->name(), reversed);
    }
    if (terms.empty()) return;
    sql += " ORDER BY ";
    sql += joined(terms, ", ");
}

Sql Select::combination(const ReadPlan& plan, CompiledQuery& into) {
    if (!state_.conditions.empty()) throw Error(ErrorCode::query, "a combined query takes no further filter").hint("filter the queries before they are combined");
    struct Word {
        std::string_view key, what;
    };
    constexpr Word words[] = {{"", ""}, {"combine.union", "UNION"}, {"combine.union_all", "UNION ALL"}, {"combine.intersection", "INTERSECT"}, {"combine.difference", "EXCEPT"}};
    const Word& word = words[static_cast<std::size_t>(state_.combination)];
    Sql sql;
    bool first = true;
    std::size_t taken = 0;
    for (const auto& one : state_.combined) {
        Select part(statement_, *one, outer_);
        CompiledQuery columns;
        Sql text = part.rows({.unordered = true}, columns);
        const bool leads = std::exchange(first, false);
        if (part.nothing()) {
            const bool all_gone = state_.combination == Combination::intersection || (state_.combination == Combination::difference && leads);
            if (all_gone) nothing_ = true;
            if (all_gone) return {};
            continue;
        }
        if (taken == 0) into = columns;
        else if (columns.width != into.width) throw Error(ErrorCode::query, fmt::format("combined queries have {} and {} columns", into.width, columns.width));
        if (taken++ > 0) (((sql += ' ') += dialect_.need(word.key, word.what)) += ' ');
        const bool apart = one->limit || one->offset || one->combination != Combination::none;
        sql += apart ? wrapped(text, "*") : text;
    }
    if (taken == 0) nothing_ = true;
    if (nothing_ || state_.none) {
        nothing_ = true;
        return {};
    }
    order_combination(plan, into, sql);
    add_limit(sql, plan.at_most);
    return sql;
}

}  // namespace reinhardt::db::compile
