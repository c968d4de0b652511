#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/edit.hpp>

#include "emit.hpp"
#include "step.hpp"
#include "working_table.hpp"

namespace reinhardt::db::sqlite {

/// The tables that a batch may find when it starts.
struct KnownTables {
    std::vector<Table> live;    ///< as the database holds them
    std::vector<Table> before;  ///< as the migrations left them
    bool readable = false;      ///< `live` was read: a table that is not there will be as the migrations leave it when its turn comes
};

/// Goes through the edits of a batch in order. Renames and dropped tables become statements at once; all else waits at its table and is
/// rendered together, at the end or before something that must come after it.
class Batch {
public:
    Batch(KnownTables known, RenderMode mode, Output& output) : known_(std::move(known)), mode_(mode), output_(output) {}

    void apply(const SchemaEdit& edit, std::size_t number);
    void finish();

private:
    WorkingTable& table(std::string_view name);
    WorkingTable* find(std::string_view name);
    void forget(std::string_view name);
    void create_table(const SchemaEdit& edit, std::size_t number);
    void drop_table(const SchemaEdit& edit, std::size_t number);
    void rename_table(const SchemaEdit& edit, std::size_t number);
    void rename_column(const SchemaEdit& edit, std::size_t number);
    void free_index_names(WorkingTable& table);
    void emit(WorkingTable& table);
    void emit_all_but(const WorkingTable* except);

    KnownTables known_;
    RenderMode mode_;
    Output& output_;
    std::vector<std::unique_ptr<WorkingTable>> tables_;
    struct Rename {
        std::string table;  ///< of a column; "" = a table was renamed
        std::string from, to;
    };
    std::vector<Rename> renames_;  ///< so far: a document read later still has the old names
    std::vector<std::string> gone_;  ///< names that the database no longer holds
};

}  // namespace reinhardt::db::sqlite
