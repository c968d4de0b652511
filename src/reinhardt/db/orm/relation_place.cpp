#include <reinhardt/db/orm/relation_place.hpp>

#include <fmt/format.h>

namespace reinhardt::db {
namespace {

/// What the target calls the many-to-many field when it looks back at it.
std::string reverse_name(const ModelInfo& target, const ModelInfo& owner, const FieldInfo& field) {
    for (const FieldInfo& member : target.fields()) {
        if (member.desc->kind == FieldKind::reverse && &member.desc->relation.target() == &owner.desc() && member.desc->options.via == field.name()) return std::string(member.name());
    }
    for (const ReverseRelation& relation : target.reverse()) {
        if (relation.field == &field) return relation.name;
    }
    throw Error(ErrorCode::models, fmt::format("model {} is not registered", owner.label()));
}

}  // namespace

RelationPlace RelationPlace::of(const ModelInfo& owner, const FieldDesc& member) {
    const ModelInfo& target = ModelInfo::of(member.relation.target());
    if (member.kind == FieldKind::many_to_many) return {Kind::many_to_many, &owner, &target, &owner.field(member.name)};
    const FieldInfo& via = target.field(member.options.via);
    if (via.desc->relation.target == nullptr || via.desc->kind == FieldKind::reverse || &via.desc->relation.target() != &owner.desc()) {
        throw Error(ErrorCode::models, fmt::format("'{}' of model {}: '{}' of model {} does not refer to it", member.name, owner.label(), via.name(), target.label()));
    }
    return {via.desc->kind == FieldKind::many_to_many ? Kind::many_to_many_reversed : Kind::foreign_key, &owner, &target, &via};
}

std::string RelationPlace::path_to_owner() const { return kind == Kind::many_to_many ? reverse_name(*target, *owner, *field) : std::string(field->name()); }

const FieldInfo& RelationPlace::owner_field() const { return kind == Kind::foreign_key ? ModelInfo::referred(*field) : owner->field("pk"); }

}  // namespace reinhardt::db
