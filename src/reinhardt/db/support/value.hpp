#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

    Value();
    ~Value();
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    Value(std::nullptr_t);
    Value(bool value);
    Value(int value);
    Value(unsigned value);
    Value(std::int64_t value);
    Value(std::size_t value);
    Value(double value);
    Value(const char* text);
    Value(std::string_view text);
    Value(std::string text);
    Value(List list);
    Value(Object object);

    [[nodiscard]] static Value object();
    [[nodiscard]] static Value list();
    [[nodiscard]] static Value list_of(const std::vector<std::string>& texts);

    [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(data_.index()); }
    [[nodiscard]] bool is_null() const noexcept { return kind() == Kind::null; }
    [[nodiscard]] bool is_bool() const noexcept { return kind() == Kind::boolean; }
    [[nodiscard]] bool is_int() const noexcept { return kind() == Kind::integer; }
    [[nodiscard]] bool is_real() const noexcept { return kind() == Kind::real; }
    [[nodiscard]] bool is_text() const noexcept { return kind() == Kind::text; }
    [[nodiscard]] bool is_list() const noexcept { return kind() == Kind::list; }
    [[nodiscard]] bool is_object() const noexcept { return kind() == Kind::object; }

    // The value itself; std::bad_variant_access when it is of another kind.
    [[nodiscard]] bool as_bool() const { return std::get<bool>(data_); }
    [[nodiscard]] std::int64_t as_int() const { return std::get<std::int64_t>(data_); }
    [[nodiscard]] double as_real() const { return is_int() ? static_cast<double>(as_int()) : std::get<double>(data_); }
    [[nodiscard]] const std::string& as_text() const { return std::get<std::string>(data_); }
    [[nodiscard]] const List& as_list() const { return std::get<List>(data_); }
    [[nodiscard]] List& as_list() { return std::get<List>(data_); }
    [[nodiscard]] const Object& as_object() const { return std::get<Object>(data_); }
    [[nodiscard]] Object& as_object() { return std::get<Object>(data_); }

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
    std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> data_;
    std::uint32_t line_ = 0;
};

/// A key of an object with its value. `line` of the key itself (an unknown key is reported there).
struct Member {
    std::string key;
    Value value;
    std::uint32_t line = 0;
};

// Behind Member, since clang wants it complete where a list of members is made or destroyed.
inline Value::Value() = default;
inline Value::~Value() = default;
inline Value::Value(const Value&) = default;
inline Value::Value(Value&&) noexcept = default;
inline Value& Value::operator=(const Value&) = default;
inline Value& Value::operator=(Value&&) noexcept = default;
inline Value::Value(std::nullptr_t) {}
inline Value::Value(bool value) : data_(value) {}
inline Value::Value(int value) : data_(static_cast<std::int64_t>(value)) {}
inline Value::Value(unsigned value) : data_(static_cast<std::int64_t>(value)) {}
inline Value::Value(std::int64_t value) : data_(value) {}
inline Value::Value(std::size_t value) : data_(static_cast<std::int64_t>(value)) {}
inline Value::Value(double value) : data_(value) {}
inline Value::Value(const char* text) : data_(std::string(text)) {}
inline Value::Value(std::string_view text) : data_(std::string(text)) {}
inline Value::Value(std::string text) : data_(std::move(text)) {}
inline Value::Value(List list) : data_(std::move(list)) {}
inline Value::Value(Object object) : data_(std::move(object)) {}
inline Value Value::object() { return Value(Object{}); }
inline Value Value::list() { return Value(List{}); }

}  // namespace reinhardt::db
