#include <reinhardt/db/orm/query.hpp>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

Query::Query(const ModelDesc& model) : state_(std::make_shared<QueryState>()) { state_->model = &model; }

QueryState& Query::own() {
    if (state_.use_count() > 1) state_ = std::make_shared<QueryState>(*state_);
    return *state_;
}

void Query::add_condition(Expr condition, bool exclude) {
    if (condition.empty()) return;
    own().conditions.push_back({std::move(condition), exclude});
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
