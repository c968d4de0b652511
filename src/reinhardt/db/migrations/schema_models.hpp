#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/schema/schema.hpp>
#include <reinhardt/db/state/model_state.hpp>

namespace reinhardt::db {

/// Models that reproduce the tables of a document: apps and models by `Table::model` or by the names of `known_apps` ("blog_post" is blog.Post),
/// other tables in one app called `other_app` with their table named. Names that are not the automatic ones are written out, unknown
/// types become CustomField (details 5.8). Tables without a primary key, and foreign keys that no field can stand for, are left out.
[[nodiscard]] std::vector<ModelState> models_of_schema(const Schema& schema, Driver& driver, const std::vector<std::string>& known_apps,
                                                       const std::string& other_app = "app");

}  // namespace reinhardt::db
