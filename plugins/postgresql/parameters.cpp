#include "parameters.hpp"

#include <reinhardt/db/backends/plugin_support.hpp>

#include "encode.hpp"
#include "result.hpp"

namespace reinhardt::db::postgresql {

namespace {

constexpr std::size_t elsewhere = static_cast<std::size_t>(-1);

}  // namespace

void Parameters::set(const rdb_cell* cells, const std::vector<Oid>& types, bool borrow) {
    const std::size_t count = types.size();
    bytes_.clear();
    places_.resize(count);
    values_.resize(count);
    lengths_.resize(count);
    formats_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const rdb_cell& cell = cells[i];
        places_[i] = elsewhere;
        values_[i] = nullptr;
        lengths_[i] = 0;
        formats_[i] = 1;
        if (cell.tag == RDB_NULL) continue;
        check_text(cell);
        if (borrow && cell.size > 0 && (types[i] == bytea_oid || is_text_type(types[i])) && writes_binary(types[i], cell)) {
            values_[i] = cell.u.p;
            lengths_[i] = static_cast<int>(cell.size);
            continue;
        }
        places_[i] = bytes_.size();
        if (!write_binary(types[i], cell, bytes_)) {
            formats_[i] = cell.tag == RDB_BLOB ? 1 : 0;
            write_text(types[i], cell, bytes_);
        }
        lengths_[i] = static_cast<int>(bytes_.size() - places_[i]);
        bytes_ += '\0';  // where a text ends
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (places_[i] != elsewhere) values_[i] = bytes_.data() + places_[i];
    }
}

}  // namespace reinhardt::db::postgresql
