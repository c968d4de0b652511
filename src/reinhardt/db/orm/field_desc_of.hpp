#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/relations.hpp>
#include <reinhardt/db/orm/signals.hpp>
#include <reinhardt/db/orm/types/deferred.hpp>
#include <reinhardt/db/orm/types/enumeration.hpp>

namespace reinhardt::db {

// A model that cannot be stops the compiler at a call of the function that says why.
void a_foreign_key_needs_on_delete();
void a_field_that_may_be_null_needs_std_optional();
void a_decimal_field_needs_max_digits_and_decimal_places();
void a_reverse_relation_needs_via();
void a_deferred_field_is_no_key();
void an_ip_address_that_may_be_blank_needs_std_optional();
void this_type_has_no_type_adapter();

namespace detail {

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

/// Whose member a relation is, for field(): where two models have the same relation member (a Reverse of one model), clang must not meet the function that
/// describes it in the one while it is at work for the other. Other types need no function for each model.
template <class T, class Model>
using field_owner = std::conditional_t<is_to_one<T> || is_many_to_many<T> || is_reverse<T>, Model, void>;

template <class T>
inline constexpr bool is_deferred = false;
template <class T>
inline constexpr bool is_deferred<Deferred<T>> = true;
template <class T>
struct held_type {
    using type = T;
};
template <class T>
struct held_type<Deferred<T>> {
    using type = T;
};

// Functions of a member: one for each type, whatever the models and fields that have it.
template <class T>
void decode_member(void* member, const rdb_cell& cell) {
    T& value = *static_cast<T*>(member);
    if (cell.tag != RDB_NULL) return type_adapter<T>::decode(cell, value);
    if constexpr (is_deferred<T> && is_optional<typename held_type<T>::type>) value.rdb_value().reset();
    else if constexpr (is_optional<T>) value.reset();
    else if constexpr (is_to_one<T>) value.id = std::nullopt;
    else decode_mismatch(cell, "a value");
}
template <class T>
void encode_member(const void* member, CellWriter& out) {
    type_adapter<T>::encode(*static_cast<const T*>(member), out);
}

/// Whether a foreign key of that kind can hold values of the field.
[[nodiscard]] constexpr bool key_fits(FieldKind key, const FieldDesc& field) noexcept {
    const auto is_integer = [](FieldKind kind) { return kind == FieldKind::int16 || kind == FieldKind::int32 || kind == FieldKind::int64; };
    const bool by_element = is_relation(field.kind) || (field.kind == FieldKind::enumeration && key != FieldKind::enumeration);
    const FieldKind kind = by_element ? field.element : field.kind;
    return key == kind || (is_integer(key) && is_integer(kind));
}
/// Whether the model's key, or another field that to_field may name, can be held.
[[nodiscard]] constexpr bool key_fits(FieldKind key, const ModelDesc& target) noexcept {
    std::size_t keys = 0;
    for (std::size_t i = 0; i < target.count; ++i) {
        const FieldDesc& field = target.fields[i];
        keys += field.options.primary_key ? 1U : 0U;
        const bool may_be_meant = field.options.primary_key || field.options.unique || field.kind == FieldKind::one_to_one || key != FieldKind::int64;
        if (may_be_meant && field.in_database() && key_fits(key, field)) return true;
    }
    return keys != 1;
}
template <class T>
struct to_one {
    static void attach(void* member, std::shared_ptr<void> object) { static_cast<T*>(member)->rdb_attach(std::move(object)); }
    static std::shared_ptr<void> attached(const void* member) { return static_cast<const T*>(member)->rdb_attached(); }
    static void from(void* member, const std::string* database, const std::string_view* to_field) {
        static_assert(key_fits(type_adapter<typename T::key_type>::kind, model_of<typename T::target_type>::desc), "a foreign key needs the type of the key that it refers to: db::ForeignKey<T, Key>");
        static_cast<T*>(member)->rdb_from(database, to_field);
    }
    static void leave_out(void* member, const RelationOwner& owner) { static_cast<T*>(member)->rdb_leave_out(owner); }
    static bool loaded(const void* member) { return static_cast<const T*>(member)->id.is_read(); }
};
template <class T>
struct to_many {
    static std::shared_ptr<RelatedList> make_list() { return std::make_shared<RelatedVector<typename T::target_type>>(); }
    static void attach_all(void* member, std::shared_ptr<RelatedList> objects) { static_cast<T*>(member)->rdb_attach_all(std::move(objects)); }
    static void own(void* member, const RelationOwner& owner) { static_cast<T*>(member)->rdb_own(owner); }
};
template <class T>
struct deferred_member {
    static void leave_out(void* member, const RelationOwner& owner) { static_cast<T*>(member)->rdb_leave_out(owner); }
    static bool loaded(const void* member) { return static_cast<const T*>(member)->is_loaded(); }
};
template <class T>
constexpr const ModelDesc& target_desc() {
    return model_of<T>::desc;
}

template <class T>
struct without_optional {
    using type = T;
};
template <class T>
struct without_optional<std::optional<T>> {
    using type = T;
};

/// The values of an enum with names, as choices.
template <class E>
const Choice* enum_choice_list(std::size_t& count) {
    static constexpr auto list = [] {
        std::array<Choice, std::size(enum_names<E>::values)> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            const EnumName<E>& name = enum_names<E>::values[i];
            made[i].is_text = !name.stored.empty();
            made[i].number = static_cast<std::int64_t>(name.value);
            made[i].text = name.stored;
            made[i].label = name.label;
        }
        return made;
    }();
    count = list.size();
    return list.data();
}
/// What a column of an enum holds.
template <class E>
consteval FieldKind enum_element() {
    using Integer = std::underlying_type_t<E>;
    if (type_adapter<E>::is_text) return FieldKind::text;
    if (sizeof(Integer) == 1 || (sizeof(Integer) == 2 && std::is_signed_v<Integer>)) return FieldKind::int16;
    return sizeof(Integer) == 2 || (sizeof(Integer) == 4 && std::is_signed_v<Integer>) ? FieldKind::int32 : FieldKind::int64;
}

/// The checks of a field that need no type.
[[nodiscard]] consteval FieldDesc checked(FieldDesc made) {
    const FieldOptions& options = made.options;
    const bool to_one = made.kind == FieldKind::foreign_key || made.kind == FieldKind::one_to_one;
    if (to_one && options.on_delete == OnDelete::none) a_foreign_key_needs_on_delete();
    if (options.null && !made.optional && !to_one) a_field_that_may_be_null_needs_std_optional();
    if (made.kind == FieldKind::decimal && (options.max_digits == 0 || !options.has_decimal_places)) a_decimal_field_needs_max_digits_and_decimal_places();
    if (options.type == "IPAddressField" && options.blank && !made.optional) an_ip_address_that_may_be_blank_needs_std_optional();
    if (made.kind == FieldKind::reverse && options.via.empty()) a_reverse_relation_needs_via();
    return made;
}

template <class T, class Owner>
[[nodiscard]] consteval FieldDesc field(std::string_view identifier, std::size_t offset, const FieldOptions& options) {
    using Held = typename held_type<T>::type;
    using Plain = typename without_optional<Held>::type;
    FieldDesc made{.name = name_of_identifier(identifier), .options = options, .offset = offset};
    if (options.transient) return made;
    if constexpr (is_many_to_many<T> || is_reverse<T>) {
        made.kind = is_reverse<T> ? FieldKind::reverse : FieldKind::many_to_many;
        made.relation.target = &target_desc<typename T::target_type>;
        made.relation.make_list = &to_many<T>::make_list;
        made.relation.attach_all = &to_many<T>::attach_all;
        made.relation.own = &to_many<T>::own;
    } else if constexpr (field_value<T>) {
        made.kind = made.element = type_adapter<T>::kind;
        made.optional = is_optional<Held>;
        made.decode = &decode_member<T>;
        made.encode = &encode_member<T>;
        if constexpr (is_deferred<T>) {
            if (options.primary_key || is_relation(made.kind)) a_deferred_field_is_no_key();
            made.deferred = true;
            made.leave_out = &deferred_member<T>::leave_out;
            made.loaded = &deferred_member<T>::loaded;
        }
        if constexpr (is_to_one<T>) {
            made.element = type_adapter<typename T::key_type>::kind;
            made.leave_out = &to_one<T>::leave_out;
            made.loaded = &to_one<T>::loaded;
            made.relation = {.target = &target_desc<typename T::target_type>, .attach = &to_one<T>::attach, .attached = &to_one<T>::attached, .from = &to_one<T>::from};
        } else if constexpr (requires { type_adapter<Plain>::element; }) {
            made.element = type_adapter<Plain>::element;
        }
        if constexpr (requires { type_adapter<Plain>::dimensions; }) made.dimensions = type_adapter<Plain>::dimensions;
        if constexpr (requires { type_adapter<Plain>::is_image; }) {
            if (options.type.empty()) made.options.type = "ImageField";
        }
        if constexpr (std::is_enum_v<Plain>) made.element = enum_element<Plain>();
        if constexpr (named_enum<Plain>) made.enum_choices = &enum_choice_list<Plain>;
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
InstanceState* state_of(void* model) {
    return &static_cast<M*>(model)->rdb_state_;
}

template <class M, std::size_t N>
[[nodiscard]] consteval ModelDesc describe(std::string_view app, std::string_view name, std::string_view table, const FieldDesc (&fields)[N]) {
    static_assert(N <= max_fields, "a model has at most 128 fields");
    ModelDesc made{.app = app, .name = name_of_struct(name), .table = table, .fields = fields, .count = N, .create = &create<M>, .destroy = &destroy<M>, .signals = &model_signals<M>};
    for (const FieldDesc& field : fields) made.has_deferred = made.has_deferred || field.deferred || field.kind == FieldKind::foreign_key || field.kind == FieldKind::one_to_one;
    if constexpr (requires { &M::rdb_meta_; }) made.meta = &M::rdb_meta_;
    else if constexpr (requires { &adapted_meta<M>::get; }) made.meta = &adapted_meta<M>::get;
    if constexpr (requires(M & object) { object.rdb_state_; }) made.state = &state_of<M>;
    return made;
}

struct Registration {
    explicit Registration(const ModelDesc& (*model)()) { register_model(model); }
};

}  // namespace detail
}  // namespace reinhardt::db
