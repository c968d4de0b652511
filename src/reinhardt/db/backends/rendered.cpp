#include <reinhardt/db/backends/rendered.hpp>

#include <array>
#include <string_view>
#include <utility>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

using Kind = RenderedStatement::Kind;
using Phase = RenderedStatement::Phase;

constexpr std::array<std::pair<Kind, std::string_view>, 5> kind_names{{
    {Kind::run, "run"},
    {Kind::check, "check"},
    {Kind::remember, "remember"},
    {Kind::compare, "compare"},
    {Kind::generate, "generate"},
}};
constexpr std::array<std::pair<Phase, std::string_view>, 4> phase_names{{
    {Phase::setup, "setup"},
    {Phase::main, "main"},
    {Phase::verify, "verify"},
    {Phase::teardown, "teardown"},
}};

template <class Table, class Enumerator>
std::string_view name_of(const Table& table, Enumerator value) {
    for (const auto& [candidate, name] : table)
        if (candidate == value) return name;
    throw Error(ErrorCode::internal, "a rendered statement is of no known kind or phase");
}

template <class Table>
auto value_of(const Table& table, const std::string& name, std::string_view what) {
    for (const auto& [candidate, spelling] : table)
        if (spelling == name) return candidate;
    throw Error(ErrorCode::driver, "the driver rendered a statement of unknown " + std::string(what) + " '" + name + "'");
}

}  // namespace

Value to_value(const RenderedStatement& statement) {
    Value value = Value::object();
    value.set("sql", statement.sql);
    if (statement.kind != Kind::run) value.set("kind", name_of(kind_names, statement.kind));
    if (statement.phase != Phase::main) value.set("phase", name_of(phase_names, statement.phase));
    Value edits = Value::list();
    for (const std::size_t edit : statement.edits) edits.push(edit);
    value.set_if("edits", std::move(edits));
    if (!statement.transactional) value.set("transactional", false);
    value.set_if("destroys", statement.destroys);
    value.set_if("rewrites", statement.rewrites);
    value.set_if("blocks", statement.blocks);
    value.set_if("name", statement.name);
    value.set_if("message", statement.message);
    value.set_if("hint", statement.hint);
    value.set_if("happened", statement.happened);
    if (statement.repeatable) value.set("repeatable", true);
    return value;
}

RenderedStatement rendered_statement_from(const Value& value) {
    const Value* sql = value.find("sql");
    if (!sql || !sql->is_text()) throw Error(ErrorCode::driver, "the driver rendered a statement without 'sql'");
    RenderedStatement statement;
    statement.sql = sql->as_text();
    statement.kind = value_of(kind_names, value.text_or("kind", "run"), "kind");
    statement.phase = value_of(phase_names, value.text_or("phase", "main"), "phase");
    if (const Value* edits = value.find("edits"); edits && edits->is_list()) {
        for (const Value& edit : edits->as_list()) {
            if (!edit.is_int() || edit.as_int() < 0) throw Error(ErrorCode::driver, "the driver rendered a statement whose 'edits' are no indexes");
            statement.edits.push_back(static_cast<std::size_t>(edit.as_int()));
        }
    }
    statement.transactional = value.bool_or("transactional", true);
    statement.destroys = value.text_or("destroys");
    statement.rewrites = value.text_or("rewrites");
    statement.blocks = value.text_or("blocks");
    statement.name = value.text_or("name");
    statement.message = value.text_or("message");
    statement.hint = value.text_or("hint");
    statement.happened = value.text_or("happened");
    statement.repeatable = value.bool_or("repeatable", false);
    return statement;
}

}  // namespace reinhardt::db
