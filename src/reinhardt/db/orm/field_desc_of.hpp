#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <type_traits>

#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/relations.hpp>
#include <reinhardt/db/orm/signals.hpp>

namespace reinhardt::db {

// A model that cannot be stops the compiler at a call of the function that says why.
void a_foreign_key_needs_on_delete();
void a_field_that_may_be_null_needs_std_optional();
void a_decimal_field_needs_max_digits_and_decimal_places();
void a_reverse_relation_needs_via();
void this_type_has_no_type_adapter();

namespace detail {

template <auto P>
struct member;
template <class M, class T, T M::*P>
struct member<P> {
    using model_type = M;
    using type = T;
    static T& of(void* model) noexcept { return static_cast<M*>(model)->*P; }
    static const T& of(const void* model) noexcept { return static_cast<const M*>(model)->*P; }
};

template <class T>
inline constexpr bool is_to_one = false;
template <class T, class Key>
inline constexpr bool is_to_one<ForeignKey<T, Key>> = true;
template <class T, class Key>
inline constexpr bool is_to_one<OneToOne<T, Key>> = true;
template <class T>
inline constexpr bool is_many_to_many = false;
template <class T>
inline constexpr bool is_many_to_many<ManyToMany<T>> = true;
template <class T>
inline constexpr bool is_reverse = false;
template <class T>
inline constexpr bool is_reverse<Reverse<T>> = true;

template <auto P>
void set_member(void* model, const rdb_cell& cell) {
    using T = typename member<P>::type;
    T& value = member<P>::of(model);
    if (cell.tag != RDB_NULL) return type_adapter<T>::decode(cell, value);
    if constexpr (is_optional<T>) value.reset();
    else if constexpr (is_to_one<T>) value.id = std::nullopt;
    else decode_mismatch(cell, "a value");
}
template <auto P>
void get_member(const void* model, CellWriter& out) {
    type_adapter<typename member<P>::type>::encode(member<P>::of(model), out);
}

template <auto P>
struct to_one {
    static void attach(void* model, std::shared_ptr<void> object) { member<P>::of(model).rdb_attach(std::move(object)); }
    static std::shared_ptr<void> attached(const void* model) { return member<P>::of(model).rdb_attached(); }
    static void from(void* model, const std::string* database) { member<P>::of(model).rdb_from(database); }
};
template <auto P>
struct to_many {
    static void attach_all(void* model, std::shared_ptr<ObjectList> objects) { member<P>::of(model).rdb_attach_all(std::move(objects)); }
    static void own(void* model, const RelationOwner& owner) { member<P>::of(model).rdb_own(owner); }
};
template <class T>
constexpr const ModelDesc& target_desc() {
    return model_of<T>::desc;
}

/// The checks of a field that need no type.
[[nodiscard]] consteval FieldDesc checked(FieldDesc made) {
    const FieldOptions& options = made.options;
    const bool to_one = made.kind == FieldKind::foreign_key || made.kind == FieldKind::one_to_one;
    if (to_one && options.on_delete == OnDelete::none) a_foreign_key_needs_on_delete();
    if (options.null && !made.optional && !to_one) a_field_that_may_be_null_needs_std_optional();
    if (made.kind == FieldKind::decimal && (options.max_digits == 0 || !options.has_decimal_places)) a_decimal_field_needs_max_digits_and_decimal_places();
    if (made.kind == FieldKind::reverse && options.via.empty()) a_reverse_relation_needs_via();
    return made;
}

template <auto P>
[[nodiscard]] consteval FieldDesc field(std::string_view name, const FieldOptions& options) {
    using T = typename member<P>::type;
    FieldDesc made{.name = name, .options = options};
    if (options.transient) return made;
    if constexpr (is_many_to_many<T> || is_reverse<T>) {
        made.kind = is_reverse<T> ? FieldKind::reverse : FieldKind::many_to_many;
        made.relation.target = &target_desc<typename T::target_type>;
        made.relation.attach_all = &to_many<P>::attach_all;
        made.relation.own = &to_many<P>::own;
    } else if constexpr (field_value<T>) {
        made.kind = made.element = type_adapter<T>::kind;
        made.optional = is_optional<T>;
        made.set = &set_member<P>;
        made.get = &get_member<P>;
        if constexpr (is_to_one<T>) {
            made.element = type_adapter<typename T::key_type>::kind;
            made.relation = {.target = &target_desc<typename T::target_type>, .attach = &to_one<P>::attach, .attached = &to_one<P>::attached, .from = &to_one<P>::from};
        } else if constexpr (requires { type_adapter<T>::element; }) {
            made.element = type_adapter<T>::element;
        }
        if constexpr (requires { type_adapter<T>::choices; }) made.enum_choices = type_adapter<T>::choices;
    } else {
        this_type_has_no_type_adapter();
    }
    return checked(made);
}

template <class M>
void* create() {
    return new M();
}
template <class M>
void destroy(void* model) {
    delete static_cast<M*>(model);
}
template <class M>
ObjectList* create_list() {
    return new ObjectVector<M>();
}
template <class M>
InstanceState* state_of(void* model) {
    return &static_cast<M*>(model)->rdb_state_;
}

template <class M, std::size_t N>
[[nodiscard]] consteval ModelDesc describe(std::string_view app, std::string_view name, std::string_view table, const FieldDesc (&fields)[N]) {
    static_assert(N <= max_fields, "a model has at most 128 fields");
    ModelDesc made{.app = app, .name = name, .table = table, .fields = fields, .count = N, .create = &create<M>, .destroy = &destroy<M>, .create_list = &create_list<M>, .signals = &model_signals<M>};
    if constexpr (requires { &M::rdb_meta_; }) made.meta = &M::rdb_meta_;
    if constexpr (requires(M & object) { object.rdb_state_; }) made.state = &state_of<M>;
    return made;
}

struct Registration {
    explicit Registration(const ModelDesc& (*model)()) { register_model(model); }
};

}  // namespace detail
}  // namespace reinhardt::db
