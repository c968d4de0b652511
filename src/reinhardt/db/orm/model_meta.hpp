#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reinhardt::db {

/// An index or constraint of REINHARDT_META.
struct MetaIndex {
    std::vector<std::string> fields;       ///< "-id" descends
    std::vector<std::string> expressions;
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
    MetaCheck name(std::string_view text) && { name_text = text; return std::move(*this); }
    MetaCheck only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
};
struct MetaExclude {
    std::vector<std::pair<std::string, std::string>> parts;  ///< field or (expression), operator
    std::string method_text = "gist", name_text;
    std::vector<std::string> only_backends;
    MetaExclude name(std::string_view text) && { name_text = text; return std::move(*this); }
    MetaExclude only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
};

/// What REINHARDT_META gives a model.
struct ModelMeta {
    std::vector<std::string> ordering;
    std::vector<MetaIndex> indexes;
    std::vector<MetaUnique> uniques;
    std::vector<MetaCheck> checks;
    std::vector<MetaExclude> exclusions;
    std::vector<std::pair<std::string, std::pair<std::string, std::string>>> options;  ///< driver, (key, value)
    std::string comment, schema, shard_key, router;
};

namespace meta {
struct Ordering { std::vector<std::string> names; };
struct Comment { std::string text; };
struct SchemaName { std::string text; };
struct ShardKey { std::string text; };
struct RouterName { std::string text; };
struct Option { std::string driver, key, value; };

inline void apply(ModelMeta& to, Ordering part) { to.ordering = std::move(part.names); }
inline void apply(ModelMeta& to, MetaIndex part) { to.indexes.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaUnique part) { to.uniques.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaCheck part) { to.checks.push_back(std::move(part)); }
inline void apply(ModelMeta& to, MetaExclude part) { to.exclusions.push_back(std::move(part)); }
inline void apply(ModelMeta& to, Comment part) { to.comment = std::move(part.text); }
inline void apply(ModelMeta& to, SchemaName part) { to.schema = std::move(part.text); }
inline void apply(ModelMeta& to, ShardKey part) { to.shard_key = std::move(part.text); }
inline void apply(ModelMeta& to, RouterName part) { to.router = std::move(part.text); }
inline void apply(ModelMeta& to, Option part) { to.options.emplace_back(std::move(part.driver), std::pair(std::move(part.key), std::move(part.value))); }

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
[[nodiscard]] inline meta::Option option(std::string_view driver, std::string_view key, std::string_view value) { return {std::string(driver), std::string(key), std::string(value)}; }

}  // namespace reinhardt::db
