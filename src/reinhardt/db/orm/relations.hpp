#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/key_value.hpp>
#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/query.hpp>

namespace reinhardt::db {

// Used by the relation members, which are templates.
[[noreturn]] void relation_without_key(const ModelDesc& target, std::string_view kind);
[[noreturn]] void relation_to_nothing(const ModelDesc& target);
/// The object of `target` whose field `to_field` ("" = its key) is `key`, read from `database`. Error(not_found) when there is none.
[[nodiscard]] std::shared_ptr<void> load_related(const ModelDesc& target, std::string_view to_field, const Parameter& key, const std::string* database);
/// The cell of an object's key, or of `field`. Error(query) for a key of several fields.
[[nodiscard]] Parameter key_of(const ModelDesc& model, const void* object, std::string_view field = {});
/// The cells of an object's key, one for each of its `width` fields. Error(query) for a key of another number of fields.
[[nodiscard]] std::vector<Parameter> key_row(const ModelDesc& model, const void* object, std::size_t width);
/// Whether a key is of that kind.
[[nodiscard]] bool is_key_of(FieldKind kind, const Parameter& key) noexcept;
/// What a lookup along a path compares objects of: the model of the relation at its end, if it is one, and the field that a foreign key there refers to.
struct Compared {
    const ModelDesc* model = nullptr;
    std::string_view to_field{};  ///< "": the key
};
[[nodiscard]] Compared compared_with(const ModelDesc& start, std::string_view path);
/// What such a lookup compares an object by. Error(query) for one of another model, and for one without a key.
[[nodiscard]] Parameter compared_key(const ModelDesc& start, std::string_view path, const ModelDesc& model, const void* object);

// The many side of a relation, whatever the type of its objects (related_objects.cpp).
[[nodiscard]] std::shared_ptr<const QueryState> related_query(const RelationOwner& owner);
[[nodiscard]] std::shared_ptr<RelatedList> read_related(const RelationOwner& owner);
/// Objects that are saved. Error(usage) for one that is not; for a `through` model with columns that have no default; for taking an object out of a
/// relation whose foreign key may not be NULL.
void add_related(const RelationOwner& owner, const std::vector<Parameter>& keys);
void remove_related(const RelationOwner& owner, const std::vector<Parameter>& keys);
void set_related(const RelationOwner& owner, const std::vector<Parameter>& keys);
void clear_related(const RelationOwner& owner);
/// Gives the object its foreign key to the owner, where the relation has one; false where it is many-to-many.
bool own_object(const RelationOwner& owner, void* object);
void save_related(const RelationOwner& owner, void* object);
/// Sets a field to a value; Error(usage) for an expression that only the database can compute.
void set_field(const ModelDesc& model, void* object, std::string_view field, const Expr& value);

/// Refers to one object of T by its key (or by `to_field`). `id` and is_null() ask the database only where only() or defer() left the field out; `*`, `->`
/// and get() do so once, unless the object was read together with this one (select_related) or assigned. Key: the type of the target's key, or of `to_field`; with that, `id` of an object that was
/// assigned is right once the object with the member was saved.
template <class T, class Key = std::int64_t>
class ForeignKey {
public:
    using target_type = T;
    using key_type = Key;

    KeyValue<Key> id;

    ForeignKey() = default;
    ForeignKey(std::nullopt_t) {}
    template <class V>
        requires(std::is_constructible_v<KeyValue<Key>, V> && !std::is_same_v<std::remove_cvref_t<V>, ForeignKey> && !std::is_same_v<std::remove_cvref_t<V>, T>)
    ForeignKey(V&& key) : id(std::forward<V>(key)) {}
    /// An object that has been saved.
    ForeignKey(const T& object) { *this = object; }
    ForeignKey& operator=(const T& object) { return assign(std::make_shared<T>(object)); }

    ForeignKey& assign(std::shared_ptr<T> object) {
        take_id(*object);
        object_ = std::move(object);
        return *this;
    }

