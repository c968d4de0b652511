#include <reinhardt/db/orm/types/json.hpp>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {

namespace {

const Value& nothing() {
    static const Value null;
    return null;
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

}  // namespace reinhardt::db
