#include <reinhardt/db/orm/types/enumeration.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

std::int64_t decode_choice(const rdb_cell& cell, EnumChoices choices, std::int64_t low, std::int64_t high) {
    if (!choices.are_texts()) {
        const std::int64_t value = to_integer_slow(cell, low, high);
        if (choices.size != 0 && std::none_of(choices.begin(), choices.end(), [&](const EnumChoice& choice) { return choice.value == value; })) decode_mismatch(cell, "one of the choices");
        return value;
    }
    if (cell.tag == RDB_TEXT || cell.tag == RDB_BLOB) {
        for (const EnumChoice& choice : choices) {
            if (choice.stored == cell_bytes(cell)) return choice.value;
        }
    }
    decode_mismatch(cell, "one of the choices");
}

void encode_choice(std::int64_t value, EnumChoices choices, CellWriter& out) {
    if (choices.size == 0) return out.integer(value);
    const auto* const found = std::find_if(choices.begin(), choices.end(), [&](const EnumChoice& choice) { return choice.value == value; });
    if (found == choices.end()) throw Error(ErrorCode::usage, fmt::format("{} is none of the values that enum_names has", value));
    if (choices.are_texts()) out.text(found->stored);
    else out.integer(value);
}

}  // namespace reinhardt::db
