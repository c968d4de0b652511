#pragma once

#include <string>
#include <string_view>

#include <reinhardt/db/orm/model_info.hpp>

namespace reinhardt::db {

/// Where the objects on the many side of a relation are found.
struct RelationPlace {
    enum class Kind : std::uint8_t { foreign_key, many_to_many, many_to_many_reversed };
    Kind kind{};
    const ModelInfo* owner = nullptr;
    const ModelInfo* target = nullptr;
    const FieldInfo* field = nullptr;  ///< the target's foreign key; the many-to-many field, of the owner or (reversed) of the target

    /// Of a many-to-many or Reverse member. Error(models) when its `via` is no relation to the owner.
    [[nodiscard]] static RelationPlace of(const ModelInfo& owner, const FieldDesc& member);
    /// The path from the target to the owner's key.
    [[nodiscard]] std::string path_to_owner() const;
    /// The owner's field that the path compares with.
    [[nodiscard]] const FieldInfo& owner_field() const;
    [[nodiscard]] bool is_many_to_many() const noexcept { return kind != Kind::foreign_key; }
};

}  // namespace reinhardt::db
