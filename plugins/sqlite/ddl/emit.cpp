#include "emit.hpp"

#include <algorithm>

#include "quote.hpp"
#include "tokenizer.hpp"

namespace reinhardt::db::sqlite {

namespace {

const WorkingIndex* find_index(const std::vector<WorkingIndex>& indexes, const std::string& name) {
    const auto at = std::find_if(indexes.begin(), indexes.end(), [&](const auto& index) { return same_name(index.definition.name, name); });
    return at == indexes.end() ? nullptr : &*at;
}

}  // namespace

std::string quoted(std::string_view name) { return sql::quote_identifier(name); }

void emit_dropped_indexes(const WorkingTable& table, Output& output) {
    for (const auto& [name, edits] : table.dropped_indexes) output.run("DROP INDEX " + quoted(name), edits);
}

void emit_new_indexes(const WorkingTable& table, bool all, Output& output) {
    for (const auto& index : table.target_indexes) {
        const WorkingIndex* old = find_index(table.source_indexes, index.definition.name);
        const bool is_new = old == nullptr || !index.edits.empty();
        if (!all && !is_new) continue;
        Step& step = output.run(index.text(), is_new ? index.edits : table.edits);
        if (!table.created) step.blocks = "writes";
    }
}

void emit_create(const WorkingTable& table, Output& output) {
    output.run(to_sql(table.target), table.edits);
    emit_new_indexes(table, true, output);
}

void emit_table(WorkingTable& table, const RenderMode& mode, Output& output) {
    if (!table.dirty()) return;
    if (table.created) {
        emit_create(table, output);
    } else if (const GentlePlan plan = plan_gentle(table, mode); plan.possible) {
        emit_gentle(table, plan, output);
    } else {
        emit_rebuild(table, mode, output);
    }
    table.settle();
}

}  // namespace reinhardt::db::sqlite
