#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::compile {
namespace {

std::vector<std::string> names_of(const CompiledQuery& query) {
    std::vector<std::string> names;
    for (const CompiledColumn& one : query.columns) names.push_back(one.name);
    return names;
}

/// The columns of a query for messages.
std::string described(const CompiledQuery& query) {
    if (!query.objects.empty()) return fmt::format("objects of model {}", query.objects.front().model->label());
    return join(names_of(query), ", ");
}

}  // namespace

/// By columns alone; where the word for an order of NULL says its term twice, around the combination, whose columns have names there.
void Select::order_combination(const ReadPlan& plan, const CompiledQuery& columns, Sql& sql) {
    struct Column {
        std::size_t place = 0;
        std::string name;
        bool nullable = true, descending = false;
        Nulls nulls = Nulls::as_server;
    };
    const bool reversed = state_.reversed != plan.reversed;
    const auto column_named = [&](std::string_view name) -> Column {
        for (const CompiledColumn& one : columns.columns) {
            if (one.name == name) return {one.index + 1, one.name};
        }
        if (!columns.objects.empty()) {
            const CompiledObject& own = columns.objects.front();
            const FieldInfo* field = own.model->find(name);
            for (std::size_t i = 0; field != nullptr && i < own.fields.size(); ++i) {
                if (own.fields[i] == field) return {own.first + i + 1, field->column, field->desc->nullable()};
            }
        }
        throw Error(ErrorCode::query, fmt::format("'{}' is no column of the combined queries: they are ordered by columns alone", name));
    };
    std::vector<Column> order;
    for (const Expr& one : state_.ordering) {
        const ExprNode& node = node_of(one);
        const bool term = node.kind == ExprKind::order;
        const ExprNode& inner = term ? node_of(node.arguments.front()) : node;
        if (inner.kind != ExprKind::path) throw Error(ErrorCode::query, "combined queries are ordered by columns alone");
        order.push_back(column_named(inner.text));
        order.back().descending = (term && node.descending) != reversed;
        order.back().nulls = term ? flipped(node.nulls, reversed) : Nulls::as_server;
    }
    if (order.empty() && plan.order_by_key && !columns.objects.empty()) {
        for (const FieldInfo* key : model_.key()) {
            order.push_back(column_named(key->name()));
            order.back().descending = reversed;
        }
    }
    if (order.empty()) return;
    const bool around = std::any_of(order.begin(), order.end(), [&](const Column& one) {
        const std::string_view word = order_word(one.nullable, one.descending, one.nulls);
        return word.find("%1") != word.rfind("%1");
    });
    std::string alias;
    if (around) {
        if (columns.objects.size() > 1) throw Error(ErrorCode::unsupported, fmt::format("{} has no nulls_first() and nulls_last() of combined queries with select_related", dialect_.title()));
        check_derived();
        alias = "t" + std::to_string(statement_.aliases++);
        Sql whole("SELECT * FROM (");
        whole += sql;
        whole += fmt::format(") {}", alias);
        sql = std::move(whole);
    }
    std::vector<Sql> terms;
    for (const Column& one : order) {
        const std::string_view name = only_name_.empty() || one.place != 1 ? std::string_view(one.name) : only_name_;
        const std::string place = around ? fmt::format("{}.{}", alias, dialect_.quoted(std::string(name))) : std::to_string(one.place);
        terms.push_back(directed(std::string_view(place), one.nullable, one.descending, one.nulls));
    }
    sql += " ORDER BY ";
    sql += joined(terms, ", ");
}

void Select::check_combination() const {
    if (!state_.conditions.empty()) throw Error(ErrorCode::query, "a combined query takes no further filter").hint("filter the queries before they are combined");
    const auto refuse = [](bool there, std::string_view what) {
        if (there) throw Error(ErrorCode::query, fmt::format("{} behind a union, intersection or difference", what)).hint("ask for it in the queries that are combined");
    };
    refuse(state_.distinct, "distinct()");
    refuse(!state_.annotations.empty(), "annotate() or alias()");
    refuse(!state_.select_related.empty(), "select_related()");
    refuse(!state_.only.empty() || !state_.defer.empty(), "only() or defer()");
    refuse(state_.lock.has_value(), "select_for_update()");
    refuse(!state_.from_cte.empty() || !state_.cte_joins.empty(), "a CTE's rows");
}

