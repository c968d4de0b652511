#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/compile/shape.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/row.hpp>

namespace reinhardt::db {

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
    void start(compile::Prepared prepared, Session::Sharing sharing);
    void match_raw_columns();
    void finish_object(const compile::CompiledObject& object, void* made) const;

    const QueryState& state_;
    Session session_;
    const std::string* alias_;
    std::shared_ptr<const compile::CompiledQuery> shared_;
    const compile::CompiledQuery* query_ = nullptr;
    std::shared_ptr<const std::vector<std::string>> names_;
    std::vector<Parameter> changed_;
    std::optional<StatementCache::Use> statement_;
    std::vector<rdb_cell> row_;
    std::vector<void*> made_;
    std::size_t at_ = 0;   ///< the column that is being read
    bool ended_ = false;
};

}  // namespace reinhardt::db
