#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/cursor_token.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/model_meta.hpp>
#include <reinhardt/db/orm/query.hpp>

namespace reinhardt::db {
namespace {

struct Term {
    const FieldInfo* field;
    bool descending = false, nulls_first = true;

    [[nodiscard]] Expr path() const { return expressions::make_static(ExprKind::path, field->name()); }
    [[nodiscard]] Expr ordered() const {
        Expr term = descending ? path().desc() : path().asc();
        if (!field->desc->nullable()) return term;
        return nulls_first ? term.nulls_first() : term.nulls_last();
    }
    /// The rows behind `value`; empty where there are none.
    [[nodiscard]] Expr behind(const Parameter& value) const {
        if (value.is_null()) return nulls_first ? path().is_null(false) : Expr();
        Expr made = expressions::make_lookup(descending ? "lt" : "gt", path(), expressions::make_value(value));
        return field->desc->nullable() && !nulls_first ? std::move(made) || path().is_null() : made;
    }
    /// The rows that the order does not tell from one with `value`. Texts that differ may be equal in it.
    [[nodiscard]] Expr at(const Parameter& value) const {
        if (value.is_null()) return path().is_null();
        const auto lookup = [&](std::string_view name) { return expressions::make_lookup(name, path(), expressions::make_value(value)); };
        return value.is_text() ? lookup("gte") && lookup("lte") : lookup("exact");
    }
};

/// The whole order of a query: its terms, with the key behind them.
class PageOrder {
public:
    explicit PageOrder(const QueryState& state) : info_(ModelInfo::of(*state.model)) {
        if (state.ordered) {
            for (const Expr& one : state.ordering) add(one);
        } else if (state.model->meta != nullptr) {
            for (const std::string& name : state.model->meta().ordering) add_name(name);
        }
        for (const FieldInfo* key : info_.key()) add_field(*key, false, true);
        if (state.reversed) turn();
    }
    void turn() {
        for (Term& term : terms_) {
            term.descending = !term.descending;
            term.nulls_first = !term.nulls_first;
        }
    }
    [[nodiscard]] const std::vector<Term>& terms() const noexcept { return terms_; }
    [[nodiscard]] std::uint64_t digest() const {
        std::string text = info_.label();
        for (const Term& term : terms_) text += fmt::format("|{}{}{}", term.descending ? '-' : '+', term.nulls_first ? 'f' : 'l', term.field->name());
        return digest_of(text);
    }
    [[nodiscard]] std::string token_of(const void* object) const {
        CursorToken token{.order = digest(), .values = {}};
        for (const Term& term : terms_) {
            CellWriter cells;
            term.field->desc->get(object, cells);
            token.values.emplace_back(cells.data()[0]);
        }
        return token.text();
    }
    /// The rows behind these values. An index on the order serves the first part, which the others imply.
    [[nodiscard]] Expr behind(const std::vector<Parameter>& values) const {
        Expr made;
        for (std::size_t i = terms_.size(); i-- > 0;) {
            Expr level = terms_[i].behind(values[i]);
            if (!made.empty()) level = std::move(level) || (terms_[i].at(values[i]) && std::move(made));
            made = std::move(level);
        }
        const Term& first = terms_.front();
        if (terms_.size() > 1 && !values.front().is_null() && !first.field->desc->nullable()) {
            made = expressions::make_lookup(first.descending ? "lte" : "gte", first.path(), expressions::make_value(values.front())) && std::move(made);
        }
        return made;
    }

private:
    void add(const Expr& expr) {
        const ExprNode& node = expr.node();
        const ExprNode& path = node.kind == ExprKind::order ? node.arguments.front().node() : node;
        if (path.kind != ExprKind::path) refuse("an expression");
        const bool descending = node.kind == ExprKind::order && node.descending;
        const bool first = node.kind == ExprKind::order && node.nulls != Nulls::as_server ? node.nulls == Nulls::first : !descending;
        add_path(path.text, descending, first);
    }
    void add_name(std::string_view name) {
        const bool descending = name.starts_with('-');
        if (descending || name.starts_with('+')) name.remove_prefix(1);
        add_path(name, descending, !descending);
    }
    void add_path(std::string_view name, bool descending, bool nulls_first) {
        const FieldInfo* field = info_.find(name);
        if (field == nullptr || field->column.empty()) refuse(fmt::format("'{}'", name));
        add_field(*field, descending, nulls_first);
    }
    void add_field(const FieldInfo& field, bool descending, bool nulls_first) {
        if (std::any_of(terms_.begin(), terms_.end(), [&](const Term& one) { return one.field == &field; })) return;
        terms_.push_back({&field, descending, nulls_first});
    }
    [[noreturn]] void refuse(const std::string& what) const {
        throw Error(ErrorCode::query, fmt::format("cursor_page of model {} cannot be ordered by {}", info_.label(), what)).hint("order by columns of the model");
    }

    const ModelInfo& info_;
    std::vector<Term> terms_;
};

std::vector<Parameter> values_of(const std::string& text, const PageOrder& order) {
    const auto token = CursorToken::parse(text);
    if (!token || token->values.size() != order.terms().size()) throw Error(ErrorCode::usage, "this is no cursor of a page").hint("use `next` or `previous` of a page of the same query");
    if (token->order != order.digest()) throw Error(ErrorCode::usage, "this cursor is of a query with another order").hint("use `next` or `previous` of a page of the same query");
    return token->values;
}

}  // namespace

std::size_t Query::read_page(const CursorOptions& options, ObjectList into, std::string& next, std::string& previous) const {
    if (options.size == 0) throw Error(ErrorCode::usage, "a page has at least one row");
    if (!options.after.empty() && !options.before.empty()) throw Error(ErrorCode::usage, "a page is behind one cursor or before one, not both");
    if (state_->limit || state_->offset) throw Error(ErrorCode::query, "cursor_page of a query that is cut by limit or offset");
    PageOrder order(*state_);
    const bool backwards = !options.before.empty();
    const std::string& from = backwards ? options.before : options.after;
    const std::vector<Parameter> values = from.empty() ? std::vector<Parameter>() : values_of(from, order);
    const PageOrder forward = order;
    if (backwards) order.turn();

    Query query = *this;
    QueryState& state = query.own();
    state.ordering.clear();
    state.ordered = true;
    state.reversed = false;
    for (const Term& term : order.terms()) {
        state.ordering.push_back(term.ordered());
        // The token is made of them.
        if (!state.only.empty()) state.only.emplace_back(term.field->name());
        state.defer.erase(std::remove(state.defer.begin(), state.defer.end(), term.field->name()), state.defer.end());
    }
    state.limit = std::uint64_t{options.size} + 1;
    if (!values.empty()) {
        Expr rest = order.behind(values);
        if (rest.empty()) state.none = true;
        else state.conditions.push_back({.condition = std::move(rest), .of_results = true});
    }
    query.read_all(into);
    const bool more = into.size() > options.size;
    const std::size_t count = std::min<std::size_t>(into.size(), options.size);
    next.clear();
    previous.clear();
    if (count == 0) return 0;
    const std::size_t first = backwards ? count - 1 : 0, last = backwards ? 0 : count - 1;
    if (backwards || more) next = forward.token_of(into.at(last));
    if (backwards ? more : !from.empty()) previous = forward.token_of(into.at(first));
    return count;
}

}  // namespace reinhardt::db
