#include <algorithm>
#include <array>

#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/state/reader_parts.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// A member that must be one of some words; "" when absent or wrong.
std::string word(Reader& reader, const Value& table, std::string_view key, const std::vector<std::string>& words) {
    const auto text = reader.text(table, key);
    if (!text) return {};
    if (std::find(words.begin(), words.end(), *text) != words.end()) return *text;
    reader.fail(table.find(key)->line(), "'" + std::string(key) + "' must be " + join(words, " or ") + ", not '" + *text + "'");
    return {};
}

std::vector<std::string> names(Reader& reader, const Value& table, std::string_view key) {
    auto list = reader.texts(table, key);
    if (!list) return {};
    for (const auto& name : *list) {
        if (name.empty()) reader.fail(table.find(key)->line(), "'" + std::string(key) + "' holds an empty text");
    }
    return std::move(*list);
}

/// An SQL text or table of them; null when absent or wrong.
Value sql(Reader& reader, const Value& table, std::string_view key) {
    const Value* value = table.find(key);
    return value != nullptr && check_sql_text(reader, *value, key) ? *value : Value();
}

std::optional<ModelIndexPart> part_from_text(Reader& reader, const Value& item) {
    ModelIndexPart part;
    std::string_view name = item.as_text();
    if (!name.empty() && name.front() == '-') {
        part.order = "desc";
        name.remove_prefix(1);
    }
    part.field = name;
    if (is_identifier(name)) return part;
    reader.fail(item.line(), "'" + item.as_text() + "' in 'fields' of an index is not the name of a field", "an expression is written { expression = \"lower(title)\" }");
    return std::nullopt;
}

std::optional<ModelIndexPart> part_from_table(Reader& reader, const Value& item) {
    reader.known_keys(item, {"field", "expression", "order", "nulls", "collation", "opclass"}, "a part of an index");
    ModelIndexPart part;
    part.field = reader.text(item, "field").value_or("");
    part.expression = reader.text(item, "expression").value_or("");
    part.order = word(reader, item, "order", {"asc", "desc"});
    if (part.order == "asc") part.order.clear();
    part.nulls = word(reader, item, "nulls", {"first", "last"});
    part.collation = reader.text(item, "collation").value_or("");
    part.opclass = reader.text(item, "opclass").value_or("");
    if (part.field.empty() != part.expression.empty()) return part;
    constexpr std::string_view what = "a part of an index";
    if (!report_misspelt(reader, item, "field", what) && !report_misspelt(reader, item, "expression", what)) reader.fail(item.line(), "a part of an index needs either 'field' or 'expression'");
    return std::nullopt;
}

void read_parts(Reader& reader, const Value& value, ModelIndex& index) {
    if (const Value* fields = value.find("fields")) {
        if (!fields->is_list()) {
            reader.fail(fields->line(), "'fields' of an index must be a list", "for example fields = [\"author\", \"-published_at\"]");
        } else {
            for (const auto& item : fields->as_list()) {
                std::optional<ModelIndexPart> part;
                if (item.is_text()) {
                    part = part_from_text(reader, item);
                } else if (item.is_object()) {
                    part = part_from_table(reader, item);
                } else {
                    reader.fail(item.line(), "a part of an index must be a field's name or a table");
                }
                if (part) index.parts.push_back(std::move(*part));
            }
        }
    }
    for (auto& expression : names(reader, value, "expressions")) {
        ModelIndexPart part;
        part.expression = std::move(expression);
        index.parts.push_back(std::move(part));
    }
}

bool read_exclusion(Reader& reader, const Value& value, ModelConstraint& constraint) {
    const Value& parts = *value.find("exclude");
    const char* example = "for example exclude = [{ field = \"during\", with = \"&&\" }]";
    if (!parts.is_list() || parts.as_list().empty()) {
        reader.fail(parts.line(), "'exclude' must be a list of parts", example);
        return false;
    }
    constraint.exclude = Value::list();
    for (const auto& item : parts.as_list()) {
        if (!item.is_object()) {
            reader.fail(item.line(), "a part of 'exclude' must be a table", example);
            return false;
        }
        reader.known_keys(item, {"field", "expression", "with", "opclass", "order"}, "a part of 'exclude'");
        Value part = Value::object();
        for (const std::string_view key : {"field", "expression"}) part.set_if(key, reader.text(item, key).value_or(""));
        if (part.as_object().size() != 1) reader.fail(item.line(), "a part of 'exclude' needs either 'field' or 'expression'");
        part.set("with", reader.required_text(item, "with", "a part of 'exclude'"));
        for (const std::string_view key : {"order", "opclass"}) part.set_if(key, reader.text(item, key).value_or(""));
        constraint.exclude.push(std::move(part));
    }
    constraint.using_method = reader.text(value, "using").value_or("");
    return true;
}

