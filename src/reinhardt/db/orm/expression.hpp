#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

struct ExprNode;
struct QueryState;

/// An SQL expression or condition, of any shape: one type, immutable, shared, cheap to copy. Names in it are looked up when the query is
/// compiled. `&&`, `||` and `!` build conditions (both sides are always made: there is no short circuit); an empty Expr as a condition holds for every row.
class Expr {
public:
    Expr() = default;
    explicit Expr(std::shared_ptr<const ExprNode> node) noexcept : node_(std::move(node)) {}
    Expr(const Expr& other) noexcept;
    Expr(Expr&& other) noexcept = default;
    Expr& operator=(const Expr& other) noexcept;
    Expr& operator=(Expr&& other) noexcept;
    ~Expr();

    [[nodiscard]] bool empty() const noexcept { return node_ == nullptr; }
    [[nodiscard]] const Expr& expr() const noexcept { return *this; }
    [[nodiscard]] const ExprNode& node() const noexcept { return *node_; }
    [[nodiscard]] const std::shared_ptr<const ExprNode>& shared() const noexcept { return node_; }

    Expr& operator&=(const Expr& other);
    Expr& operator|=(const Expr& other);

    // Functions of every expression.
    [[nodiscard]] Expr asc() const;
    [[nodiscard]] Expr desc() const;
    [[nodiscard]] Expr nulls_first() const;
    [[nodiscard]] Expr nulls_last() const;
    /// A lookup by its name: expr.lookup("icontains", "jo").
    [[nodiscard]] Expr lookup(std::string_view name, std::vector<Expr> values) const;
    [[nodiscard]] Expr is_null(bool yes = true) const;

private:
    std::shared_ptr<const ExprNode> node_;
};

enum class ExprKind : std::uint8_t {
    path,        ///< text: names joined by "__": a field, a relation's field, a transform ("created_at__year"), an annotation
    outer,       ///< text: a path in the query around this one (OuterRef)
    value,       ///< parameter
    list,        ///< arguments: the right side of IN, a row
    filter,      ///< text: a path that ends in a lookup ("age__gte"); argument: its value
    lookup,      ///< text: name; first argument: left side, others: right side
    all, any,    ///< arguments joined by AND, OR
    negation,
    combined,    ///< text: + - * / % & | # << >> || (text of two texts); two arguments
    function,    ///< text: name in the function library ("Lower"); arguments
    aggregate,   ///< text: name ("Count"); argument, or none for Count(*); distinct; filter; order
    when,        ///< arguments: condition, value, condition, value, …, default (NULL where it is absent)
    cast,        ///< text: a field type ("IntegerField"); argument
    subquery, exists,  ///< query
    window,      ///< first argument: the function; partition; order; frame
    raw,         ///< text: SQL with one ? or %s for each argument
    order,       ///< argument; descending; nulls
    star,
};

/// What a text compares as, or a number computes as, where the expression itself does not tell.
enum class Nulls : std::uint8_t { as_server, first, last };

struct WindowFrame {
    bool rows = true;                            ///< ROWS, else RANGE
    std::optional<std::int64_t> start, end;      ///< 0 the current row, negative before it; absent: unbounded
};

/// One node; made by the functions of this header and expressions.hpp, read by the compiler.
struct ExprNode {
    ExprKind kind{};
    bool distinct = false, descending = false, negated = false;
    Nulls nulls = Nulls::as_server;
    std::string_view text{};                     ///< of static storage, or `owned`
    std::string owned{};
    Parameter parameter{};
    std::vector<Expr> arguments{};
    std::vector<Expr> partition{}, order{};
    Expr filter{};
    WindowFrame frame{};
    bool has_frame = false;
    std::shared_ptr<const QueryState> query{};
    std::optional<FieldKind> output{};           ///< what it reads as, where the compiler cannot tell
};

namespace expressions {
// The makers behind the typed surface. `text` of make_static must have static storage; make_named copies it.
[[nodiscard]] Expr make_static(ExprKind kind, std::string_view text, std::vector<Expr> arguments = {});
[[nodiscard]] Expr make_named(ExprKind kind, std::string_view text, std::vector<Expr> arguments = {});
[[nodiscard]] Expr make_path(std::string_view relation, std::string_view next);  ///< "relation__next"
[[nodiscard]] Expr make_value(Parameter value);
[[nodiscard]] Expr make_list(std::vector<Expr> values);
[[nodiscard]] Expr make_filter(std::string_view path, Parameter value);     ///< path of static storage
[[nodiscard]] Expr make_filter_of(std::string_view path, Expr value);
[[nodiscard]] Expr make_combined(std::string_view sign, Expr left, Expr right);
[[nodiscard]] Expr make_lookup(std::string_view name, Expr left, Expr right);  ///< name of static storage
[[nodiscard]] Expr make_node(ExprNode node);
}  // namespace expressions

