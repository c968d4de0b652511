#include <array>
#include <span>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/orm/types/array.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::compile {
namespace {

bool is_index(std::string_view key) { return !key.empty() && key.find_first_not_of("0123456789") == std::string_view::npos; }

/// An index of PostgreSQL, which counts from 1.
Sql one_more(std::string_view index) { return std::string_view(std::to_string(std::stol(std::string(index)) + 1)); }

/// A key as an element of PostgreSQL's arrays, which know no escapes but these.
std::string array_element(std::string_view key) {
    std::string text = "\"";
    for (const char c : key) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

/// Error(unsupported) for a key that the server's paths do not reach, though a document may have it.
void check_key(std::string_view key, const Dialect& dialect) {
    if (dialect.has("json.path_no_quotes") && (key.empty() || key.find('"') != std::string_view::npos)) {
        throw Error(ErrorCode::unsupported, fmt::format("{} has no path to a key in JSON that is empty or has quotes in it: '{}'", dialect.title(), key));
    }
    if (dialect.has("json.path_no_sign") && key.starts_with('-')) {
        throw Error(ErrorCode::unsupported, fmt::format("{} has no path to a key in JSON that begins with '-': '{}'", dialect.title(), key));
    }
}

using Keys = std::span<const std::string>;

/// The keys as the server's path: {"a","0"} of PostgreSQL, $."a"[0] elsewhere. `to_member`: the last one is no index, though it be a number.
std::string path_text(Keys keys, const Dialect& dialect, bool to_member = false) {
    const bool array = dialect.has("json.path_is_array");
    std::string text = array ? "{" : "$";
    for (std::size_t i = 0; i < keys.size(); ++i) {
        check_key(keys[i], dialect);
        if (array) text += (i > 0 ? "," : "") + array_element(keys[i]);
        else text += is_index(keys[i]) && !(to_member && i + 1 == keys.size()) ? '[' + keys[i] + ']' : '.' + to_json(Value(keys[i]));
    }
    return array ? text + '}' : text;
}

/// What must hold for the path to mean what it says, where the server takes a value that is no list for a list of that one; empty elsewhere.
Sql lists_on_path(const Sql& base, Keys keys, const Dialect& dialect) {
    const char* const word = dialect.find("json.is_array");
    std::vector<Sql> parts;
    for (std::size_t i = 0; word != nullptr && i < keys.size(); ++i) {
        if (is_index(keys[i])) parts.push_back(expand(word, {base, Sql::value({.own = Parameter::of_text(path_text(keys.first(i), dialect))})}));
    }
    return joined(parts, " AND ");
}

}  // namespace

Operand Select::json_at(const Operand& operand, std::string_view word) const {
    Operand made = operand;
    made.bare = false;
    made.sql = expand(dialect_.need(word, "paths in JSON"), {*operand.json_base, Sql::value({.own = Parameter::of_text(path_text(operand.json_keys, dialect_))})});
    made.type.nullable = true;
    Sql lists = lists_on_path(*operand.json_base, operand.json_keys, dialect_);
    if (lists.text.empty()) return made;
    Sql chosen("CASE WHEN ");
    chosen += lists;
    chosen += " THEN ";
    chosen += made.sql;
    chosen += " END";
    made.sql = std::move(chosen);
    return made;
}

Operand Select::transform_document(Operand operand, std::string_view name) {
    if (operand.type.kind == FieldKind::json) {
        if (!operand.json_base) operand.json_base = operand.sql;
        operand.json_keys.emplace_back(name);
        return json_at(operand, "json.path");
    }
    const auto gives = [&](std::string_view word, Type type, std::vector<Sql> arguments) {
        arguments.insert(arguments.begin(), operand.sql);
        Operand made = operand;
        made.sql = expand(dialect_.need(word, fmt::format("'{}' of such a field", name)), arguments);
        type.nullable = true;
        made.type = type;
        made.bare = false;
        return made;
    };
    if (operand.type.kind == FieldKind::map && (name == "keys" || name == "values")) {
        Type type = type_of(FieldKind::array);
        type.element = FieldKind::text;
        return gives(fmt::format("transform.map.{}", name), type, {});
    }
    if (operand.type.kind == FieldKind::map) return gives("transform.map.key", type_of(FieldKind::text), {Sql::value({.own = Parameter::of_text(std::string(name))})});
    if (operand.type.kind == FieldKind::array) {
        if (name == "len") return gives("transform.array.len", type_of(FieldKind::int32), {});
        if (is_index(name) && name.size() < 10) return gives("transform.array.index", type_of(operand.type.element), {one_more(name)});
        const auto line = name.find('_');
        const std::string_view from = name.substr(0, line), to = line != std::string_view::npos ? name.substr(line + 1) : std::string_view();
        if (is_index(from) && is_index(to) && name.size() < 20) return gives("transform.array.slice", operand.type, {one_more(from), Sql(to)});
    }
    if (operand.type.kind == FieldKind::range) {
        if (name == "startswith" || name == "endswith") return gives(fmt::format("transform.range.{}", name), type_of(operand.type.element), {});
        if (name == "isempty" || name.starts_with("lower_") || name.starts_with("upper_")) return gives(fmt::format("transform.range.{}", name), type_of(FieldKind::boolean), {});
    }
    throw Error(ErrorCode::query, fmt::format("'{}' is no lookup or transform of field '{}'", name, operand.type.field != nullptr ? operand.type.field->name : "?"));
}

/// Values as one array, whose type is that of what stands beside it.
Operand Select::array_of(const ExprNode& list, FieldKind element) const {
    ArrayWriter text;
    for (const Expr& one : list.arguments) {
        if (Select::node_of(one).kind != ExprKind::value) throw Error(ErrorCode::query, "an array is compared with values");
        text.add(one.node().parameter.cell(), element);
    }
    Operand made;
    made.literal = true;
    made.type = type_of(FieldKind::array, false);
    made.sql = Sql::value({.own = Parameter::of_text(text.finish())});
    return made;
}

/// Whether a value that a range contains is one of its elements, and no range.
Operand Select::element_of(const Parameter& value, FieldKind element) const {
    constexpr std::pair<FieldKind, std::string_view> words[] = {
        {FieldKind::int32, "cast.IntegerField"}, {FieldKind::int64, "cast.BigIntegerField"}, {FieldKind::decimal, "cast.DecimalField"}, {FieldKind::date, "cast.DateField"}, {FieldKind::datetime, "cast.DateTimeField"}};
    Operand made = cast_bound(value);
    for (const auto& [kind, word] : words) {
        if (kind == element) made.sql = expand(dialect_.need(word, "ranges"), {made.sql});
    }
    return made;
}

/// A place in a document as a number, where it stands beside one, else as a text.
Operand Select::json_scalar(Operand left, const Expr& beside) const {
    if (!left.json_base) left.json_base = left.sql;
    const bool number = node_of(beside).kind == ExprKind::value && beside.node().parameter.tag() != RDB_TEXT;
    left = json_at(left, number ? "json.number" : "json.text");
    left.type = type_of(number ? FieldKind::real : FieldKind::text);
    left.json_base.reset();
    return left;
}

Operand Select::json_literal(const Parameter& value) const {
    Operand made;
    made.literal = true;
    made.type = type_of(FieldKind::json, false);
    made.sql = expand(dialect_.need("json.value", "JSON"), {Sql::value({.source = &value, .change = Change::json})});
    return made;
}

Condition Select::compare_json(Operand left, std::string_view lookup, const Parameter* literal, const Expr* right, Sign sign, JoinScope& scope) {
    const bool texts = lookup == "icontains" || lookup == "startswith" || lookup == "istartswith" || lookup == "endswith" || lookup == "iendswith" || lookup == "iexact" || lookup == "regex" || lookup == "iregex";
    const bool ordered = lookup == "gt" || lookup == "gte" || lookup == "lt" || lookup == "lte";
    if (texts || ordered) {
        // The value itself, as a text or a number.
        if (!left.json_base) left.json_base = left.sql;
        const bool number = ordered && literal != nullptr && literal->tag() != RDB_TEXT;
        left = json_at(left, number ? "json.number" : "json.text");
        left.type = type_of(number ? FieldKind::real : FieldKind::text);
        left.json_base.reset();
        return compare_plain(std::move(left), lookup, literal, right, sign, scope);
    }
    if (lookup == "has_key" || lookup == "has_keys" || lookup == "has_any_keys") return json_has_keys(left, lookup, literal, right, sign);
    Operand value_side;
    if (literal != nullptr) value_side = json_literal(*literal);
    else value_side = value(*right, scope, &left.type);
    const std::array<Operand, 1> rights = {std::move(value_side)};
    return finish(expand(word_of(lookup, left.type), {left.sql, rights[0].sql}), left, rights, sign);
}

Condition Select::json_has_keys(const Operand& left, std::string_view lookup, const Parameter* literal, const Expr* right, Sign sign) {
    std::vector<std::string> names;
    const auto add = [&](const Parameter& value) { names.push_back(changed(value, Change::text).text()); };
    if (literal != nullptr) add(*literal);
    else if (right->node().kind == ExprKind::list) {
        for (const Expr& one : right->node().arguments) {
            if (node_of(one).kind != ExprKind::value) throw Error(ErrorCode::query, fmt::format("lookup '{}' takes names of keys", lookup));
            add(one.node().parameter);
        }
    } else throw Error(ErrorCode::query, fmt::format("lookup '{}' takes names of keys", lookup));
    const Sql& base = left.json_base ? *left.json_base : left.sql;
    const Sql lists = lists_on_path(base, left.json_keys, dialect_);
    std::vector<Sql> parts;
    const char* const member = dialect_.find("json.has_member");
    for (const std::string& name : names) {
        if (member != nullptr) {
            parts.push_back(expand(member, {base, Sql::value({.own = Parameter::of_text(path_text(left.json_keys, dialect_))}), Sql::value({.own = Parameter::of_text(name)})}));
            continue;
        }
        std::vector<std::string> keys = left.json_keys;
        keys.push_back(name);
        Sql has = expand(dialect_.need("json.has_path", "paths in JSON"), {base, Sql::value({.own = Parameter::of_text(path_text(keys, dialect_, true))})});
        parts.push_back(lists.text.empty() ? std::move(has) : joined(std::vector<Sql>{std::move(has), lists}, " AND "));
    }
    const bool all = lookup != "has_any_keys";
    if (parts.empty()) return Condition::fixed(all);
    Sql sql("(");
    sql += joined(parts, all ? " AND " : " OR ");  // AND binds closer
    sql += ')';
    return finish(std::move(sql), left, {}, sign);
}

}  // namespace reinhardt::db::compile
