#include <reinhardt/db/schema/objects.hpp>

#include <algorithm>

#include <reinhardt/db/schema/table_edits.hpp>

namespace reinhardt::db {

namespace {

template <class Object>
bool same_set(const std::vector<Object>& a, const std::vector<Object>& b) {
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const Object& object) { return std::find(b.begin(), b.end(), object) != b.end(); });
}

template <class Object>
Value list_of(const std::vector<Object>& objects) {
    Value list = Value::list();
    for (const auto& object : objects) list.push(to_value(object));
    return list;
}

template <class Object>
std::vector<Object> read_list(const Value& list, Object (*read)(const Value&)) {
    std::vector<Object> objects;
    if (!list.is_list()) return objects;
    for (const auto& item : list.as_list()) objects.push_back(read(item));
    return objects;
}

template <class Object>
void mark(Value& list, const std::vector<Object>& managed, Object (*read)(const Value&)) {
    if (!list.is_list()) return;
    for (Value& object : list.as_list()) {
        if (object_named(managed, read(object).label()) == nullptr) object.set("managed", false);
    }
}

SchemaEdit edit_of(EditKind kind, Value object) {
    SchemaEdit edit;
    edit.kind = kind;
    edit.object = std::move(object);
    return edit;
}

/// Creations and drops of one kind; a changed collation is made anew.
template <class Object>
void whole_objects(const std::vector<Object>& from, const std::vector<Object>& to, EditKind create, EditKind drop, ObjectEdits& edits) {
    for (auto object = from.rbegin(); object != from.rend(); ++object) {
        const Object* next = object_named(to, object->label());
        if (next == nullptr) edits.after_tables.push_back(edit_of(drop, to_value(*object)));
        else if (create == EditKind::create_collation && !(*next == *object)) edits.before_tables.push_back(edit_of(drop, to_value(*object)));
    }
    for (const auto& object : to) {
        const Object* old = object_named(from, object.label());
        if (old == nullptr || (create == EditKind::create_collation && !(*old == object))) edits.before_tables.push_back(edit_of(create, to_value(object)));
    }
}

}  // namespace

bool SchemaObjects::equivalent(const SchemaObjects& other) const {
    return same_set(extensions, other.extensions) && same_set(collations, other.collations) && same_set(enums, other.enums);
}

EnumType enum_named(std::string_view label) {
    EnumType type;
    const auto dot = label.find('.');
    if (dot != std::string_view::npos) type.schema = label.substr(0, dot);
    type.name = dot == std::string_view::npos ? label : label.substr(dot + 1);
    return type;
}

Value to_value(const EnumType& type) {
    Value value = Value::object();
    value.set("name", type.name).set_if("schema", type.schema).set("values", Value::list_of(type.values));
    return value;
}

Value to_value(const Extension& extension) {
    Value value = Value::object();
    value.set("name", extension.name).set_if("version", extension.version).set_if("schema", extension.schema);
    return value;
}

Value to_value(const Collation& collation) {
    Value value = Value::object();
    value.set("name", collation.name).set_if("schema", collation.schema).set("locale", collation.locale).set("provider", collation.provider);
    value.set("deterministic", collation.deterministic);
    return value;
}

EnumType enum_from(const Value& value) {
    const Value* values = value.find("values");
    return {value.text_or("name"), value.text_or("schema"), values != nullptr ? values->texts() : std::vector<std::string>{}};
}

Extension extension_from(const Value& value) { return {value.text_or("name"), value.text_or("schema"), value.text_or("version")}; }

Collation collation_from(const Value& value) {
    return {value.text_or("name"), value.text_or("schema"), value.text_or("locale"), value.text_or("provider", "libc"), value.bool_or("deterministic", true)};
}

SchemaObjects objects_of(const Schema& schema) {
    return {read_list<Extension>(schema.extensions, extension_from), read_list<Collation>(schema.collations, collation_from), read_list<EnumType>(schema.enums, enum_from)};
}

void set_objects(Schema& schema, const SchemaObjects& objects) {
    schema.extensions = list_of(objects.extensions);
    schema.collations = list_of(objects.collations);
    schema.enums = list_of(objects.enums);
}

void mark_managed_objects(Schema& live, const SchemaObjects& managed) {
    mark(live.extensions, managed.extensions, extension_from);
    mark(live.collations, managed.collations, collation_from);
    mark(live.enums, managed.enums, enum_from);
}

ObjectEdits object_edits(const SchemaObjects& from, const SchemaObjects& to, const std::map<std::string, std::vector<ValueRename>>& renames) {
    ObjectEdits edits;
    whole_objects(from.extensions, to.extensions, EditKind::create_extension, EditKind::drop_extension, edits);
    whole_objects(from.collations, to.collations, EditKind::create_collation, EditKind::drop_collation, edits);
    whole_objects(from.enums, to.enums, EditKind::create_enum, EditKind::drop_enum, edits);
    for (const auto& type : to.enums) {
        const EnumType* old = object_named(from.enums, type.label());
        if (old == nullptr || *old == type) continue;
        SchemaEdit& edit = edits.before_tables.emplace_back(edit_of(EditKind::alter_enum, to_value(type)));
        edit.object_from = to_value(*old);
        const auto found = renames.find(type.label());
        if (found == renames.end()) continue;
        Value pairs = Value::object();
        for (const auto& [old_value, new_value] : found->second) pairs.set(old_value, new_value);
        edit.object.set_if("rename", std::move(pairs));
    }
    return edits;
}

std::vector<SchemaEdit> edits_making(const Schema& to) {
    std::vector<SchemaEdit> edits = object_edits({}, objects_of(to)).before_tables;
    auto tables = schema_edits({}, to.tables);
    edits.insert(edits.end(), std::make_move_iterator(tables.begin()), std::make_move_iterator(tables.end()));
    return edits;
}

}  // namespace reinhardt::db
