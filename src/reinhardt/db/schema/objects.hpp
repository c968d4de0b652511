#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/schema/edit.hpp>
#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db {

// What stands in a database beside its tables and is made by operations of its own (formats.md §3). In documents and edits each is an object
// of the keys of its operation. `schema` is empty for the current one; label() is the name with it, as operations and fields write it.

/// A type of named values, in their order (PostgreSQL manual, 8.7).
struct EnumType {
    std::string name, schema;
    std::vector<std::string> values;
    [[nodiscard]] std::string label() const { return schema.empty() ? name : schema + '.' + name; }
    friend bool operator==(const EnumType&, const EnumType&) = default;
};

/// `schema` and `version`: "" = the server's choice.
struct Extension {
    std::string name, schema, version;
    [[nodiscard]] std::string label() const { return name; }
    friend bool operator==(const Extension&, const Extension&) = default;
};

/// `provider` is "libc" or "icu".
struct Collation {
    std::string name, schema, locale;
    std::string provider = "libc";
    bool deterministic = true;
    [[nodiscard]] std::string label() const { return schema.empty() ? name : schema + '.' + name; }
    friend bool operator==(const Collation&, const Collation&) = default;
};

/// All of them, each kind in order of creation.
struct SchemaObjects {
    std::vector<Extension> extensions;
    std::vector<Collation> collations;
    std::vector<EnumType> enums;

    [[nodiscard]] bool empty() const noexcept { return extensions.empty() && collations.empty() && enums.empty(); }
    friend bool operator==(const SchemaObjects&, const SchemaObjects&) = default;
    [[nodiscard]] bool equivalent(const SchemaObjects& other) const;  ///< as ==, whatever the order
};

/// The one of that label, or nullptr.
template <class Object>
[[nodiscard]] const Object* object_named(const std::vector<Object>& objects, std::string_view label) {
    for (const auto& object : objects) {
        if (object.label() == label) return &object;
    }
    return nullptr;
}
template <class Object>
[[nodiscard]] Object* object_named(std::vector<Object>& objects, std::string_view label) {
    return const_cast<Object*>(object_named(std::as_const(objects), label));
}

/// An enum of no values by its label: "mood", "billing.mood".
[[nodiscard]] EnumType enum_named(std::string_view label);

[[nodiscard]] Value to_value(const EnumType&);
[[nodiscard]] Value to_value(const Extension&);
[[nodiscard]] Value to_value(const Collation&);
[[nodiscard]] EnumType enum_from(const Value&);
[[nodiscard]] Extension extension_from(const Value&);
[[nodiscard]] Collation collation_from(const Value&);
/// Those of a document.
[[nodiscard]] SchemaObjects objects_of(const Schema& schema);
/// Puts them into a document.
void set_objects(Schema& schema, const SchemaObjects& objects);

/// Marks the objects of a live database that are not among those that somebody's migrations make: "managed": false.
void mark_managed_objects(Schema& live, const SchemaObjects& managed);

/// Old and new name of a value of an enum.
using ValueRename = std::pair<std::string, std::string>;

/// The edits that turn one state of the objects into another: what is made or changed goes before the tables, what is dropped behind them.
struct ObjectEdits {
    std::vector<SchemaEdit> before_tables, after_tables;
};
/// `renames`: of values, by the enum's label.
[[nodiscard]] ObjectEdits object_edits(const SchemaObjects& from, const SchemaObjects& to, const std::map<std::string, std::vector<ValueRename>>& renames = {});


/// Everything of `to` made in an empty database: objects, then tables (table_edits.hpp).
[[nodiscard]] std::vector<SchemaEdit> edits_making(const Schema& to);

}  // namespace reinhardt::db
