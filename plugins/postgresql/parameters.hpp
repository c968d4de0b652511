#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <vector>

#include <reinhardt/db/backends/abi.h>

namespace reinhardt::db::postgresql {

/// Values in the form that libpq sends, in memory that is used again for the next ones.
class Parameters {
public:
    /// Of `types`, as many as there are cells. With `borrow` texts stay where they are.
    void set(const rdb_cell* cells, const std::vector<Oid>& types, bool borrow);
    void clear() noexcept { values_.clear(); }

    [[nodiscard]] int count() const noexcept { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const noexcept { return values_.data(); }
    [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }
    [[nodiscard]] const int* formats() const noexcept { return formats_.data(); }

private:
    std::string bytes_;
    std::vector<std::size_t> places_;
    std::vector<const char*> values_;
    std::vector<int> lengths_, formats_;
};

}  // namespace reinhardt::db::postgresql
