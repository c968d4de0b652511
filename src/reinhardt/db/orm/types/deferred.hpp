#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include <reinhardt/db/orm/model_desc.hpp>

namespace reinhardt::db {

/// Reads the field into the member, as read_left_out.
void load_deferred_field(const RelationOwner& owner, void* member);

/// A field that queries leave out unless only() names it: a long text, a document. Read when it is first asked for, by one query, in the object's
/// database (NPlusOne counts it); a new object has a value at once. save() writes it where it was read or assigned. Not for structs that were adapted,
/// nor for keys, foreign keys and fields whose default the database sets. As thread-safe as T would be if it were not const.
template <class T>
class Deferred {
public:
    using value_type = T;

    Deferred() : value_(std::in_place) {}
    template <class V>
        requires(std::is_constructible_v<T, V> && !std::is_same_v<std::remove_cvref_t<V>, Deferred>)
    Deferred(V&& value) : value_(std::in_place, std::forward<V>(value)) {}

    [[nodiscard]] bool is_loaded() const noexcept { return value_.has_value(); }
    [[nodiscard]] const T& get() const {
        if (!value_) load_deferred_field(owner_, const_cast<Deferred*>(this));
        return *value_;
    }
    [[nodiscard]] T& get() {
        return const_cast<T&>(std::as_const(*this).get());
    }
    [[nodiscard]] const T& operator*() const { return get(); }
    [[nodiscard]] T& operator*() { return get(); }
    [[nodiscard]] const T* operator->() const { return &get(); }
    [[nodiscard]] T* operator->() { return &get(); }
    operator const T&() const { return get(); }

    /// What is not loaded is equal to nothing but what is not loaded of the same object; nothing is read.
    friend bool operator==(const Deferred& a, const Deferred& b) { return a.value_ == b.value_ && (a.value_ || a.owner_.key == b.owner_.key); }

    // Of the row reader.
    void rdb_leave_out(const RelationOwner& owner) {
        value_.reset();
        owner_ = owner;
    }
    [[nodiscard]] T& rdb_value() { return value_ ? *value_ : value_.emplace(); }

private:
    std::optional<T> value_;
    RelationOwner owner_;
};

template <class T>
struct type_adapter<Deferred<T>> : element_of_adapter<T>, choices_of_adapter<T>, image_of_adapter<T> {
    static constexpr FieldKind kind = type_adapter<T>::kind;
    static void decode(const rdb_cell& cell, Deferred<T>& value) { type_adapter<T>::decode(cell, value.rdb_value()); }
    static void encode(const Deferred<T>& value, CellWriter& out) { type_adapter<T>::encode(value.get(), out); }
};

}  // namespace reinhardt::db
