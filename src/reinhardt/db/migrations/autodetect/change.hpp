#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// The order in which kinds of changes stand in a migration (details 2.6). A dependency moves a change only as far as needed.
enum class Phase : std::uint8_t {
    create_enum,         ///< and its new values
    rename_model,
    delete_model,
    create_model,
    remove_constraint,
    remove_index,
    rename_field,
    rename_index,
    remove_field,
    add_field,
    alter_field,
    add_index,
    add_constraint,
    alter_constraint,
    alter_table,
    drop_enum,           ///< and values that go
};

constexpr std::size_t no_question = static_cast<std::size_t>(-1);

/// An operation to be, with what it brings about and what must have been brought about before. Facts are texts made by the
/// functions of `facts`; a fact that no change of this run provides holds already.
struct Change {
    std::shared_ptr<Operation> operation;
    Phase phase{};
    std::size_t model_place = 0, item_place = 0;     ///< order of declaration
    std::vector<std::string> provides;
    std::vector<std::string> needs;
    std::vector<std::string> wishes;                 ///< needs that give way when they would make a circle
    std::vector<std::string> uses;                   ///< labels of models, and facts::enumeration of enums, that it refers to (details 2.8)
    std::vector<std::string> outlives;               ///< labels and "label.field" that stop being there under this name: whoever referred to them comes first
    std::size_t question = no_question;              ///< the open question that it stands or falls with
    std::vector<std::string> removable_keys;         ///< of a CreateModel: relation fields that may be added later to open a circle

    [[nodiscard]] const std::string& app() const { return operation->app; }
    Change& provide(std::string fact) { provides.push_back(std::move(fact)); return *this; }
    Change& need(std::string fact) { needs.push_back(std::move(fact)); return *this; }
    Change& wish(std::string fact) { wishes.push_back(std::move(fact)); return *this; }
};

namespace facts {

[[nodiscard]] inline std::string joined(std::string_view what, std::string_view label, std::string_view name = {}) {
    std::string text(what);
    text.append(" ").append(label);
    if (!name.empty()) text.append(".").append(name);
    return text;
}
inline std::string model(std::string_view label) { return joined("model", label); }                     ///< there, under this name
inline std::string no_model(std::string_view label) { return joined("no model", label); }               ///< the name is free
inline std::string unreferred(std::string_view label) { return joined("unreferred", label); }           ///< a relation to it is gone
inline std::string field(std::string_view label, std::string_view name) { return joined("field", label, name); }
inline std::string no_field(std::string_view label, std::string_view name) { return joined("no field", label, name); }
inline std::string altered(std::string_view label, std::string_view name) { return joined("altered", label, name); }
inline std::string unused(std::string_view label, std::string_view name) { return joined("unused", label, name); }  ///< a use of the field ended
inline std::string unkeyed(std::string_view label) { return joined("unkeyed", label); }                 ///< a column that holds its key is gone
inline std::string key(std::string_view label) { return joined("key", label); }                         ///< the new primary key is in place
inline std::string single_key(std::string_view label) { return joined("single key", label); }           ///< the primary key is no longer composite: relations may come
inline std::string settled_key(std::string_view label) { return joined("settled key", label); }         ///< a single key that gave way to another is a key no longer
inline std::string column(std::string_view label, std::string_view name) { return joined("column free", label, name); }
inline std::string table(std::string_view name) { return joined("table free", name); }
inline std::string index_name(std::string_view name) { return joined("index name free", name); }
inline std::string enumeration(std::string_view label) { return joined("enum", label); }                ///< there, with all its values
inline std::string enum_left(std::string_view label) { return joined("enum left", label); }             ///< a field is no longer what it was of the enum
inline std::string aside(std::string_view label, std::string_view name) { return joined("column aside", label, name); }
inline std::string kept_column(std::string_view label, std::string_view name) { return joined("kept column", label, name); }
inline std::string kept_table(std::string_view label) { return joined("kept table", label); }
inline std::string table_aside(std::string_view label) { return joined("table aside", label); }
inline std::string renamed_relation(std::string_view target) { return joined("renamed relation to", target); }
inline std::string names_left(std::string_view label) { return joined("old names left", label); }       ///< indexes and constraints removed by their old names

}  // namespace facts

}  // namespace reinhardt::db
