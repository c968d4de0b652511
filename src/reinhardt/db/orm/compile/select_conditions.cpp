#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/orm/relations.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

Condition negation_of(Condition inner) {
    if (inner.constant != Condition::Constant::none) return Condition::fixed(inner.constant == Condition::Constant::never);
    Sql sql("NOT (");
    sql += inner.sql;
    sql += ')';
    inner.sql = std::move(sql);
    return inner;
}

/// A query set on the right side has objects of the model that the relation leads to, or single values.
void check_model(const ExprNode& node, const ModelDesc& start) {
    if (node.arguments.empty() || node.arguments.front().empty()) return;
    const ExprNode& value = node.arguments.front().node();
    if (value.kind != ExprKind::subquery || value.query->values_mode || value.query->combination != Combination::none) return;
    const Compared compared = compared_with(start, node.text);
    if (compared.model == nullptr || compared.model == value.query->model) return;
    throw Error(ErrorCode::query, fmt::format("'{}' takes objects of model {}, not those of {}", node.text, ModelInfo::of(*compared.model).label(), ModelInfo::of(*value.query->model).label())).hint("choose a field of theirs with values()");
}

}  // namespace

void Select::prepare_conditions() {
    if (std::exchange(conditions_made_, true)) return;
    nothing_ = nothing_ || state_.none;
    std::size_t next_annotation = 0, given = 0;
    for (const QueryCondition& one : state_.conditions) {
        // An annotation that was made before this filter() has its joins first.
        for (; next_annotation < state_.annotations.size() && state_.annotations[next_annotation].after <= given; ++next_annotation) {
            if (annotation_is_used(next_annotation)) static_cast<void>(annotation(next_annotation));
        }
        ++given;
        visible_ = next_annotation;
        JoinScope scope;
        const std::size_t where = where_.size(), having = having_.size();
        behind_windows_ = one.of_results && has_window();
        add_parts(one.condition, one.exclude ? Sign{}.flipped() : Sign{}, scope);
        JoinSet inner = 0;
        for (std::size_t i = where; i < where_.size(); ++i) inner |= where_[i].inner;
        for (std::size_t i = having; i < having_.size(); ++i) inner |= having_[i].inner;
        if (!aggregate_condition_) having_from_ = given;
        joins_.demand(inner);
        visible_ = static_cast<std::size_t>(-1);
    }
}

void Select::add_parts(const Expr& expr, Sign sign, JoinScope& scope) {
    if (expr.empty()) return;
    const ExprNode& node = expr.node();
    if (node.kind == ExprKind::negation) return add_parts(node.arguments.front(), sign.flipped(), scope);
    if (node.kind == (sign.negated ? ExprKind::any : ExprKind::all)) {
        for (const Expr& part : node.arguments) add_parts(part, sign, scope);
        return;
    }
    std::vector<Sql> seen;
    std::vector<Sql>* before = std::exchange(columns_seen_, &seen);
    direct_ = true;
    Condition made = condition(expr, sign, scope, split_);
    columns_seen_ = before;
    if (sign.negated) made = negation_of(std::move(made));
    if (made.constant == Condition::Constant::never) nothing_ = true;
    if (made.constant != Condition::Constant::none) return;
    if (made.aggregate) group_columns_.insert(group_columns_.end(), seen.begin(), seen.end());
    aggregate_condition_ = aggregate_condition_ || made.aggregate;
    const bool apart = made.aggregate && !seen.empty() && dialect_.has("having.apart");
    if (made.window || behind_windows_ || apart) qualify_.push_back(std::move(made));
    else if (made.aggregate) having_.push_back(std::move(made));
    else where_.push_back(std::move(made));
}

/// Of `sign` it gives what stands inside of the negation.
Condition Select::condition(const Expr& expr, Sign sign, JoinScope& scope, bool split) {
    if (expr.empty()) return Condition::fixed(true);
    const ExprNode& node = expr.node();
    const bool direct = std::exchange(direct_, false);
    switch (node.kind) {
        case ExprKind::all:
        case ExprKind::any: return group(node, sign, scope, split);
        case ExprKind::negation: return negation_of(condition(node.arguments.front(), sign.flipped(), scope, split));
        case ExprKind::filter: return filter(node, sign, scope, split, direct);
        case ExprKind::lookup: {
            const ExprNode& left = node_of(node.arguments.front());
            if (left.kind == ExprKind::path && split && sign.below && is_many(left.text)) return exists_apart(expr);
            Operand side = value(node.arguments.front(), scope);
            if (direct && side.window) side = outside(std::move(side), node, 1);
            return compare(std::move(side), node.text, node, 1, sign, scope);
        }
        case ExprKind::exists: return exists_condition(*node.query);
        case ExprKind::path:
            if (split && sign.below && is_many(node.text)) return exists_apart(expr);
            return boolean(value(expr, scope), sign);
        case ExprKind::value:
            if (node.parameter.is_null()) return Condition::fixed(false);
            if (node.parameter.tag() != RDB_BOOL) throw Error(ErrorCode::query, "a condition is a value that is neither true nor false");
            return Condition::fixed(node.parameter.integer() != 0);
        default: return boolean(value(expr, scope), sign);
    }
}

