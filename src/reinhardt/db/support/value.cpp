#include <reinhardt/db/support/value.hpp>

#include <algorithm>

namespace reinhardt::db {

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
    const auto* members = std::get_if<Object>(&data_);
    if (members == nullptr) return nullptr;
    for (const auto& member : *members) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

Value* Value::find(std::string_view key) noexcept {
    auto* members = std::get_if<Object>(&data_);
    if (members == nullptr) return nullptr;
    for (auto& member : *members) {
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
    const bool* held = value != nullptr ? std::get_if<bool>(&value->data_) : nullptr;
    return held != nullptr ? *held : fallback;
}

std::int64_t Value::int_or(std::string_view key, std::int64_t fallback) const noexcept {
    const Value* value = find(key);
    const std::int64_t* held = value != nullptr ? std::get_if<std::int64_t>(&value->data_) : nullptr;
    return held != nullptr ? *held : fallback;
}

Value& Value::set(std::string_view key, Value value) {
    if (is_null()) data_ = Object{};
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
    auto* members = std::get_if<Object>(&data_);
    if (members == nullptr) return false;
    const auto found = std::find_if(members->begin(), members->end(), [&](const Member& member) { return member.key == key; });
    if (found == members->end()) return false;
    members->erase(found);
    return true;
}

Value& Value::push(Value value) {
    if (is_null()) data_ = List{};
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
