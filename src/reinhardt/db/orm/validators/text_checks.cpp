#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <reinhardt/db/orm/validators/pattern.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/text.hpp>

#include "characters.hpp"

namespace reinhardt::db::validators {

namespace {

/// The text of a value, whatever it is.
class Text {
public:
    explicit Text(const rdb_cell& cell) {
        if (cell.tag != RDB_TEXT) type_adapter<std::string>::decode(cell, made_);
        text_ = cell.tag == RDB_TEXT ? cell_bytes(cell) : std::string_view(made_);
    }
    [[nodiscard]] std::string_view operator*() const noexcept { return text_; }

private:
    std::string made_;
    std::string_view text_;
};

/// What a length is counted in: characters of a text, bytes of a blob.
std::int64_t length_of(const rdb_cell& value) {
    if (value.tag == RDB_BLOB) return value.size;
    return static_cast<std::int64_t>(count_characters(*Text(value)));
}

bool is_number(std::string_view text, bool allow_negative) {
    if (allow_negative && text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_ascii_digit(static_cast<unsigned char>(c)); });
}

const Pattern& compiled(std::string_view pattern) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<const Pattern>, std::less<>> known;
    const std::scoped_lock lock(mutex);
    auto found = known.find(pattern);
    if (found == known.end()) found = known.emplace(std::string(pattern), std::make_unique<const Pattern>(pattern)).first;
    return *found->second;
}

/// "PNG" of "a.tar.PNG"; "" of "name", ".name" and "name.".
std::string_view extension_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

}  // namespace

void check_max_length(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    // No text has more characters than bytes.
    if (value.tag == RDB_TEXT && value.size <= self.limit.integer) return;
    if (const std::int64_t length = length_of(value); length > self.limit.integer) self.fail(value, out, std::to_string(length));
}

void check_min_length(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if (const std::int64_t length = length_of(value); length < self.limit.integer) self.fail(value, out, std::to_string(length));
}

void check_slug(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const Text text(value);
    for (std::string_view rest = *text; !rest.empty();) {
        const char32_t c = next_character(rest);
        const bool good = c == '-' || (c < 0x80 ? is_word_character(c) : self.flag && is_word_character(c));
        if (!good) return self.fail(value, out);
    }
}

void check_integer(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if (!is_number(*Text(value), true)) self.fail(value, out);
}

void check_integer_list(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const Text text(value);
    std::string_view rest = *text;
    while (true) {
        const std::size_t end = rest.find(self.text);
        if (!is_number(rest.substr(0, end), self.flag)) return self.fail(value, out);
        if (end == std::string_view::npos) return;
        rest.remove_prefix(end + self.text.size());
    }
}

void check_null_characters(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if ((*Text(value)).find('\0') != std::string_view::npos) self.fail(value, out);
}

void check_file_extension(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const Text text(value);
    const std::string extension = lower(extension_of(*text));
    const std::vector<std::string> allowed = split(self.text, ' ');
    if (!extension.empty() && std::find(allowed.begin(), allowed.end(), extension) != allowed.end()) return;
    out.push_back({std::string(self.code), fill_message(self.message, {{"extension", extension}, {"allowed_extensions", join(allowed, ", ")}, {"value", std::string(*text)}})});
}

void check_pattern(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    if (compiled(self.text).search(*Text(value)) == self.flag) self.fail(value, out);
}

}  // namespace reinhardt::db::validators
