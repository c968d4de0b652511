#include "actions.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "definition.hpp"

namespace reinhardt::db::postgresql {

namespace {

using sql::ActionKind;
using sql::Touches;

enum Weight : int { full_lock, lesser_lock };

bool share(int some, int other) { return some == other; }

bool in_turn(ActionKind earlier, ActionKind later) {
    using enum ActionKind;
    const auto is_one_of = [&](std::initializer_list<ActionKind> kinds) { return std::find(kinds.begin(), kinds.end(), later) != kinds.end(); };
    switch (earlier) {
        case drop_constraint: return is_one_of({change_column, drop_column, set_not_null, drop_not_null, add_check, add_unique, add_primary_key});
        case drop_default: return is_one_of({change_column, set_default, set_not_null, drop_not_null, add_check, add_unique});
        case drop_not_null: return is_one_of({change_column, set_default, drop_default, add_check, add_unique});
        case change_column: return is_one_of({set_default, set_not_null, drop_not_null, add_check, add_unique, add_primary_key});
        case add_column: return is_one_of({add_check, add_unique, add_primary_key});
        case set_not_null: return is_one_of({set_default, drop_default, add_check, add_unique, add_primary_key});
        case set_default: return is_one_of({set_not_null, drop_not_null, add_check, add_unique});
        case add_foreign_key: return later == add_foreign_key;
        default: return false;
    }
}

}  // namespace

const sql::MergeRules& merge_rules() noexcept {
    static constexpr sql::MergeRules rules{share, in_turn};
    return rules;
}

sql::Action add_column_action(const std::string& table, const Column& column, const std::string& default_clause, bool not_null) {
    return {ActionKind::add_column, "ADD COLUMN " + column_text(column, default_clause, not_null),
            sql::touches_of_column(table, column, default_clause).keeps_order(table, "columns"), full_lock};
}

sql::Action drop_column_action(const Table& table, const Column& column) {
    return {ActionKind::drop_column, "DROP COLUMN " + quoted(column.name), sql::touches_of_dropped(table, column), full_lock};
}

sql::Action type_action(const std::string& table, const std::string& column, const std::string& text, const std::string& expression) {
    return {ActionKind::change_column, "ALTER COLUMN " + quoted(column) + " TYPE " + text, Touches::of(table).writes(table, column).reads_in(table, expression).keeps_order(table, "keys"),
            full_lock};
}

sql::Action default_action(const std::string& table, const std::string& column, const std::string& text) {
    const std::string start = "ALTER COLUMN " + quoted(column);
    return {text.empty() ? ActionKind::drop_default : ActionKind::set_default, start + (text.empty() ? " DROP DEFAULT" : " SET DEFAULT " + text),
            Touches::of(table).writes(table, column), full_lock};
}

sql::Action not_null_action(const std::string& table, const std::string& column, bool not_null) {
    const std::string start = "ALTER COLUMN " + quoted(column);
    return {not_null ? ActionKind::set_not_null : ActionKind::drop_not_null, start + (not_null ? " SET NOT NULL" : " DROP NOT NULL"), Touches::of(table).writes(table, column), full_lock};
}

sql::Action add_check_action(const std::string& table, const Check& check) {
    return {ActionKind::add_check, "ADD " + check_text(check), sql::touches_of_check(table, check), full_lock};
}

sql::Action add_unique_action(const std::string& table, const Unique& unique) {
    return {ActionKind::add_unique, "ADD " + unique_text(unique), sql::touches_of_index(table, unique.name, unique.columns).reads(table, unique.include), full_lock};
}

sql::Action add_primary_key_action(const std::string& table, const PrimaryKey& key) {
    return {ActionKind::add_primary_key, "ADD " + primary_key_text(key), sql::touches_of_index(table, key.name.empty() ? table + "_pkey" : key.name, key.columns), full_lock};
}

sql::Action add_foreign_key_action(const std::string& table, const ForeignKeyConstraint& key, const std::string& qualified_target) {
    return {ActionKind::add_foreign_key, "ADD " + foreign_key_text(key, qualified_target), sql::touches_of_key(table, key), lesser_lock};
}

sql::Action drop_constraint_action(const std::string& constraint, sql::Touches touches) {
    return {ActionKind::drop_constraint, "DROP CONSTRAINT " + quoted(constraint), std::move(touches), full_lock};
}

}  // namespace reinhardt::db::postgresql
