#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/orm/relation_place.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

bool has_aggregates(const Expr& expr) {
    if (expr.empty() || expr.node().kind == ExprKind::window) return false;
    const ExprNode& node = expr.node();
    return node.kind == ExprKind::aggregate || std::any_of(node.arguments.begin(), node.arguments.end(), has_aggregates);
}

/// The names of an expression that `names` lacks.
void add_names(const Expr& expr, std::vector<std::string>& names) {
    if (expr.empty()) return;
    const ExprNode& node = expr.node();
    if (node.kind == ExprKind::path && node.text != "*" && std::find(names.begin(), names.end(), node.text) == names.end()) names.emplace_back(node.text);
    for (const Expr& one : node.arguments) add_names(one, names);
    add_names(node.filter, names);
}

}  // namespace

Select::Select(Statement& statement, const QueryState& state, Select* outer)
    : statement_(statement), dialect_(statement.dialect), state_(state), model_(ModelInfo::of(*state.model)), outer_(outer) {
    for (const QueryAnnotation& one : state.annotations) {
        if (one.name.empty()) throw Error(ErrorCode::query, "an annotation has no name");
        check_name(one.name, "an annotation");
        if (model_.desc().find(one.name) != nullptr) throw Error(ErrorCode::query, fmt::format("annotation '{}' is called as a field of model {}", one.name, model_.label()));
    }
}

void Select::start() {
    if (!joins_.empty()) return;
    distinct_ = state_.distinct;
    joins_.add_base("t" + std::to_string(statement_.aliases++), state_.from_cte.empty() ? table_of(model_) : Sql(std::string_view(dialect_.quoted(state_.from_cte))));
    if (!state_.from_cte.empty() || !state_.cte_joins.empty()) start_ctes();
}

void Select::use_table_name() { joins_.add_base(table_of(model_).text, table_of(model_)); }

std::optional<Sql> Select::where_plain() {
    prepare_conditions();
    if (nothing_ || !having_.empty() || !qualify_.empty()) return std::nullopt;
    std::vector<Sql> parts;
    for (const Condition& one : where_) parts.push_back(one.sql);
    return joined(parts, " AND ");
}

bool Select::has_aggregate() const noexcept {
    if (aggregate_condition_) return true;
    for (std::size_t i = 0; i < annotations_.size(); ++i) {
        if (annotation_made_[i] && annotations_[i].aggregate) return true;
    }
    return false;
}

std::optional<std::size_t> Select::grouping() const noexcept {
    std::size_t last = annotations_.size();
    for (std::size_t i = 0; i < annotations_.size(); ++i) {
        if (annotation_made_[i] && has_aggregates(state_.annotations[i].value)) last = i;
    }
    const bool annotated = last != annotations_.size();
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < state_.groups.size(); ++i) {
        const QueryGroup& one = state_.groups[i];
        if (annotated ? one.annotations <= last : one.conditions <= having_from_) found = i;
    }
    return found;
}

Sql Select::group_sql() {
    std::vector<Sql> columns;
    const auto add = [&](const Sql& sql) {
        if (std::none_of(columns.begin(), columns.end(), [&](const Sql& one) { return one.text == sql.text && one.values.size() == sql.values.size() && sql.values.empty(); })) columns.push_back(sql);
    };
    if (!state_.values_mode || state_.grouped_by_key || !grouping()) {
        for (const FieldInfo* key : model_.key()) add(std::string_view(joins_[0].alias + '.' + dialect_.quoted(key->column)));
    }
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        if (!outputs_[i].grouped) continue;
        if (outputs_[i].sql.values.empty()) add(outputs_[i].sql);
        else columns.emplace_back(std::string_view(std::to_string(i + 1)));
    }
    for (const Sql& one : group_columns_) add(one);
    for (const Term& one : order_) {
        if (!one.aggregate && one.sql.values.empty() && one.sql.text.find_first_not_of("0123456789") != std::string::npos) add(one.sql);
    }
    Sql sql;
    if (columns.empty()) return sql;
    sql = " GROUP BY ";
    sql += joined(columns, ", ");
    return sql;
}