/// The fields of a unique constraint: texts, at least one, no one twice.
void read_unique(Reader& reader, const Value& value, ModelConstraint& constraint) {
    const std::size_t before = reader.errors.size();
    constraint.fields = names(reader, value, "unique");
    const auto line = value.find("unique")->line();
    if (constraint.fields.empty() && reader.errors.size() == before) reader.fail(line, "'unique' must name at least one field");
    for (auto field = constraint.fields.begin(); field != constraint.fields.end(); ++field) {
        if (std::find(constraint.fields.begin(), field, *field) != field) reader.fail(line, "'unique' names field '" + *field + "' twice");
    }
    constraint.include = names(reader, value, "include");
    constraint.nulls_distinct = reader.boolean(value, "nulls_distinct").value_or(true);
}

std::vector<std::string_view> constraint_keys(ConstraintKind kind) {
    switch (kind) {
        case ConstraintKind::unique: return {"unique", "name", "include", "where", "nulls_distinct", "deferrable", "only"};
        case ConstraintKind::check: return {"check", "name", "only"};
        case ConstraintKind::exclude: return {"exclude", "using", "name", "where", "deferrable", "only"};
    }
    return {};
}

}  // namespace

bool check_sql_text(Reader& reader, const Value& value, std::string_view key) {
    const auto is_sql = [](const Value& text) { return text.is_text() && !trim(text.as_text()).empty(); };
    if (is_sql(value)) return true;
    const bool table = value.is_object() && !value.as_object().empty() &&
                       std::all_of(value.as_object().begin(), value.as_object().end(), [&](const Member& member) { return is_sql(member.value); });
    if (!table) reader.fail(value.line(), "'" + std::string(key) + "' must be an SQL text, or a table with one for each driver");
    return table;
}

std::optional<ModelIndex> read_index(Reader& reader, const Value& value) {
    if (!value.is_object()) {
        reader.fail(value.line(), "an index must be a table", "for example { fields = [\"author\", \"-published_at\"] }");
        return std::nullopt;
    }
    const std::size_t before = reader.errors.size();
    reader.known_keys(value, {"fields", "expressions", "name", "unique", "where", "method", "include", "with", "only"}, "an index");
    ModelIndex index;
    index.line = value.line();
    read_parts(reader, value, index);
    index.name = reader.text(value, "name").value_or("");
    index.unique = reader.boolean(value, "unique").value_or(false);
    index.where = sql(reader, value, "where");
    index.method = reader.text(value, "method").value_or("");
    index.include = names(reader, value, "include");
    index.only = names(reader, value, "only");
    if (const Value* with = value.find("with")) {
        if (!with->is_object()) reader.fail(with->line(), "'with' of an index must be a table of storage parameters", "for example with = { fillfactor = 70 }");
        index.with = *with;
    }
    if (index.parts.empty() && reader.errors.size() == before) reader.fail(value.line(), "an index needs 'fields' or 'expressions'");
    return reader.errors.size() == before ? std::optional(std::move(index)) : std::nullopt;
}

std::optional<ModelConstraint> read_constraint(Reader& reader, const Value& value) {
    if (!value.is_object()) {
        reader.fail(value.line(), "a constraint must be a table", "for example { unique = [\"author\", \"slug\"], name = \"post_slug\" }");
        return std::nullopt;
    }
    const std::size_t before = reader.errors.size();
    constexpr std::array<std::pair<std::string_view, ConstraintKind>, 3> kinds = {
        {{"unique", ConstraintKind::unique}, {"check", ConstraintKind::check}, {"exclude", ConstraintKind::exclude}}};
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& row) { return value.has(row.first); });
    const auto given = std::count_if(kinds.begin(), kinds.end(), [&](const auto& row) { return value.has(row.first); });
    if (given != 1) {
        if (given == 0) reader.known_keys(value, {"unique", "check", "exclude", "name", "include", "where", "nulls_distinct", "deferrable", "using", "only"}, "a constraint");
        if (reader.errors.size() == before) reader.fail(value.line(), "a constraint needs exactly one of 'unique', 'check' and 'exclude'");
        return std::nullopt;
    }
    ModelConstraint constraint;
    constraint.line = value.line();
    constraint.kind = kind->second;
    reader.known_keys(value, constraint_keys(constraint.kind), "a " + std::string(kind->first) + " constraint");
    if (constraint.kind == ConstraintKind::unique) read_unique(reader, value, constraint);
    if (constraint.kind == ConstraintKind::check) constraint.expression = sql(reader, value, "check");
    if (constraint.kind == ConstraintKind::exclude) read_exclusion(reader, value, constraint);
    constraint.name = reader.text(value, "name").value_or("");
    constraint.where = sql(reader, value, "where");
    constraint.deferrable = word(reader, value, "deferrable", {"deferred", "immediate"});
    constraint.only = names(reader, value, "only");
    if (constraint.kind == ConstraintKind::unique && !constraint.where.is_null() && !constraint.deferrable.empty()) {
        reader.fail(value.find("deferrable")->line(), "a unique constraint with 'where' cannot be deferrable");
    }
    return reader.errors.size() == before ? std::optional(std::move(constraint)) : std::nullopt;
}

}  // namespace reinhardt::db
