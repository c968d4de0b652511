#include <array>
#include <span>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/functions.hpp>
#include <reinhardt/db/orm/compile/long_list.hpp>
#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/orm/lookup.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::compile {
namespace {

bool is_document(FieldKind kind) { return kind == FieldKind::json || kind == FieldKind::array || kind == FieldKind::range || kind == FieldKind::map; }

/// The part of words' keys that stands for a type; "" for numbers and kin.
std::string_view class_of(const Type& type) {
    if (!type.known) return "";
    if (type.text) return "text";
    switch (type.kind) {
        case FieldKind::json: return "json";
        case FieldKind::array: return "array";
        case FieldKind::range: return "range";
        case FieldKind::map: return "map";
        case FieldKind::uuid: return "uuid";
        case FieldKind::bytes: return "bytes";
        default: return "";
    }
}

struct Pattern {
    std::string_view lookup;
    bool fold;
    Change like, glob;
};
constexpr std::array<Pattern, 6> patterns = {{
    {"contains", false, Change::like_part, Change::glob_part},
    {"icontains", true, Change::like_part, Change::like_part},
    {"startswith", false, Change::like_start, Change::glob_start},
    {"istartswith", true, Change::like_start, Change::like_start},
    {"endswith", false, Change::like_end, Change::glob_end},
    {"iendswith", true, Change::like_end, Change::like_end},
}};

const Pattern* pattern_of(std::string_view lookup) {
    for (const Pattern& one : patterns) {
        if (one.lookup == lookup) return &one;
    }
    return nullptr;
}

bool is_true(const ExprNode& node, std::size_t at) {
    const Parameter* value = &node.parameter;
    if (at < node.arguments.size()) {
        if (Select::node_of(node.arguments[at]).kind != ExprKind::value) throw Error(ErrorCode::query, "isnull takes true or false");
        value = &node.arguments[at].node().parameter;
    }
    return value->integer() != 0;
}

}  // namespace

bool Select::is_lookup(const Type& type, std::string_view name) {
    if (type.known && type.kind == FieldKind::range && (name == "startswith" || name == "endswith")) return false;
    if (lookups::one_of(lookups::common, name) || lookups::one_of(lookups::text_only, name)) return true;
    if (!type.known) return false;
    if (type.kind == FieldKind::json || type.kind == FieldKind::map) return lookups::one_of(lookups::json_only, name);
    if (type.kind == FieldKind::array) return name == "contained_by" || name == "overlap";
    return type.kind == FieldKind::range && lookups::one_of(lookups::range_only, name) && name != "isempty" && !name.starts_with("lower_") && !name.starts_with("upper_");
}

std::string_view Select::word_of(std::string_view lookup, const Type& type) const {
    const std::string general = fmt::format("lookup.{}", lookup);
    const std::string_view kind = class_of(type);
    if (!kind.empty()) {
        if (const char* word = dialect_.find(fmt::format("{}.{}", general, kind))) return word;
    }
    const bool plain = lookup == "exact" || lookup == "gt" || lookup == "gte" || lookup == "lt" || lookup == "lte" || lookup == "distinct_from" || lookup == "in" || lookup == "range";
    if (is_document(type.kind) && type.known && !plain) return dialect_.need(fmt::format("{}.{}", general, kind), fmt::format("lookup '{}' on such a field", lookup));
    return dialect_.need(general, fmt::format("lookup '{}'", lookup));
}

Condition Select::finish(Sql sql, const Operand& left, std::span<const Operand> right, Sign sign, bool propagates) {
    Condition made;
    made.aggregate = left.aggregate;
    made.window = left.window;
    made.outside = left.outside;
    JoinSet joins = left.joins;
    std::vector<const Operand*> nullable;
    if (left.type.nullable && !left.literal) nullable.push_back(&left);
    for (const Operand& one : right) {
        made.aggregate = made.aggregate || one.aggregate;
        made.window = made.window || one.window;
        joins |= one.joins;
        if (one.type.nullable && !one.literal) nullable.push_back(&one);
    }
    if (!propagates || !sign.negated || nullable.empty()) {
        made.sql = std::move(sql);
        if (propagates && !sign.negated) made.inner = joins;
        return made;
    }
    made.sql = "(";
    made.sql += sql;
    for (const Operand* one : nullable) {
        made.sql += " AND ";
        made.sql += one->sql;
        made.sql += " IS NOT NULL";
    }
    made.sql += ')';
    return made;
}

