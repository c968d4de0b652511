#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

#include <reinhardt/db/orm/field_ref.hpp>
#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/types/file.hpp>

namespace reinhardt::db {

/// Where a field keeps its files, by its upload_to, storage and max_length. Reading goes through the same storage:
/// post.attachment.url(db::file_options(Post::field_attachment()).storage).
template <class M, class T>
[[nodiscard]] FileOptions file_options(const FieldRef<M, T>& field) {
    const FieldOptions& options = model_of<M>::desc.find(field.name())->options;
    FileOptions made;
    made.upload_to = options.upload_to;
    if (!options.storage.empty()) made.storage = options.storage;
    if (options.max_length != 0) made.max_length = options.max_length;
    return made;
}

/// Stores the bytes where the field says, under a valid name like `name`: post.attachment = db::store_file(Post::field_attachment(), "a.txt", bytes).
/// For a field of images as store_image().
template <class M, class T>
    requires std::is_same_v<T, File> || std::is_same_v<T, std::optional<File>>
[[nodiscard]] File store_file(const FieldRef<M, T>& field, std::string_view name, std::string_view bytes) {
    return store_file(file_options(field), name, bytes);
}
template <class M, class T>
    requires std::is_same_v<T, Image> || std::is_same_v<T, std::optional<Image>>
[[nodiscard]] Image store_file(const FieldRef<M, T>& field, std::string_view name, std::string_view bytes) {
    return store_image(file_options(field), name, bytes);
}

}  // namespace reinhardt::db
