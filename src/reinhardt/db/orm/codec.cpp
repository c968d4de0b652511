#include <reinhardt/db/orm/codec.hpp>

#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

std::string_view tag_name(std::uint8_t tag) {
    constexpr std::string_view names[] = {"NULL", "a boolean", "an integer", "an unsigned integer", "a real number", "a text", "bytes", "a date", "a time", "a timestamp", "a decimal", "a UUID", "JSON"};
    return tag < std::size(names) ? names[tag] : std::string_view("a value of unknown kind");
}

bool is_text(const rdb_cell& cell) noexcept { return cell.tag == RDB_TEXT || cell.tag == RDB_DECIMAL || cell.tag == RDB_BLOB || cell.tag == RDB_UUID || cell.tag == RDB_JSON; }

template <class T>
bool parse_number(std::string_view text, T& number) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size();
}

}  // namespace

void CellWriter::owned(std::string value, rdb_tag tag) { text(*texts_.emplace_back(std::make_unique<const std::string>(std::move(value))), tag); }

void CellWriter::fail_of_size() { throw Error(ErrorCode::unsupported, "a value is longer than 4 GiB"); }

void decode_mismatch(const rdb_cell& cell, std::string_view expected) {
    std::string shown;
    if (is_text(cell) && cell.tag != RDB_BLOB) shown = fmt::format(" '{}'", cell_bytes(cell).substr(0, 60));
    else if (cell.tag == RDB_INT) shown = fmt::format(" {}", cell.u.i);
    throw Error(ErrorCode::database, fmt::format("the database answered {}{} where {} is expected", tag_name(cell.tag), shown, expected))
        .hint(cell.tag == RDB_NULL ? "the column allows NULL: make the member std::optional" : "the model does not fit the table: see reinhardt-db migrate --check");
}

std::int64_t to_integer_slow(const rdb_cell& cell, std::int64_t low, std::int64_t high) {
    std::int64_t number = 0;
    bool good = false;
    if (cell.tag == RDB_INT || cell.tag == RDB_BOOL) {
        number = cell.u.i;
        good = true;
    } else if (cell.tag == RDB_UINT) {
        number = cell.u.i;
        good = number >= 0;
    } else if (cell.tag == RDB_REAL) {
        good = std::nearbyint(cell.u.d) == cell.u.d && cell.u.d >= -9.2e18 && cell.u.d <= 9.2e18;
        if (good) number = static_cast<std::int64_t>(cell.u.d);
    } else if (is_text(cell)) {
        std::string_view text = cell_bytes(cell);
        // numeric sums of integers come as "12" or "12.000"
        if (const auto point = text.find('.'); point != std::string_view::npos && text.find_first_not_of('0', point + 1) == std::string_view::npos) text = text.substr(0, point);
        good = parse_number(text, number);
    }
    if (!good || number < low || number > high) decode_mismatch(cell, fmt::format("an integer from {} to {}", low, high));
    return number;
}

double to_real_slow(const rdb_cell& cell) {
    if (cell.tag == RDB_INT || cell.tag == RDB_BOOL) return static_cast<double>(cell.u.i);
    if (cell.tag == RDB_UINT) return static_cast<double>(static_cast<std::uint64_t>(cell.u.i));
    if (cell.tag == RDB_REAL) return cell.u.d;
    double number = 0;
    if (is_text(cell) && parse_number(cell_bytes(cell), number)) return number;
    decode_mismatch(cell, "a number");
}

void to_text_slow(const rdb_cell& cell, std::string& out) {
    if (cell.tag == RDB_NULL) decode_mismatch(cell, "a text");
    if (cell.tag == RDB_TEXT || cell.tag == RDB_BLOB || cell.tag == RDB_DECIMAL || cell.tag == RDB_JSON) {
        out.assign(cell_bytes(cell));
        return;
    }
    const Value value = to_value(cell);
    if (value.is_text()) out = value.as_text();
    else if (value.is_int()) out = std::to_string(value.as_int());
    else if (value.is_bool()) out = value.as_bool() ? "true" : "false";
    else out = fmt::format("{}", value.as_real());
}

void type_adapter<std::vector<std::byte>>::decode(const rdb_cell& cell, std::vector<std::byte>& value) {
    if (!is_text(cell)) decode_mismatch(cell, "bytes");
    const std::string_view bytes = cell_bytes(cell);
    value.resize(bytes.size());
    if (!bytes.empty()) std::memcpy(value.data(), bytes.data(), bytes.size());
}

Parameter::Parameter(const rdb_cell& cell) : tag_(static_cast<rdb_tag>(cell.tag)) {
    if (is_text()) text_.assign(cell_bytes(cell));
    else if (tag_ == RDB_REAL) number_.d = cell.u.d;
    else number_.i = cell.u.i;
}

Parameter Parameter::of_integer(std::int64_t value, rdb_tag tag) {
    Parameter made;
    made.tag_ = tag;
    made.number_.i = value;
    return made;
}

Parameter Parameter::of_real(double value) {
    Parameter made;
    made.tag_ = RDB_REAL;
    made.number_.d = value;
    return made;
}

Parameter Parameter::of_text(std::string_view value, rdb_tag tag) { return of_text(std::string(value), tag); }

Parameter Parameter::of_text(std::string&& value, rdb_tag tag) {
    Parameter made;
    made.tag_ = tag;
    made.text_ = std::move(value);
    return made;
}

rdb_cell Parameter::cell() const {
    rdb_cell made{};
    made.tag = static_cast<std::uint8_t>(tag_);
    if (is_text()) {
        made.u.p = text_.data();
        made.size = static_cast<std::uint32_t>(text_.size());
    } else if (tag_ == RDB_REAL) {
        made.u.d = number_.d;
    } else {
        made.u.i = number_.i;
    }
    return made;
}

bool operator==(const Parameter& a, const Parameter& b) {
    if (a.tag_ != b.tag_) return false;
    if (a.is_text()) return a.text_ == b.text_;
    return a.tag_ == RDB_REAL ? a.number_.d == b.number_.d : a.number_.i == b.number_.i;
}

}  // namespace reinhardt::db