std::vector<Sql> Select::distinct_columns() {
    std::vector<Sql> columns;
    JoinScope scope{.all = true};
    for (const std::string& name : state_.distinct_on) columns.push_back(path(name, scope).sql);
    return columns;
}

Sql Select::distinct_sql(std::span<const Sql> on) const {
    Sql sql;
    if (!on.empty()) {
        sql = expand(dialect_.need("distinct_on", "DISTINCT ON"), on);
        sql += ' ';
    } else if (distinct_ && state_.distinct_on.empty()) {
        sql = "DISTINCT ";
    }
    return sql;
}

/// Rows with the key, or a unique field, that no join to many repeats.
bool Select::rows_differ() const {
    if (!state_.from_cte.empty() || joins_.has_many() || has_aggregate()) return false;
    const auto shown = [&](const FieldInfo* field) {
        const std::string column = joins_[0].alias + '.' + dialect_.quoted(field->column);
        return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& one) { return one.sql.text == column; });
    };
    if (std::all_of(model_.key().begin(), model_.key().end(), shown)) return true;
    return std::any_of(model_.columns().begin(), model_.columns().end(), [&](const FieldInfo* field) {
        return (field->desc->options.unique || field->desc->kind == FieldKind::one_to_one) && !field->desc->nullable() && shown(field);
    });
}

Sql Select::body(bool with_order) {
    if (window_of_groups_ && !has_aggregate()) throw Error(ErrorCode::query, "an aggregate stands in a window, and the query has no groups").hint("annotate the aggregate, and name it in the window");
    const bool ordered = with_order && grouped_ && !order_.empty() && dialect_.has("having.apart") && std::any_of(outputs_.begin(), outputs_.end(), [](const Output& one) { return one.window; });
    if (!qualify_.empty() || ordered) return around_windows(with_order);
    Sql sql("SELECT ");
    sql += distinct_sql(distinct_columns());
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        if (i > 0) sql += ", ";
        sql += outputs_[i].sql;
        if (!outputs_[i].name.empty()) {
            sql += " AS ";
            dialect_.quote(sql.text, outputs_[i].name);
        }
    }
    const Sql order = with_order ? order_sql(order_) : Sql();
    sql += from_sql();
    sql += order;
    return sql;
}

/// FROM and all that is behind it but the order.
Sql Select::from_sql() {
    const Sql group = grouped_ ? group_sql() : Sql();
    Sql sql(" FROM ");
    sql += joins_.render(dialect_);
    std::vector<Sql> parts;
    for (const Condition& one : where_) parts.push_back(one.sql);
    if (!parts.empty()) {
        sql += " WHERE ";
        sql += joined(parts, " AND ");
    }
    sql += group;
    parts.clear();
    for (const Condition& one : having_) parts.push_back(one.sql);
    if (!parts.empty()) {
        sql += " HAVING ";
        sql += joined(parts, " AND ");
    }
    return sql;
}

void Select::add_limit(Sql& sql, std::optional<std::uint64_t> at_most) const {
    std::optional<std::uint64_t> limit = state_.limit;
    if (at_most && (!limit || *at_most < *limit)) limit = at_most;
    if (!limit && !state_.offset.value_or(0)) return;
    if (!state_.offset.value_or(0)) sql += fmt::format(" LIMIT {}", *limit);
    else {
        // Every server wants a LIMIT in front of OFFSET, or takes one.
        sql += ' ';
        const std::string count = std::to_string(limit.value_or(INT64_MAX)), from = std::to_string(*state_.offset);
        sql += expand(dialect_.need("limit", "LIMIT"), {std::string_view(count), std::string_view(from)});
    }
}

