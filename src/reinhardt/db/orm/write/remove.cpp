#include <reinhardt/db/orm/object.hpp>

#include <fmt/format.h>

#include <reinhardt/db/orm/write/collector.hpp>
#include <reinhardt/db/orm/write/instance.hpp>

namespace reinhardt::db {
namespace {

RowValues values_of(const void* object, const std::vector<const FieldInfo*>& fields) {
    const CellScratch cells;
    add_values(object, fields, *cells);
    RowValues values;
    for (std::uint32_t i = 0; i < cells->size(); ++i) values.emplace_back(cells->data()[i]);
    return values;
}

DeleteResult remove_alone(const ModelInfo& model, const RowValues& key, WriteSession& session) {
    DeleteResult result;
    std::vector<std::string> columns;
    for (const FieldInfo* field : model.key()) columns.push_back(field->column);
    const std::string table = WritePlan::of(model, session.dialect()).table();
    for_key_blocks({key}, columns, session.dialect(), [&](const std::string& condition, const CellWriter& cells) { result.total = session.execute("DELETE FROM " + table + " WHERE " + condition, cells, model.table()); });
    if (result.total != 0) result.models.emplace_back(model.label(), result.total);
    return result;
}

/// The object is in no database any more; a key that the database numbered is given up.
void mark_removed(void* object, const WritePlan& plan) {
    if (InstanceState* state = state_of(plan.model().desc(), object)) *state = {};
    for (const WritePlan::Defaulted& one : plan.defaulted()) {
        if (one.field == plan.model().auto_key()) one.field->desc->set(object, one.unset.cell());
    }
}

}  // namespace

DeleteResult remove_object(const ModelDesc& desc, void* object, std::string_view database) {
    const ModelInfo& model = ModelInfo::of(desc);
    WriteSession session(database_of(desc, object, database));
    const WritePlan& plan = WritePlan::of(model, session.dialect());
    const InstanceState* state = state_of(desc, object);
    const FieldSet unset = unset_fields(object, plan);
    for (const FieldInfo* field : model.key()) {
        if ((state == nullptr || !state->stored()) && unset.has(field->index)) throw Error(ErrorCode::usage, fmt::format("an object of {} without a key cannot be deleted", model.label()));
    }
    DeleteResult result;
    if (Collector::deletes_at_once(model)) result = remove_alone(model, values_of(object, model.key()), session);
    else result = Collector::run_in_transaction(session, [&](Collector& collector) { collector.collect(model, object); });
    mark_removed(object, plan);
    return result;
}

}  // namespace reinhardt::db
