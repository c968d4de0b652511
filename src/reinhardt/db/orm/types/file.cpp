#include <reinhardt/db/orm/types/file.hpp>

#include <array>

#include <reinhardt/db/orm/storage.hpp>
#include <reinhardt/db/orm/validators/validator.hpp>

namespace reinhardt::db {

namespace {

// Application data in front of a JPEG's frame: an ICC profile and a preview are below this.
constexpr std::size_t longest_head = 1U << 20U;

}  // namespace

const std::string& File::required() const {
    if (name_.empty()) throw Error(ErrorCode::usage, "the field has no file");
    return name_;
}

std::string File::url(std::string_view storage) const { return storages().get(storage)->url(required()); }

std::string File::read(std::string_view storage) const { return storages().get(storage)->read(required()); }

std::uint64_t File::size(std::string_view storage) const { return storages().get(storage)->size(required()); }

void File::remove(std::string_view storage) {
    storages().get(storage)->remove(required());
    name_.clear();
}

std::optional<ImageSize> Image::dimensions(std::string_view storage) const {
    const auto file = storages().get(storage)->open(required());
    std::string head;
    std::array<char, 4096> buffer;
    while (head.size() < longest_head) {
        const std::size_t count = file->read(buffer.data(), buffer.size());
        head.append(buffer.data(), count);
        const auto size = image_size(head);
        if (size || count == 0) return size;
        // What does not begin like an image will not become one; what does may have its size further on.
        if (head.size() >= 64 && !head.starts_with("\xFF\xD8")) return std::nullopt;
    }
    return std::nullopt;
}

File store_file(const FileOptions& options, std::string_view name, ByteSource& bytes) {
    return File(storages().get(options.storage)->save(upload_name(options.upload_to, name, utc_now()), bytes, options.max_length));
}

File store_file(const FileOptions& options, std::string_view name, std::string_view bytes) {
    ByteView view(bytes);
    return store_file(options, name, view);
}

Image store_image(const FileOptions& options, std::string_view name, std::string_view bytes) {
    if (!image_size(bytes)) {
        ValidationErrors errors;
        errors.add(ValidationErrors::whole_object, FieldError{"invalid_image", "Upload a valid image. The file you uploaded was either not an image or a corrupted image."});
        throw ValidationError(std::move(errors));
    }
    return Image(store_file(options, name, bytes).name());
}

void type_adapter<File>::decode(const rdb_cell& cell, File& value) {
    std::string name;
    type_adapter<std::string>::decode(cell, name);
    value = File(std::move(name));
}

}  // namespace reinhardt::db
