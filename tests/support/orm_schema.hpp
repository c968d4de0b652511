#pragma once

// Tables made from models, as migrations would make them: for tests of the ORM.

#include <initializer_list>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/state/project_state.hpp>
#include <reinhardt/db/state/to_schema.hpp>

namespace orm_schema {

/// Drops every table of the database, whatever refers to whatever.
inline void drop_tables(reinhardt::db::Connection& connection) {
    const std::string backend = connection.driver().name();
    const auto tables = connection.introspect().tables;
    if (backend == "mysql") connection.execute("SET FOREIGN_KEY_CHECKS = 0");
    if (backend == "sqlite") connection.execute("PRAGMA foreign_keys = OFF");
    for (const auto& table : tables) connection.execute("DROP TABLE " + connection.driver().quote_identifier(table.name) + (backend == "postgresql" ? " CASCADE" : ""));
    if (backend == "mysql") connection.execute("SET FOREIGN_KEY_CHECKS = 1");
    if (backend == "sqlite") connection.execute("PRAGMA foreign_keys = ON");
}

/// Makes the tables of these models (join tables too) in an empty database; a model stands behind those that it refers to.
inline void create_tables(reinhardt::db::Connection& connection, const std::vector<const reinhardt::db::ModelDesc*>& models) {
    namespace db = reinhardt::db;
    db::ProjectState state;
    for (const db::ModelDesc* model : models) state.put(db::model_state_of(*model));
    const db::Schema schema = db::to_schema(state, connection.driver());
    const std::vector<db::SchemaEdit> edits = db::edits_making(schema);
    const std::vector<db::Table> before;
    db::RenderRequest request;
    request.server = connection.server();
    request.edits = &edits;
    request.before = &before;
    request.after = &schema.tables;
    const db::RenderResult rendered = connection.driver().render(request);
    for (const auto& fault : rendered.faults) throw db::Error(db::ErrorCode::unsupported, fault.message);
    for (const db::RenderedStatement& statement : rendered.statements) {
        if (statement.kind == db::RenderedStatement::Kind::run) connection.execute(statement.sql);
    }
}

}  // namespace orm_schema