    [[nodiscard]] bool is_null() const { return !id.has_value(); }
    explicit operator bool() const { return !is_null(); }
    [[nodiscard]] const T* operator->() const { return &get(); }
    [[nodiscard]] const T& operator*() const { return get(); }
    [[nodiscard]] T& get() const {
        if (!is_loaded()) {
            if (is_null()) relation_to_nothing(model_of<T>::desc);
            object_ = std::static_pointer_cast<T>(load_related(model_of<T>::desc, to_field_ != nullptr ? *to_field_ : std::string_view(), to_parameter(id.value()), database_));
            object_id_ = id.optional();
        }
        return *object_;
    }
    /// Whether the object is there without asking the database.
    [[nodiscard]] bool is_loaded() const noexcept { return object_ != nullptr && id.is_read() && object_id_ == id.optional(); }

    friend bool operator==(const ForeignKey& a, const ForeignKey& b) { return a.id == b.id; }

    // Of the row reader.
    void rdb_attach(std::shared_ptr<void> object) {
        object_ = std::static_pointer_cast<T>(std::move(object));
        if (object_ != nullptr) object_id_ = id.optional();
    }
    [[nodiscard]] std::shared_ptr<void> rdb_attached() const { return is_loaded() ? object_ : nullptr; }
    void rdb_from(const std::string* database, const std::string_view* to_field) {
        database_ = database;
        if (to_field_ == to_field) return;
        to_field_ = to_field;
        if (is_loaded()) take_id(*object_);
    }
    void rdb_leave_out(const RelationOwner& owner) {
        object_.reset();
        id.rdb_leave_out(owner);
    }

private:
    void take_id(const T& object) {
        const Parameter key = key_of(model_of<T>::desc, &object, to_field_ != nullptr ? *to_field_ : std::string_view());
        if (key.is_null()) relation_without_key(model_of<T>::desc, "a foreign key");
        id = std::nullopt;
        if (is_key_of(type_adapter<Key>::kind, key)) type_adapter<std::optional<Key>>::decode(key.cell(), id.rdb_value());
        object_id_ = id.optional();
    }

    mutable std::shared_ptr<T> object_;
    mutable std::optional<Key> object_id_;
    const std::string* database_ = nullptr;
    const std::string_view* to_field_ = nullptr;
};

/// A foreign key that no two objects share.
template <class T, class Key = std::int64_t>
class OneToOne : public ForeignKey<T, Key> {
public:
    using ForeignKey<T, Key>::ForeignKey;
    using ForeignKey<T, Key>::operator=;
};

template <class M>
class QuerySet;
template <class M, class V>
class Lookup;

/// The objects on the many side. all() and the loop read once (prefetch_related does it for many objects in one query) and keep what they read until
/// something is changed here; filter(), count() and kin ask the database. Needs an owner that was read or saved.
template <class T>
class RelatedObjects {
public:
    using target_type = T;

    [[nodiscard]] const std::vector<T>& all() const { return loaded().objects; }
    [[nodiscard]] std::vector<T>& all() { return loaded().objects; }
    [[nodiscard]] auto begin() const { return all().begin(); }
    [[nodiscard]] auto end() const { return all().end(); }
    [[nodiscard]] auto begin() { return all().begin(); }
    [[nodiscard]] auto end() { return all().end(); }
    /// The first of all(), as of a one-to-one relation seen from the other side; nullptr when there is none.
    [[nodiscard]] const T* one() const { return all().empty() ? nullptr : &all().front(); }

    // Queries; nothing is kept.
    [[nodiscard]] QuerySet<T> query() const { return QuerySet<T>(Query(related_query(owner()))); }
    template <class V>
    [[nodiscard]] QuerySet<T> filter(Lookup<T, std::type_identity_t<V>> path, V&& value) const {
        return query().filter(path, std::forward<V>(value));
    }
    template <class E>
        requires(!std::is_array_v<std::remove_cvref_t<E>>)
    [[nodiscard]] QuerySet<T> filter(E&& condition) const {
        return query().filter(std::forward<E>(condition));
    }
    [[nodiscard]] std::int64_t count() const { return is_loaded() ? static_cast<std::int64_t>(objects_->objects.size()) : query().count(); }
    [[nodiscard]] bool exists() const { return is_loaded() ? !objects_->objects.empty() : query().exists(); }

