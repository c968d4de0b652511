#include <reinhardt/db/orm/object.hpp>

#include <fmt/format.h>

#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/write/instance.hpp>

namespace reinhardt::db {

void refresh_object(const ModelDesc& desc, void* object, const std::vector<std::string>& names) {
    const ModelInfo& model = ModelInfo::of(desc);
    WriteSession session(database_of(desc, object, {}));
    const WritePlan& plan = WritePlan::of(model, session.dialect());
    FieldSet fields;
    for (const std::string& name : names) {
        const FieldInfo& field = model.field(name);
        if (field.desc->in_database()) fields.add(field.index);
    }
    if (names.empty()) {
        for (const FieldInfo* field : model.columns()) fields.add(field->index);
    }
    const WriteStatement& statement = plan.select(fields);
    const CellScratch cells;
    add_values(object, statement.parameters, *cells);
    if (session.query(statement.sql, *cells, model.table(), statement.results.size(), [&](const rdb_cell* row) { set_values(object, statement.results, row); }) == 0) {
        throw NotFound(fmt::format("no row of {} has the key {}", model.label(), key_text(model, object)));
    }
    // What was read of relations is as old as the object was.
    for (const FieldInfo* field : plan.relations()) {
        const RelationDesc& relation = field->desc->relation;
        if (!names.empty() && !fields.has(field->index)) continue;
        if (relation.attach != nullptr) relation.attach(field->desc->member(object), nullptr);
        else if (relation.attach_all != nullptr) relation.attach_all(field->desc->member(object), nullptr);
    }
    if (InstanceState* state = state_of(desc, object)) {
        for (const FieldInfo* field : statement.results) state->deferred[field->index / 64] &= ~(std::uint64_t{1} << (field->index % 64));
    }
    mark_stored(object, plan, kept_alias(session.session().alias()));
}

}  // namespace reinhardt::db
