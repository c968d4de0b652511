#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/compile/shape.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/row.hpp>

namespace reinhardt::db {

/// The database that a query reads from.
[[nodiscard]] std::string_view alias_of(const QueryState& state) noexcept;

/// Runs a query and makes objects of its rows. Of the library itself; `state` must live as long.
class RowReader {
public:
    RowReader(const QueryState& state, const compile::ReadPlan& plan, Session::Sharing sharing = Session::Sharing::shared);
    RowReader(const QueryState& state, const std::vector<QueryAnnotation>& aggregates);
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;
    ~RowReader();

    /// The next row; false at the end.
    [[nodiscard]] bool next();
    [[nodiscard]] const rdb_cell& cell(std::size_t index) const noexcept { return row_[index]; }
    /// Fills an object with the row, and makes those of select_related. Error(database) that names model and field of a cell that does not fit.
    void object(void* into);
    [[nodiscard]] Row row() const;
    /// What aggregates give where there are no rows: 0 for counts, else NULL.
    [[nodiscard]] Row row_of_nothing(const std::vector<QueryAnnotation>& aggregates) const;
    [[nodiscard]] const std::string* alias() const noexcept { return alias_; }

private:
    void start(compile::Prepared prepared, Session::Sharing sharing, std::optional<std::uint64_t> at_most);
    void match_raw_columns();
    void make_block(std::optional<std::uint64_t> at_most);
    void set_fields(const compile::CompiledObject& object, void* made);
    void related_objects();
    void finish_object(const compile::CompiledObject& object, void* made) const;

    const QueryState& state_;
    Session session_;
    const std::string* alias_;
    std::shared_ptr<const compile::CompiledQuery> shared_;
    const compile::CompiledQuery* query_ = nullptr;
    std::shared_ptr<const std::vector<std::string>> names_;
    std::vector<Parameter> changed_;
    std::optional<StatementCache::Use> statement_;
    std::array<rdb_cell, 16> few_cells_;     ///< the block of a query for one row
    std::unique_ptr<rdb_cell[]> more_cells_;
    rdb_cell* block_ = nullptr;
    std::uint32_t width_ = 1, block_rows_ = 1;
    std::uint32_t at_row_ = 0, rows_ = 0;   ///< of the block
    const rdb_cell* row_ = nullptr;
    std::vector<void*> made_;               ///< of the row, where it has several objects
    const compile::CompiledObject* reading_ = nullptr;
    std::size_t at_ = 0;   ///< the column that is being read
    bool ended_ = false;
};

}  // namespace reinhardt::db
