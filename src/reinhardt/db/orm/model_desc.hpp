#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>
#include <reinhardt/db/orm/field_options.hpp>

namespace reinhardt::db {

struct ModelDesc;
struct ModelMeta;
struct ModelSignals;

inline constexpr std::size_t max_fields = 128;

/// What an object knows of itself beside its fields: where it was read from or saved to, and which fields it holds.
struct InstanceState {
    const std::string* database = nullptr;     ///< alias, kept by the registry of databases; nullptr: neither read nor saved
    std::uint64_t deferred[2] = {0, 0};        ///< fields that were not read, a bit each
    [[nodiscard]] bool stored() const noexcept { return database != nullptr; }
    [[nodiscard]] bool is_deferred(std::size_t field) const noexcept { return (deferred[field / 64] >> (field % 64) & 1) != 0; }
    friend bool operator==(const InstanceState&, const InstanceState&) noexcept { return true; }  ///< no part of an object's value
};

/// A list of objects of one model whose type is not known.
struct ObjectList {
    virtual ~ObjectList() = default;
    [[nodiscard]] virtual std::size_t size() const noexcept = 0;
    [[nodiscard]] virtual void* at(std::size_t index) noexcept = 0;
    virtual void* append() = 0;  ///< a new object at the end; earlier addresses may change
    virtual void reserve(std::size_t count) = 0;
    virtual void take(ObjectList& other, std::size_t index) = 0;  ///< moves an object of another list of the same model to the end
};

template <class M>
struct ObjectVector final : ObjectList {
    std::vector<M> objects;
    [[nodiscard]] std::size_t size() const noexcept override { return objects.size(); }
    [[nodiscard]] void* at(std::size_t index) noexcept override { return &objects[index]; }
    void* append() override { return &objects.emplace_back(); }
    void reserve(std::size_t count) override { objects.reserve(count); }
    void take(ObjectList& other, std::size_t index) override { objects.push_back(std::move(static_cast<ObjectVector&>(other).objects[index])); }
};

/// Whom the objects on the many side of a relation belong to.
struct RelationOwner {
    const ModelDesc* model = nullptr;
    const struct FieldDesc* field = nullptr;
    Parameter key;                          ///< NULL: not saved yet
    const std::string* database = nullptr;
};

/// What the members of relations need beside their keys. Functions that a kind has not are nullptr.
struct RelationDesc {
    const ModelDesc& (*target)() = nullptr;
    /// foreign_key, one_to_one: the object that the key means, or nullptr for none; shared with whoever else refers to it.
    void (*attach)(void* model, std::shared_ptr<void> object) = nullptr;
    std::shared_ptr<void> (*attached)(const void* model) = nullptr;
    /// many_to_many, reverse: the objects on the other side.
    void (*attach_all)(void* model, std::shared_ptr<ObjectList> objects) = nullptr;
    /// many_to_many, reverse: the object they belong to.
    void (*own)(void* model, const RelationOwner& owner) = nullptr;
    /// foreign_key, one_to_one: the database that the object is read from later, and the field that it is found by (nullptr: its key).
    void (*from)(void* model, const std::string* database, const std::string_view* to_field) = nullptr;
};

/// The type of a member that has no column: a generic foreign key.
struct NoColumn {
    friend bool operator==(const NoColumn&, const NoColumn&) noexcept { return true; }
};

/// The name of a field or model whose member or struct is called `identifier`: a `_` at the end is no part of it, so that a word of C++, or a
/// name that the macros use, can be a field: class_, objects_, name__ for "name_".
[[nodiscard]] constexpr std::string_view name_of_identifier(std::string_view identifier) noexcept {
    if (identifier.size() > 1 && identifier.back() == '_') identifier.remove_suffix(1);
    return identifier;
}

/// A member of a model: constant data and functions, made by the macros.
struct FieldDesc {
    std::string_view name;
    FieldKind kind{};
    FieldKind element{};          ///< of an array, a range or a foreign key; of an enum: text or its integer
    std::uint8_t dimensions = 0;  ///< of an array
    bool optional = false;        ///< the C++ type itself can be NULL
    FieldOptions options{};
    void (*set)(void* model, const rdb_cell& cell) = nullptr;  ///< throws Error(database) when the cell does not fit
    void (*get)(const void* model, CellWriter& out) = nullptr; ///< one cell
    RelationDesc relation{};
    const Choice* (*enum_choices)(std::size_t& count) = nullptr;  ///< of an enum with names

    [[nodiscard]] constexpr bool nullable() const noexcept { return optional || options.null; }
    [[nodiscard]] constexpr const std::string_view* to_field() const noexcept { return options.to_field.empty() ? nullptr : &options.to_field; }
    [[nodiscard]] constexpr bool in_database() const noexcept { return has_column(kind) && !options.transient; }
};

/// A model: its place, its members, and how to make objects of it.
struct ModelDesc {
    std::string_view app, name, table;
    const FieldDesc* fields = nullptr;
    std::size_t count = 0;
    const ModelMeta& (*meta)() = nullptr;
    void* (*create)() = nullptr;                     ///< a new object, for destroy()
    void (*destroy)(void* model) = nullptr;
    ObjectList* (*create_list)() = nullptr;
    ModelSignals* signals = nullptr;
    InstanceState* (*state)(void* model) = nullptr;  ///< nullptr: a struct that was adapted has none

    [[nodiscard]] std::shared_ptr<void> make() const { return {create(), destroy}; }
    [[nodiscard]] std::shared_ptr<ObjectList> make_list() const { return std::shared_ptr<ObjectList>(create_list()); }
    [[nodiscard]] constexpr const FieldDesc* find(std::string_view field) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            if (fields[i].name == field) return &fields[i];
        }
        return nullptr;
    }
};

/// The description of a model type, made by REINHARDT_MODEL inside of it or by REINHARDT_ADAPT beside it (which specialises this).
template <class M>
struct model_of {
    static constexpr const ModelDesc& desc = M::template rdb_model_<M>::desc;
};

/// A struct with a FieldRef for each field, under its name: what a generic lambda sees in place of an object.
template <class M, class = void>
struct model_columns {};
template <class M>
struct model_columns<M, std::void_t<typename M::rdb_columns_>> {
    using type = typename M::rdb_columns_;
};
template <class M>
using columns_of = typename model_columns<M>::type;

template <class M>
concept model = requires { typename model_columns<M>::type; };

/// Every model that the program knows, in order of declaration. Models declare themselves before main(); thread-safe.
void register_model(const ModelDesc& (*model)());
[[nodiscard]] std::vector<const ModelDesc*> registered_models();

}  // namespace reinhardt::db
