#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/schema/difference.hpp>
#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/state/model_state.hpp>

#include "../terminal.hpp"

namespace reinhardt::db::cli {

/// A schema for reading: each table with its columns, keys, indexes and constraints.
[[nodiscard]] std::string schema_text(const Schema& schema, const Output& output);
/// What would have to happen to the one to become the other, a line each, table by table.
[[nodiscard]] std::string difference_text(const SchemaDifference& difference, const Output& output);
/// The statements as a script, in the order to run; what loses data has a comment above it.
[[nodiscard]] std::string statements_sql(const std::vector<RenderedStatement>& statements);

/// Models files by app.
struct ModelsFile {
    std::string app, text;
};
[[nodiscard]] std::vector<ModelsFile> models_files(const std::vector<ModelState>& models);
/// All files in one text, each behind a line that names it when there are several.
[[nodiscard]] std::string joined_models(const std::vector<ModelsFile>& files);

}  // namespace reinhardt::db::cli
