#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/edit.hpp>
#include <reinhardt/db/schema/schema.hpp>

#include "lexer.hpp"

namespace reinhardt::db::sql {

/// The tables as they stand between two edits of a batch. Names of constraints are the real ones where the database was read.
class Catalog {
public:
    /// `live` goes before `before` for tables that both know. `quote` is that of identifiers.
    Catalog(std::vector<Table> live, std::vector<Table> before, const Lexis& lexis, char quote);

    [[nodiscard]] Table* find(std::string_view name);
    [[nodiscard]] const std::vector<Table>& tables() const noexcept { return tables_; }
    /// The table's name, with its schema where it has one, quoted.
    [[nodiscard]] std::string qualified(std::string_view table);

    /// Whether the statements so far depend on what the database alone knows.
    [[nodiscard]] bool consulted() const noexcept { return consulted_; }
    /// Says so, where a table of `tables()` is used for more than its name.
    void consult() noexcept { consulted_ = true; }
    /// Whether something in the database that is not known here may make the server refuse the statements: no other harm comes of it.
    [[nodiscard]] bool suspects() const noexcept { return suspects_; }
    void suspect() noexcept { suspects_ = true; }

    // What an edit names, as the database has it: by name, else (or, if it was named automatically, first) by content. nullptr: not there.
    [[nodiscard]] const ForeignKeyConstraint* find(const Table& table, const ForeignKeyConstraint& key, bool auto_named) const;
    [[nodiscard]] const Unique* find(const Table& table, const Unique& unique, bool auto_named) const;
    [[nodiscard]] const Check* find(const Table& table, const Check& check, bool auto_named) const;

    /// The edit as it can be carried out: constraints keep their names when what they are named after is renamed, so that the automatic name of
    /// a new one may be in use. It gets another then.
    [[nodiscard]] SchemaEdit with_free_name(const SchemaEdit& edit) const;

    /// Makes the change in memory.
    void apply(const SchemaEdit& edit);
    /// Calls `visit` for each foreign key of any table to `table`.
    void each_reference(std::string_view table, const std::function<void(Table&, ForeignKeyConstraint&)>& visit);
    /// Whether a foreign key is on the column, or refers to it.
    [[nodiscard]] bool has_key(std::string_view table, const std::string& column);

private:
    void change(const SchemaEdit& edit);
    void rename_table(const std::string& from, const std::string& to);
    void rename_column(Table& table, const std::string& from, const std::string& to);
    static void drop_column(Table& table, const std::string& name);
    template <class Visit>
    void visit_references(std::string_view table, const Visit& visit);
    std::vector<Table> tables_;
    Lexis lexis_;
    char quote_;
    mutable bool consulted_ = false;
    bool suspects_ = false;
};

/// Whether one of `edits`, from number `from` on, drops that key of `owner`: alone, with a column or with the table.
[[nodiscard]] bool is_dropped_later(const std::vector<SchemaEdit>& edits, std::size_t from, const Table& owner, const ForeignKeyConstraint& key);

/// The tables of a member of a render request; none when it is absent.
[[nodiscard]] std::vector<Table> tables_in(const Value& request, std::string_view key);

}  // namespace reinhardt::db::sql
