#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// Cells for parameters, with the texts that they point to where a value has none of its own. Valid as long as `values` and this live.
class CellRow {
public:
    /// Lists and objects become JSON texts. Error(unsupported) for a text of more than 4 GiB.
    explicit CellRow(const std::vector<Value>& values);
    [[nodiscard]] const rdb_cell* data() const noexcept { return cells_.data(); }
    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(cells_.size()); }

private:
    std::vector<std::string> texts_;
    std::vector<rdb_cell> cells_;
};

/// A cell of a result as a Value: dates and times as RFC 3339 text (timestamps in UTC), blobs as their bytes, a 16-byte UUID as its text,
/// integers beyond 63 bits as decimal text.
[[nodiscard]] Value to_value(const rdb_cell& cell);

}  // namespace reinhardt::db
