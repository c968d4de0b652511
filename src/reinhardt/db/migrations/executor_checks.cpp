#include <reinhardt/db/migrations/executor_checks.hpp>

#include <algorithm>
#include <utility>

#include <reinhardt/db/migrations/operations/run_sql.hpp>
#include <reinhardt/db/migrations/planner.hpp>

namespace reinhardt::db {

namespace {

bool is_plain(const ModelIndex& index) {
    return index.where.is_null() && index.include.empty() && index.method.empty() && index.with.is_null() &&
           std::all_of(index.parts.begin(), index.parts.end(), [](const ModelIndexPart& part) { return part.nulls.empty() && part.opclass.empty() && part.collation.empty(); });
}

bool is_plain(const ModelConstraint& constraint) {
    return constraint.kind != ConstraintKind::exclude && constraint.include.empty() && constraint.where.is_null() && constraint.nulls_distinct &&
           constraint.deferrable.empty();
}

bool is_plain(const Field& field) {
    if (field.is_relation() || field.is_generated()) return !field.is_generated() && field.attributes.text_or("deferrable").empty();
    return !field.attributes.has("collation") && !field.attributes.has("db_type") && !field.attributes.has("native") && field.type != "CustomField" && field.type != "ArrayField" &&
           field.type != "HStoreField" && field.type.find("Range") == std::string::npos && field.type != "CITextField";
}

bool is_plain(const ModelState& model) {
    return model.schema.empty() && model.options.as_object().empty() && std::all_of(model.fields.begin(), model.fields.end(), [](const Field& field) { return is_plain(field); }) &&
           std::all_of(model.indexes.begin(), model.indexes.end(), [](const ModelIndex& index) { return is_plain(index); }) &&
           std::all_of(model.constraints.begin(), model.constraints.end(), [](const ModelConstraint& constraint) { return is_plain(constraint); });
}

/// A field that rows which exist get without being asked for a value.
bool needs_no_value(const Field& field) { return !field.has_column() || field.null() || field.has_database_default(); }

/// A change that every backend can do and that cannot lose anything: a plain model made, plain fields without a value added, plain
/// indexes and constraints. It is not rendered before the run, which would cost as much as the run itself.
bool is_harmless(const ModelChange& change) {
    if (change.after == nullptr || !is_plain(*change.after)) return false;
    if (change.before == nullptr) return true;
    const ModelState& before = *change.before;
    const ModelState& after = *change.after;
    if (before.table_name() != after.table_name() || before.key_fields() != after.key_fields() || !change.field_renames.empty()) return false;
    const auto kept = [&](const Field& field) {
        const Field* next = after.field(field.name);
        return next != nullptr && *next == field;
    };
    const auto added = [&](const Field& field) { return before.field(field.name) != nullptr || needs_no_value(field); };
    return std::all_of(before.fields.begin(), before.fields.end(), kept) && std::all_of(after.fields.begin(), after.fields.end(), added);
}

}  // namespace

void PlanSurvey::forward(const Migration& migration, ProjectState& state) {
    std::vector<StateLog> logs(migration.operations.size());
    bool harmless = true;
    for (std::size_t index = 0; index < migration.operations.size(); ++index) {
        const Operation& operation = *migration.operations[index];
        StateLog& log = logs[index];
        state.record(log);
        try {
            operation.apply(state);
        } catch (Error& error) {
            state.stop_recording();
            if (error.file().empty()) place_error(error, migration, index);
            throw;
        }
        state.stop_recording();
        harmless = harmless && operation.work() == OperationWork::schema &&
                   (!applies_to(operation.only, driver_.name()) || (log.objects_before == nullptr && std::all_of(log.changes.begin(), log.changes.end(), is_harmless)));
    }
    if (harmless) return;
    // Compiled and rendered as the run will do it: what one operation breaks, a later one of the same transaction may mend.
    for (std::size_t index = logs.size(); index-- > 0;) state.undo(logs[index]);
    const MigrationWork work = compile_work(migration, operations_of(migration), state, driver_, migration.atomic);
    for (const auto& item : work.items) {
        if (item.kind == WorkItem::Kind::sql || item.kind == WorkItem::Kind::code) rows_known_ = false;
        check_function(code_, migration, item);
        look_at(migration, item);
        (void)render_item(migration, item, driver_, connection_.server(), nullptr);
    }
    const auto moves_rows = [](const auto& operation) { return operation->work() == OperationWork::separate; };
    if (std::any_of(migration.operations.begin(), migration.operations.end(), moves_rows)) rows_known_ = false;
}

void check_function(const CodeFunctions* code, const Migration& migration, const WorkItem& item) {
    if (item.kind != WorkItem::Kind::code) return;
    try {
        if (code == nullptr) throw Error(ErrorCode::config, "nobody registers the function '" + item.function + "' of RunCode");
        (void)code->find(migration.app, item.function);
    } catch (Error& error) {
        place_error(error, migration, item.operations.front());
        throw;
    }
}

void PlanSurvey::look_at(const Migration& migration, const WorkItem& item) {
    for (const auto& edit : item.edits.edits) {
        if (edit.loses_data() && !migration.operations[edit.operation]->allow_loss) loses_data_ = true;
        if (edit.needs_value) check_rows(migration, edit.operation, edit);
        if (edit.kind == EditKind::alter_enum) check_values(migration, item, edit);
    }
}

void PlanSurvey::check_values(const Migration& migration, const WorkItem& item, const SchemaEdit& edit) {
    const EnumType from = enum_from(edit.object_from), to = enum_from(edit.object);
    const Value* renames = edit.object.find("rename");
    // Behind a rename of values the rows of now say nothing.
    const bool names_known = !renamed_enums_.contains(from.label());
    if (renames != nullptr) renamed_enums_.insert(from.label());
    if (starts_empty_ || !rows_known_ || !names_known) return;
    std::vector<std::string> gone = from.values;
    std::erase_if(gone, [&](const std::string& value) { return std::find(to.values.begin(), to.values.end(), value) != to.values.end() || (renames != nullptr && renames->has(value)); });
    if (gone.empty()) return;
    const Schema live = connection_.introspect();
    const std::vector<EnumType> types = objects_of(live).enums;
    const EnumType* type = object_named(types, from.label());
    if (type == nullptr) return;
    std::erase_if(gone, [&](const std::string& value) { return std::find(type->values.begin(), type->values.end(), value) == type->values.end(); });
    const auto dropped = [&](const std::string& table, const std::string& column) {
        return std::any_of(item.edits.edits.data(), &edit, [&](const SchemaEdit& earlier) {
            return earlier.table == table && (earlier.kind == EditKind::drop_table || (earlier.kind == EditKind::drop_column && earlier.column->name == column));
        });
    };
    for (const auto& table : item.edits.before) {
        const Table* there = live.table(table.name);
        for (const auto& column : table.columns) {
            // The plan may make or rename the column; then the step itself finds out, as it does for arrays.
            if (column.logical.text_or("native") != from.label() || there == nullptr || there->column(column.name) == nullptr || dropped(table.name, column.name)) continue;
            for (const auto& value : gone) {
                if (!has_value(table, column.name, value)) continue;
                Error error(ErrorCode::rows, migration.key().text() + " takes value '" + value + "' from enum " + from.label() + ", which rows of table " + table.name + " have in column " + column.name);
                error.hint("give those rows another value first");
                place_error(error, migration, edit.operation);
                throw error;
            }
        }
    }
}

bool PlanSurvey::has_value(const Table& table, const std::string& column, const std::string& value) {
    const std::string schema = table.schema.empty() ? std::string() : driver_.quote_identifier(table.schema) + ".";
    Statement query(connection_, "SELECT 1 FROM " + schema + driver_.quote_identifier(table.name) + " WHERE " + driver_.quote_identifier(column) + " = " + driver_.quote_literal(Value(value)));
    rdb_cell cell{};
    return query.fetch(&cell, 1) == 1;
}

void PlanSurvey::check_rows(const Migration& migration, std::size_t index, const SchemaEdit& edit) {
    if (starts_empty_ || !rows_known_) return;
    const bool tightened = edit.kind == EditKind::alter_column;
    if (!has_row(edit.table, tightened ? edit.column_from->name : std::string())) return;
    Error error(ErrorCode::rows, migration.key().text() + " gives column " + edit.column->name + " of " + edit.table + " no value for the rows that " +
                                     (tightened ? "hold NULL in it" : "exist"));
    error.hint("give the operation a backfill, or the field a default");
    place_error(error, migration, index);
    throw error;
}

bool PlanSurvey::has_row(const std::string& table, const std::string& null_column) {
    // The plan may make or rename the table; then the step itself finds out.
    const Schema live = connection_.introspect(std::vector<std::string>{table});
    const Table* found = live.table(table);
    if (found == nullptr || (!null_column.empty() && found->column(null_column) == nullptr)) return false;
    std::string sql = "SELECT 1 FROM " + driver_.quote_identifier(table);
    if (!null_column.empty()) sql += " WHERE " + driver_.quote_identifier(null_column) + " IS NULL";
    Statement query(connection_, sql);
    rdb_cell cell{};
    return query.fetch(&cell, 1) == 1;
}

BackwardMigration PlanSurvey::backward(const Migration& migration, ProjectState& state, std::vector<StateLog>& logs) {
    BackwardMigration result;
    result.migration = &migration;
    std::vector<std::vector<OperationToRun>> inverses(migration.operations.size());
    for (std::size_t index = migration.operations.size(); index-- > 0;) {
        state.undo(logs[index]);
        const Operation& operation = *migration.operations[index];
        Inverse inverse = inverse_on(operation, state, driver_.name());
        if (!inverse.reversible) {
            Error error(ErrorCode::irreversible, migration.key().text() + " cannot be undone: " + inverse.reason);
            error.hint("go back no further than reinhardt-db migrate " + migration.app + " " + migration.name +
                       ", or give the operation its way back and record the edit with --accept-edited");
            place_error(error, migration, index);
            throw error;
        }
        if (!inverse.needs_empty.empty() && rows_known_) {
            const ModelState* model = state.find(inverse.needs_empty);
            if (model != nullptr && has_row(model->table_name(), {})) {
                Error error(ErrorCode::rows, migration.key().text() + " cannot be undone: table " + model->table_name() +
                                                 " holds rows, and nothing says what the column that comes back holds for them");
                error.hint("give the operation a backfill, which is used when it is undone");
                place_error(error, migration, index);
                throw error;
            }
        }
        if (operation.work() == OperationWork::sql || operation.work() == OperationWork::code || operation.work() == OperationWork::separate) rows_known_ = false;
        for (auto& undo : inverse.operations) result.operations.push_back({std::move(undo), index});
    }
    return result;
}

void PlanSurvey::inverse(const BackwardMigration& backward, ProjectState& state) {
    const Migration& migration = *backward.migration;
    const MigrationWork work = compile_work(migration, backward.operations, state, driver_, migration.atomic);
    for (const auto& item : work.items) {
        check_function(code_, migration, item);
        for (const auto& edit : item.edits.edits) {
            if (edit.loses_data() && !migration.operations[edit.operation]->allow_loss) loses_data_ = true;
            if (edit.kind == EditKind::alter_enum) check_values(migration, item, edit);
        }
        (void)render_item(migration, item, driver_, connection_.server(), nullptr);
    }
}

}  // namespace reinhardt::db
