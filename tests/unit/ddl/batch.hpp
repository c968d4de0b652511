#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/schema/edit.hpp>

namespace ddl {

namespace db = reinhardt::db;

db::Column column(const std::string& name, const std::string& type, bool null = true);
db::Index index(const std::string& name, const std::vector<std::string>& columns);

/// One table, `book` (id, title, views, note), and what is to become of it.
struct Batch {
    Batch();
    std::vector<db::Table> before, after;
    std::vector<db::SchemaEdit> edits;  ///< what changed() found

    db::Table& book() { return after[0]; }
    /// Finds the edits that make `after` of `before`.
    Batch& changed();
    db::SchemaEdit& edit_of(const std::string& column);

    using Render = db::Value (*)(const db::Value&);
    [[nodiscard]] std::vector<db::RenderedStatement> statements(Render render, const std::string& server) const;
    [[nodiscard]] std::vector<std::string> sql(Render render, const std::string& server) const;
};

}  // namespace ddl