[[nodiscard]] Expr operator&&(Expr a, Expr b);
[[nodiscard]] Expr operator||(Expr a, Expr b);
[[nodiscard]] Expr operator!(Expr a);
[[nodiscard]] inline Expr operator~(Expr a) { return !std::move(a); }
[[nodiscard]] inline Expr operator&(Expr a, Expr b) { return std::move(a) && std::move(b); }  ///< as Django spells it
[[nodiscard]] inline Expr operator|(Expr a, Expr b) { return std::move(a) || std::move(b); }

/// An Expr, or a thing that stands for one (a field of a model).
template <class V>
concept expression = requires(const std::remove_cvref_t<V>& value) {
    { value.expr() } -> std::convertible_to<Expr>;
};

/// What may stand in an expression: an expression, or a value that is bound.
template <class V>
[[nodiscard]] Expr to_expr(V&& value) {
    if constexpr (expression<V>) return value.expr();
    else return expressions::make_value(to_parameter(value));
}

// Comparison and arithmetic: at least one side is an expression.
template <class A, class B>
concept with_expression = expression<A> || expression<B>;

template <class A, class B> requires with_expression<A, B> [[nodiscard]] Expr operator+(A&& a, B&& b) { return expressions::make_combined("+", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> requires with_expression<A, B> [[nodiscard]] Expr operator-(A&& a, B&& b) { return expressions::make_combined("-", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> requires with_expression<A, B> [[nodiscard]] Expr operator*(A&& a, B&& b) { return expressions::make_combined("*", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> requires with_expression<A, B> [[nodiscard]] Expr operator/(A&& a, B&& b) { return expressions::make_combined("/", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> requires with_expression<A, B> [[nodiscard]] Expr operator%(A&& a, B&& b) { return expressions::make_combined("%", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }

/// NULL is compared as IS NULL, as in Django.
template <class A, class B>
concept with_an_expr = std::derived_from<std::remove_cvref_t<A>, Expr> || std::derived_from<std::remove_cvref_t<B>, Expr>;
template <class A, class B> requires with_an_expr<A, B> [[nodiscard]] Expr operator==(A&& a, B&& b) { return expressions::make_lookup("exact", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b))); }
template <class A, class B> requires with_an_expr<A, B> [[nodiscard]] Expr operator!=(A&& a, B&& b) { return !(expressions::make_lookup("exact", to_expr(std::forward<A>(a)), to_expr(std::forward<B>(b)))); }
template <class B> [[nodiscard]] Expr operator<(const Expr& a, B&& b) { return expressions::make_lookup("lt", a, to_expr(std::forward<B>(b))); }
template <class B> [[nodiscard]] Expr operator<=(const Expr& a, B&& b) { return expressions::make_lookup("lte", a, to_expr(std::forward<B>(b))); }
template <class B> [[nodiscard]] Expr operator>(const Expr& a, B&& b) { return expressions::make_lookup("gt", a, to_expr(std::forward<B>(b))); }
template <class B> [[nodiscard]] Expr operator>=(const Expr& a, B&& b) { return expressions::make_lookup("gte", a, to_expr(std::forward<B>(b))); }

/// A field, a path or an annotation by a name that is looked up when the query runs: F("views") + 1. `name` is copied.
[[nodiscard]] Expr F(std::string_view name);
[[nodiscard]] inline Expr A(std::string_view name) { return F(name); }   ///< an annotation
[[nodiscard]] Expr OuterRef(std::string_view name);

/// field = expression, of update().
struct Assignment {
    std::string_view field;
    Expr value;
};

/// A run-time name: filter(db::dyn(name), value). Looked up when the query is compiled; Error(query) names the nearest known.
struct DynamicName {
    std::string name;
};
[[nodiscard]] inline DynamicName dyn(std::string_view name) { return {std::string(name)}; }

}  // namespace reinhardt::db
