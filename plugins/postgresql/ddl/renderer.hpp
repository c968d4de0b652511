#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/schema/objects.hpp>

#include "catalog.hpp"
#include "distribution.hpp"
#include "identity.hpp"
#include "refusals.hpp"
#include "output.hpp"

namespace reinhardt::db::postgresql {

/// How the statements may run.
struct Circumstances {
    bool atomic = true;              ///< in one transaction
    bool offline = false;
    std::vector<std::string> fresh;  ///< tables that the same migration made
};

/// Renders a batch of edits, one after the other.
class Renderer {
public:
    Renderer(sql::Catalog catalog, ServerRelease server, Circumstances circumstances, const std::vector<SchemaEdit>& edits, sql::Output& output)
        : catalog_(std::move(catalog)), server_(server), circumstances_(std::move(circumstances)), edits_(edits), output_(output) {}

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
    void keys_of_spread(const Table& table, const std::string& own, const std::function<bool(const ForeignKeyConstraint&)>& later);
    void respread(const SchemaEdit& edit, const Distribution& spread);

    // Columns.
    void add_column(const SchemaEdit& edit);
    void drop_column(const SchemaEdit& edit);
    void rename_column(const SchemaEdit& edit);
    void rename_sequence(const Table& table, Value& sequence, const std::string& to_table, const std::string& to_column);
    void alter_column(const SchemaEdit& edit);
    void generate_anew(const SchemaEdit& edit);
    void change_type(const SchemaEdit& edit);
    void keep_storage(const SchemaEdit& edit);
    /// What the live column has of a setting that no model speaks of.
    void restate(const SchemaEdit& edit, std::string_view key, const std::string& words);
    void change_null(const SchemaEdit& edit);
    void change_default(const SchemaEdit& edit);
    void change_numbering(const SchemaEdit& edit, const NumberedType& from, const NumberedType& to);

    // Extensions, collations, enums.
    void object(const SchemaEdit& edit);
    void create_extension(const Extension& extension);
    void alter_enum(const SchemaEdit& edit);
    void rename_values(const std::string& name, const Value& renames, std::vector<std::string>& present);
    void rebuild_enum(const SchemaEdit& edit, const std::vector<std::string>& present);

    // Keys, constraints, indexes.
    void alter_primary_key(const SchemaEdit& edit);
    void add_index(const std::string& table, const Index& index);
    void drop_index(const SchemaEdit& edit);
    void add_unique(const SchemaEdit& edit);
    /// Whether indexes of the table come and go while others write to it.
    [[nodiscard]] bool concurrently(const std::string& table);
    /// `statement`: CREATE INDEX CONCURRENTLY …
    void build_index(const std::string& table, const std::string& index, const std::string& statement, sql::Touches touches);
    [[nodiscard]] std::string beside(const std::string& table, const std::string& name);
    void add_foreign_key(const std::string& table, const ForeignKeyConstraint& key);
    void drop_foreign_key(const SchemaEdit& edit, const ForeignKeyConstraint& key);
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
    Circumstances circumstances_;
    const std::vector<SchemaEdit>& edits_;
    sql::Output& output_;
    std::size_t number_ = 0;
    struct WaitingKey {
        std::size_t edit;
        std::string table;
        ForeignKeyConstraint key;
    };
    std::vector<WaitingKey> waiting_;     ///< foreign keys whose target is made later
    std::set<std::string> made_enums_;    ///< labels of those that this batch made
    std::set<std::pair<std::string, std::string>> early_;  ///< table and foreign keys that are dropped before their turn
};

}  // namespace reinhardt::db::postgresql
