#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <reinhardt/db/orm/model_desc.hpp>

namespace reinhardt::db {

/// The stored value of a field that was left out when its object was read. NotFound when the row is gone; Error(query) for a model with a key of several fields.
[[nodiscard]] Parameter read_left_out(const RelationOwner& owner);

/// A foreign key's value: reads and compares like Key, may be empty (NULL). One that only() or defer() left out is read when it is first asked for, by one
/// query, in the object's database (NPlusOne counts it).
template <class Key>
class KeyValue {
public:
    KeyValue() = default;
    KeyValue(Key key) : key_(std::move(key)) {}
    KeyValue(std::nullopt_t) {}
    KeyValue(std::optional<Key> key) : key_(std::move(key)) {}
    template <class V>
        requires std::is_arithmetic_v<Key> && std::is_arithmetic_v<V>
    KeyValue(V key) : key_(static_cast<Key>(key)) {}
    template <class V>
        requires(!std::is_arithmetic_v<Key> && std::is_convertible_v<V, Key> && !std::is_same_v<V, Key> && !std::is_same_v<std::remove_cvref_t<V>, KeyValue>)
    KeyValue(V&& key) : key_(Key(std::forward<V>(key))) {}

    operator const Key&() const { return value(); }  ///< std::bad_optional_access when empty
    [[nodiscard]] const Key& value() const { return optional().value(); }
    [[nodiscard]] bool has_value() const { return optional().has_value(); }
    [[nodiscard]] const std::optional<Key>& optional() const {
        if (left_out_ != nullptr) read();
        return key_;
    }
    [[nodiscard]] std::optional<Key>& optional() { return const_cast<std::optional<Key>&>(std::as_const(*this).optional()); }
    [[nodiscard]] bool is_read() const noexcept { return left_out_ == nullptr; }
    friend bool operator==(const KeyValue& a, const KeyValue& b) { return (a.left_out_ != nullptr && a.left_out_ == b.left_out_) || a.optional() == b.optional(); }
    template <class V>
        requires(!std::is_same_v<V, KeyValue>)
    friend bool operator==(const KeyValue& a, const V& b) {
        return a.has_value() && *a.key_ == b;
    }

    // Of the row reader.
    void rdb_leave_out(const RelationOwner& owner) {
        key_.reset();
        left_out_ = std::make_shared<const RelationOwner>(owner);
    }
    /// To be set: what was left out is not asked for any more.
    [[nodiscard]] std::optional<Key>& rdb_value() noexcept {
        left_out_.reset();
        return key_;
    }

private:
    void read() const {
        const Parameter stored = read_left_out(*left_out_);
        key_.reset();
        if (!stored.is_null()) type_adapter<std::optional<Key>>::decode(stored.cell(), key_);
        left_out_.reset();
    }
    mutable std::optional<Key> key_;
    mutable std::shared_ptr<const RelationOwner> left_out_;  ///< until it is read
};

}  // namespace reinhardt::db