Condition Select::is_null(const Operand& left, bool yes, Sign sign) {
    if (left.literal) return Condition::fixed(left.null == yes);
    Condition made;
    made.aggregate = left.aggregate;
    made.window = left.window;
    made.outside = left.outside;
    // Inside a negation the opposite must hold.
    if (yes == sign.negated) made.inner = left.joins;
    made.sql = left.sql;
    made.sql += yes ? " IS NULL" : " IS NOT NULL";
    return made;
}

Operand Select::text_side(Operand operand) const {
    if (operand.type.known && operand.type.text && operand.type.kind != FieldKind::enumeration) return operand;
    operand.sql = expand(dialect_.need("cast.text", "cast to a text"), {operand.sql});
    operand.type = type_of(FieldKind::text, operand.type.nullable);
    operand.bare = false;
    return operand;
}

Condition Select::compare(Operand left, std::string_view lookup, const ExprNode& node, std::size_t first_value, Sign sign, JoinScope& scope) {
    if (lookup == "isnull") return is_null(left, is_true(node, first_value), sign);
    const bool given_apart = first_value < node.arguments.size();
    const Expr* value_expr = given_apart ? &node.arguments[first_value] : nullptr;
    if (lookup == "in") return in(std::move(left), value_expr != nullptr ? *value_expr : Expr(), sign, scope);
    if (lookup == "range") return between(std::move(left), value_expr != nullptr ? *value_expr : Expr(), sign, scope);
    const Parameter* literal = value_expr == nullptr ? &node.parameter : node_of(*value_expr).kind == ExprKind::value ? &value_expr->node().parameter : nullptr;
    const bool json_null = left.json_base.has_value() && lookup == "exact";  // null in a document is a value
    if (literal != nullptr && literal->is_null() && lookup != "distinct_from" && !json_null) {
        if (lookup == "exact" || lookup == "iexact") return is_null(left, true, sign);
        throw Error(ErrorCode::query, fmt::format("lookup '{}' cannot compare with NULL", lookup)).hint("ask with isnull");
    }
    if (left.type.known && left.type.kind == FieldKind::json) return compare_json(std::move(left), lookup, literal, value_expr, sign, scope);
    return compare_plain(std::move(left), lookup, literal, value_expr, sign, scope);
}

Condition Select::compare_plain(Operand left, std::string_view lookup, const Parameter* literal, const Expr* value_expr, Sign sign, JoinScope& scope) {
    Operand right;
    std::string_view word;
    if (const Pattern* pattern = pattern_of(lookup); pattern != nullptr && !(left.type.known && is_document(left.type.kind))) {
        left = text_side(std::move(left));
        if (literal != nullptr) {
            const bool globs = !pattern->fold && dialect_.has("pattern.glob");
            word = dialect_.need(pattern->fold ? "lookup.ipattern" : "lookup.pattern", fmt::format("lookup '{}'", lookup));
            right.sql = Sql::value({.source = literal, .change = globs ? pattern->glob : pattern->like});
            right.literal = true;
        } else {
            word = dialect_.need(fmt::format("lookup.{}.expression", lookup), fmt::format("lookup '{}' with an expression", lookup));
            right = text_side(value(*value_expr, scope));
        }
    } else {
        const bool of_text = lookup == "iexact" || lookup == "regex" || lookup == "iregex" || lookups::one_of(lookups::text_only, lookup);
        if (of_text) left = text_side(std::move(left));
        word = word_of(lookup, left.type);
        const Type wanted = left.type;
        const bool list = literal == nullptr && value_expr->node().kind == ExprKind::list;
        const bool keys = lookup == "has_keys" || lookup == "has_any_keys";
        if (list && wanted.known && (wanted.kind == FieldKind::array || keys)) right = array_of(value_expr->node(), keys ? FieldKind::text : wanted.element);
        else if (wanted.known && wanted.kind == FieldKind::range && lookup == "contains" && literal != nullptr && literal->tag() != RDB_TEXT) right = element_of(*literal, wanted.element);
        else right = literal != nullptr ? bound(*literal, wanted.known ? &wanted : nullptr) : value(*value_expr, scope, wanted.known ? &wanted : nullptr);
        if (of_text && literal == nullptr) right = text_side(std::move(right));
        if (literal == nullptr) {
            align_moments(left, right);
            align_moments(right, left);
        }
    }
    const std::array<Operand, 1> rights = {std::move(right)};
    return finish(expand(word, {left.sql, rights[0].sql}), left, rights, sign, lookup != "distinct_from");
}