void Select::add_lock(Sql& sql) const {
    if (!state_.lock) return;
    const QueryLock& lock = *state_.lock;
    if (!qualify_.empty()) throw Error(ErrorCode::unsupported, "select_for_update of a query with a filter on a window function, or on an aggregate beside a column").hint("lock the rows by their keys: filter(\"pk__in\", …)");
    std::vector<std::string> parts;
    parts.emplace_back(dialect_.need(lock.no_key ? "lock.no_key_update" : "lock.update", lock.no_key ? "FOR NO KEY UPDATE" : "FOR UPDATE"));
    if (!lock.of.empty()) {
        std::vector<Sql> tables;
        for (const std::string& name : lock.of) {
            std::size_t found = name == "self" ? 0 : joins_.size();
            const FieldInfo* field = model_.find(name);
            const bool reverse = field != nullptr && field->desc->kind == FieldKind::reverse;
            if (reverse) field = RelationPlace::of(model_, *field->desc).field;
            for (std::size_t i = 1; field != nullptr && i < joins_.size(); ++i) {
                if (joins_[i].parent == 0 && joins_[i].direction == (reverse ? 1 : 0) && !joins_[i].many && joins_[i].relation == field->desc) found = i;
            }
            if (found == joins_.size()) throw Error(ErrorCode::query, fmt::format("select_for_update(of): '{}' is not in select_related", name));
            tables.emplace_back(std::string_view(joins_[found].alias));
        }
        parts.push_back(expand(dialect_.need("lock.of", "FOR UPDATE OF"), tables).text);
    }
    if (lock.nowait) parts.emplace_back(dialect_.need("lock.nowait", "NOWAIT"));
    if (lock.skip_locked) parts.emplace_back(dialect_.need("lock.skip_locked", "SKIP LOCKED"));
    for (const std::string& part : parts) {
        if (part != " ") (sql += ' ') += part;
    }
}

Sql Select::wrapped(const Sql& inner, std::string_view select) {
    const std::string alias = "t" + std::to_string(statement_.aliases++);
    Sql sql("SELECT ");
    sql += select;
    sql += " FROM (";
    sql += inner;
    sql += ") ";
    sql += alias;
    return sql;
}

bool Select::has_ended() {
    if (!nothing_ || !kept_) return nothing_;
    nothing_ = false;
    where_.emplace_back();
    where_.back().sql = "1 = 0";
    return false;
}

void Select::check_derived() const {
    if (uses_outer_ && dialect_.has("derived.alone")) throw Error(ErrorCode::unsupported, fmt::format("{} has no OuterRef in a subquery that is a slice, a union of slices, or filtered by a window function", dialect_.title()));
}

Sql Select::rows(const ReadPlan& plan, CompiledQuery& into) {
    start();
    if (state_.combination != Combination::none) return combination(plan, into);
    prepare_conditions();
    if (has_ended()) return {};
    if (state_.values_mode) {
        add_values(into);
    } else {
        add_fields(into);
        if (!state_.from_cte.empty()) add_cte_columns(into);
        if (!plan.alone) add_related(into);
        for (std::size_t i = 0; i < state_.annotations.size(); ++i) {
            if (is_shown(i)) add_annotation(i, into);
        }
    }
    if (!only_name_.empty() && !outputs_.empty()) outputs_.front().name = only_name_;
    if (!plan.unordered || state_.limit || state_.offset || !state_.distinct_on.empty()) add_order(plan);
    if (distinct_ && state_.distinct_on.empty()) {
        if (rows_differ()) distinct_ = false;
        else show_order();
    }
    if (state_.slices) add_slices();
    grouped_ = has_aggregate();
    into.locks = state_.lock.has_value();
    Sql sql = body(true);
    into.width = outputs_.size();
    add_limit(sql, plan.at_most);
    add_lock(sql);
    return sql;
}

