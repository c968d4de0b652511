#include <reinhardt/db/orm/expression.hpp>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

Expr with(const Expr& expr, void (*change)(ExprNode&)) {
    if (expr.empty()) throw Error(ErrorCode::usage, "an empty expression is no term of an order");
    ExprNode node = expr.node().kind == ExprKind::order ? expr.node() : ExprNode{.kind = ExprKind::order, .arguments = {expr}};
    change(node);
    return expressions::make_node(std::move(node));
}

/// Joins conditions of one kind into one node, so that a chain stays flat.
Expr joined(ExprKind kind, Expr a, Expr b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    ExprNode node{.kind = kind};
    for (Expr* side : {&a, &b}) {
        if (side->node().kind == kind) node.arguments.insert(node.arguments.end(), side->node().arguments.begin(), side->node().arguments.end());
        else node.arguments.push_back(std::move(*side));
    }
    return expressions::make_node(std::move(node));
}

}  // namespace

namespace expressions {

Expr make_node(ExprNode node) {
    const bool owns = !node.owned.empty();
    auto made = std::make_shared<ExprNode>(std::move(node));
    if (owns) made->text = made->owned;
    return Expr(std::move(made));
}

Expr make_static(ExprKind kind, std::string_view text, std::vector<Expr> arguments) {
    auto made = std::make_shared<ExprNode>();
    made->kind = kind;
    made->text = text;
    made->arguments = std::move(arguments);
    return Expr(std::move(made));
}

Expr make_named(ExprKind kind, std::string_view text, std::vector<Expr> arguments) {
    auto made = std::make_shared<ExprNode>();
    made->kind = kind;
    made->owned = text;
    made->text = made->owned;
    made->arguments = std::move(arguments);
    return Expr(std::move(made));
}

Expr make_path(std::string_view relation, std::string_view next) { return make_named(ExprKind::path, std::string(relation) + "__" + std::string(next)); }

Expr make_value(Parameter value) {
    auto made = std::make_shared<ExprNode>();
    made->kind = ExprKind::value;
    made->parameter = std::move(value);
    return Expr(std::move(made));
}

Expr make_list(std::vector<Expr> values) { return make_static(ExprKind::list, {}, std::move(values)); }

Expr make_filter(std::string_view path, Parameter value) {
    // The commonest node of all carries its value itself.
    auto made = std::make_shared<ExprNode>();
    made->kind = ExprKind::filter;
    made->text = path;
    made->parameter = std::move(value);
    return Expr(std::move(made));
}

Expr make_filter_of(std::string_view path, Expr value) { return make_static(ExprKind::filter, path, {std::move(value)}); }

Expr make_combined(std::string_view sign, Expr left, Expr right) { return make_static(ExprKind::combined, sign, {std::move(left), std::move(right)}); }

Expr make_lookup(std::string_view name, Expr left, Expr right) { return make_static(ExprKind::lookup, name, {std::move(left), std::move(right)}); }

}  // namespace expressions

Expr::Expr(const Expr& other) noexcept = default;
Expr& Expr::operator=(const Expr& other) noexcept = default;
Expr& Expr::operator=(Expr&& other) noexcept = default;
Expr::~Expr() = default;

Expr& Expr::operator&=(const Expr& other) { return *this = std::move(*this) && other; }
Expr& Expr::operator|=(const Expr& other) { return *this = std::move(*this) || other; }

Expr Expr::asc() const {
    return with(*this, [](ExprNode& node) { node.descending = false; });
}
Expr Expr::desc() const {
    return with(*this, [](ExprNode& node) { node.descending = true; });
}
Expr Expr::nulls_first() const {
    return with(*this, [](ExprNode& node) { node.nulls = Nulls::first; });
}
Expr Expr::nulls_last() const {
    return with(*this, [](ExprNode& node) { node.nulls = Nulls::last; });
}

Expr Expr::lookup(std::string_view name, std::vector<Expr> values) const {
    values.insert(values.begin(), *this);
    return expressions::make_named(ExprKind::lookup, name, std::move(values));
}

Expr Expr::is_null(bool yes) const { return expressions::make_lookup("isnull", *this, expressions::make_value(to_parameter(yes))); }

Expr operator&&(Expr a, Expr b) { return joined(ExprKind::all, std::move(a), std::move(b)); }
Expr operator||(Expr a, Expr b) {
    // An empty condition holds for every row; but `Expr any; any |= …` starts from nothing.
    return joined(ExprKind::any, std::move(a), std::move(b));
}

Expr operator!(Expr a) {
    if (a.empty()) throw Error(ErrorCode::usage, "an empty condition cannot be negated");
    return expressions::make_static(ExprKind::negation, {}, {std::move(a)});
}

Expr F(std::string_view name) { return expressions::make_named(ExprKind::path, name); }
Expr OuterRef(std::string_view name) { return expressions::make_named(ExprKind::outer, name); }

}  // namespace reinhardt::db
