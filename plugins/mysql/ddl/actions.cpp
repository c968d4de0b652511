#include "actions.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "conversion.hpp"
#include "definition.hpp"
#include "literal.hpp"

namespace reinhardt::db::mysql {

namespace {

using sql::ActionKind;
using sql::Touches;

/// How much of the table is written, lightest first.
enum Weight : int { light, instant, in_place, virtual_column, may_copy, copies };

bool share(int some, int other) { return some == other || some == light || other == light || some == copies || other == copies; }

bool in_turn(ActionKind earlier, ActionKind later) {
    const auto is = [](ActionKind kind, std::initializer_list<ActionKind> kinds) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
    switch (earlier) {
        case ActionKind::add_column: return is(later, {ActionKind::add_index, ActionKind::add_unique});
        case ActionKind::change_column: return is(later, {ActionKind::add_index, ActionKind::add_unique, ActionKind::add_check});
        case ActionKind::drop_index:
        case ActionKind::drop_check: return later == ActionKind::drop_column;
        case ActionKind::drop_foreign_key: return is(later, {ActionKind::drop_foreign_key, ActionKind::drop_index, ActionKind::drop_column});
        case ActionKind::add_foreign_key: return later == ActionKind::add_foreign_key;
        default: return false;
    }
}

/// A server copies a table either for keys that come or for keys that go (MySQL manual, FOREIGN KEY constraints). A key to its own table stands alone: the index that it
/// refers to must be there.
Touches touches_of_key(const std::string& table, const ForeignKeyConstraint& key) {
    Touches touches = sql::touches_of_key(table, key).writes(table, "\1foreign keys");
    return key.to_table == table ? touches.writes(table) : touches;
}

std::string base_of(const std::string& type) { return type.substr(0, type.find('(')); }

}  // namespace

const sql::MergeRules& merge_rules() noexcept {
    static constexpr sql::MergeRules rules{share, in_turn};
    return rules;
}

sql::Action add_column_action(const std::string& table, const Column& column, const std::string& default_clause, bool not_null) {
    int weight = default_clause.find('(') != std::string::npos ? may_copy : instant;
    if (column.generated) weight = column.generated->stored ? copies : virtual_column;
    const std::string text = "ADD COLUMN " + column_text(column, default_clause, not_null);
    // The server wants a key for it in the same statement.
    if (column.auto_increment) return {ActionKind::add_column, text + " UNIQUE", Touches::everything(), copies};
    return {ActionKind::add_column, text, sql::touches_of_column(table, column, default_clause).keeps_order(table, "columns"), weight};
}

sql::Action drop_column_action(const Table& table, const Column& column) {
    return {ActionKind::drop_column, "DROP COLUMN " + quoted(column.name), sql::touches_of_dropped(table, column), column.generated && !column.generated->stored ? virtual_column : instant};
}

sql::Action modify_action(const std::string& table, const Column& from, const Column& to) {
    return {ActionKind::change_column, "MODIFY COLUMN " + column_text(to), sql::touches_of_column(table, to, default_text(to)).keeps_order(table, "keys"),
            changes_definition_alone(from, to) ? instant : base_of(from.type) == base_of(to.type) ? may_copy : copies};
}

bool changes_definition_alone(const Column& from, const Column& to) {
    return leaves_enum_rows(from.type, to.type) && from.null == to.null && from.collation == to.collation && !from.generated && !to.generated;
}

sql::Action default_action(const std::string& table, const std::string& column, const std::string& text) {
    return {text.empty() ? ActionKind::drop_default : ActionKind::set_default, "ALTER COLUMN " + quoted(column) + (text.empty() ? " DROP DEFAULT" : " SET DEFAULT " + text),
            Touches::of(table).writes(table, column).reads_in(table, text), light};
}

sql::Action add_index_action(const std::string& table, const Index& index) {
    return {ActionKind::add_index, "ADD " + index_text(index), sql::touches_of_index(table, index), in_place};
}

sql::Action add_unique_action(const std::string& table, const Unique& unique) {
    return {ActionKind::add_unique, "ADD " + unique_text(unique), sql::touches_of_index(table, unique.name, unique.columns), in_place};
}

sql::Action drop_index_action(const std::string& table, const std::string& index, const std::vector<std::string>& columns, const ServerKind& server) {
    return {ActionKind::drop_index, "DROP INDEX " + quoted(index), sql::touches_of_index(table, index, columns), server.mariadb ? light : in_place};
}

sql::Action rename_index_action(const std::string& table, const std::string& from, const std::string& to, const ServerKind& server) {
    return {ActionKind::option, "RENAME INDEX " + quoted(from) + " TO " + quoted(to), sql::touches_of_index(table, from, {}).names(to), server.mariadb ? light : in_place};
}

sql::Action add_check_action(const std::string& table, const Check& check) {
    return {ActionKind::add_check, "ADD " + check_text(check), sql::touches_of_check(table, check), copies};
}

sql::Action drop_check_action(const std::string& table, const Check& check, const ServerKind& server) {
    return {ActionKind::drop_check, "DROP CONSTRAINT " + quoted(check.name), sql::touches_of_check(table, check), server.mariadb ? light : may_copy};
}

sql::Action add_foreign_key_action(const std::string& table, const ForeignKeyConstraint& key) {
    return {ActionKind::add_foreign_key, "ADD " + foreign_key_text(key), touches_of_key(table, key), copies};
}

sql::Action drop_foreign_key_action(const std::string& table, const ForeignKeyConstraint& key, const ServerKind& server) {
    return {ActionKind::drop_foreign_key, "DROP FOREIGN KEY " + quoted(key.name), touches_of_key(table, key), server.mariadb ? light : in_place};
}

}  // namespace reinhardt::db::mysql
