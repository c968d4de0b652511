#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

// Where the schemas that `inspect` shows and compares come from. Tables named reinhardt_… are left out of all of them.

/// The state that the models files and the apps' libraries declare. Throws as declared_models and load_models.
[[nodiscard]] ProjectState state_of_models(const Project& project);

/// The document of a state (formats.md §5) with its `models`; `apps` limits it (empty = all).
[[nodiscard]] Schema document_of_state(const ProjectState& state, ColumnTyper& typer, std::string source, const std::vector<std::string>& apps = {});
/// The document of a live database, tables in order of name. With `managed`, tables are marked with the models they belong to.
[[nodiscard]] Schema document_of_database(Connection& connection, const Schema* managed, bool private_parts = false);
/// A document that `inspect --format json` wrote. Error(config) with file and line when it cannot be read.
[[nodiscard]] Schema document_of_file(const std::filesystem::path& file, const std::string& shown);
/// Keeps the tables whose name matches one of the globs (*, ?, […]).
void keep_tables(Schema& schema, const std::vector<std::string>& globs);

/// The `models` of a document: {"app", "name", model keys, "fields"}.
[[nodiscard]] Value models_value(const ProjectState& state, const std::vector<std::string>& apps = {});
/// The state that a document's `models` describe; nullopt when it has none. Error(config).
[[nodiscard]] std::optional<ProjectState> state_from_models_value(const Value& models, const std::string& file);

/// DDL that makes the schema from nothing. Error(unsupported) for what the backend cannot do.
[[nodiscard]] std::vector<RenderedStatement> sql_of_schema(const Schema& schema, Driver& driver);
/// The statements that turn `source` into `other`, in the order to run. Tables of `source` that are not managed stay. `live`: `source` is a
/// database that was read with its private parts.
[[nodiscard]] std::vector<RenderedStatement> sql_of_difference(const Schema& source, const Schema& other, Driver& driver, bool live);

/// What would have to happen to `source` to become `other`. With `partial`, tables of `source` that neither side's models know are
/// unmanaged and no difference. `driver` normalises expressions.
[[nodiscard]] SchemaDifference compare_documents(const Schema& source, const Schema& other, const Driver* driver, bool partial);
/// {"format_version", "source", "other", "equal", "differences", "unmanaged"}
[[nodiscard]] Value difference_document(const SchemaDifference& difference, const std::string& source, const std::string& other);

}  // namespace reinhardt::db
