#pragma once

#include <vector>

#include <reinhardt/db/state/models_check.hpp>

namespace reinhardt::db {

/// What does not fit about the relations of one model: targets, keys referred to, through models. Internal to this folder.
void check_relations(const DeclaredModels& declared, const DeclaredModel& model, std::vector<Error>& errors);

}  // namespace reinhardt::db
