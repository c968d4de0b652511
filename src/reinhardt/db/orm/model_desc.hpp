#pragma once

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

/// A list of objects of one model whose type is not known: a std::vector of them (list_of), or an ObjectStore.
class ObjectList {
public:
    /// One new object at the end of the container; the address of its first, which may have changed.
    using Grow = void* (*)(void* container);
    ObjectList(void* container, Grow grow, void* first, std::size_t size, std::size_t stride) noexcept : container_(container), grow_(grow), first_(first), size_(size), stride_(stride) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] void* at(std::size_t index) const noexcept {
        return stride_ != 0 ? static_cast<void*>(static_cast<std::byte*>(first_) + index * stride_) : static_cast<void**>(first_)[index];
    }
    /// A new object at the end; earlier addresses may change.
    void* append() {
        first_ = grow_(container_);
        return at(size_++);
    }
    [[nodiscard]] void* container() const noexcept { return container_; }

private:
    void* container_;
    Grow grow_;
    void* first_;
    std::size_t size_, stride_;  // stride 0: the container holds pointers
};

template <class M>
void* grow_vector(void* container) {
    std::vector<M>& objects = *static_cast<std::vector<M>*>(container);
    objects.emplace_back();
    return objects.data();
}
/// The vector as a list; it stays where it is meanwhile, and is changed by the list alone.
template <class M>
[[nodiscard]] ObjectList list_of(std::vector<M>& objects) noexcept {
    return {&objects, &grow_vector<M>, objects.data(), objects.size(), sizeof(M)};
}

/// Owns objects of one model whose type is not known; they stay where they are.
class ObjectStore {
public:
    explicit ObjectStore(const ModelDesc& model) noexcept : model_(&model) {}
    ~ObjectStore();
    ObjectStore(const ObjectStore&) = delete;
    ObjectStore& operator=(const ObjectStore&) = delete;
    [[nodiscard]] ObjectList list() noexcept { return {this, &grow, objects_.data(), objects_.size(), 0}; }

private:
    static void* grow(void* store);
    const ModelDesc* model_;
    std::vector<void*> objects_;
};

/// What a relation to many keeps of the other side's objects.
struct RelatedList {
    virtual ~RelatedList() = default;
    [[nodiscard]] virtual ObjectList list() noexcept = 0;
    virtual void take(RelatedList& other, std::size_t index) = 0;  ///< moves an object of another list of the same model to the end
};

template <class M>
struct RelatedVector final : RelatedList {
    std::vector<M> objects;
    [[nodiscard]] ObjectList list() noexcept override { return list_of(objects); }
    void take(RelatedList& other, std::size_t index) override { objects.push_back(std::move(static_cast<RelatedVector&>(other).objects[index])); }
};

/// Whom the objects on the many side of a relation belong to.
struct RelationOwner {
    const ModelDesc* model = nullptr;
    const struct FieldDesc* field = nullptr;
    Parameter key;                          ///< NULL: not saved yet
    const std::string* database = nullptr;
};

/// What the members of relations need beside their keys: functions of a member (FieldDesc::member). Those that a kind has not are nullptr.
struct RelationDesc {
    const ModelDesc& (*target)() = nullptr;
    /// foreign_key, one_to_one: the object that the key means, or nullptr for none; shared with whoever else refers to it.
    void (*attach)(void* member, std::shared_ptr<void> object) = nullptr;
    std::shared_ptr<void> (*attached)(const void* member) = nullptr;
    /// many_to_many, reverse: the objects on the other side.
    void (*attach_all)(void* member, std::shared_ptr<RelatedList> objects) = nullptr;
    std::shared_ptr<RelatedList> (*make_list)() = nullptr;
    /// many_to_many, reverse: the object they belong to.
    void (*own)(void* member, const RelationOwner& owner) = nullptr;
    /// foreign_key, one_to_one: the database that the object is read from later, and the field that it is found by (nullptr: its key).
    void (*from)(void* member, const std::string* database, const std::string_view* to_field) = nullptr;
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

/// The same for a struct that may be spelled with its namespace.
[[nodiscard]] constexpr std::string_view name_of_struct(std::string_view spelled) noexcept {
    const std::size_t last = spelled.find_last_of(": ");
    return name_of_identifier(last == std::string_view::npos ? spelled : spelled.substr(last + 1));
}

/// A member of a model: constant data and functions, made by the macros.
struct FieldDesc {
    std::string_view name;
    FieldKind kind{};
    FieldKind element{};          ///< of an array, a range or a foreign key; of an enum: text or its integer
    std::uint8_t dimensions = 0;  ///< of an array
    bool optional = false;        ///< the C++ type itself can be NULL
    bool deferred = false;        ///< a Deferred member: queries leave it out unless only() names it
    FieldOptions options{};
    std::size_t offset = 0;       ///< of the member in the object
    void (*decode)(void* member, const rdb_cell& cell) = nullptr;   ///< nullptr: no column
    void (*encode)(const void* member, CellWriter& out) = nullptr;
    RelationDesc relation{};
    /// Of a member that reads itself when it is asked for, a Deferred or a foreign key: whether it was read, and to tell it that it was not, and whose it is.
    bool (*loaded)(const void* member) = nullptr;
    void (*leave_out)(void* member, const RelationOwner& owner) = nullptr;
    const Choice* (*enum_choices)(std::size_t& count) = nullptr;  ///< of an enum with names

    [[nodiscard]] void* member(void* object) const noexcept { return static_cast<std::byte*>(object) + offset; }
    [[nodiscard]] const void* member(const void* object) const noexcept { return static_cast<const std::byte*>(object) + offset; }
    /// Throws Error(database) when the cell does not fit.
    void set(void* object, const rdb_cell& cell) const { decode(member(object), cell); }
    /// One cell.
    void get(const void* object, CellWriter& out) const { encode(member(object), out); }
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
    ModelSignals* signals = nullptr;
    bool has_deferred = false;                       ///< a member of it has `loaded`
    InstanceState* (*state)(void* model) = nullptr;  ///< nullptr: a struct that was adapted has none

    [[nodiscard]] std::shared_ptr<void> make() const { return {create(), destroy}; }
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

/// A struct with REINHARDT_MODEL in it, in contrast to one that was adapted.
template <class M>
concept declares_itself = requires { typename M::rdb_columns_; };

/// What REINHARDT_ADAPT_META gives a struct that is adapted, which specialises this: get().
template <class M>
struct adapted_meta {};

template <class M>
concept model = requires { typename model_columns<M>::type; };

/// Every model that the program knows, in order of declaration. Models declare themselves before main(); thread-safe.
void register_model(const ModelDesc& (*model)());
[[nodiscard]] std::vector<const ModelDesc*> registered_models();

}  // namespace reinhardt::db
