#include "array_parameters.hpp"

#include <algorithm>
#include <deque>
#include <string_view>
#include <vector>

#include "failure.hpp"

namespace reinhardt::db::mysql {

namespace {

constexpr std::uint32_t most_rows = 10'000;
constexpr std::size_t most_bytes = 1'000'000;  ///< far below the least max_allowed_packet in use

/// One parameter's values, a row each.
class Array {
public:
    Array(const rdb_cell* first, std::uint32_t width, std::uint32_t rows) : first_(first), width_(width), rows_(rows) {
        indicators_.resize(rows);
        bool nothing = true, integers = true, reals = true, blobs = false, is_unsigned = false, negative = false;
        for (std::uint32_t row = 0; row < rows; ++row) {
            const rdb_cell& cell = at(row);
            indicators_[row] = cell.tag == RDB_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
            if (cell.tag == RDB_NULL) continue;
            nothing = false;
            const bool integer = cell.tag == RDB_BOOL || cell.tag == RDB_INT || cell.tag == RDB_UINT;
            integers = integers && integer;
            reals = reals && cell.tag == RDB_REAL;
            blobs = blobs || cell.tag == RDB_BLOB;
            is_unsigned = is_unsigned || cell.tag == RDB_UINT;
            negative = negative || (cell.tag == RDB_INT && cell.u.i < 0);
        }
        if (nothing) set_texts(false);  // which a column of any type takes
        else if (integers && !(is_unsigned && negative)) set_integers(is_unsigned);
        else if (reals) set_reals();
        else set_texts(blobs);
        bind_.u.indicator = indicators_.data();
    }
    [[nodiscard]] const MYSQL_BIND& bind() const noexcept { return bind_; }

private:
    [[nodiscard]] const rdb_cell& at(std::uint32_t row) const { return first_[static_cast<std::size_t>(row) * width_]; }

    void set_integers(bool is_unsigned) {
        integers_.resize(rows_);
        for (std::uint32_t row = 0; row < rows_; ++row) integers_[row] = at(row).tag == RDB_NULL ? 0 : at(row).u.i;
        bind_.buffer_type = MYSQL_TYPE_LONGLONG;
        bind_.buffer = integers_.data();
        bind_.is_unsigned = is_unsigned ? 1 : 0;
    }
    void set_reals() {
        reals_.resize(rows_);
        for (std::uint32_t row = 0; row < rows_; ++row) reals_[row] = at(row).tag == RDB_NULL ? 0 : at(row).u.d;
        bind_.buffer_type = MYSQL_TYPE_DOUBLE;
        bind_.buffer = reals_.data();
    }
    void set_texts(bool blobs) {
        pointers_.resize(rows_);
        lengths_.resize(rows_);
        for (std::uint32_t row = 0; row < rows_; ++row) {
            const rdb_cell& cell = at(row);
            if (cell.tag == RDB_NULL) continue;
            const bool bytes = cell.tag == RDB_BLOB || cell.tag == RDB_DECIMAL || cell.tag == RDB_JSON || cell.tag == RDB_UUID || cell.tag == RDB_TEXT;
            const std::string_view text = bytes ? std::string_view(cell.size > 0 ? cell.u.p : "", cell.size) : std::string_view(texts_.emplace_back(parameter_text(cell)));
            pointers_[row] = const_cast<char*>(text.empty() ? "" : text.data());
            lengths_[row] = static_cast<unsigned long>(text.size());
        }
        bind_.buffer_type = blobs ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
        bind_.buffer = pointers_.data();
        bind_.length = lengths_.data();
    }

    const rdb_cell* first_;
    std::uint32_t width_, rows_;
    MYSQL_BIND bind_{};
    std::vector<char> indicators_;
    std::vector<std::int64_t> integers_;
    std::vector<double> reals_;
    std::vector<char*> pointers_;
    std::vector<unsigned long> lengths_;
    std::deque<std::string> texts_;
};

/// As many rows as go at once.
std::uint32_t fitting(const rdb_cell* cells, std::uint32_t width, std::uint32_t rows) {
    std::size_t bytes = 0;
    std::uint32_t row = 0;
    for (; row < std::min(rows, most_rows); ++row) {
        for (std::uint32_t i = 0; i < width; ++i) bytes += 16 + cells[static_cast<std::size_t>(row) * width + i].size;
        if (row > 0 && bytes > most_bytes) break;
    }
    return row;
}

void set_size(MYSQL_STMT* statement, std::uint32_t rows) {
    unsigned size = rows;
    mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &size);
}

}  // namespace

std::int64_t execute_array(MYSQL_STMT* statement, const rdb_cell* cells, std::uint32_t width, std::uint32_t rows) {
    std::int64_t affected = 0;
    while (rows > 0) {
        const std::uint32_t now = fitting(cells, width, rows);
        std::deque<Array> arrays;  // they stay where they are
        std::vector<MYSQL_BIND> binds;
        for (std::uint32_t i = 0; i < width; ++i) binds.push_back(arrays.emplace_back(cells + i, width, now).bind());
        set_size(statement, now);
        const bool good = mysql_stmt_bind_param(statement, binds.data()) == 0 && mysql_stmt_execute(statement) == 0;
        set_size(statement, 0);
        if (!good) throw failure_of(statement);
        affected += static_cast<std::int64_t>(mysql_stmt_affected_rows(statement));
        cells += static_cast<std::size_t>(now) * width;
        rows -= now;
    }
    return affected;
}

}  // namespace reinhardt::db::mysql
