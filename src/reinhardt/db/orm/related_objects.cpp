#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/join_rows.hpp>
#include <reinhardt/db/orm/n_plus_one.hpp>
#include <reinhardt/db/orm/object.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/relation_place.hpp>
#include <reinhardt/db/orm/relations.hpp>

namespace reinhardt::db {
namespace {

RelationPlace place_of(const RelationOwner& owner) { return RelationPlace::of(ModelInfo::of(*owner.model), *owner.field); }

Expr path_condition(std::string path, const Parameter& value) { return expressions::make_named(ExprKind::filter, path, {expressions::make_value(value)}); }

/// The target's rows that belong to the owner.
Query rows_of(const RelationOwner& owner, const RelationPlace& place) {
    Query query(place.target->desc());
    std::string path = place.path_to_owner();
    if (const FieldInfo& key = place.owner->field("pk"); &place.owner_field() != &key) path += fmt::format("__{}", key.name());
    query.add_condition(path_condition(std::move(path), owner.key), false);
    query.own().conditions.back().sticky = true;
    if (owner.database != nullptr) query.own().database = *owner.database;
    return query;
}

/// What the objects' foreign keys to the owner are.
Parameter referred_value(const RelationOwner& owner, const RelationPlace& place) {
    const FieldInfo& key = place.owner->field("pk");
    if (&place.owner_field() == &key) return owner.key;
    const auto object = load_related(*owner.model, {}, owner.key, owner.database);
    return key_of(*owner.model, object.get(), place.owner_field().name());
}

void check_saved(const RelationPlace& place, const std::vector<Parameter>& keys) {
    if (std::any_of(keys.begin(), keys.end(), [](const Parameter& key) { return key.is_null(); })) relation_without_key(place.target->desc(), "a relation");
}

Expr key_condition(const RelationPlace& place, const std::vector<Parameter>& keys) {
    std::vector<Expr> list;
    for (const Parameter& key : keys) list.push_back(expressions::make_value(key));
    return expressions::make_named(ExprKind::filter, fmt::format("{}__in", place.target->field("pk").name()), {expressions::make_list(std::move(list))});
}

void need_nullable(const RelationPlace& place) {
    if (place.field->desc->nullable()) return;
    throw Error(ErrorCode::usage, fmt::format("'{}' of model {} cannot be NULL: its objects cannot be taken out of the relation", place.field->name(), place.target->label()))
        .hint("delete them, or give them another owner");
}

/// Changes the foreign keys of the objects with these keys, in blocks.
void set_foreign_keys(const RelationOwner& owner, const RelationPlace& place, const Query& among, const std::vector<Parameter>& keys, const Parameter& value) {
    constexpr std::size_t most = 500;
    const auto run = [&] {
        for (std::size_t from = 0; from < keys.size(); from += most) {
            Query query = among;
            query.add_condition(key_condition(place, {keys.begin() + static_cast<std::ptrdiff_t>(from), keys.begin() + static_cast<std::ptrdiff_t>(std::min(from + most, keys.size()))}), false);
            query.update({{place.field->name(), expressions::make_value(value)}});
        }
    };
    AtomicOptions options;
    options.savepoint = false;
    if (owner.database != nullptr) options.database = *owner.database;
    if (keys.size() > most) atomic(run, options);
    else run();
}

Query all_rows(const RelationOwner& owner, const RelationPlace& place) {
    Query query(place.target->desc());
    if (owner.database != nullptr) query.own().database = *owner.database;
    return query;
}

}  // namespace

std::shared_ptr<const QueryState> related_query(const RelationOwner& owner) { return rows_of(owner, place_of(owner)).state(); }

std::shared_ptr<RelatedList> read_related(const RelationOwner& owner) {
    const RelationPlace place = place_of(owner);
    note_lazy_load(place.owner->label(), owner.field->name);
    std::shared_ptr<RelatedList> made = owner.field->relation.make_list();
    ObjectList list = made->list();
    rows_of(owner, place).read_all(list);
    return made;
}

void add_related(const RelationOwner& owner, const std::vector<Parameter>& keys) {
    const RelationPlace place = place_of(owner);
    check_saved(place, keys);
    if (place.is_many_to_many()) return JoinRows(owner, place).add(keys);
    set_foreign_keys(owner, place, all_rows(owner, place), keys, referred_value(owner, place));
}

void remove_related(const RelationOwner& owner, const std::vector<Parameter>& keys) {
    const RelationPlace place = place_of(owner);
    check_saved(place, keys);
    if (place.is_many_to_many()) return JoinRows(owner, place).remove(keys);
    need_nullable(place);
    set_foreign_keys(owner, place, rows_of(owner, place), keys, {});
}

void set_related(const RelationOwner& owner, const std::vector<Parameter>& keys) {
    const RelationPlace place = place_of(owner);
    check_saved(place, keys);
    if (place.is_many_to_many()) return JoinRows(owner, place).set(keys);
    AtomicOptions options;
    options.savepoint = false;
    if (owner.database != nullptr) options.database = *owner.database;
    atomic(
        [&] {
            if (place.field->desc->nullable()) {
                Query others = rows_of(owner, place);
                if (!keys.empty()) others.add_condition(key_condition(place, keys), true);
                others.update({{place.field->name(), expressions::make_value({})}});
            }
            set_foreign_keys(owner, place, all_rows(owner, place), keys, referred_value(owner, place));
        },
        options);
}

void clear_related(const RelationOwner& owner) {
    const RelationPlace place = place_of(owner);
    if (place.is_many_to_many()) return JoinRows(owner, place).clear();
    need_nullable(place);
    rows_of(owner, place).update({{place.field->name(), expressions::make_value({})}});
}

bool own_object(const RelationOwner& owner, void* object) {
    const RelationPlace place = place_of(owner);
    if (place.is_many_to_many()) return false;
    place.field->desc->set(object, referred_value(owner, place).cell());
    return true;
}

void save_related(const RelationOwner& owner, void* object) {
    const RelationPlace place = place_of(owner);
    SaveOptions how;
    if (owner.database != nullptr) how.database = *owner.database;
    if (own_object(owner, object)) return save_object(place.target->desc(), object, how);
    AtomicOptions options;
    options.savepoint = false;
    if (owner.database != nullptr) options.database = *owner.database;
    atomic(
        [&] {
            save_object(place.target->desc(), object, how);
            JoinRows(owner, place).add({key_of(place.target->desc(), object)});
        },
        options);
}

}  // namespace reinhardt::db
