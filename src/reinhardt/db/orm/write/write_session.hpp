#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/dialect.hpp>
#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/query_cache.hpp>

namespace reinhardt::db {

/// The dialect of the connection's server.
[[nodiscard]] const Dialect& dialect_of(Connection& connection);

/// Cells of a thread that are used again and again: memory is asked for once.
class CellScratch {
public:
    CellScratch();
    ~CellScratch();
    CellScratch(const CellScratch&) = delete;
    CellScratch& operator=(const CellScratch&) = delete;
    CellWriter* operator->() const noexcept { return cells_; }
    CellWriter& operator*() const noexcept { return *cells_; }

private:
    CellWriter* cells_;
};

/// A session for statements on one table: errors of the database come out as those of the ORM.
class WriteSession {
public:
    explicit WriteSession(std::string_view alias) : session_(alias), dialect_(dialect_of(session_.connection())) {}

    [[nodiscard]] Session& session() noexcept { return session_; }
    [[nodiscard]] Connection& connection() noexcept { return session_.connection(); }
    [[nodiscard]] const Dialect& dialect() const noexcept { return dialect_; }

    /// Runs the statement to its end; the number of rows it touched.
    std::int64_t execute(std::string_view sql, const CellWriter& cells, std::string_view table);
    /// The same for an INSERT of one row; the key that the database counted up.
    std::int64_t insert(std::string_view sql, const CellWriter& cells, std::string_view table);
    /// The same for a statement that gives rows of `width` cells: calls `take(row)` for each, valid during the call. The number of rows. (Some servers
    /// do not know the width of INSERT … RETURNING before it runs.)
    template <class Take>
    std::int64_t query(std::string_view sql, const CellWriter& cells, std::string_view table, std::size_t width, Take take) {
        try {
            const StatementCache::Use statement = session_.statements().use(sql);
            statement->bind(cells.data(), cells.size(), Statement::Run::borrow);
            constexpr std::size_t few = 16, block = 64;
            rdb_cell own[few];
            std::vector<rdb_cell> many;
            const std::uint32_t rows_at_once = width <= few ? 1 : std::uint32_t{block};
            if (width > few) many.resize(width * block);
            rdb_cell* row = width <= few ? own : many.data();
            std::int64_t count = 0;
            while (const std::uint32_t rows = statement->fetch(row, rows_at_once)) {
                for (std::uint32_t i = 0; i < rows; ++i) take(row + i * width);
                count += rows;
            }
            if (!sql.starts_with("SELECT")) table_written(session_.alias(), table);
            return count;
        } catch (const DatabaseError& error) {
            throw_as_orm_error(error, table);
        }
    }

private:
    Session session_;
    const Dialect& dialect_;
};

}  // namespace reinhardt::db
