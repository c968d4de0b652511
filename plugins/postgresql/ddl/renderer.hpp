#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalog.hpp"
#include "refusals.hpp"
#include "output.hpp"

namespace reinhardt::db::postgresql {

/// Renders a batch of edits, one after the other.
class Renderer {
public:
    Renderer(sql::Catalog catalog, ServerRelease server, const std::vector<SchemaEdit>& edits, sql::Output& output)
        : catalog_(std::move(catalog)), server_(server), edits_(edits), output_(output) {}

    void run();
    /// Whether the statements depend on names that the database alone knows.
    [[nodiscard]] bool consulted() const noexcept { return catalog_.consulted(); }

private:
    void apply(const SchemaEdit& edit);

    // Tables.
    void create_table(const SchemaEdit& edit);
    void drop_table(const SchemaEdit& edit);
    void rename_table(const SchemaEdit& edit);
    void alter_table(const SchemaEdit& edit);
    void add_waiting_keys();

    // Columns.
    void add_column(const SchemaEdit& edit);
    void drop_column(const SchemaEdit& edit);
    void alter_column(const SchemaEdit& edit);
    void generate_anew(const SchemaEdit& edit);
    void change_type(const SchemaEdit& edit);
    void change_null(const SchemaEdit& edit);
    void change_default(const SchemaEdit& edit);
    void change_identity(const SchemaEdit& edit);

    // Keys, constraints, indexes.
    void alter_primary_key(const SchemaEdit& edit);
    void add_index(const std::string& table, const Index& index);
    void add_foreign_key(const std::string& table, const ForeignKey& key);
    void drop_foreign_key(const SchemaEdit& edit, const ForeignKey& key);
    void drop_unique(const SchemaEdit& edit);
    /// Drops the foreign keys to those columns that a later edit of the batch drops: they hang on what is dropped now.
    void drop_references(const std::string& table, const std::vector<std::string>& columns);

    sql::Step& run(std::string sql) { return output_.run(std::move(sql), number_); }
    sql::Step& alter(const SchemaEdit& edit, sql::Action action) { return alter(edit.table, std::move(action)); }
    sql::Step& alter(const std::string& table, sql::Action action);
    /// One that stays alone.
    sql::Step& alter(const SchemaEdit& edit, const std::string& action);
    sql::Step& fill(const SchemaEdit& edit, const std::string& value, const std::string& condition = {});
    void comment_on(const SchemaEdit& edit);
    /// Fails the migration where rows meet `condition`.
    /// `expression`: what of the condition may name other columns.
    void check_rows(const SchemaEdit& edit, const std::string& condition, const std::string& example, std::string message, std::string hint, const std::string& expression = {});

    sql::Catalog catalog_;
    ServerRelease server_;
    const std::vector<SchemaEdit>& edits_;
    sql::Output& output_;
    std::size_t number_ = 0;
    struct WaitingKey {
        std::size_t edit;
        std::string table;
        ForeignKey key;
    };
    std::vector<WaitingKey> waiting_;     ///< foreign keys whose target is made later
    std::set<std::pair<std::string, std::string>> early_;  ///< table and foreign keys that are dropped before their turn
};

}  // namespace reinhardt::db::postgresql
