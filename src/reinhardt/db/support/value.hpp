#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reinhardt::db {

struct Member;

/// A tree of the kinds that JSON and TOML share: null, boolean, integer, real, text, list, object. Objects keep the order
/// of declaration. TOML's dates and times become RFC 3339 text. Each value knows the line it was read from (0 = made in
/// code). Equality ignores lines and the order of an object's keys; integers and reals are different kinds.
class Value {
public:
    enum class Kind : std::uint8_t { null, boolean, integer, real, text, list, object };
    using List = std::vector<Value>;
    using Object = std::vector<Member>;

    Value() noexcept {}
    ~Value();
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    Value(std::nullptr_t) noexcept {}
    Value(bool value) noexcept : kind_(Kind::boolean) { data_.boolean = value; }
    Value(int value) noexcept : Value(static_cast<std::int64_t>(value)) {}
    Value(unsigned value) noexcept : Value(static_cast<std::int64_t>(value)) {}
    Value(std::int64_t value) noexcept : kind_(Kind::integer) { data_.integer = value; }
    Value(std::size_t value) noexcept : Value(static_cast<std::int64_t>(value)) {}
    Value(double value) noexcept : kind_(Kind::real) { data_.real = value; }
    Value(const char* text);
    Value(std::string_view text);
    Value(std::string text) noexcept;
    Value(List list) noexcept;
    Value(Object object) noexcept;

    [[nodiscard]] static Value object();
    [[nodiscard]] static Value list();
    [[nodiscard]] static Value list_of(const std::vector<std::string>& texts);

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind() == Kind::null; }
    [[nodiscard]] bool is_bool() const noexcept { return kind() == Kind::boolean; }
    [[nodiscard]] bool is_int() const noexcept { return kind() == Kind::integer; }
    [[nodiscard]] bool is_real() const noexcept { return kind() == Kind::real; }
    [[nodiscard]] bool is_text() const noexcept { return kind() == Kind::text; }
    [[nodiscard]] bool is_list() const noexcept { return kind() == Kind::list; }
    [[nodiscard]] bool is_object() const noexcept { return kind() == Kind::object; }

    // The value itself; std::bad_variant_access when it is of another kind.
    [[nodiscard]] bool as_bool() const { return need(Kind::boolean).boolean; }
    [[nodiscard]] std::int64_t as_int() const { return need(Kind::integer).integer; }
    [[nodiscard]] double as_real() const { return is_int() ? static_cast<double>(as_int()) : need(Kind::real).real; }
    [[nodiscard]] const std::string& as_text() const { return need(Kind::text).text; }
    [[nodiscard]] const List& as_list() const { return need(Kind::list).list; }
    [[nodiscard]] List& as_list() { return const_cast<List&>(need(Kind::list).list); }
    [[nodiscard]] const Object& as_object() const { return need(Kind::object).object; }
    [[nodiscard]] Object& as_object() { return const_cast<Object&>(need(Kind::object).object); }

    /// The texts of a list of texts; other elements are passed over.
    [[nodiscard]] std::vector<std::string> texts() const;

    /// The member of that key, or nullptr (also when this is no object).
    [[nodiscard]] const Value* find(std::string_view key) const noexcept;
    [[nodiscard]] Value* find(std::string_view key) noexcept;
    [[nodiscard]] bool has(std::string_view key) const noexcept { return find(key) != nullptr; }
    [[nodiscard]] std::string text_or(std::string_view key, std::string_view fallback = {}) const;
    [[nodiscard]] bool bool_or(std::string_view key, bool fallback) const noexcept;
    [[nodiscard]] std::int64_t int_or(std::string_view key, std::int64_t fallback) const noexcept;

    /// Sets or replaces a member; makes an object of a null. Replacing keeps the position.
    Value& set(std::string_view key, Value value);
    /// As `set`, unless `value` is null, an empty text, list or object, or false.
    Value& set_if(std::string_view key, Value value);
    bool erase(std::string_view key);
    Value& push(Value value);  ///< appends; makes a list of a null

    [[nodiscard]] std::uint32_t line() const noexcept { return line_; }
    Value& line(std::uint32_t line) noexcept { line_ = line; return *this; }

    friend bool operator==(const Value& a, const Value& b);

private:
    /// A union of its own: std::variant costs every program that includes the ORM a tenth of a second of compile time.
    union Data {
        Data() noexcept : integer(0) {}
        ~Data() {}
        bool boolean;
        std::int64_t integer;
        double real;
        std::string text;
        List list;
        Object object;
    };
    [[nodiscard]] const Data& need(Kind kind) const {
        if (kind_ != kind) of_another_kind();
        return data_;
    }
    [[noreturn]] static void of_another_kind();
    void copy(const Value& other);            ///< these two into a null
    void take(Value& other) noexcept;
    void clear() noexcept;                    ///< to null

    Data data_;
    Kind kind_ = Kind::null;
    std::uint32_t line_ = 0;
};

/// A key of an object with its value. `line` of the key itself (an unknown key is reported there).
struct Member {
    std::string key;
    Value value;
    std::uint32_t line = 0;
};

}  // namespace reinhardt::db
