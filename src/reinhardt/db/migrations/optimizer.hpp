#pragma once

#include <vector>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// The shortest list of operations that the reductions find, with the same effect when run on a state where `operations` apply.
/// Operations keep their relative order where they need not move (details 5.1). `app` is the app of all of them.
[[nodiscard]] std::vector<OperationPtr> optimize(const std::vector<OperationPtr>& operations, const std::string& app);

}  // namespace reinhardt::db
