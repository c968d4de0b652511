#pragma once

#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/query_state.hpp>

namespace reinhardt::db {

/// Reads what prefetch_related() asked for and gives it to `objects` of `model`: for each step of each path one query for all of them (in blocks of
/// keys), whichever way the relation goes. What a foreign key has already is not read again. A slice of a query of its own is one of each object's rows.
/// Error(query) for a step that is no relation of the model, for such a slice along a foreign key, and for objects that were read without the field that a
/// step starts from.
void prefetch(const ModelDesc& model, const std::vector<void*>& objects, const std::vector<QueryPrefetch>& wanted, const std::string* database);

/// The query that reads the objects: `state`, or, where only() or defer() leaves out what a step of prefetch_related() starts from, `own` made of it.
[[nodiscard]] const QueryState& read_for_prefetch(const QueryState& state, std::optional<QueryState>& own);

}  // namespace reinhardt::db
