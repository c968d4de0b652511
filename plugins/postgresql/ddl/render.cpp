#include "render.hpp"

#include <reinhardt/db/support/error.hpp>

#include "renderer.hpp"

namespace reinhardt::db::postgresql {

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
    std::vector<SchemaEdit> edits;
    const Value* list = request.find("edits");
    if (list == nullptr || !list->is_list()) throw Error(ErrorCode::usage, "a render request needs 'edits'");
    for (const auto& edit : list->as_list()) edits.push_back(edit_from(edit));
    sql::Output output;
    Renderer(Catalog(tables_in(request, "live"), tables_in(request, "before")), ServerRelease(request.text_or("server")), edits, output).run();
    return output.to_value();
}

}  // namespace reinhardt::db::postgresql
