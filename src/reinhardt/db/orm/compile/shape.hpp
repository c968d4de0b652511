#pragma once

#include <memory>
#include <vector>

#include <reinhardt/db/orm/compile/compile.hpp>

namespace reinhardt::db::compile {

/// A compiled query with the values of this one: for each placeholder one, not changed yet (query->values tell the change).
struct Prepared {
    std::shared_ptr<const CompiledQuery> query;
    std::vector<const Parameter*> values;
};

/// As compile(), but a query of the same shape (all but the values is equal) is compiled once in each thread. `state` must live as long as the result.
[[nodiscard]] Prepared prepare(const QueryState& state, const Dialect& dialect, const ReadPlan& plan);

}  // namespace reinhardt::db::compile
