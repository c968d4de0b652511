#include <reinhardt/db/support/value.hpp>

#include <algorithm>
#include <memory>
#include <variant>

namespace reinhardt::db {

Value::Value(const Value& other) : line_(other.line_) { copy(other); }
Value::Value(Value&& other) noexcept : line_(other.line_) { take(other); }
Value::Value(const char* text) : Value(std::string(text)) {}
Value::Value(std::string_view text) : Value(std::string(text)) {}
Value::Value(std::string text) noexcept : kind_(Kind::text) { std::construct_at(&data_.text, std::move(text)); }
Value::Value(List list) noexcept : kind_(Kind::list) { std::construct_at(&data_.list, std::move(list)); }
Value::Value(Object object) noexcept : kind_(Kind::object) { std::construct_at(&data_.object, std::move(object)); }
Value::~Value() { clear(); }

Value& Value::operator=(const Value& other) {
    if (this != &other) *this = Value(other);
    return *this;
}

Value& Value::operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    Value taken(std::move(other));  // it may be a part of this
    clear();
    take(taken);
    line_ = taken.line_;
    return *this;
}

void Value::copy(const Value& other) {
    switch (other.kind_) {
        case Kind::text: std::construct_at(&data_.text, other.data_.text); break;
        case Kind::list: std::construct_at(&data_.list, other.data_.list); break;
        case Kind::object: std::construct_at(&data_.object, other.data_.object); break;
        case Kind::boolean: data_.boolean = other.data_.boolean; break;
        case Kind::real: data_.real = other.data_.real; break;
        default: data_.integer = other.data_.integer;
    }
    kind_ = other.kind_;
}

void Value::take(Value& other) noexcept {
    switch (other.kind_) {
        case Kind::text: std::construct_at(&data_.text, std::move(other.data_.text)); break;
        case Kind::list: std::construct_at(&data_.list, std::move(other.data_.list)); break;
        case Kind::object: std::construct_at(&data_.object, std::move(other.data_.object)); break;
        case Kind::boolean: data_.boolean = other.data_.boolean; break;
        case Kind::real: data_.real = other.data_.real; break;
        default: data_.integer = other.data_.integer;
    }
    kind_ = other.kind_;
}

void Value::clear() noexcept {
    switch (kind_) {
        case Kind::text: std::destroy_at(&data_.text); break;
        case Kind::list: std::destroy_at(&data_.list); break;
        case Kind::object: std::destroy_at(&data_.object); break;
        default: break;
    }
    kind_ = Kind::null;
}

void Value::of_another_kind() { throw std::bad_variant_access(); }

Value Value::object() { return Value(Object{}); }
Value Value::list() { return Value(List{}); }

Value Value::list_of(const std::vector<std::string>& texts) {
    List list;
    list.reserve(texts.size());
    for (const auto& text : texts) list.emplace_back(text);
    return Value(std::move(list));
}

std::vector<std::string> Value::texts() const {
    std::vector<std::string> result;
    if (!is_list()) return result;
    result.reserve(as_list().size());
    for (const auto& item : as_list()) {
        if (item.is_text()) result.push_back(item.as_text());
    }
    return result;
}

const Value* Value::find(std::string_view key) const noexcept {
    if (!is_object()) return nullptr;
    for (const auto& member : data_.object) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

Value* Value::find(std::string_view key) noexcept {
    if (!is_object()) return nullptr;
    for (auto& member : data_.object) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

std::string Value::text_or(std::string_view key, std::string_view fallback) const {
    const Value* value = find(key);
    return value != nullptr && value->is_text() ? value->as_text() : std::string(fallback);
}

bool Value::bool_or(std::string_view key, bool fallback) const noexcept {
    const Value* value = find(key);
    return value != nullptr && value->is_bool() ? value->data_.boolean : fallback;
}

std::int64_t Value::int_or(std::string_view key, std::int64_t fallback) const noexcept {
    const Value* value = find(key);
    return value != nullptr && value->is_int() ? value->data_.integer : fallback;
}

Value& Value::set(std::string_view key, Value value) {
    if (is_null()) {
        std::construct_at(&data_.object);
        kind_ = Kind::object;
    }
    if (Value* present = find(key)) {
        *present = std::move(value);
    } else {
        const auto line = value.line();
        as_object().push_back(Member{std::string(key), std::move(value), line});
    }
    return *this;
}

Value& Value::set_if(std::string_view key, Value value) {
    const bool empty = value.is_null() || (value.is_bool() && !value.as_bool()) || (value.is_text() && value.as_text().empty()) ||
                       (value.is_list() && value.as_list().empty()) || (value.is_object() && value.as_object().empty());
    return empty ? *this : set(key, std::move(value));
}

bool Value::erase(std::string_view key) {
    if (!is_object()) return false;
    Object& members = data_.object;
    const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
    if (found == members.end()) return false;
    members.erase(found);
    return true;
}

Value& Value::push(Value value) {
    if (is_null()) {
        std::construct_at(&data_.list);
        kind_ = Kind::list;
    }
    as_list().push_back(std::move(value));
    return *this;
}

bool operator==(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Value::Kind::null: return true;
        case Value::Kind::boolean: return a.as_bool() == b.as_bool();
        case Value::Kind::integer: return a.as_int() == b.as_int();
        case Value::Kind::real: return a.as_real() == b.as_real();
        case Value::Kind::text: return a.as_text() == b.as_text();
        case Value::Kind::list: return a.as_list() == b.as_list();
        case Value::Kind::object: break;
    }
    const auto& left = a.as_object();
    const auto& right = b.as_object();
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        // Nearly always the keys stand in the same order.
        const Value* other = left[i].key == right[i].key ? &right[i].value : b.find(left[i].key);
        if (other == nullptr || !(left[i].value == *other)) return false;
    }
    return true;
}

}  // namespace reinhardt::db
