#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reinhardt::db {

/// An index or constraint of REINHARDT_META. `place` orders the constraints of a model, whatever their kind.
struct MetaIndex {
    std::vector<std::string> fields;       ///< "-id" descends
    std::vector<std::string> expressions;
    std::string json;                      ///< the whole index as a JSON object (index_as)
    std::string name_text, where_text, method_text;
    std::vector<std::string> include_fields, only_backends;
    bool is_unique = false;
    MetaIndex name(std::string_view text) && { name_text = text; return std::move(*this); }
    MetaIndex where(std::string_view sql) && { where_text = sql; return std::move(*this); }
    MetaIndex method(std::string_view text) && { method_text = text; return std::move(*this); }
    MetaIndex include(std::initializer_list<std::string_view> names) && { include_fields.assign(names.begin(), names.end()); return std::move(*this); }
    MetaIndex only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
    MetaIndex unique() && { is_unique = true; return std::move(*this); }
};
struct MetaUnique {
    std::vector<std::string> fields;
    std::string name_text, where_text, deferrable_text;
    std::vector<std::string> include_fields, only_backends;
    bool nulls_are_distinct = true;
    std::size_t place = 0;
    MetaUnique name(std::string_view text) && { name_text = text; return std::move(*this); }
    MetaUnique where(std::string_view sql) && { where_text = sql; return std::move(*this); }
    MetaUnique deferrable(std::string_view when) && { deferrable_text = when; return std::move(*this); }
    MetaUnique include(std::initializer_list<std::string_view> names) && { include_fields.assign(names.begin(), names.end()); return std::move(*this); }
    MetaUnique nulls_distinct(bool yes) && { nulls_are_distinct = yes; return std::move(*this); }
    MetaUnique only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
};
struct MetaCheck {
    std::string expression, name_text;
    std::vector<std::string> only_backends;
    std::size_t place = 0;
    MetaCheck name(std::string_view text) && { name_text = text; return std::move(*this); }
    MetaCheck only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
};
struct MetaExclude {
    std::vector<std::pair<std::string, std::string>> parts;  ///< field or (expression), operator
    std::string method_text = "gist", name_text, where_text, deferrable_text;
    std::vector<std::string> only_backends;
    std::size_t place = 0;
    MetaExclude name(std::string_view text) && { name_text = text; return std::move(*this); }
    MetaExclude method(std::string_view text) && { method_text = text; return std::move(*this); }
    MetaExclude where(std::string_view sql) && { where_text = sql; return std::move(*this); }
    MetaExclude deferrable(std::string_view when) && { deferrable_text = when; return std::move(*this); }
    MetaExclude only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
};

/// A constraint as a JSON object (constraint_as).
struct MetaConstraint {
    std::string json;
    std::size_t place = 0;
};
/// A storage option of a driver: a text, or anything else as JSON.
struct MetaOption {
    std::string driver, key, value;
    bool is_json = false;
};

/// What REINHARDT_META gives a model.
struct ModelMeta {
    std::vector<std::string> ordering;
    std::vector<MetaIndex> indexes;
    std::vector<MetaUnique> uniques;
    std::vector<MetaCheck> checks;
    std::vector<MetaExclude> exclusions;
    std::vector<MetaConstraint> constraints;  ///< those of constraint_as
    std::vector<MetaOption> options;
    std::string comment, schema, shard_key, router, renamed_from;
    std::string json;                         ///< further model keys, as a JSON object; they stand in place of those of the other parts
    [[nodiscard]] std::size_t next_place() const noexcept { return uniques.size() + checks.size() + exclusions.size() + constraints.size(); }
};

