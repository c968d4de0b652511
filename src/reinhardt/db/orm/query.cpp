#include <reinhardt/db/orm/query.hpp>

#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

Query::Query(const ModelDesc& model) : state_(std::make_shared<QueryState>()) { state_->model = &model; }

Query::Query(std::shared_ptr<const QueryState> state) : state_(std::const_pointer_cast<QueryState>(std::move(state))) {}
Query::Query(const Query& other) = default;
Query& Query::operator=(const Query& other) = default;
Query& Query::operator=(Query&& other) noexcept = default;
Query::~Query() = default;

QueryState& Query::own() {
    if (state_.use_count() > 1) state_ = std::make_shared<QueryState>(*state_);
    return *state_;
}

/// Rows that were cut are the first ones of the query as it was.
void Query::check_whole(std::string_view what) const {
    if (!state_->limit && state_->offset.value_or(0) == 0) return;
    throw Error(ErrorCode::query, fmt::format("{} stands behind a slice, whose rows are chosen already", what)).hint("call limit(), offset() and slice() last");
}

void Query::add_condition(Expr condition, bool exclude) {
    check_whole(exclude ? "exclude()" : "filter()");
    if (condition.empty()) return;
    QueryState& state = own();
    const bool joined = !state.conditions.empty() && std::exchange(state.conditions.back().sticky, false);
    if (joined && !exclude && state.annotations.empty()) state.conditions.back().condition = std::move(state.conditions.back().condition) && std::move(condition);
    else state.conditions.push_back({std::move(condition), exclude});
}

void Query::add_filter(std::string_view path, Parameter value, bool exclude) { add_condition(expressions::make_filter(path, std::move(value)), exclude); }

void Query::add_filter(std::string_view path, Expr value, bool exclude) { add_condition(expressions::make_filter_of(path, std::move(value)), exclude); }

void Query::add_annotations(std::vector<QueryAnnotation> annotations, bool selected) {
    QueryState& state = own();
    for (QueryAnnotation& one : annotations) {
        one.selected = selected;
        one.after = state.conditions.size();
        state.annotations.push_back(std::move(one));
    }
}

void Query::reverse() {
    check_whole("reverse()");
    QueryState& state = own();
    state.reversed = !state.reversed;
}

void Query::set_distinct() {
    check_whole("distinct()");
    own().distinct = true;
}

void Query::set_order(std::initializer_list<const OrderTerm*> terms) {
    check_whole("order_by()");
    QueryState& state = own();
    state.ordering.clear();
    state.ordered = true;
    state.reversed = false;
    for (const OrderTerm* term : terms) {
        if (term->empty()) continue;
        if (term->expr() == nullptr) add_order(term->text());
        else add_order(*term->expr());
    }
}

void Query::set_slice(std::uint64_t from, std::uint64_t to) {
    QueryState& state = own();
    const std::uint64_t end = state.limit ? *state.limit : UINT64_MAX;
    const std::uint64_t first = from < end ? from : end, last = to < end ? to : end;
    state.offset = state.offset.value_or(0) + first;
    if (last != UINT64_MAX) state.limit = last > first ? last - first : 0;
}

void Query::add_names(Names list, std::initializer_list<std::string_view> names) {
    if ((list == &QueryState::only || list == &QueryState::defer) && model().state == nullptr) {
        throw Error(ErrorCode::usage, fmt::format("only() and defer() of model {}: a struct that was adapted does not know what was read of it", model().name)).hint("values() reads some fields");
    }
    std::vector<std::string>& all = own().*list;
    for (const std::string_view name : names) {
        if (!name.empty()) all.emplace_back(name);
    }
}

void Query::add_prefetch(std::initializer_list<std::string_view> paths) {
    QueryState& state = own();
    for (const std::string_view path : paths) {
        if (!path.empty()) state.prefetch.push_back({std::string(path), nullptr});
    }
}

Query Query::combined(Combination how, const Query& other) const {
    for (const Query* one : {this, &other}) {
        if (!one->state_->raw.empty()) throw Error(ErrorCode::query, "raw SQL is no part of a set operation").hint("write the whole statement in raw()");
    }
    QueryState state;
    state.model = state_->model;
    state.database = state_->database;
    state.combination = how;
    state.combined = {state_, other.state_};
    return Query(std::make_shared<const QueryState>(std::move(state)));
}

void Query::add_order(std::string_view text) {
    const bool descending = text.starts_with('-');
    if (descending || text.starts_with('+')) text.remove_prefix(1);
    Expr term = expressions::make_named(ExprKind::path, text);
    own().ordering.push_back(descending ? term.desc() : std::move(term));
}

void Query::add_order(Expr expr) { own().ordering.push_back(std::move(expr)); }

ConflictOptions update_on(std::initializer_list<std::string_view> unique, std::initializer_list<std::string_view> fields) {
    ConflictOptions made;
    made.action = ConflictOptions::Action::update;
    made.unique_fields.assign(unique.begin(), unique.end());
    made.update_fields.assign(fields.begin(), fields.end());
    return made;
}

ConflictOptions update_on(std::string_view unique, std::initializer_list<std::string_view> fields) { return update_on({unique}, fields); }

ConflictOptions ignore_conflicts() {
    ConflictOptions made;
    made.action = ConflictOptions::Action::ignore;
    return made;
}

void no_such_column(const std::vector<std::string>& columns, std::string_view name) {
    Error error(ErrorCode::query, fmt::format("the row has no column '{}'", name));
    if (const auto like = nearest(name, columns)) error.hint(fmt::format("did you mean '{}'?", *like));
    else error.hint("it has " + join(columns, ", "));
    throw error;
}

}  // namespace reinhardt::db
