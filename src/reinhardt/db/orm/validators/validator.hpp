#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// What is wrong with a value: a code for programs ("max_length") and a sentence for people.
struct FieldError {
    std::string code, message;
    friend bool operator==(const FieldError&, const FieldError&) = default;
};
using FieldErrors = std::vector<FieldError>;

/// Field -> what is wrong with it, in the order in which it was found. Errors of the whole object are those of the field "__all__".
class ValidationErrors {
public:
    static constexpr std::string_view whole_object = "__all__";

    void add(std::string_view field, FieldError error);
    void add(std::string_view field, FieldErrors errors);
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }  ///< fields with errors
    /// The errors of a field; none for one that is well.
    [[nodiscard]] const FieldErrors& operator[](std::string_view field) const noexcept;
    [[nodiscard]] bool has(std::string_view field, std::string_view code) const noexcept;
    [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] auto end() const noexcept { return fields_.end(); }
    /// "title: This field cannot be blank.", a line for each error.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::pair<std::string, FieldErrors>> fields_;
};

/// Error(validation): values that are not valid, by field.
class ValidationError : public Error {
public:
    explicit ValidationError(ValidationErrors errors);
    [[nodiscard]] const ValidationErrors& errors() const noexcept { return errors_; }

private:
    ValidationErrors errors_;
};

/// What a validator compares with: a number, or the text of a decimal, date, time or duration.
struct Limit {
    enum class Kind : std::uint8_t { none, integer, real, text };
    constexpr Limit() = default;
    template <std::integral I>
    constexpr Limit(I value) : kind(Kind::integer), integer(static_cast<std::int64_t>(value)) {}
    constexpr Limit(double value) : kind(Kind::real), real(value) {}
    constexpr Limit(const char* value) : kind(Kind::text), text(value) {}
    constexpr Limit(std::string_view value) : kind(Kind::text), text(value) {}

    Kind kind = Kind::none;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text{};

    [[nodiscard]] std::string shown() const;
};

/// A validator: constant data and a function. A field refers to one of static storage:
///
///     inline constexpr auto three_or_more = db::min_length(3);
///     (std::string, title, db::validate<three_or_more, db::email>)
struct ValidatorDesc {
    /// Adds what is wrong with `value`, which is neither NULL nor an empty text.
    using Check = void (*)(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out);

    std::string_view name;       ///< as models files call it (details.md 1.4): "min_length"
    std::string_view code;       ///< "min_length"
    std::string_view message;    ///< may hold %(limit_value)s, %(show_value)s, %(value)s
    Check check = nullptr;
    Limit limit{}, second{};     ///< what it compares with; the offset of a step, the decimal places
    std::string_view text{};     ///< a pattern; a list separated by blanks
    bool flag = false;           ///< what it means depends on the validator

    /// The same with a message or code of one's own.
    [[nodiscard]] constexpr ValidatorDesc with_message(std::string_view own) const {
        ValidatorDesc made = *this;
        made.message = own;
        return made;
    }
    [[nodiscard]] constexpr ValidatorDesc with_code(std::string_view own) const {
        ValidatorDesc made = *this;
        made.code = own;
        return made;
    }
    /// Adds the error with its message, %(show_value)s and %(value)s filled in.
    void fail(const rdb_cell& value, FieldErrors& out, std::string_view show_value = {}) const;
};

/// `message` with each %(name)s and %(name)d replaced.
[[nodiscard]] std::string fill_message(std::string_view message, std::initializer_list<std::pair<std::string_view, std::string>> values);

/// NULL or an empty text: what Django calls an empty value.
[[nodiscard]] bool is_empty_value(const rdb_cell& value) noexcept;

/// Runs them all and adds what they find; none of them sees an empty value.
void run_validators(const ValidatorDesc* const* validators, std::size_t count, const rdb_cell& value, FieldErrors& out);
/// The same for one value of C++, for use outside of models.
template <class V>
[[nodiscard]] FieldErrors run_validators(std::initializer_list<ValidatorDesc> validators, const V& value) {
    FieldErrors out;
    const Parameter bound = to_parameter(value);
    for (const ValidatorDesc& one : validators) {
        const ValidatorDesc* pointer = &one;
        run_validators(&pointer, 1, bound.cell(), out);
    }
    return out;
}

namespace detail {

template <class F>
struct only_argument;
template <class A>
struct only_argument<bool (*)(A)> {
    using type = std::remove_cvref_t<A>;
};
template <class A>
struct only_argument<bool (*)(A) noexcept> : only_argument<bool (*)(A)> {};

template <auto Good>
void check_with(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    using A = typename only_argument<decltype(Good)>::type;
    bool good = false;
    if constexpr (std::is_same_v<A, rdb_cell>) {
        good = Good(value);
    } else if constexpr (std::is_same_v<A, std::string_view>) {
        std::string text;
        type_adapter<std::string>::decode(value, text);
        good = Good(std::string_view(text));
    } else {
        A decoded{};
        type_adapter<A>::decode(value, decoded);
        good = Good(decoded);
    }
    if (!good) self.fail(value, out);
}

}  // namespace detail

/// A validator of a function bool(T): T is std::string_view, a type with a type_adapter, or rdb_cell.
///
///     bool is_even(std::int64_t number) { return number % 2 == 0; }
///     inline constexpr auto even = db::validator<&is_even>("even", "%(value)s is not an even number.");
template <auto Good>
[[nodiscard]] constexpr ValidatorDesc validator(std::string_view code, std::string_view message) {
    return {.name = code, .code = code, .message = message, .check = &detail::check_with<Good>};
}

}  // namespace reinhardt::db
