#include <reinhardt/db/orm/compile/compile.hpp>

#include <algorithm>
#include <cstdint>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

void finish(CompiledQuery& made, const Select& select, Sql sql, const Dialect& dialect) {
    auto names = std::make_shared<std::vector<std::string>>();
    for (const CompiledColumn& one : made.columns) names->push_back(one.name);
    made.names = std::move(names);
    made.nothing = select.nothing();
    if (made.nothing) return;
    made.sql = finished(sql, dialect, made.values);
    made.changes = std::any_of(made.values.begin(), made.values.end(), [](const Bound& one) { return one.change != Change::none; });
    if (made.values.size() > dialect.max_parameters()) {
        throw Error(ErrorCode::unsupported, dialect.title() + " takes at most " + std::to_string(dialect.max_parameters()) + " values in a statement, and this query has " + std::to_string(made.values.size()));
    }
}

Sql raw_sql(const QueryState& state) {
    if (state.raw.find(Sql::mark) != std::string::npos) throw Error(ErrorCode::query, "raw SQL with a control character");
    Sql sql;
    std::size_t at = 0;
    char quote = '\0';
    for (const char c : state.raw) {
        if (quote == '\0' && (c == '\'' || c == '"' || c == '`')) quote = c;
        else if (c == quote) quote = '\0';
        if (c != '?' || quote != '\0' || at >= state.raw_parameters.size()) sql += c;
        else sql += Sql::value({.source = &state.raw_parameters[at++]});
    }
    if (at != state.raw_parameters.size()) throw Error(ErrorCode::query, "raw SQL has " + std::to_string(at) + " places and was given " + std::to_string(state.raw_parameters.size()) + " values");
    return sql;
}

/// Such a statement is run as it is: what else the query was asked for would be lost.
void check_raw(const QueryState& state, const ReadPlan& plan) {
    const std::pair<bool, std::string_view> refused[] = {
        {!state.conditions.empty(), "filter(), exclude() or a lookup"},
        {!state.ordering.empty() || state.ordered || state.reversed, "order_by() or reverse()"},
        {plan.reversed, "last()"},
        {state.limit || state.offset, "a slice"},
        {state.distinct, "distinct()"},
        {state.values_mode, "values()"},
        {!state.annotations.empty(), "annotate()"},
        {plan.what == ReadPlan::What::aggregate, "aggregate()"},
        {!state.select_related.empty(), "select_related()"},
        {!state.only.empty() || !state.defer.empty(), "only() or defer()"},
        {state.lock.has_value(), "select_for_update()"},
        {!state.ctes.empty() || !state.cte_joins.empty() || !state.from_cte.empty(), "a CTE"},
    };
    for (const auto& [asked, what] : refused) {
        if (asked) throw Error(ErrorCode::query, "raw SQL is run as it is, without " + std::string(what)).hint("write it into the statement");
    }
}

/// What a column takes of a value, where the server does not see to it: a decimal of its places, a whole number of its range.
Sql fitted(Sql sql, const FieldInfo& field, const Operand& value, const Expr& expr, const Dialect& dialect) {
    if (value.null) return sql;
    const FieldDesc& desc = *field.desc;
    const FieldKind kind = is_relation(desc.kind) || desc.kind == FieldKind::enumeration ? desc.element : desc.kind;
    const char* const decimal = dialect.find("write.decimal");
    const char* const whole = dialect.find("write.whole");
    if (kind == FieldKind::decimal && decimal != nullptr) return expand(decimal, {sql, Sql(std::to_string(field.desc->options.decimal_places))});
    if (whole == nullptr || (!is_integer(kind) && kind != FieldKind::duration)) return sql;
    const std::int64_t high = kind == FieldKind::int16 ? INT16_MAX : kind == FieldKind::int32 ? INT32_MAX : INT64_MAX, low = -high - 1;
    if (expr.node().kind == ExprKind::value) {
        const Parameter& given = expr.node().parameter;
        if (given.tag() == RDB_INT && given.integer() >= low && given.integer() <= high) return sql;
    }
    if (decimal != nullptr && value.type.known && value.type.kind == FieldKind::decimal) sql = expand(decimal, {sql, Sql("0")});
    return expand(whole, {sql, Sql(std::to_string(low)), Sql(std::to_string(high))});
}

}  // namespace