Condition Select::group(const ExprNode& node, Sign sign, JoinScope& scope, bool split) {
    const bool all = node.kind == ExprKind::all;
    const bool needs_each = all != sign.negated;  // for the whole to hold, each part (or its negation) must
    std::vector<Condition> parts;
    Condition made;
    made.inner = needs_each ? 0 : ~JoinSet{0};
    bool settled = false;  // the others are compiled all the same: how often a row comes does not depend on values
    for (const Expr& argument : node.arguments) {
        Condition part = condition(argument, sign, scope, split);
        // Of a negation, the constants swap: what is never true inside is always true outside.
        settled = settled || part.constant == (all ? Condition::Constant::never : Condition::Constant::always);
        if (part.constant != Condition::Constant::none) continue;
        made.inner = needs_each ? made.inner | part.inner : made.inner & part.inner;
        made.aggregate = made.aggregate || part.aggregate;
        made.window = made.window || part.window;
        parts.push_back(std::move(part));
    }
    if (settled) return Condition::fixed(!all);
    if (parts.empty()) return Condition::fixed(all);
    if (parts.size() == 1) {
        made.sql = std::move(parts.front().sql);
        return made;
    }
    made.sql = "(";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) made.sql += all ? " AND " : " OR ";
        made.sql += parts[i].sql;
    }
    made.sql += ')';
    return made;
}

Condition Select::filter(const ExprNode& node, Sign sign, JoinScope& scope, bool split, bool direct) {
    if (split && sign.below && is_many(node.text)) return exists_apart(Expr(std::shared_ptr<const ExprNode>(std::shared_ptr<void>(), &node)));  // values are bound where they stand: no copy
    if (const KeyPath key = key_path(node.text); key.model != nullptr) return condition(key_condition(key, node), sign, scope, split);
    check_model(node, *state_.model);
    Target target = resolve(node.text, scope);
    std::string_view lookup = "exact";
    Operand left = std::move(target.operand);
    for (std::size_t i = 0; i < target.rest.size(); ++i) {
        if (i + 1 == target.rest.size() && is_lookup(left.type, target.rest[i])) lookup = target.rest[i];
        else left = transform(std::move(left), target.rest[i]);
    }
    if (direct && left.window) left = outside(std::move(left), node, 0);
    return compare(std::move(left), lookup, node, 0, sign, scope);
}

/// The condition on a relation to many below a negation: of no row of the relation may it hold. The rows are those of this very object.
Condition Select::exists_apart(const Expr& expr) {
    auto state = std::make_shared<QueryState>();
    state->model = state_.model;
    state->annotations = state_.annotations;
    for (std::size_t i = 0; i < state->annotations.size(); ++i) {
        state->annotations[i].selected = false;
        state->annotations[i].after = i < visible_ ? 0 : 1;
    }
    state->conditions.push_back({expr, false});
    Select inner(statement_, *state, outer_);
    inner.start();
    inner.split_ = false;
    inner.prepare_conditions();
    uses_outer_ = uses_outer_ || inner.uses_outer_;
    if (inner.nothing_) return Condition::fixed(false);
    if (!inner.qualify_.empty()) throw Error(ErrorCode::unsupported, "a window function in a negated condition on a relation to many").hint("ask with Exists()");
    Condition made;
    made.sql = "EXISTS (SELECT 1 FROM ";
    made.sql += inner.joins_.render(dialect_);
    made.sql += " WHERE ";
    for (const FieldInfo* key : model_.key()) {
        const std::string name = dialect_.quoted(key->column);
        made.sql += fmt::format("{}.{} = {}.{} AND ", inner.joins_[0].alias, name, joins_[0].alias, name);
    }
    std::vector<Sql> parts;
    for (Condition& part : inner.where_) parts.push_back(std::move(part.sql));
    if (parts.empty()) parts.emplace_back("1 = 1");
    made.sql += joined(parts, " AND ");
    made.sql += ')';
    return made;
}

Condition Select::boolean(Operand operand, Sign sign) {
    if (operand.null) return Condition::fixed(false);
    Condition made;
    made.aggregate = operand.aggregate;
    made.window = operand.window;
    made.inner = sign.negated ? 0 : operand.joins;
    if (operand.type.known && operand.type.kind != FieldKind::boolean) throw Error(ErrorCode::query, "a condition is neither a comparison nor of type boolean");
    const bool guarded = sign.negated && operand.type.nullable;
    if (guarded) {
        made.sql = "(";
        made.sql += operand.sql;
        made.sql += " AND ";
    }
    made.sql += operand.sql;
    if (guarded) made.sql += " IS NOT NULL)";
    return made;
}

Condition Select::exists_condition(const QueryState& query) {
    check_part(query);
    Select inner(statement_, query, this);
    Sql sql = inner.ctes();
    sql += inner.exists(true);
    if (inner.nothing()) return Condition::fixed(false);
    Condition made;
    made.sql = "EXISTS (";
    made.sql += sql;
    made.sql += ')';
    return made;
}

}  // namespace reinhardt::db::compile
