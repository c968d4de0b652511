#include <reinhardt/db/orm/types/json.hpp>

#include <algorithm>
#include <cmath>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {

namespace {

const Value& nothing() {
    static const Value null;
    return null;
}

bool is_finite(const Value& value) {
    if (value.is_real()) return std::isfinite(value.as_real());
    if (value.is_list()) return std::all_of(value.as_list().begin(), value.as_list().end(), is_finite);
    return !value.is_object() || std::all_of(value.as_object().begin(), value.as_object().end(), [](const Member& one) { return is_finite(one.value); });
}

}  // namespace

Json Json::parse(std::string_view text) { return parse_json(text, {}, ErrorCode::usage, BigNumbers::as_real); }

std::string Json::dump(int indent) const { return to_json(value_, indent); }

const Value& Json::operator[](std::string_view key) const noexcept {
    const Value* found = value_.find(key);
    return found != nullptr ? *found : nothing();
}

const Value& Json::operator[](std::size_t index) const noexcept { return value_.is_list() && index < value_.as_list().size() ? value_.as_list()[index] : nothing(); }

void type_adapter<Json>::decode(const rdb_cell& cell, Json& value) {
    if (cell.tag != RDB_JSON && cell.tag != RDB_TEXT && cell.tag != RDB_BLOB) decode_mismatch(cell, "a JSON document");
    value = parse_json(cell_bytes(cell), {}, ErrorCode::database, BigNumbers::as_real);
}

void type_adapter<Json>::encode(const Json& value, CellWriter& out) {
    if (!is_finite(value.value())) throw Error(ErrorCode::usage, "a JSON document has a number that is not finite, which JSON cannot say");
    out.owned(value.dump(), RDB_JSON);
}

}  // namespace reinhardt::db
