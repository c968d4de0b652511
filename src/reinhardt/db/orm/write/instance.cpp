#include <reinhardt/db/orm/write/instance.hpp>

#include <chrono>

#include <fmt/format.h>

#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/relations.hpp>
#include <reinhardt/db/orm/types/date_time.hpp>

namespace reinhardt::db {
namespace {

/// `now` as a field of that kind has it.
rdb_cell moment_cell(FieldKind kind, DateTime now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    rdb_cell cell{};
    if (kind == FieldKind::date) {
        cell.tag = RDB_DATE;
        cell.u.i = day.time_since_epoch().count();
    } else if (kind == FieldKind::time) {
        cell.tag = RDB_TIME;
        cell.u.i = (now - day).count();
    } else {
        cell.tag = RDB_TIMESTAMP;
        cell.u.i = now.time_since_epoch().count();
    }
    return cell;
}

/// While `field` was read from an object: an enum or a document may have no form in the database.
[[noreturn]] void fail_of_value(const FieldInfo* field, const Error& error) {
    if (field == nullptr || (field->desc->kind != FieldKind::enumeration && field->desc->kind != FieldKind::json)) throw;
    throw Error(error.code(), fmt::format("'{}' of an object to be written: {}", field->name(), error.message()));
}

}  // namespace

void add_values(const void* object, const std::vector<const FieldInfo*>& fields, CellWriter& out) {
    const FieldInfo* at = nullptr;
    try {
        for (const FieldInfo* field : fields) add_value(*(at = field)->desc, object, out);
    } catch (const Error& error) {
        fail_of_value(at, error);
    }
}

void add_values(const void* object, const WriteStatement& statement, CellWriter& out) {
    if (!statement.is_plain) return add_values(object, statement.parameters, out);
    const FieldInfo* at = nullptr;
    try {
        for (const FieldInfo* field : statement.parameters) (at = field)->desc->get(object, out);
    } catch (const Error& error) {
        fail_of_value(at, error);
    }
}

void add_value(const FieldDesc& field, const void* object, CellWriter& out) {
    // A foreign key by another field than the key: an object that was assigned before the member knew of it tells.
    const std::shared_ptr<void> referred = field.to_field() != nullptr ? field.relation.attached(field.member(object)) : nullptr;
    if (referred == nullptr) return field.get(object, out);
    const Parameter key = key_of(field.relation.target(), referred.get(), field.options.to_field);
    if (key.is_text()) out.owned(key.text(), key.tag());
    else out.cell(key.cell());
}

void set_values(void* object, const std::vector<const FieldInfo*>& fields, const rdb_cell* row) {
    const FieldInfo* at = nullptr;
    try {
        for (const FieldInfo* field : fields) (at = field)->desc->set(object, *row++);
    } catch (const Error& error) {
        Error named(error.code(), fmt::format("'{}' of a row that was read: {}", at->name(), error.what()));
        throw named.hint(error.hint());
    }
}

void set_moments(void* object, const WritePlan& plan, const FieldSet& among, bool adding) {
    if (plan.moments().empty()) return;
    const DateTime now = utc_now();
    for (const FieldInfo* field : plan.moments()) {
        if (among.has(field->index) && (adding || field->desc->options.auto_now)) field->desc->set(object, moment_cell(field->desc->kind, now));
    }
}

FieldSet unset_fields(const void* object, const WritePlan& plan) {
    FieldSet unset;
    if (plan.defaulted().empty()) return unset;
    if (const FieldInfo* key = plan.counted_key()) {
        if (*static_cast<const std::int64_t*>(key->desc->member(object)) == 0) unset.add(key->index);
        return unset;
    }
    const CellScratch cells;
    for (const WritePlan::Defaulted& one : plan.defaulted()) {
        cells->clear();
        one.field->desc->get(object, *cells);
        const rdb_cell& cell = cells->data()[0];
        if (cell.tag == RDB_NULL || (cell.tag == RDB_INT ? cell.u.i == one.unset.integer() && one.unset.tag() == RDB_INT : Parameter(cell) == one.unset)) unset.add(one.field->index);
    }
    return unset;
}

void check_new(const void* object, const WritePlan& plan) {
    if (plan.is_uuid_keyed() && plan.is_initial(*plan.model().key().front(), object)) {
        const FieldInfo& key = *plan.model().key().front();
        throw Error(ErrorCode::usage, fmt::format("an object of {} has no key: its '{}' is the UUID of zeros", plan.model().label(), key.name())).hint("set it before the object is saved, or give the field a db_default");
    }
    for (const WritePlan::Defaulted& one : plan.unclear()) {
        if (!plan.is_initial(*one.field, object)) continue;
        throw Error(ErrorCode::usage, fmt::format("'{}' of a new object of {} is what it began as: nothing tells whether it is meant, or the database is to set it", one.field->name(), plan.model().label()))
            .hint("make the field a std::optional, whose empty value means the database's default, or give it a default_(...)");
    }
}

void notice_assigned(const void* object, const WritePlan& plan, InstanceState& state) {
    if ((state.deferred[0] | state.deferred[1]) == 0) return;
    for (const FieldInfo* field : plan.model().columns()) {
        if (state.is_deferred(field->index) && field->desc->loaded == nullptr && !plan.is_initial(*field, object)) state.deferred[field->index / 64] &= ~(std::uint64_t{1} << (field->index % 64));
    }
}

void mark_stored(void* object, const WritePlan& plan, const std::string* database) {
    if (InstanceState* state = state_of(plan.model().desc(), object)) state->database = database;
    for (const FieldInfo* field : plan.relations()) {
        const RelationDesc& relation = field->desc->relation;
        if (relation.from != nullptr) relation.from(field->desc->member(object), database, field->desc->to_field());
        if (relation.own == nullptr || plan.model().key().size() != 1) continue;
        CellWriter key;
        plan.model().key().front()->desc->get(object, key);
        relation.own(field->desc->member(object), RelationOwner{&plan.model().desc(), field->desc, Parameter(key.data()[0]), database});
    }
}

void read_back(const WritePlan& plan, void* object, const std::vector<const FieldInfo*>& wanted, WriteSession& session) {
    FieldSet fields;
    for (const FieldInfo* field : wanted) fields.add(field->index);
    const WriteStatement& statement = plan.select(fields);
    const CellScratch cells;
    add_values(object, statement, *cells);
    session.query(statement.sql, *cells, plan.model().table(), statement.results.size(), [&](const rdb_cell* row) { set_values(object, statement.results, row); });
}

void insert_object(const WritePlan& plan, void* object, WriteSession& session) { insert_object(plan, object, session, unset_fields(object, plan)); }

void insert_object(const WritePlan& plan, void* object, WriteSession& session, const FieldSet& unset) {
    check_new(object, plan);
    FieldSet fields = plan.written();
    for (const WritePlan::Defaulted& one : plan.defaulted()) {
        if (unset.has(one.field->index)) fields.remove(one.field->index);
    }
    const WriteStatement& statement = plan.insert(fields);
    const CellScratch cells;
    add_values(object, statement, *cells);
    const std::string& table = plan.model().table();
    switch (statement.read_back) {
        case WriteStatement::ReadBack::rows: session.query(statement.sql, *cells, table, statement.results.size(), [&](const rdb_cell* row) { set_values(object, statement.results, row); }); break;
        case WriteStatement::ReadBack::last_id: {
            rdb_cell key{};
            key.tag = RDB_INT;
            key.u.i = session.insert(statement.sql, *cells, table);
            plan.model().auto_key()->desc->set(object, key);
            if (statement.results.size() > 1) read_back(plan, object, statement.results, session);
            break;
        }
        default:
            session.execute(statement.sql, *cells, table);
            if (!statement.results.empty()) read_back(plan, object, statement.results, session);
    }
    mark_stored(object, plan, kept_alias(session.session().alias()));
}

std::string key_text(const ModelInfo& model, const void* object) {
    CellWriter cells;
    add_values(object, model.key(), cells);
    std::string text;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
        const rdb_cell& cell = cells.data()[i];
        if (i != 0) text += ", ";
        if (cell.tag == RDB_NULL) text += "NULL";
        else if (Parameter(cell).is_text()) text += fmt::format("'{}'", cell_bytes(cell));
        else if (cell.tag == RDB_REAL) text += fmt::format("{}", cell.u.d);
        else text += fmt::format("{}", cell.u.i);
    }
    return text;
}

std::string_view database_of(const ModelDesc& model, const void* object, std::string_view asked) {
    if (!asked.empty()) return asked;
    const InstanceState* state = state_of(model, object);
    return state != nullptr && state->stored() ? std::string_view(*state->database) : default_database;
}

InstanceState* state_of(const ModelDesc& model, void* object) {
    if (model.state == nullptr) return nullptr;
    InstanceState* state = model.state(object);
    if ((state->deferred[0] | state->deferred[1]) == 0) return state;
    // A Deferred member or a foreign key may have been read or assigned meanwhile.
    for (std::size_t i = 0; model.has_deferred && i < model.count; ++i) {
        const FieldDesc& field = model.fields[i];
        if (field.loaded != nullptr && field.loaded(field.member(object))) state->deferred[i / 64] &= ~(std::uint64_t{1} << (i % 64));
    }
    return state;
}
// The description gives the state of an object that may be changed; this one is not.
const InstanceState* state_of(const ModelDesc& model, const void* object) { return state_of(model, const_cast<void*>(object)); }

}  // namespace reinhardt::db
