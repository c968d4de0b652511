#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/write/write_plan.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {

/// Rows that go to the server as an array for each column: one statement, planned once, for any number of them. For servers with the words
/// "bulk.array_insert" and "bulk.array_update", which spell arrays as PostgreSQL does.
class ValueArrays {
public:
    /// nullopt where the server has no such word, or a column's type cannot be an array's element: an array, or a type that a cast would cut.
    [[nodiscard]] static std::optional<ValueArrays> of(const ModelInfo& model, const std::vector<const FieldInfo*>& fields, const char* word, Driver& driver);

    static constexpr std::size_t rows_at_once = 10'000;

    /// $1::bigint[], $2::varchar[] …
    [[nodiscard]] std::string parameters(const Dialect& dialect) const;
    /// rdb_v1, rdb_v2 …: the names of their columns.
    [[nodiscard]] std::string names() const;
    /// The arrays of cells[rows * fields], a text each.
    void add(const rdb_cell* cells, std::size_t rows, CellWriter& out) const;

private:
    ValueArrays(const std::vector<const FieldInfo*>& fields, std::vector<std::string> types) : fields_(fields), types_(std::move(types)) {}

    std::vector<const FieldInfo*> fields_;
    std::vector<std::string> types_;
};

}  // namespace reinhardt::db
