#include "render.hpp"

#include <reinhardt/db/support/error.hpp>

#include "batch.hpp"

namespace reinhardt::db::sqlite {

namespace {

std::vector<Table> tables_in(const Value& request, std::string_view key) {
    std::vector<Table> tables;
    const Value* list = request.find(key);
    if (list == nullptr || !list->is_list()) return tables;
    for (const auto& table : list->as_list()) tables.push_back(table_from(table));
    return tables;
}

}  // namespace

Value render(const Value& request) {
    const Value* edits = request.find("edits");
    if (edits == nullptr || !edits->is_list()) throw Error(ErrorCode::usage, "a render request needs 'edits'");
    Output output;
    Batch batch({tables_in(request, "live"), tables_in(request, "before"), request.has("live")}, {request.bool_or("offline", false)}, output);
    std::size_t number = 0;
    for (const auto& edit : edits->as_list()) batch.apply(edit_from(edit), number++);
    batch.finish();
    return output.to_value();
}

}  // namespace reinhardt::db::sqlite
