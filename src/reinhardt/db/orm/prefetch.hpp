#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/orm/query_state.hpp>

namespace reinhardt::db {

/// Reads what prefetch_related() asked for and gives it to `objects` of `model`: for each step of each path one query for all of them (in blocks of
/// keys), whichever way the relation goes. What a foreign key has already is not read again. Error(query) for a step that is no relation of the model,
/// and for a query of its own that is cut by limit() or offset().
void prefetch(const ModelDesc& model, const std::vector<void*>& objects, const std::vector<QueryPrefetch>& wanted, const std::string* database);

}  // namespace reinhardt::db