Sql Select::subquery(const SubqueryPlan& plan) {
    start();
    const bool cut = state_.limit || state_.offset || !state_.distinct_on.empty();
    if (state_.distinct_on.empty() && (plan.first ? !state_.offset.value_or(0) : plan.as_set && !cut)) distinct_ = false;
    const auto check = [](std::size_t columns) {
        if (columns != 1) throw Error(ErrorCode::query, fmt::format("a subquery gives {} columns instead of one", columns)).hint("name the column with values()");
    };
    const auto at_most = plan.first ? std::optional<std::uint64_t>(1) : std::nullopt;
    CompiledQuery columns;
    if (state_.combination != Combination::none) {
        only_name_ = "v";
        only_field_ = plan.field != nullptr ? plan.field : model_.key().front();
        Sql sql = combination({.at_most = at_most, .unordered = plan.as_set}, columns);
        if (nothing_) return {};
        check(columns.columns.size() + columns.objects.size());
        if (columns.width > 1) {
            check_derived();
            const CompiledColumn& one = columns.columns.front();
            sql = wrapped(sql, one.index == 0 ? std::string("v") : dialect_.quoted(one.name) + " AS v");
        }
        only_type_ = type_of(FieldKind::int64);
        only_type_.known = false;
        return sql;
    }
    prepare_conditions();
    if (nothing_) return {};
    if (state_.values_mode) add_values(columns);
    else output(column(0, plan.field != nullptr ? *plan.field : *model_.key().front()), {});
    check(outputs_.size());
    if (plan.named) outputs_.front().name = "v";
    if (cut || plan.first) add_order({});
    if (distinct_ && state_.distinct_on.empty()) {
        if (rows_differ()) distinct_ = false;
        else show_order();
    }
    grouped_ = has_aggregate();
    const bool several = outputs_.size() > 1;  // for the order
    if (several) outputs_.front().name = "v";
    Sql sql = body(cut || plan.first);
    add_limit(sql, at_most);
    if (!several || !plan.first) return sql;
    check_derived();
    return wrapped(sql, "v");
}

Sql Select::exists(bool inside) {
    start();
    if (state_.combination != Combination::none || state_.offset.value_or(0)) {
        CompiledQuery ignored;
        Sql inner = rows({.unordered = true, .alone = true}, ignored);
        if (nothing_ || inside) return inner;
        Sql sql = wrapped(inner, "1");
        sql += " LIMIT 1";
        return sql;
    }
    if (state_.distinct_on.empty()) distinct_ = false;  // one row is enough
    prepare_conditions();
    if (state_.limit && *state_.limit == 0) nothing_ = true;
    if (nothing_) return {};
    // Groups without rows are none: annotations matter where a condition is on them.
    for (std::size_t i = 0; state_.values_mode && i < state_.annotations.size(); ++i) static_cast<void>(annotation(i));
    outputs_.push_back({"1", {}, false, false});
    grouped_ = has_aggregate() && (!having_.empty() || !qualify_.empty() || state_.values_mode);
    if (grouped_ && state_.values_mode) {
        CompiledQuery ignored;
        outputs_.clear();
        add_values(ignored);
    }
    const bool several = outputs_.size() > 1 && !inside;  // the reader makes room for one column
    Sql sql = body(false);
    if (several) sql = wrapped(sql, "1");
    sql += " LIMIT 1";
    return sql;
}

