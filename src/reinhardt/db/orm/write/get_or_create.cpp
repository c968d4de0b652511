#include <reinhardt/db/orm/query.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/object.hpp>
#include <reinhardt/db/orm/write/instance.hpp>

namespace reinhardt::db {
namespace {

std::string database_of(const QueryState& state) { return state.database.empty() ? std::string(default_database) : state.database; }

bool is_value(const Assignment& one) { return one.value.node().kind == ExprKind::value; }

void set_fields(const ModelInfo& model, const std::vector<Assignment>& values, void* object) {
    for (const Assignment& one : values) {
        const FieldInfo& field = model.field(one.field);
        if (!is_value(one)) throw Error(ErrorCode::query, fmt::format("'{}' of a new object must be a value, not an expression", one.field));
        if (field.desc->decode == nullptr) throw Error(ErrorCode::query, fmt::format("'{}' of model {} is no column", one.field, model.label()));
        field.desc->set(object, one.value.node().parameter.cell());
    }
}

Query with_values(Query query, const std::vector<Assignment>& by) {
    for (const Assignment& one : by) query.add_condition(expressions::make_lookup("exact", expressions::make_named(ExprKind::path, one.field), one.value), false);
    return query;
}

/// Reads the one row of the query; false: there is none.
bool found(const Query& query, void* into) {
    try {
        query.read_one(into);
        return true;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::not_found) throw;
        return false;
    }
}

/// The query with its rows locked, where the server can: it then also sees what others committed since the transaction began.
Query locked(Query query, const Dialect& dialect) {
    if (dialect.has("lock.update")) query.own().lock.emplace();
    return query;
}

/// Sets the values in the row of `object`, and in the object.
void update_object(const ModelInfo& model, void* object, const std::vector<Assignment>& values, const std::string& database) {
    if (values.empty()) return;
    if (!std::all_of(values.begin(), values.end(), is_value)) {
        QueryState state;
        state.model = &model.desc();
        state.database = database;
        Query query(std::make_shared<const QueryState>(std::move(state)));
        for (const FieldInfo* key : model.key()) {
            CellWriter cell;
            key->desc->get(object, cell);
            query.add_condition(expressions::make_lookup("exact", expressions::make_named(ExprKind::path, key->name()), expressions::make_value(Parameter(cell.data()[0]))), false);
        }
        query.update(values);
        return refresh_object(model.desc(), object, {});
    }
    set_fields(model, values, object);
    SaveOptions options;
    options.database = database;
    for (const Assignment& one : values) options.update_fields.emplace_back(one.field);
    for (const FieldInfo* field : model.columns()) {
        const bool named = std::any_of(values.begin(), values.end(), [&](const Assignment& one) { return one.field == field->name(); });
        if (field->desc->options.auto_now && !named) options.update_fields.emplace_back(field->name());
    }
    save_object(model.desc(), object, options);
}

/// A transaction that began before the other row was committed may not see it: run again, it does.
IntegrityError worth_repeating(const IntegrityError& error) {
    rdb_error raw{};
    raw.size = sizeof raw;
    raw.retryable = 1;
    const auto copy = [](const std::string& text, char* to, std::size_t size) { to[text.copy(to, size - 1)] = '\0'; };
    copy(error.message(), raw.message, sizeof raw.message);
    copy(error.constraint(), raw.constraint_name, sizeof raw.constraint_name);
    return {DatabaseError(error.driver_code(), raw, error.statement()), error.kind(), error.table()};
}

/// Reads the row, else inserts it behind a savepoint, else reads the row that somebody else inserted meanwhile.
bool read_or_insert(const Query& query, const ModelInfo& model, const std::vector<Assignment>& by, const std::vector<Assignment>& defaults, bool lock, void* into) {
    const std::string database = database_of(*query.state());
    WriteSession session(database);
    const Query wanted = with_values(query, by);
    if (found(lock ? locked(wanted, session.dialect()) : wanted, into)) return false;
    try {
        atomic(
            [&] {
                set_fields(model, by, into);
                set_fields(model, defaults, into);
                SaveOptions options;
                options.force_insert = true;
                options.database = database;
                save_object(model.desc(), into, options);
            },
            {.database = database});
        return true;
    } catch (const IntegrityError& error) {
        const bool within = in_atomic(database);
        if (found(within ? locked(wanted, session.dialect()) : wanted, into)) return false;
        if (within && error.kind() == IntegrityError::Kind::unique) throw worth_repeating(error);
        throw;
    }
}

}  // namespace

bool Query::get_or_create(const std::vector<Assignment>& by, const std::vector<Assignment>& defaults, void* into) const {
    return read_or_insert(*this, ModelInfo::of(model()), by, defaults, false, into);
}

bool Query::update_or_create(const std::vector<Assignment>& by, const std::vector<Assignment>& values, const std::vector<Assignment>& new_values, void* into) const {
    const ModelInfo& model = ModelInfo::of(this->model());
    const std::string database = database_of(*state_);
    return atomic(
        [&] {
            if (read_or_insert(*this, model, by, new_values, true, into)) return true;
            update_object(model, into, values, database);
            return false;
        },
        {.database = database});
}

}  // namespace reinhardt::db
