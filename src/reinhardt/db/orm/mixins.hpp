#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/object.hpp>
#include <reinhardt/db/orm/types/date_time.hpp>

/// Entries of REINHARDT_MODEL's list: when the object was made and last saved, set by save().
#define REINHARDT_TIMESTAMPED (::reinhardt::db::DateTime, created_at, ::reinhardt::db::auto_now_add), (::reinhardt::db::DateTime, updated_at, ::reinhardt::db::auto_now)
/// The same: when the object was deleted by soft_delete(); empty while it is alive.
#define REINHARDT_SOFT_DELETABLE (::std::optional<::reinhardt::db::DateTime>, deleted_at)

namespace reinhardt::db {

/// A model with the fields of REINHARDT_TIMESTAMPED.
template <class M>
concept Timestamped = requires(M& object) {
    { object.created_at } -> std::same_as<DateTime&>;
    { object.updated_at } -> std::same_as<DateTime&>;
};

/// A model with the field of REINHARDT_SOFT_DELETABLE.
template <class M>
concept SoftDeletable = requires(M& object) {
    { object.deleted_at } -> std::same_as<std::optional<DateTime>&>;
};

template <SoftDeletable M>
[[nodiscard]] bool is_deleted(const M& object) noexcept {
    return object.deleted_at.has_value();
}

namespace detail {
template <SoftDeletable M>
void save_deleted_at(M& object) {
    SaveOptions options;
    options.update_fields = {"deleted_at"};
    if constexpr (Timestamped<M>) options.update_fields.emplace_back("updated_at");
    save(object, options);
}
}  // namespace detail

/// Marks the object as deleted, and saves that; one that is deleted stays as it was. Rows that refer to it stay. NotFound when its row is gone.
template <SoftDeletable M>
void soft_delete(M& object) {
    if (is_deleted(object)) return;
    object.deleted_at = utc_now();
    detail::save_deleted_at(object);
}

/// Takes soft_delete() back.
template <SoftDeletable M>
void restore(M& object) {
    if (!is_deleted(object)) return;
    object.deleted_at.reset();
    detail::save_deleted_at(object);
}

}  // namespace reinhardt::db
