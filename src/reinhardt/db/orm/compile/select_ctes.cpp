#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

/// Those of a query, and of the queries that it combines, which have no place for them between UNION and SELECT.
void gather(const QueryState& state, std::vector<const QueryCte*>& into) {
    for (const QueryCte& one : state.ctes) {
        const auto same = std::find_if(into.begin(), into.end(), [&](const QueryCte* other) { return other->name == one.name; });
        if (same == into.end()) into.push_back(&one);
        else if ((*same)->query != one.query || (*same)->recursive != one.recursive) throw Error(ErrorCode::query, fmt::format("two CTEs are called '{}'", one.name));
    }
    for (const auto& part : state.combined) gather(*part, into);
}

}  // namespace

void Select::check_part(const QueryState& query) {
    if (!query.raw.empty()) throw Error(ErrorCode::query, "raw SQL is no part of another query").hint("write the whole statement in raw(), or use RawSQL()");
}

Sql Select::ctes() {
    Sql sql;
    std::vector<const QueryCte*> all;
    gather(state_, all);
    if (all.empty()) return sql;
    sql = "WITH ";
    if (std::any_of(all.begin(), all.end(), [](const QueryCte* one) { return one->recursive != nullptr; })) sql += "RECURSIVE ";
    bool first = true;
    for (const QueryCte* cte : all) {
        const QueryCte& one = *cte;
        if (!std::exchange(first, false)) sql += ", ";
        check_name(one.name, "a CTE");
        dialect_.quote(sql.text, one.name);
        sql += " AS (";
        CompiledQuery columns;
        const auto part = [&](const QueryState& state) {
            check_part(state);
            columns = {};
            Select select(statement_, state, outer_);
            select.kept_ = true;
            sql += select.rows({.unordered = true, .alone = true}, columns);
        };
        part(*one.query);
        const std::size_t width = columns.width;
        // From here on the others may name it, its own second part first.
        statement_.ctes.push_back({one.name, columns.objects.empty() ? nullptr : columns.objects.front().model, columns.columns});
        if (one.recursive != nullptr) {
            sql += one.distinct ? " UNION " : " UNION ALL ";
            part(*one.recursive);
            if (columns.width != width) throw Error(ErrorCode::query, fmt::format("the parts of the CTE '{}' have {} and {} columns", one.name, width, columns.width));
        }
        sql += ')';
    }
    sql += ' ';
    return sql;
}

const Cte& Select::cte_named(std::string_view name) const {
    const auto found = std::find_if(statement_.ctes.rbegin(), statement_.ctes.rend(), [&](const Cte& one) { return one.name == name; });
    if (found == statement_.ctes.rend()) throw Error(ErrorCode::query, fmt::format("no CTE is called '{}'", name)).hint("name it with with_cte()");
    return *found;
}

std::optional<Operand> Select::cte_column(std::size_t source, const Cte& cte, std::string_view name) {
    for (const CompiledColumn& one : cte.columns) {
        if (one.name == name) return column_of(source, one.name, one.kind ? type_of(*one.kind) : Type{});
    }
    const FieldInfo* field = cte.model != nullptr ? cte.model->find(name) : nullptr;
    if (field == nullptr || field->column.empty()) return std::nullopt;
    return column(source, *field);
}

/// "<CTE>__<column>" of one that is joined; a column that the CTE of the rows has beside the model's.
std::optional<Operand> Select::cte_path(std::string_view path) {
    for (std::size_t i = 0; i < state_.cte_joins.size(); ++i) {
        const std::string& name = state_.cte_joins[i].name;
        if (!path.starts_with(name) || path.substr(name.size(), 2) != "__") continue;
        const std::string_view wanted = path.substr(name.size() + 2);
        if (auto found = cte_column(cte_sources_.at(i), cte_named(name), wanted)) return found;
        throw Error(ErrorCode::query, fmt::format("the CTE '{}' has no column '{}'", name, wanted));
    }
    if (state_.from_cte.empty()) return std::nullopt;
    const Cte& cte = cte_named(state_.from_cte);
    const bool own = std::any_of(cte.columns.begin(), cte.columns.end(), [&](const CompiledColumn& one) { return one.name == path; });
    return own ? cte_column(0, cte, path) : std::nullopt;
}

void Select::start_ctes() {
    if (!state_.from_cte.empty()) {
        const Cte& cte = cte_named(state_.from_cte);
        if (cte.model != nullptr && cte.model != &model_) throw Error(ErrorCode::query, fmt::format("the CTE '{}' has objects of model {}, not of {}", cte.name, cte.model->label(), model_.label()));
        if (cte.model == nullptr && !state_.values_mode) throw Error(ErrorCode::query, fmt::format("the CTE '{}' has no objects of model {}", cte.name, model_.label())).hint("read its columns with values()");
    }
    for (const QueryCteJoin& one : state_.cte_joins) {
        const FieldInfo& field = model_.field(one.field);
        const Cte& cte = cte_named(one.name);
        const FieldInfo* of_model = cte.model != nullptr ? cte.model->find(one.column) : nullptr;
        const bool named = std::any_of(cte.columns.begin(), cte.columns.end(), [&](const CompiledColumn& column) { return column.name == one.column; });
        if (field.column.empty() || (!named && (of_model == nullptr || of_model->column.empty()))) throw Error(ErrorCode::query, fmt::format("the CTE '{}' has no column '{}'", one.name, one.column));
        JoinScope scope{.all = true};
        cte_sources_.push_back(join_to(0, std::string_view(dialect_.quoted(one.name)), field.column, named ? one.column : of_model->column, &one, 0, true, one.outer, scope));
    }
}

/// What the CTE has beside the model's fields, under its names.
void Select::add_cte_columns(CompiledQuery& into) {
    for (const CompiledColumn& one : cte_named(state_.from_cte).columns) {
        if (annotation_named(one.name) != static_cast<std::size_t>(-1)) continue;
        Operand operand = column_of(0, one.name, one.kind ? type_of(*one.kind) : Type{});
        into.columns.push_back({one.name, outputs_.size(), one.kind});
        output(std::move(operand), one.name);
    }
}

}  // namespace reinhardt::db::compile