    // Changes, each in one transaction; signals: m2m_changed. Of a foreign key's other side they set the foreign key.
    /// Adds objects that are saved; those that are in already stay.
    template <class... O>
        requires(sizeof...(O) > 0 && (std::is_same_v<std::remove_cvref_t<O>, T> && ...))
    void add(O&&... objects) {
        add_related(owner(), {key_of(model_of<T>::desc, &objects)...});
        (adopt(objects), ...);
        forget();
    }
    void add(const std::vector<T>& objects) {
        add_related(owner(), keys_of(objects));
        forget();
    }
    template <class... O>
        requires(sizeof...(O) > 0 && (std::is_same_v<std::remove_cvref_t<O>, T> && ...))
    void remove(O&&... objects) {
        remove_related(owner(), {key_of(model_of<T>::desc, &objects)...});
        forget();
    }
    void remove(const std::vector<T>& objects) {
        remove_related(owner(), keys_of(objects));
        forget();
    }
    /// Afterwards it has these objects alone; those that stay are not touched.
    void set(const std::vector<T>& objects) {
        set_related(owner(), keys_of(objects));
        forget();
    }
    void clear() {
        clear_related(owner());
        forget();
    }
    /// Saves a new object and adds it.
    T create(T object) {
        save_related(owner(), &object);
        forget();
        return object;
    }
    /// The object here whose fields are `by`, else a new one that is added; whether it is new.
    std::pair<T, bool> get_or_create(std::initializer_list<Assignment> by, std::initializer_list<Assignment> defaults = {}) {
        QuerySet<T> rows = query();
        for (const Assignment& one : by) rows = rows.filter(F(one.field) == one.value);
        if (auto found = rows.first()) return {std::move(*found), false};
        T made = new_object(by, defaults);
        save_related(owner(), &made);
        forget();
        return {std::move(made), true};
    }

    [[nodiscard]] bool is_loaded() const noexcept { return objects_ != nullptr; }
    void forget() noexcept { objects_.reset(); }  ///< read anew next time

    // Of the row reader.
    void rdb_attach_all(std::shared_ptr<RelatedList> objects) { objects_ = std::static_pointer_cast<RelatedVector<T>>(std::move(objects)); }
    void rdb_own(const RelationOwner& owner) { owner_ = owner; }
    friend bool operator==(const RelatedObjects&, const RelatedObjects&) noexcept { return true; }  ///< no part of the owner's value

protected:
    [[nodiscard]] const RelationOwner& owner() const {
        if (owner_.key.is_null()) relation_without_key(model_of<T>::desc, "this relation");
        return owner_;
    }
    [[nodiscard]] RelatedVector<T>& loaded() const {
        if (objects_ == nullptr) objects_ = std::static_pointer_cast<RelatedVector<T>>(read_related(owner()));
        return *objects_;
    }
    [[nodiscard]] static std::vector<Parameter> keys_of(const std::vector<T>& objects) {
        std::vector<Parameter> keys;
        keys.reserve(objects.size());
        for (const T& one : objects) keys.push_back(key_of(model_of<T>::desc, &one));
        return keys;
    }
    void adopt(T& object) const { own_object(owner_, &object); }
    void adopt(const T&) const noexcept {}
    [[nodiscard]] static T new_object(std::initializer_list<Assignment> by, std::initializer_list<Assignment> defaults) {
        T made{};
        for (const auto* list : {&by, &defaults}) {
            for (const Assignment& one : *list) set_field(model_of<T>::desc, &made, one.field, one.value);
        }
        return made;
    }

    mutable std::shared_ptr<RelatedVector<T>> objects_;
    RelationOwner owner_;
};

/// Objects of T on both sides of a join table: formats.md's, or the model `through`.
template <class T>
class ManyToMany : public RelatedObjects<T> {};

/// The objects of T that refer to this one by their field `via`; no column.
template <class T>
class Reverse : public RelatedObjects<T> {};

template <class T, class Key>
struct type_adapter<ForeignKey<T, Key>> {
    static constexpr FieldKind kind = FieldKind::foreign_key;
    static void decode(const rdb_cell& cell, ForeignKey<T, Key>& value) { type_adapter<std::optional<Key>>::decode(cell, value.id.rdb_value()); }
    static void encode(const ForeignKey<T, Key>& value, CellWriter& out) { type_adapter<std::optional<Key>>::encode(value.id.optional(), out); }
};
template <class T, class Key>
struct type_adapter<OneToOne<T, Key>> : type_adapter<ForeignKey<T, Key>> {
    static constexpr FieldKind kind = FieldKind::one_to_one;
};

}  // namespace reinhardt::db
