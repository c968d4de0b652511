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
    MetaIndex name(std::string_view text) &&;
    MetaIndex where(std::string_view sql) &&;
    MetaIndex method(std::string_view text) &&;
    MetaIndex include(std::initializer_list<std::string_view> names) &&;
    MetaIndex only(std::initializer_list<std::string_view> names) &&;
    MetaIndex unique() &&;
};
struct MetaUnique {
    std::vector<std::string> fields;
    std::string name_text, where_text, deferrable_text;
    std::vector<std::string> include_fields, only_backends;
    bool nulls_are_distinct = true;
    std::size_t place = 0;
    MetaUnique name(std::string_view text) &&;
    MetaUnique where(std::string_view sql) &&;
    MetaUnique deferrable(std::string_view when) &&;
    MetaUnique include(std::initializer_list<std::string_view> names) &&;
    MetaUnique nulls_distinct(bool yes) &&;
    MetaUnique only(std::initializer_list<std::string_view> names) &&;
};
struct MetaCheck {
    std::string expression, name_text;
    std::vector<std::string> only_backends;
    std::size_t place = 0;
    MetaCheck name(std::string_view text) &&;
    MetaCheck only(std::initializer_list<std::string_view> names) &&;
};
struct MetaExclude {
    std::vector<std::pair<std::string, std::string>> parts;  ///< field or (expression), operator
    std::string method_text = "gist", name_text, where_text, deferrable_text;
    std::vector<std::string> only_backends;
    std::size_t place = 0;
    MetaExclude name(std::string_view text) &&;
    MetaExclude method(std::string_view text) &&;
    MetaExclude where(std::string_view sql) &&;
    MetaExclude deferrable(std::string_view when) &&;
    MetaExclude only(std::initializer_list<std::string_view> names) &&;
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

void apply(ModelMeta& to, Ordering part);
void apply(ModelMeta& to, MetaIndex part);
void apply(ModelMeta& to, MetaUnique part);
void apply(ModelMeta& to, MetaCheck part);
void apply(ModelMeta& to, MetaExclude part);
void apply(ModelMeta& to, Comment part);
void apply(ModelMeta& to, SchemaName part);
void apply(ModelMeta& to, ShardKey part);
void apply(ModelMeta& to, RouterName part);
void apply(ModelMeta& to, MetaConstraint part);
void apply(ModelMeta& to, MetaOption part);
void apply(ModelMeta& to, RenamedFrom part);
void apply(ModelMeta& to, Keys part);

[[nodiscard]] Ordering ordering_of(std::initializer_list<std::string_view> names);
[[nodiscard]] MetaIndex index_of(std::initializer_list<std::string_view> fields);
[[nodiscard]] MetaIndex index_on_of(std::initializer_list<std::string_view> expressions);
[[nodiscard]] MetaUnique unique_of(std::initializer_list<std::string_view> fields);

template <class... Parts>
[[nodiscard]] ModelMeta build(Parts... parts) {
    ModelMeta made;
    (apply(made, std::move(parts)), ...);
    return made;
}
}  // namespace meta

template <class... N> [[nodiscard]] meta::Ordering ordering(const N&... names) { return meta::ordering_of({names...}); }
template <class... N> [[nodiscard]] MetaIndex index(const N&... fields) { return meta::index_of({fields...}); }
template <class... N> [[nodiscard]] MetaIndex index_on(const N&... expressions) { return meta::index_on_of({expressions...}); }
template <class... N> [[nodiscard]] MetaUnique unique_together(const N&... fields) { return meta::unique_of({fields...}); }
[[nodiscard]] MetaCheck check(std::string_view sql);
[[nodiscard]] MetaExclude exclude_where(std::vector<std::pair<std::string, std::string>> parts);
[[nodiscard]] meta::Comment table_comment(std::string_view text);
[[nodiscard]] meta::SchemaName schema(std::string_view name);
[[nodiscard]] meta::ShardKey shard_key(std::string_view field);
[[nodiscard]] meta::RouterName router(std::string_view name);
[[nodiscard]] MetaOption option(std::string_view driver, std::string_view key, const char* value);
[[nodiscard]] MetaOption option(std::string_view driver, std::string_view key, std::string_view value);
[[nodiscard]] MetaOption option(std::string_view driver, std::string_view key, bool value);
template <std::integral I>
    requires(!std::same_as<I, bool>)
[[nodiscard]] MetaOption option(std::string_view driver, std::string_view key, I value) { return {std::string(driver), std::string(key), std::to_string(value), true}; }
/// The model's old name: makemigrations then finds a rename (formats.md: `renamed_from`).
[[nodiscard]] meta::RenamedFrom model_renamed_from(std::string_view name);
/// An index, or a constraint, as formats.md §2 writes it, as a JSON object: for what has no word here.
[[nodiscard]] MetaIndex index_as(std::string_view json);
[[nodiscard]] MetaConstraint constraint_as(std::string_view json);
/// Model keys of formats.md §2 as a JSON object, in place of what the other parts say: model_keys(R"({"primary_key": ["b", "a"]})").
[[nodiscard]] meta::Keys model_keys(std::string_view json);

}  // namespace reinhardt::db