Sql Select::count() {
    start();
    // Objects that differ are those with different keys.
    const bool keys = state_.distinct && state_.distinct_on.empty() && state_.from_cte.empty() && model_.key().size() == 1 && state_.combination == Combination::none && !state_.limit && !state_.offset && !state_.values_mode &&
                      std::none_of(state_.annotations.begin(), state_.annotations.end(), [](const QueryAnnotation& one) { return one.selected; });
    const bool whole = state_.combination != Combination::none || (state_.distinct && !keys) || state_.limit || state_.offset || state_.values_mode;
    if (whole) {
        CompiledQuery ignored;
        Sql inner = rows({.unordered = true, .alone = true}, ignored);
        if (nothing_) return {};
        return wrapped(inner, "COUNT(*)");
    }
    prepare_conditions();
    if (nothing_) return {};
    for (std::size_t i = 0; i < state_.annotations.size(); ++i) {
        // Aggregates give one row for each object, whatever their joins.
        if (state_.annotations[i].selected && annotation(i).aggregate) grouped_ = true;
    }
    grouped_ = grouped_ || has_aggregate();
    outputs_.clear();
    const bool repeats = keys && joins_.has_many();
    const bool apart = grouped_ || !qualify_.empty();
    distinct_ = repeats && apart;
    const Sql key = repeats ? column(0, *model_.key().front()).sql : Sql();
    if (apart) {
        outputs_.push_back({repeats ? key : Sql("1"), {}, false, false, repeats ? std::string_view(model_.key().front()->column) : std::string_view()});
    } else {
        outputs_.push_back({repeats ? expand("COUNT(DISTINCT %1)", {key}) : Sql("COUNT(*)"), {}, false, false});
    }
    Sql inner = body(false);
    return apart ? wrapped(inner, "COUNT(*)") : inner;
}

Sql Select::aggregate(const std::vector<QueryAnnotation>& aggregates, CompiledQuery& into) {
    start();
    const auto add = [&](Select& where) {
        for (const QueryAnnotation& one : aggregates) {
            JoinScope scope{.all = true};
            Operand operand = where.value(one.value, scope);
            if (!operand.aggregate) throw Error(ErrorCode::query, fmt::format("aggregate() takes aggregates, and '{}' is none", one.name));
            into.columns.push_back({one.name, into.columns.size(), operand.type.known ? std::optional(operand.type.kind) : std::nullopt});
            check_name(one.name, "an aggregate");
            where.outputs_.push_back({std::move(operand.sql), one.name, false, false});
        }
        into.width = into.columns.size();
    };
    prepare_conditions();
    const bool apart = state_.distinct || state_.limit || state_.offset || state_.combination != Combination::none || state_.values_mode || has_aggregate() || !qualify_.empty() ||
                       std::any_of(state_.annotations.begin(), state_.annotations.end(), [](const QueryAnnotation& one) { return one.selected; });
    const auto of_nothing = [&]() -> Sql {
        nothing_ = true;
        add(*this);
        // Of no rows a bare aggregate is 0 or NULL; what others come to the server tells.
        if (std::all_of(aggregates.begin(), aggregates.end(), [](const QueryAnnotation& one) { return node_of(one.value).kind == ExprKind::aggregate; })) return {};
        kept_ = true;
        having_.clear();
        qualify_.clear();
        return has_ended() ? Sql() : body(false);
    };
    if (nothing_) return of_nothing();
    if (!apart) {
        add(*this);
        return body(false);
    }
    // The rows first, then their aggregates: names are those of the inner columns.
    CompiledQuery inner_columns;
    Statement& shared = statement_;
    QueryState read = state_;
    // Of groups and values, what the aggregates name is read too.
    if (state_.values_mode && !state_.values.empty() && state_.combination == Combination::none) {
        for (const QueryAnnotation& one : aggregates) add_names(one.value, read.values);
    }
    Select inner(shared, read, outer_);
    Sql rows = inner.rows({.unordered = true, .alone = true}, inner_columns);
    if (inner.nothing()) return of_nothing();
    QueryState plain;
    plain.model = state_.model;
    Select outer(shared, plain, outer_);
    const std::string alias = "t" + std::to_string(shared.aliases++);
    Sql from("(");
    from += rows;
    from += ')';
    outer.joins_.add_base(alias, std::move(from));
    outer.inner_columns_ = &inner_columns;
    add(outer);
    return outer.body(false);
}

}  // namespace reinhardt::db::compile
