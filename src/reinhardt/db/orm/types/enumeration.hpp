#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// One value of an enum: what is stored for it (the underlying integer when `stored` is empty) and what people read.
template <class E>
struct EnumName {
    E value;
    std::string_view stored, label;
};

/// The values that a column of an enum type may hold, its choices. Specialise it:
///
///     enum class Status { draft, published };
///     template <> struct db::enum_names<Status> {
///         static constexpr db::EnumName<Status> values[] = {{Status::draft, "draft", "Draft"}, {Status::published, "pub", "Published"}};
///     };
///
/// Either every value has a stored text or none has. An enum without it is stored as its underlying integer, whatever its value.
template <class E>
struct enum_names {};

template <class E>
concept named_enum = std::is_enum_v<E> && requires { enum_names<E>::values; };

/// The same without the enum's type.
struct EnumChoice {
    std::int64_t value;
    std::string_view stored, label;
};

struct EnumChoices {
    const EnumChoice* data = nullptr;
    std::size_t size = 0;
    [[nodiscard]] constexpr const EnumChoice* begin() const noexcept { return data; }
    [[nodiscard]] constexpr const EnumChoice* end() const noexcept { return data + size; }
    [[nodiscard]] constexpr bool are_texts() const noexcept { return size != 0 && !data->stored.empty(); }
    /// The longest stored text in bytes.
    [[nodiscard]] constexpr std::size_t longest() const noexcept {
        std::size_t most = 0;
        for (const EnumChoice& choice : *this) most = choice.stored.size() > most ? choice.stored.size() : most;
        return most;
    }
};

template <class E>
inline constexpr auto enum_choice_table = [] {
    if constexpr (named_enum<E>) {
        std::array<EnumChoice, std::size(enum_names<E>::values)> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            const EnumName<E>& name = enum_names<E>::values[i];
            made[i] = {static_cast<std::int64_t>(name.value), name.stored, name.label};
        }
        return made;
    } else {
        return std::array<EnumChoice, 0>{};
    }
}();

/// The choices of an enum; none for one without enum_names.
template <class E>
inline constexpr EnumChoices enum_choices{enum_choice_table<E>.data(), enum_choice_table<E>.size()};

/// The label of a value, its stored text where it has no label, "" when it is no choice.
template <named_enum E>
[[nodiscard]] constexpr std::string_view label(E value) noexcept {
    for (const EnumName<E>& name : enum_names<E>::values) {
        if (name.value == value) return name.label.empty() ? name.stored : name.label;
    }
    return {};
}

/// Throws as decode_mismatch, or Error(usage) when a value that is no choice is written.
[[nodiscard]] std::int64_t decode_choice(const rdb_cell& cell, EnumChoices choices, std::int64_t low, std::int64_t high);
void encode_choice(std::int64_t value, EnumChoices choices, CellWriter& out);

struct Choice;

template <class E, class C>
inline constexpr C choice_of(const EnumName<E>& name) {
    C made(static_cast<std::int64_t>(name.value), name.label.empty() ? name.stored : name.label);
    made.is_text = !name.stored.empty();
    made.text = name.stored;
    return made;
}
template <class E, class C, class Indices>
inline constexpr C choice_list[1] = {};
template <class E, class C, std::size_t... I>
inline constexpr C choice_list<E, C, std::index_sequence<I...>>[] = {choice_of<E, C>(enum_names<E>::values[I])...};

/// The part of an enum's adapter that is there for one with names only.
template <class E>
struct enum_choice_source {};
template <named_enum E>
struct enum_choice_source<E> {
    /// The values as a field's choices.
    static const Choice* choices(std::size_t& count) {
        count = enum_choices<E>.size;
        return choice_list<E, Choice, std::make_index_sequence<std::size(enum_names<E>::values)>>;
    }
};

template <class E>
    requires(std::is_enum_v<E> && !std::is_same_v<E, std::byte>)
struct type_adapter<E> : enum_choice_source<E> {
    static constexpr FieldKind kind = FieldKind::enumeration;
    using Integer = std::underlying_type_t<E>;
    static constexpr bool is_text = enum_choices<E>.are_texts();
    static_assert([] {
        for (const EnumChoice& choice : enum_choices<E>) {
            if (choice.stored.empty() == is_text) return false;
        }
        return true;
    }(), "enum_names: either every value has a stored text or none has");
    static_assert(sizeof(Integer) < 8 || std::is_signed_v<Integer>, "an enum in a column fits 64 bits with sign");

    static void decode(const rdb_cell& cell, E& value) {
        value = static_cast<E>(decode_choice(cell, enum_choices<E>, std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max()));
    }
    static void encode(E value, CellWriter& out) { encode_choice(static_cast<std::int64_t>(value), enum_choices<E>, out); }
};

}  // namespace reinhardt::db
