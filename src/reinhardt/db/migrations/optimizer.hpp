#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// The shortest list of operations that the reductions find, with the same effect when run on a state where `operations` apply.
/// Operations keep their relative order where they need not move (details 5.1). `app` is the app of all of them. Elidable operations are
/// left out (details 3.4). With `before`, the state that they start from, more can be shown to be safe.
[[nodiscard]] std::vector<OperationPtr> optimize(const std::vector<OperationPtr>& operations, const std::string& app, const ProjectState* before = nullptr);

}  // namespace reinhardt::db