/// A day beside a moment is its first moment.
void Select::align_moments(Operand& day, const Operand& moment) const {
    if (!day.type.known || !moment.type.known || day.type.kind != FieldKind::date || moment.type.kind != FieldKind::datetime) return;
    const char* const word = dialect_.find("compare.date_moment");
    if (word != nullptr) day.sql = expand(word, {day.sql});
}

Condition Select::between(Operand left, const Expr& value_expr, Sign sign, JoinScope& scope) {
    if (value_expr.empty() || value_expr.node().kind != ExprKind::list || value_expr.node().arguments.size() != 2) throw Error(ErrorCode::query, "lookup 'range' takes two values");
    if (left.type.known && left.type.kind == FieldKind::json) left = json_scalar(std::move(left), value_expr.node().arguments.front());
    std::array<Operand, 2> ends;
    for (std::size_t i = 0; i < 2; ++i) {
        ends[i] = value(value_expr.node().arguments[i], scope, left.type.known ? &left.type : nullptr);
        if (ends[i].null) throw Error(ErrorCode::query, "lookup 'range' cannot compare with NULL");
    }
    Sql sql = left.sql;
    ((((sql += " BETWEEN ") += ends[0].sql) += " AND ") += ends[1].sql);
    return finish(std::move(sql), left, ends, sign);
}

Condition Select::in(Operand left, const Expr& value_expr, Sign sign, JoinScope& scope) {
    if (value_expr.empty()) throw Error(ErrorCode::query, "lookup 'in' takes a list or a query set");
    const ExprNode& node = value_expr.node();
    if (node.kind == ExprKind::subquery) return in_query(std::move(left), *node.query, sign);
    if (node.kind != ExprKind::list) throw Error(ErrorCode::query, "lookup 'in' takes a list or a query set");
    if (std::optional<Sql> sql = in_long_list(left, node, dialect_)) return finish(std::move(*sql), left, {}, sign);
    std::vector<Sql> parts;
    std::vector<Operand> rights;
    const Type wanted = left.type;
    // Documents that are equal may be texts that differ.
    const char* const normal = wanted.known && wanted.kind == FieldKind::json ? dialect_.find("json.normal") : nullptr;
    if (normal != nullptr) left.sql = expand(normal, {left.sql});
    const std::vector<const Expr*> elements = different(node);
    for (const Expr* one : elements) {
        // At a place in a document null is a value, as it is for exact; elsewhere it is equal to nothing.
        const bool json_null = left.json_base && one->node().kind == ExprKind::value && one->node().parameter.is_null();
        Operand item = json_null ? json_literal(one->node().parameter) : value(*one, scope, wanted.known ? &wanted : nullptr);
        if (item.null) continue;
        // Which values are equal is of this query alone.
        for (Bound& bound : item.sql.values) bound.of_many = bound.of_many || elements.size() != node.arguments.size();
        if (normal != nullptr) item.sql = expand(normal, {item.sql});
        parts.push_back(item.sql);
        if (!item.literal) rights.push_back(std::move(item));
    }
    if (parts.empty()) return Condition::fixed(false);
    Sql list = joined(parts, ", ");
    return finish(expand(word_of("in", left.type), {left.sql, list}), left, rights, sign);
}

