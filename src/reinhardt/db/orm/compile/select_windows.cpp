#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

bool is_value(const Expr& expr) {
    if (expr.empty()) return false;
    const ExprNode& node = expr.node();
    return node.kind == ExprKind::value || (node.kind == ExprKind::list && std::all_of(node.arguments.begin(), node.arguments.end(), is_value));
}

bool is_place(const Sql& term) { return term.values.empty() && term.text.find_first_not_of("0123456789") == std::string::npos; }

}  // namespace

bool Select::has_window() {
    if (!qualify_.empty()) return true;
    for (std::size_t i = 0; i < state_.annotations.size(); ++i) {
        if (annotation_is_used(i) && annotation(i).window) return true;
    }
    return false;
}

const std::string& Select::rows_alias() {
    if (rows_alias_.empty()) rows_alias_ = "t" + std::to_string(statement_.aliases++);
    return rows_alias_;
}

Operand Select::outside(Operand window, const ExprNode& node, std::size_t first_value) {
    if (window.json_base || !std::all_of(node.arguments.begin() + static_cast<std::ptrdiff_t>(first_value), node.arguments.end(), is_value)) return window;
    const auto same = std::find_if(windows_.begin(), windows_.end(), [&](const Sql& one) { return one.text == window.sql.text && one.values.empty() && window.sql.values.empty(); });
    const auto index = static_cast<std::size_t>(same - windows_.begin());
    if (same == windows_.end()) windows_.push_back(std::move(window.sql));
    window.sql = std::string_view(fmt::format("{}.w{}", rows_alias(), index));
    window.outside = true;
    window.aggregate = false;
    return window;
}

/// Numbers the rows with the same value of the path in the query's order, behind it by their key, and takes those of the slice. A row that DISTINCT takes
/// once has one number.
void Select::add_slices() {
    const QuerySlices& slices = *state_.slices;
    std::vector<Term> order = order_;
    for (Term& one : order) {
        if (is_place(one.sql)) one.sql = outputs_[std::stoul(one.sql.text) - 1].sql;
    }
    for (const FieldInfo* key : model_.key()) order.push_back({.sql = column(0, *key).sql, .nullable = false});
    const std::string_view function = distinct_ ? "DenseRank" : "RowNumber";
    Sql number = expand(dialect_.need(fmt::format("function.{}", function), fmt::format("function {}", function)), {});
    JoinScope scope{.all = true};
    number += " OVER (PARTITION BY ";
    number += path(slices.path, scope).sql;
    number += order_sql(order);
    number += ')';
    const std::string name = fmt::format("{}.w{}", rows_alias(), windows_.size());
    windows_.push_back(std::move(number));
    Condition inside;
    inside.outside = true;
    inside.sql = std::string_view(fmt::format("{} > {}", name, slices.from));
    if (slices.to != UINT64_MAX) inside.sql += fmt::format(" AND {} <= {}", name, slices.to);
    qualify_.push_back(std::move(inside));
}

/// The rows with their windows in a subquery, and around it the conditions on windows, DISTINCT and the order.
Sql Select::around_windows(bool with_order) {
    check_derived();
    const std::string& alias = rows_alias();
    struct Column {
        Sql sql;
        std::string name;
    };
    std::vector<Column> inner;
    for (const Output& one : outputs_) inner.push_back({one.sql, fmt::format("c{}", inner.size())});
    for (std::size_t i = 0; i < windows_.size(); ++i) inner.push_back({windows_[i], fmt::format("w{}", i)});
    const auto shown = [&](const Sql& sql) -> Sql {
        auto at = std::find_if(inner.begin(), inner.end(), [&](const Column& one) { return one.sql.text == sql.text && one.sql.values.empty() && sql.values.empty(); });
        if (at == inner.end()) at = inner.insert(at, {sql, fmt::format("r{}", inner.size())});
        return std::string_view(fmt::format("{}.{}", alias, at->name));
    };
    std::vector<Sql> on = distinct_columns();
    for (Sql& one : on) one = shown(one);
    Sql sql("SELECT ");
    sql += distinct_sql(on);
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        sql += fmt::format("{}{}.c{}", i > 0 ? ", " : "", alias, i);
        const std::string_view name = outputs_[i].name.empty() ? outputs_[i].column : std::string_view(outputs_[i].name);
        if (name.empty()) continue;
        sql += " AS ";
        dialect_.quote(sql.text, name);
    }
    std::vector<Term> order = with_order ? order_ : std::vector<Term>();
    for (Term& one : order) {
        if (!is_place(one.sql)) one.sql = shown(one.sql);
    }
    std::vector<Sql> conditions;
    for (const Condition& one : qualify_) {
        if (one.outside) {
            conditions.push_back(one.sql);
            continue;
        }
        Sql holds("CASE WHEN ");
        holds += one.sql;
        holds += " THEN 1 ELSE 0 END";
        Sql condition = shown(holds);
        condition += " = 1";
        conditions.push_back(std::move(condition));
    }
    sql += " FROM (SELECT ";
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (i > 0) sql += ", ";
        ((sql += inner[i].sql) += " AS ") += inner[i].name;
    }
    sql += from_sql();
    (sql += ") ") += alias;
    if (!conditions.empty()) sql += " WHERE ";
    sql += joined(conditions, " AND ");
    sql += order_sql(order);
    return sql;
}

}  // namespace reinhardt::db::compile
