#include "render.hpp"

#include <reinhardt/db/support/error.hpp>

#include "renderer.hpp"

namespace reinhardt::db::postgresql {

Value render(const Value& request) {
    std::vector<SchemaEdit> edits;
    const Value* list = request.find("edits");
    if (list == nullptr || !list->is_list()) throw Error(ErrorCode::usage, "a render request needs 'edits'");
    for (const auto& edit : list->as_list()) edits.push_back(edit_from(edit));
    sql::Output output;
    sql::Catalog catalog(sql::tables_in(request, "live"), sql::tables_in(request, "before"), sql::postgresql_lexis, '"');
    Renderer renderer(std::move(catalog), ServerRelease(request.text_or("server")), edits, output);
    renderer.run();
    return output.to_value(request.bool_or("on_demand", false) && renderer.consulted());
}

}  // namespace reinhardt::db::postgresql
