#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/orm/compile/compile.hpp>

namespace reinhardt::db {

/// Makes objects of the rows of a query: sets their fields from cells, tells them where they come from, and gives them the objects that were
/// read with them (select_related).
class ObjectReader {
public:
    ObjectReader(const compile::CompiledQuery& query, const std::string* database);

    /// `row` has the query's cells. Error(database) that names model and field when a cell does not fit.
    void read(const rdb_cell* row, void* object);

private:
    struct Part {
        const compile::CompiledObject* compiled;
        std::vector<const FieldInfo*> to_one, to_many;  ///< members that are told where they come from
        std::size_t key = 0;                             ///< column of its key, which is never NULL in a row that is there
    };
    void fill(const Part& part, const rdb_cell* row, void* object);
    void read_related(const rdb_cell* row, void* object);

    std::vector<Part> parts_;
    std::vector<void*> objects_;  ///< of the row, a place for each part
    const std::string* database_;
    const FieldInfo* field_ = nullptr;  ///< that is being set
    const ModelInfo* model_ = nullptr;
};

}  // namespace reinhardt::db
