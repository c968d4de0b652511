#include <reinhardt/db/orm/model_meta.hpp>

namespace reinhardt::db {

MetaIndex MetaIndex::name(std::string_view text) && { name_text = text; return std::move(*this); }
MetaIndex MetaIndex::where(std::string_view sql) && { where_text = sql; return std::move(*this); }
MetaIndex MetaIndex::method(std::string_view text) && { method_text = text; return std::move(*this); }
MetaIndex MetaIndex::include(std::initializer_list<std::string_view> names) && { include_fields.assign(names.begin(), names.end()); return std::move(*this); }
MetaIndex MetaIndex::only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
MetaIndex MetaIndex::unique() && { is_unique = true; return std::move(*this); }
MetaUnique MetaUnique::name(std::string_view text) && { name_text = text; return std::move(*this); }
MetaUnique MetaUnique::where(std::string_view sql) && { where_text = sql; return std::move(*this); }
MetaUnique MetaUnique::deferrable(std::string_view when) && { deferrable_text = when; return std::move(*this); }
MetaUnique MetaUnique::include(std::initializer_list<std::string_view> names) && { include_fields.assign(names.begin(), names.end()); return std::move(*this); }
MetaUnique MetaUnique::nulls_distinct(bool yes) && { nulls_are_distinct = yes; return std::move(*this); }
MetaUnique MetaUnique::only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
MetaCheck MetaCheck::name(std::string_view text) && { name_text = text; return std::move(*this); }
MetaCheck MetaCheck::only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
MetaExclude MetaExclude::name(std::string_view text) && { name_text = text; return std::move(*this); }
MetaExclude MetaExclude::method(std::string_view text) && { method_text = text; return std::move(*this); }
MetaExclude MetaExclude::where(std::string_view sql) && { where_text = sql; return std::move(*this); }
MetaExclude MetaExclude::deferrable(std::string_view when) && { deferrable_text = when; return std::move(*this); }
MetaExclude MetaExclude::only(std::initializer_list<std::string_view> names) && { only_backends.assign(names.begin(), names.end()); return std::move(*this); }
meta::Comment table_comment(std::string_view text) { return {std::string(text)}; }
meta::SchemaName schema(std::string_view name) { return {std::string(name)}; }
meta::ShardKey shard_key(std::string_view field) { return {std::string(field)}; }
meta::RouterName router(std::string_view name) { return {std::string(name)}; }
meta::RenamedFrom model_renamed_from(std::string_view name) { return {std::string(name)}; }
meta::Keys model_keys(std::string_view json) { return {std::string(json)}; }

namespace meta {

static std::vector<std::string> texts(std::initializer_list<std::string_view> parts) { return {parts.begin(), parts.end()}; }

void apply(ModelMeta& to, Ordering part) { to.ordering = std::move(part.names); }
void apply(ModelMeta& to, MetaIndex part) { to.indexes.push_back(std::move(part)); }
void apply(ModelMeta& to, MetaUnique part) { part.place = to.next_place(); to.uniques.push_back(std::move(part)); }
void apply(ModelMeta& to, MetaCheck part) { part.place = to.next_place(); to.checks.push_back(std::move(part)); }
void apply(ModelMeta& to, MetaExclude part) { part.place = to.next_place(); to.exclusions.push_back(std::move(part)); }
void apply(ModelMeta& to, Comment part) { to.comment = std::move(part.text); }
void apply(ModelMeta& to, SchemaName part) { to.schema = std::move(part.text); }
void apply(ModelMeta& to, ShardKey part) { to.shard_key = std::move(part.text); }
void apply(ModelMeta& to, RouterName part) { to.router = std::move(part.text); }
void apply(ModelMeta& to, MetaConstraint part) { part.place = to.next_place(); to.constraints.push_back(std::move(part)); }
void apply(ModelMeta& to, MetaOption part) { to.options.push_back(std::move(part)); }
void apply(ModelMeta& to, RenamedFrom part) { to.renamed_from = std::move(part.name); }
void apply(ModelMeta& to, Keys part) { to.json = std::move(part.json); }

Ordering ordering_of(std::initializer_list<std::string_view> names) { return {texts(names)}; }

MetaIndex index_of(std::initializer_list<std::string_view> fields) {
    MetaIndex made;
    made.fields = texts(fields);
    return made;
}

MetaIndex index_on_of(std::initializer_list<std::string_view> expressions) {
    MetaIndex made;
    made.expressions = texts(expressions);
    return made;
}

MetaUnique unique_of(std::initializer_list<std::string_view> fields) {
    MetaUnique made;
    made.fields = texts(fields);
    return made;
}

}  // namespace meta

MetaCheck check(std::string_view sql) { MetaCheck made; made.expression = sql; return made; }
MetaExclude exclude_where(std::vector<std::pair<std::string, std::string>> parts) { MetaExclude made; made.parts = std::move(parts); return made; }
MetaOption option(std::string_view driver, std::string_view key, const char* value) { return {std::string(driver), std::string(key), value}; }
MetaOption option(std::string_view driver, std::string_view key, std::string_view value) { return {std::string(driver), std::string(key), std::string(value)}; }
MetaOption option(std::string_view driver, std::string_view key, bool value) { return {std::string(driver), std::string(key), value ? "true" : "false", true}; }
MetaIndex index_as(std::string_view json) { MetaIndex made; made.json = json; return made; }
MetaConstraint constraint_as(std::string_view json) { return {std::string(json)}; }

}  // namespace reinhardt::db
