#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

Expr all_of(std::vector<Expr> parts) { return expressions::make_static(ExprKind::all, {}, std::move(parts)); }
Expr any_of(std::vector<Expr> parts) { return expressions::make_static(ExprKind::any, {}, std::move(parts)); }

/// The values of a key; they stay where they are.
const std::vector<Expr>& values_of(const Expr& row, const ModelInfo& model) {
    const bool is_row = !row.empty() && row.node().kind == ExprKind::list;
    if (!is_row || row.node().arguments.size() != model.key().size()) throw model.no_such_key(is_row ? row.node().arguments.size() : 1);
    return row.node().arguments;
}

Expr compared(const std::string& field, std::string_view lookup, const Expr& value) {
    return expressions::make_named(ExprKind::filter, fmt::format("{}__{}", field, lookup), {value});
}

Expr is_equal(const std::vector<std::string>& fields, const std::vector<Expr>& values) {
    std::vector<Expr> parts;
    for (std::size_t i = 0; i < fields.size(); ++i) parts.push_back(compared(fields[i], "exact", values[i]));
    return all_of(std::move(parts));
}

/// The first field that differs decides.
Expr is_beside(const std::vector<std::string>& fields, std::string_view lookup, const std::vector<Expr>& values) {
    std::vector<Expr> parts;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        std::vector<Expr> part;
        for (std::size_t before = 0; before < i; ++before) part.push_back(compared(fields[before], "exact", values[before]));
        part.push_back(compared(fields[i], i + 1 == fields.size() ? lookup : lookup.substr(0, 2), values[i]));
        parts.push_back(all_of(std::move(part)));
    }
    return any_of(std::move(parts));
}

/// In groups of groups: a server takes an expression of some depth alone.
Expr is_among(const std::vector<std::string>& fields, const Expr& list, const ModelInfo& model) {
    if (list.empty() || list.node().kind != ExprKind::list) {
        throw Error(ErrorCode::query, fmt::format("'pk__in' of model {}, whose key is several fields, takes a list of tuples", model.label())).hint("ask for rows of a query with Exists()");
    }
    constexpr std::size_t most = 256;
    std::vector<Expr> groups, group;
    for (const Expr& row : list.node().arguments) {
        group.push_back(is_equal(fields, values_of(row, model)));
        if (group.size() == most) groups.push_back(any_of(std::exchange(group, {})));
    }
    groups.push_back(any_of(std::move(group)));
    return any_of(std::move(groups));
}

}  // namespace

Expr Select::key_condition(const KeyPath& key, const ExprNode& node) {
    const std::vector<std::string> fields = key.fields();
    if (key.lookup == "isnull") {
        ExprNode made = node;
        made.owned = fmt::format("{}__isnull", fields.front());
        return expressions::make_node(std::move(made));
    }
    static const Expr none;
    const Expr& value = node.arguments.empty() ? none : node.arguments.front();
    if (key.lookup == "in") return is_among(fields, value, *key.model);
    if (key.lookup.empty() || key.lookup == "exact") return is_equal(fields, values_of(value, *key.model));
    if (key.lookup == "gt" || key.lookup == "gte" || key.lookup == "lt" || key.lookup == "lte") return is_beside(fields, key.lookup, values_of(value, *key.model));
    throw Error(ErrorCode::query, fmt::format("'{}' is no lookup of the key of model {}, which is several fields", key.lookup, key.model->label())).hint("name the fields");
}

}  // namespace reinhardt::db::compile
