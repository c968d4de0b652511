#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/migrations/statement_runner.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/schema/table_edits.hpp>

#include "quirks.hpp"

namespace conformance {

namespace db = reinhardt::db;

/// An empty database for one case, and what the cases say to it. Fixture of every suite.
class Scratch {
public:
    Scratch();
    ~Scratch();

    std::shared_ptr<db::Driver> driver;
    std::unique_ptr<db::Connection> connection;

    [[nodiscard]] std::unique_ptr<db::Connection> open_another() const;
    [[nodiscard]] std::string url(const std::string& pattern) const;

    /// A column of the type that the driver has for that field (JSON).
    [[nodiscard]] db::Column column(const std::string& name, const std::string& field, bool null = false) const;
    /// A table with an automatic key `id` and those columns.
    [[nodiscard]] db::Table table(const std::string& name, const std::vector<db::Column>& columns) const;
    /// Two tables with a key between them, an index, a unique constraint, a check and defaults: what most edits start from.
    [[nodiscard]] std::vector<db::Table> library() const;

    [[nodiscard]] db::RenderResult render(const std::vector<db::SchemaEdit>& edits, const std::vector<db::Table>& before, const std::vector<db::Table>& after);
    /// Renders and runs, as a migration would: setup, one transaction, teardown. Each statement must say rightly whether it happened.
    void apply(const std::vector<db::SchemaEdit>& edits, const std::vector<db::Table>& before, const std::vector<db::Table>& after);
    void create(const std::vector<db::Table>& tables);

    /// What the database has more, less or otherwise than `tables`: empty when the driver reads what it rendered.
    [[nodiscard]] std::string differs_from(const std::vector<db::Table>& tables);

    [[nodiscard]] std::string quoted(const std::string& name) const { return driver->quote_identifier(name); }
    /// "?, ?" or "$1, $2".
    [[nodiscard]] std::string placeholders(std::size_t count) const;
    void insert(const std::string& table, const std::vector<std::string>& columns, const std::vector<db::Value>& values);
    [[nodiscard]] db::Rows rows(const std::string& table, const std::vector<std::string>& columns);
    /// The code of the DatabaseError that `sql` ends in, or RDB_OK.
    [[nodiscard]] static int code_of(db::Connection& connection, const std::string& sql);

    /// What the statement's `happened` says.
    [[nodiscard]] bool happened(const db::RenderedStatement& statement);

private:
    void run(db::StatementRunner& runner, const db::RenderedStatement& statement);
    void drop_everything();
    std::filesystem::path folder_;
};

}  // namespace conformance