Condition Select::in_query(Operand left, const QueryState& query, Sign sign) {
    check_part(query);
    Select inner(statement_, query, this);
    // Objects are compared by what the relation on the left refers to.
    const FieldDesc* relation = left.type.field;
    const bool refers = relation != nullptr && is_relation(relation->kind) && has_column(relation->kind) && !relation->options.to_field.empty() && &relation->relation.target() == query.model;
    Sql sql = inner.ctes();
    sql += inner.subquery({.named = true, .as_set = true, .field = refers ? &ModelInfo::of(*query.model).field(relation->options.to_field) : nullptr});
    if (inner.nothing()) return Condition::fixed(false);
    // A NULL among them would make NOT IN unknown; servers know no LIMIT right behind IN.
    const bool guarded = sign.below && inner.only_type().nullable;
    if (guarded || query.limit || query.offset) {
        inner.check_derived();
        const std::string alias = "t" + std::to_string(statement_.aliases++);
        Sql wrapped(std::string_view(fmt::format("SELECT {}.v FROM (", alias)));
        wrapped += sql;
        wrapped += fmt::format(") {}", alias);
        if (guarded) wrapped += fmt::format(" WHERE {}.v IS NOT NULL", alias);
        sql = std::move(wrapped);
    }
    return finish(expand(word_of("in", left.type), {left.sql, sql}), left, {}, sign);
}

Operand Select::transform(Operand operand, std::string_view name) {
    if (operand.type.known && is_document(operand.type.kind)) return transform_document(std::move(operand), name);
    std::string_view kind = "number";
    if (operand.type.text || !operand.type.known) kind = "text";
    else if (operand.type.kind == FieldKind::date) kind = "date";
    else if (operand.type.kind == FieldKind::time) kind = "time";
    else if (operand.type.kind == FieldKind::datetime) kind = "datetime";
    else if (!is_number(operand.type.kind)) kind = "";
    const auto gives = [&](FieldKind output) {
        Operand made = operand;
        const std::string key = fmt::format("transform.{}.{}", kind, name);
        const char* const word = dialect_.find(fmt::format("{}.{}", key, word_class(operand.type)));
        made.sql = expand(word != nullptr ? std::string_view(word) : dialect_.need(key, fmt::format("transform '{}' of a {}", name, kind)), {operand.sql});
        made.type = type_of(output, operand.type.nullable);
        made.bare = false;
        return made;
    };
    const bool dates = kind == "date" || kind == "datetime", times = kind == "time" || kind == "datetime";
    if ((dates && lookups::one_of(lookups::date_parts, name)) || (times && lookups::one_of(lookups::time_parts, name))) return gives(FieldKind::int32);
    if (kind == "datetime" && (name == "date" || name == "time")) return gives(name == "date" ? FieldKind::date : FieldKind::time);
    if (kind == "text" && lookups::one_of(lookups::text_parts, name)) return gives(name == "length" ? FieldKind::int32 : FieldKind::text);
    if (kind == "number" && lookups::one_of(lookups::number_parts, name)) return gives(name == "sqrt" ? FieldKind::real : operand.type.kind);
    const FieldDesc* field = operand.type.field;
    if (field != nullptr && is_relation(field->kind)) throw ModelInfo::of(field->relation.target()).no_such_field(name);
    Error error(ErrorCode::query, fmt::format("'{}' is no lookup or transform of {}", name, field != nullptr ? fmt::format("field '{}'", field->name) : std::string("this expression")));
    std::vector<std::string> known;
    for (const std::string_view one : lookups::common) known.emplace_back(one);
    for (const std::string_view one : kind == "text" ? std::span<const std::string_view>(lookups::text_parts) : dates ? std::span<const std::string_view>(lookups::date_parts) : std::span<const std::string_view>()) known.emplace_back(one);
    if (const auto like = nearest(name, known)) error.hint(fmt::format("did you mean '{}'?", *like));
    throw error;
}

}  // namespace reinhardt::db::compile
