#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/schema/edit.hpp>

namespace reinhardt::db {

/// What is dangerous about an operation (details 5.10). `rule` is an id that docs/migration-safety explains.
struct Hazard {
    std::string rule, severity, message, rewrite;
};
/// "loses data" (drops a table or column, narrows a type), "rewrites table", "blocks writes".
[[nodiscard]] std::vector<Hazard> hazards_of(const std::vector<const SchemaEdit*>& edits, const std::vector<const RenderedStatement*>& statements);
[[nodiscard]] Value to_value(const Hazard&);

}  // namespace reinhardt::db
