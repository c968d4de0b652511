#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/types/array.hpp>
#include <reinhardt/db/orm/types/date_time.hpp>
#include <reinhardt/db/orm/types/hstore.hpp>
#include <reinhardt/db/orm/types/json.hpp>
#include <reinhardt/db/orm/types/range.hpp>
#include <reinhardt/db/orm/validators/validators.hpp>
#include <reinhardt/db/support/value.hpp>

// Validators of Django's contrib.postgres.

namespace reinhardt::db::validators {
namespace {

/// A bound of a range as the cell that max_value and min_value compare.
rdb_cell cell_of(const std::string& bound) {
    CellWriter cells;
    if (const auto date = parse_date(bound)) type_adapter<Date>::encode(*date, cells);
    else if (const auto moment = parse_date_time(bound)) type_adapter<DateTime>::encode(*moment, cells);
    else cells.text(bound);
    return cells.data()[0];
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::vector<std::string> keys_of(const rdb_cell& cell) {
    std::vector<std::string> keys;
    if (cell.tag == RDB_JSON) {
        const Json document = Json::parse(cell_bytes(cell));
        if (!document.value().is_object()) return keys;
        for (const auto& member : document.value().as_object()) keys.emplace_back(member.key);
    } else {
        HStore map;
        type_adapter<HStore>::decode(cell, map);
        for (const auto& [key, value] : map) keys.push_back(key);
    }
    return keys;
}

/// Those of `names` that are not among `others`, joined.
std::string without(const std::vector<std::string>& names, const std::vector<std::string>& others) {
    std::string text;
    for (const std::string& one : names) {
        if (std::find(others.begin(), others.end(), one) == others.end()) text += (text.empty() ? "" : ", ") + one;
    }
    return text;
}

}  // namespace

void check_range_end(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const bool upper = self.flag;
    const RangeText range = RangeText::read(value);
    const std::optional<std::string>& bound = upper ? range.upper : range.lower;
    if (!bound) return self.fail(value, out);
    FieldErrors found;
    (upper ? check_max_value : check_min_value)(self, cell_of(*bound), found);
    if (!found.empty()) self.fail(value, out);
}

void check_array_length(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const bool most = self.flag;
    ArrayReader reader(value);
    rdb_cell item;
    std::int64_t count = 0;
    while (reader.next(item, FieldKind::text)) ++count;
    if (most ? count > self.limit.integer : count < self.limit.integer) self.fail(value, out, std::to_string(count));
}

void check_keys(const ValidatorDesc& self, const rdb_cell& value, FieldErrors& out) {
    const std::vector<std::string> wanted = words_of(self.text), has = keys_of(value);
    if (const std::string missing = without(wanted, has); !missing.empty()) {
        out.push_back({std::string(self.code), fill_message(self.message, {{"keys", missing}})});
    } else if (const std::string extra = without(has, wanted); self.flag && !extra.empty()) {
        out.push_back({"extra_keys", "Some unknown keys were provided: " + extra});
    }
}

}  // namespace reinhardt::db::validators
