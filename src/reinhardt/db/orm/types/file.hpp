#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

class ByteSource;

/// Where a field keeps its files: the options of FileField and ImageField.
struct FileOptions {
    std::string_view upload_to{};           ///< a folder; strftime's % are filled in: "photos/%Y/%m"
    std::string_view storage = "default";   ///< a name of db::storages()
    std::uint32_t max_length = 100;         ///< characters of the stored name
};

/// A file of a storage: the column has its name. Empty: no file. Nothing here removes a file: a row that is deleted, or a transaction that is rolled
/// back, leaves it, as in Django.
class File {
public:
    File() = default;
    /// One that is stored already.
    explicit File(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] explicit operator bool() const noexcept { return !name_.empty(); }

    // Through the storage of that name. Error(usage) when this is empty; others as Storage says.
    [[nodiscard]] std::string url(std::string_view storage = "default") const;
    [[nodiscard]] std::string read(std::string_view storage = "default") const;
    [[nodiscard]] std::uint64_t size(std::string_view storage = "default") const;
    /// Removes the file and empties this.
    void remove(std::string_view storage = "default");
    friend bool operator==(const File&, const File&) = default;

protected:
    [[nodiscard]] const std::string& required() const;
    std::string name_;
};

struct ImageSize {
    enum class Format : std::uint8_t { png, jpeg, gif, webp };
    std::uint32_t width = 0, height = 0;
    Format format{};
    friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

/// Width and height in pixels of a PNG, JPEG, GIF or WebP of which `bytes` are the beginning; nullopt for anything else, or when the beginning is too
/// short. Safe with hostile bytes.
[[nodiscard]] std::optional<ImageSize> image_size(std::string_view bytes) noexcept;

/// A File that is an image.
class Image : public File {
public:
    using File::File;
    /// Read from the beginning of the file; nullopt when it is no image.
    [[nodiscard]] std::optional<ImageSize> dimensions(std::string_view storage = "default") const;
    friend bool operator==(const Image&, const Image&) = default;
};

/// Stores the bytes under a valid name like `name` in the field's folder: post.attachment = db::store_file({.upload_to = "notes"}, "a.txt", bytes).
[[nodiscard]] File store_file(const FileOptions& options, std::string_view name, std::string_view bytes);
[[nodiscard]] File store_file(const FileOptions& options, std::string_view name, ByteSource& bytes);
/// The same for an image. ValidationError (code invalid_image) when the bytes are none.
[[nodiscard]] Image store_image(const FileOptions& options, std::string_view name, std::string_view bytes);

template <>
struct type_adapter<File> {
    static constexpr FieldKind kind = FieldKind::file;
    static void decode(const rdb_cell& cell, File& value);
    static void encode(const File& value, CellWriter& out) { out.text(value.name()); }
};

template <>
struct type_adapter<Image> {
    static constexpr FieldKind kind = FieldKind::file;
    static constexpr bool is_image = true;  ///< ImageField
    static void decode(const rdb_cell& cell, Image& value) { type_adapter<File>::decode(cell, value); }
    static void encode(const Image& value, CellWriter& out) { out.text(value.name()); }
};

}  // namespace reinhardt::db