std::shared_ptr<const QueryState> Select::part_of(const QueryState& state, const CompiledQuery* first) const {
    const bool of_first = first != nullptr && state_.combined.front()->values_mode;
    if (state.values_mode || (!state_.values_mode && only_field_ == nullptr && !of_first)) return nullptr;
    if (!state.raw.empty()) throw Error(ErrorCode::query, "values() of combined queries, one of which is raw SQL");
    auto part = std::make_shared<QueryState>(state);
    std::vector<std::string> wanted = state_.values;
    if (only_field_ != nullptr && !state_.values_mode) wanted = {std::string(only_field_->name())};
    else if (of_first) wanted = names_of(*first);
    // What the whole is ordered by is read behind them.
    for (const Expr& one : state_.ordering) {
        const ExprNode& node = node_of(one).kind == ExprKind::order ? node_of(one.node().arguments.front()) : one.node();
        if (!of_first && !wanted.empty() && node.kind == ExprKind::path && std::find(wanted.begin(), wanted.end(), node.text) == wanted.end()) wanted.emplace_back(node.text);
    }
    choose_values(*part, std::move(wanted));
    return part;
}

/// The columns that are asked for, by the names that the first query gives them.
void Select::choose_columns(CompiledQuery& into) const {
    if (only_field_ != nullptr && !state_.values_mode) into.columns.resize(std::min<std::size_t>(into.columns.size(), 1));
    if (!state_.values_mode || state_.values.empty()) return;
    std::vector<CompiledColumn> chosen;
    for (const std::string& name : state_.values) {
        const auto found = std::find_if(into.columns.begin(), into.columns.end(), [&](const CompiledColumn& one) { return one.name == name; });
        if (found == into.columns.end()) throw Error(ErrorCode::query, fmt::format("'{}' is no column of the combined queries: the first one has {}", name, described(into)));
        chosen.push_back(*found);
    }
    into.columns = std::move(chosen);
}

Sql Select::combination(const ReadPlan& plan, CompiledQuery& into) {
    check_combination();
    struct Word {
        std::string_view key, what;
    };
    constexpr Word words[] = {{"", ""}, {"combine.union", "UNION"}, {"combine.union_all", "UNION ALL"}, {"combine.intersection", "INTERSECT"}, {"combine.difference", "EXCEPT"}};
    const Word& word = words[static_cast<std::size_t>(state_.combination)];
    Sql sql;
    bool first = true;
    std::size_t taken = 0;
    for (const auto& one : state_.combined) {
        const std::shared_ptr<const QueryState> chosen = part_of(*one, taken > 0 ? &into : nullptr);
        Select part(statement_, chosen != nullptr ? *chosen : *one, outer_);
        part.kept_ = kept_;
        part.only_name_ = only_name_;
        CompiledQuery columns;
        Sql text = part.rows({.unordered = true}, columns);
        uses_outer_ = uses_outer_ || part.uses_outer_;
        const bool leads = std::exchange(first, false);
        if (part.nothing()) {
            const bool all_gone = state_.combination == Combination::intersection || (state_.combination == Combination::difference && leads);
            if (all_gone) nothing_ = true;
            if (all_gone) return {};
            continue;
        }
        if (taken == 0) into = columns;
        else if (columns.width != into.width) {
            throw Error(ErrorCode::query, fmt::format("combined queries have {} and {} columns: {}; {}", into.width, columns.width, described(into), described(columns)));
        }
        if (taken++ > 0) (((sql += ' ') += dialect_.need(word.key, word.what)) += ' ');
        const bool apart = one->limit || one->offset || one->combination != Combination::none;
        if (apart) part.check_derived();
        sql += apart ? wrapped(text, "*") : text;
    }
    nothing_ = nothing_ || taken == 0 || (state_.none && !kept_);
    if (nothing_) return {};
    if (state_.none) {
        sql = wrapped(sql, "*");
        sql += " WHERE 1 = 0";
    }
    if (!plan.unordered || state_.limit || state_.offset) order_combination(plan, into, sql);
    choose_columns(into);
    add_limit(sql, plan.at_most);
    return sql;
}

}  // namespace reinhardt::db::compile