namespace meta {
struct Ordering { std::vector<std::string> names; };
struct Comment { std::string text; };
struct SchemaName { std::string text; };
struct ShardKey { std::string text; };
struct RouterName { std::string text; };
struct RenamedFrom { std::string name; };
struct Keys { std::string json; };

inline void apply(ModelMeta& to, Ordering part) { to.ordering = std::move(part.names); }
inline void apply(ModelMeta& to, MetaIndex part) { to.indexes.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaUnique part) { part.place = to.next_place(); to.uniques.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaCheck part) { part.place = to.next_place(); to.checks.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaExclude part) { part.place = to.next_place(); to.exclusions.push_back(std::move(part)); }
inline void apply(ModelMeta& to, Comment part) { to.comment = std::move(part.text); }
inline void apply(ModelMeta& to, SchemaName part) { to.schema = std::move(part.text); }
inline void apply(ModelMeta& to, ShardKey part) { to.shard_key = std::move(part.text); }
inline void apply(ModelMeta& to, RouterName part) { to.router = std::move(part.text); }
inline void apply(ModelMeta& to, MetaConstraint part) { part.place = to.next_place(); to.constraints.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaOption part) { to.options.push_back(std::move(part)); }
inline void apply(ModelMeta& to, RenamedFrom part) { to.renamed_from = std::move(part.name); }
inline void apply(ModelMeta& to, Keys part) { to.json = std::move(part.json); }

template <class... Parts>
[[nodiscard]] ModelMeta build(Parts... parts) {
    ModelMeta made;
    (apply(made, std::move(parts)), ...);
    return made;
}
}  // namespace meta

template <class... N> [[nodiscard]] meta::Ordering ordering(const N&... names) { return {{std::string(names)...}}; }
template <class... N> [[nodiscard]] MetaIndex index(const N&... fields) { MetaIndex made; made.fields = {std::string(fields)...}; return made; }
template <class... N> [[nodiscard]] MetaIndex index_on(const N&... expressions) { MetaIndex made; made.expressions = {std::string(expressions)...}; return made; }
template <class... N> [[nodiscard]] MetaUnique unique_together(const N&... fields) { MetaUnique made; made.fields = {std::string(fields)...}; return made; }
[[nodiscard]] inline MetaCheck check(std::string_view sql) { MetaCheck made; made.expression = sql; return made; }
[[nodiscard]] inline MetaExclude exclude_where(std::vector<std::pair<std::string, std::string>> parts) { MetaExclude made; made.parts = std::move(parts); return made; }
[[nodiscard]] inline meta::Comment table_comment(std::string_view text) { return {std::string(text)}; }
[[nodiscard]] inline meta::SchemaName schema(std::string_view name) { return {std::string(name)}; }
[[nodiscard]] inline meta::ShardKey shard_key(std::string_view field) { return {std::string(field)}; }
[[nodiscard]] inline meta::RouterName router(std::string_view name) { return {std::string(name)}; }
[[nodiscard]] inline MetaOption option(std::string_view driver, std::string_view key, const char* value) { return {std::string(driver), std::string(key), value}; }
[[nodiscard]] inline MetaOption option(std::string_view driver, std::string_view key, std::string_view value) { return {std::string(driver), std::string(key), std::string(value)}; }
[[nodiscard]] inline MetaOption option(std::string_view driver, std::string_view key, bool value) { return {std::string(driver), std::string(key), value ? "true" : "false", true}; }
template <std::integral I>
    requires(!std::same_as<I, bool>)
[[nodiscard]] MetaOption option(std::string_view driver, std::string_view key, I value) { return {std::string(driver), std::string(key), std::to_string(value), true}; }
/// The model's old name: makemigrations then finds a rename (formats.md: `renamed_from`).
[[nodiscard]] inline meta::RenamedFrom model_renamed_from(std::string_view name) { return {std::string(name)}; }
/// An index, or a constraint, as formats.md §2 writes it, as a JSON object: for what has no word here.
[[nodiscard]] inline MetaIndex index_as(std::string_view json) { MetaIndex made; made.json = json; return made; }
[[nodiscard]] inline MetaConstraint constraint_as(std::string_view json) { return {std::string(json)}; }
/// Model keys of formats.md §2 as a JSON object, in place of what the other parts say: model_keys(R"({"primary_key": ["b", "a"]})").
[[nodiscard]] inline meta::Keys model_keys(std::string_view json) { return {std::string(json)}; }

}  // namespace reinhardt::db
