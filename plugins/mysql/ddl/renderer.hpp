#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalog.hpp"
#include "output.hpp"
#include "server.hpp"

namespace reinhardt::db::mysql {

/// Renders a batch of edits, one after the other.
class Renderer {
public:
    Renderer(sql::Catalog catalog, ServerKind server, const std::vector<SchemaEdit>& edits, sql::Output& output)
        : catalog_(std::move(catalog)), server_(server), edits_(edits), output_(output) {}

    void run();
    /// Whether the statements depend on what the database alone knows: names, or, of several statements, whether the server takes each of them. One that
    /// is refused has done nothing: the host then reads the tables.
    [[nodiscard]] bool needs_live() const noexcept { return catalog_.consulted() || (catalog_.suspects() && output_.size() > 1); }

private:
    void apply(const SchemaEdit& edit);

    // Tables.
    void create_table(const SchemaEdit& edit);
    void drop_table(const SchemaEdit& edit);
    void alter_table(const SchemaEdit& edit);

    // Columns.
    void add_column(const SchemaEdit& edit);
    void drop_column(const SchemaEdit& edit);
    void rename_column(const SchemaEdit& edit);
    void alter_column(const SchemaEdit& edit);
    void check_values(const SchemaEdit& edit);
    void generate_anew(const SchemaEdit& edit);

    // Keys, constraints, indexes.
    void alter_primary_key(const SchemaEdit& edit);
    void add_foreign_key(const std::string& table, const ForeignKeyConstraint& key);
    void check_references(const std::string& table, const ForeignKeyConstraint& key);
    void drop_foreign_key(const SchemaEdit& edit, const ForeignKeyConstraint& key);
    void drop_unique(const SchemaEdit& edit);
    void drop_check(const SchemaEdit& edit);
    /// An index that foreign keys need cannot go before they have another.
    void keep_keys_indexed(const Table& table, const std::vector<std::string>& columns, const std::string& index);
    void drop_references(const std::string& table, const std::vector<std::string>& columns);
    /// Foreign keys on the column, of this table and of others, go and come back at the end of the batch.
    void suspend_keys(const std::string& table, const std::string& column);
    void add_waiting_keys();

    sql::Step& run(std::string sql, std::string happened = {});
    [[nodiscard]] std::string alter_head(const std::string& table, bool list) const;
    /// `happened` (happened.hpp) may be missing where the statement can be repeated without harm.
    sql::Step& alter(const std::string& table, sql::Action action, std::string happened = {});
    /// One that stays alone.
    sql::Step& alter(const std::string& table, const std::string& action, std::string happened = {});
    void drop_index(const std::string& table, const std::string& index, const std::vector<std::string>& columns);
    void drop_key(const std::string& table, const ForeignKeyConstraint& key, const std::string& name);
    sql::Step& fill(const std::string& table, const std::string& column, const std::string& value, const std::string& condition = {});
    /// `expression`: what of the condition may name other columns.
    void check_rows(const SchemaEdit& edit, const std::string& condition, const std::string& example, std::string message, std::string hint, const std::string& expression = {});

    sql::Catalog catalog_;
    ServerKind server_;
    const std::vector<SchemaEdit>& edits_;
    sql::Output& output_;
    std::size_t number_ = 0;
    struct WaitingKey {
        std::size_t edit;
        std::string table, name;
        bool made = false;  ///< it is in the catalog, under its name, since its table was made
    };
    std::vector<WaitingKey> waiting_;                      ///< foreign keys that are added at the end
    std::set<std::pair<std::string, std::string>> numbering_;  ///< table and automatic columns that were added with a unique index of their own
    std::set<std::pair<std::string, std::string>> gone_;   ///< table and foreign keys that are not in the database though the catalog has them
};

}  // namespace reinhardt::db::mysql