CompiledQuery compile(const QueryState& state, const Dialect& dialect, const ReadPlan& plan) {
    CompiledQuery made;
    Statement statement{dialect};
    Select select(statement, state, nullptr);
    if (!state.raw.empty()) {
        check_raw(state, plan);
        Sql sql = raw_sql(state);
        if (plan.what != ReadPlan::What::rows) {
            Sql whole(plan.what == ReadPlan::What::count ? "SELECT COUNT(*) FROM (" : "SELECT 1 FROM (");
            whole += sql;
            whole += plan.what == ReadPlan::What::count ? ") t0" : ") t0 LIMIT 1";
            sql = std::move(whole);
        }
        finish(made, select, std::move(sql), dialect);
        made.nothing = state.none;
        return made;
    }
    Sql sql = select.ctes();
    switch (plan.what) {
        case ReadPlan::What::count: sql += select.count(); break;
        case ReadPlan::What::exists: sql += select.exists(); break;
        default: sql += select.rows(plan, made); break;
    }
    finish(made, select, std::move(sql), dialect);
    return made;
}

CompiledQuery compile_aggregate(const QueryState& state, const std::vector<QueryAnnotation>& aggregates, const Dialect& dialect) {
    if (!state.raw.empty()) check_raw(state, {.what = ReadPlan::What::aggregate});
    CompiledQuery made;
    Statement statement{dialect};
    Select select(statement, state, nullptr);
    Sql sql = select.ctes();
    sql += select.aggregate(aggregates, made);
    finish(made, select, std::move(sql), dialect);
    return made;
}

CompiledWrite compile_write(const QueryState& state, const std::vector<std::pair<std::string_view, Expr>>& assignments, const Dialect& dialect) {
    const ModelInfo& model = ModelInfo::of(*state.model);
    CompiledWrite made;
    Statement statement{dialect};
    Select select(statement, state, nullptr);
    select.use_table_name();
    made.table = select.table_name();
    for (const auto& [name, expr] : assignments) {
        const FieldInfo& field = model.field(name);
        if (field.column.empty()) throw Error(ErrorCode::query, "'" + std::string(name) + "' has no column to update");
        JoinScope scope;
        const Type type = select.type_of_column(field);
        Operand value = select.value(expr, scope, &type);
        if (value.aggregate || value.window || select.has_joins()) throw Error(ErrorCode::query, "'" + std::string(name) + "' is given a value of other rows").hint("use a subquery");
        made.assignments.emplace_back(dialect.quoted(field.column), fitted(value.sql, field, value, expr, dialect));
    }
    const bool plain = !state.limit && !state.offset && !state.distinct && state.combination == Combination::none && state.from_cte.empty() && state.cte_joins.empty();
    std::optional<Sql> where;
    if (plain) {
        where = select.where_plain();
        if (select.nothing()) {
            made.nothing = true;
            return made;
        }
        if (where && !select.has_joins()) {
            made.where = std::move(*where);
            return made;
        }
    }
    if (model.key().size() != 1) throw Error(ErrorCode::unsupported, "a condition on other tables, for rows of model " + model.label() + ", whose key has several fields");
    // A server may not read the table that it changes: the keys come from a subquery of a subquery.
    QueryState keys = state;
    keys.values_mode = false;
    Select inner(statement, keys, nullptr);
    Sql sql = inner.ctes();
    sql += inner.subquery({.named = true});
    if (inner.nothing()) {
        made.nothing = true;
        return made;
    }
    made.joined = true;
    const std::string alias = "t" + std::to_string(statement.aliases++);
    made.where = std::string_view(made.table + '.' + dialect.quoted(model.key().front()->column) + " IN (SELECT " + alias + ".v FROM (");
    made.where += sql;
    made.where += ") " + alias + ')';
    return made;
}

}  // namespace reinhardt::db::compile
