#include <reinhardt/db/migrations/operation_edits.hpp>

#include <algorithm>
#include <deque>
#include <set>

#include <reinhardt/db/migrations/operations/separate_database_and_state.hpp>
#include <reinhardt/db/schema/table_edits.hpp>
#include <reinhardt/db/state/column_literal.hpp>
#include <reinhardt/db/state/enum_uses.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// A model before and after a change, with the tables it stands for.
struct Pair {
    const ModelState* before = nullptr;
    const ModelState* after = nullptr;
    const ModelChange* change = nullptr;
    std::vector<Table> old_tables, new_tables;
};

/// Whether tables of models that refer to this one change with it: its name, its table, or a column that keys point at. Options can be a reason to
/// refuse their keys.
bool concerns_referrers(const ModelState& before, const ModelState& after) {
    if (before.name != after.name || before.table_name() != after.table_name() || before.key_fields() != after.key_fields() || !(before.options == after.options)) return true;
    return std::any_of(before.fields.begin(), before.fields.end(), [&](const Field& field) {
        if (!field.has_column() || (!field.unique() && !before.is_key(field))) return false;
        const Field* next = after.field(field.name);
        return next == nullptr || !(*next == field);
    });
}

/// Turns a recorded change of the state into schema edits.
class EditBuilder {
public:
    EditBuilder(const StateLog& log, const ProjectState& now, const EditHints& hints, ColumnTyper& typer, EditScope scope)
        : log_(log), now_(now), before_(now, log), hints_(hints), typer_(typer), scope_(scope) {}

    OperationEdits run() {
        collect();
        if (scope_ == EditScope::columns) {
            for (auto& pair : pairs_) narrow_down(pair);
        }
        for (auto& pair : pairs_) {
            if (pair.before != nullptr) pair.old_tables = tables_of(*pair.before, before_, typer_);
            if (pair.after != nullptr) pair.new_tables = tables_of(*pair.after, now_, typer_);
            note_renames(pair);
        }
        const ObjectEdits objects = log_.objects_before == nullptr ? ObjectEdits() : object_edits(*log_.objects_before, now_.objects(), hints_.value_renames);
        add_objects(objects.before_tables);
        for (const auto& pair : pairs_) edit(pair);
        add_objects(objects.after_tables);
        for (const auto& pair : pairs_) add_targets(pair);
        for (auto& pair : pairs_) {
            std::move(pair.old_tables.begin(), pair.old_tables.end(), std::back_inserter(result_.before));
            std::move(pair.new_tables.begin(), pair.new_tables.end(), std::back_inserter(result_.after));
        }
        return std::move(result_);
    }

private:
    void add_objects(const std::vector<SchemaEdit>& edits) {
        for (const auto& made : edits) {
            check_has_objects(made, typer_);
            if (made.kind == EditKind::alter_enum && scope_ == EditScope::whole) add_users(enum_from(made.object).label());
            SchemaEdit& fitted = result_.edits.emplace_back(made);
            for (Value* object : {&fitted.object, &fitted.object_from}) {
                if (object->is_object()) object->set("name", fit_identifier(object->text_or("name"), typer_.max_identifier()));
            }
        }
    }

    /// The tables whose columns are of an enum: a value that goes is looked for in their rows.
    void add_users(const std::string& label) {
        for (const ModelState* model : users_of_enum(now_, label)) {
            if (!is_changed(*model)) add_table(*model);
        }
    }

    /// The tables that a model's foreign keys refer to, where one of the two has options: they can be a reason to refuse the key.
    void add_targets(const Pair& pair) {
        if (pair.after == nullptr) return;
        for (const auto& field : pair.after->fields) {
            const ModelState* target = field.is_foreign_key() ? now_.find(field.to()) : nullptr;
            if (target == nullptr || is_changed(*target) || (pair.after->options.as_object().empty() && target->options.as_object().empty())) continue;
            if (targets_.insert(target->label()).second) add_table(*target);
        }
    }

    /// Whether its tables are among those before and after anyhow.
    [[nodiscard]] bool is_changed(const ModelState& model) const {
        return std::any_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) { return pair.after != nullptr && pair.after->label() == model.label(); });
    }

    void add_table(const ModelState& model) {
        const Table table = tables_of(model, now_, typer_).front();
        result_.before.push_back(table);
        result_.after.push_back(table);
    }

    /// The changed models, then those whose tables change because they refer to them.
    void collect() {
        std::set<std::string> seen;
        std::deque<std::string> open;
        for (const auto& change : log_.changes) {
            pairs_.push_back({change.before.get(), change.after.get(), &change, {}, {}});
            if (change.after == nullptr) continue;
            seen.insert(change.after->label());
            if (change.before != nullptr && concerns_referrers(*change.before, *change.after)) open.push_back(change.after->label());
        }
        while (!open.empty()) {
            const std::string target = open.front();
            open.pop_front();
            for (const auto& label : now_.referrers(target)) {
                if (!seen.insert(label).second) continue;
                const ModelState* model = now_.find(label);
                pairs_.push_back({model, model, nullptr, {}, {}});
                const bool through_key = std::any_of(model->fields.begin(), model->fields.end(), [&](const Field& field) {
                    return field.is_foreign_key() && field.to() == target && (model->is_key(field) || field.unique());
                });
                if (through_key) open.push_back(label);
            }
        }
    }

    /// Leaves of a changed model the fields that differ, those of its key, and for a made or dropped one the many-to-many tables.
    void narrow_down(Pair& pair) {
        if (pair.change == nullptr) return;
        const ModelState* before = pair.before;
        const ModelState* after = pair.after;
        if (before != nullptr && after != nullptr && !(before->options == after->options)) return;  // which speak of the whole table
        // Most fields stand where the one before them did on the other side.
        std::size_t next = 0;
        const auto differs = [&next](const Field& field, const ModelState* other, std::string_view name) {
            if (other == nullptr) return field.is_many_to_many();
            const Field* same = next < other->fields.size() && other->fields[next].name == name ? &other->fields[next] : other->field(name);
            if (same != nullptr) next = static_cast<std::size_t>(same - other->fields.data()) + 1;
            return same == nullptr || !(*same == field);
        };
        if (before != nullptr) {
            pair.before = slim(*before, [&](const Field& field) { return differs(field, after, renamed(pair, field.name)) || before->is_key(field); });
        }
        if (after != nullptr) {
            next = 0;
            pair.after = slim(*after, [&](const Field& field) { return differs(field, before, old_name(pair, field.name)) || after->is_key(field); });
        }
    }

    template <class Keep>
    const ModelState* slim(const ModelState& model, Keep&& keep) {
        ModelState& made = slim_.emplace_back();
        made.app = model.app;
        made.name = model.name;
        made.table = model.table;
        made.primary_key = model.primary_key;
        made.options = model.options;
        made.file = model.file;
        made.line = model.line;
        for (const auto& field : model.fields) {
            if (keep(field)) made.fields.push_back(field);
        }
        return &made;
    }

    [[nodiscard]] static std::string renamed(const Pair& pair, const std::string& field) {
        if (pair.change == nullptr) return field;
        for (const auto& [from, to] : pair.change->field_renames) {
            if (from == field) return to;
        }
        return field;
    }

    /// The new version of an old table: the model's own, or the many-to-many table of the same (renamed) field.
    static const Table* counterpart(const Pair& pair, std::size_t place) {
        if (pair.after == nullptr) return nullptr;
        if (place == 0) return &pair.new_tables.front();
        const std::string& old_model = pair.old_tables[place].model;
        const std::string field = renamed(pair, old_model.substr(pair.before->label().size() + 1));
        const std::string wanted = pair.after->label() + "." + field;
        for (std::size_t i = 1; i < pair.new_tables.size(); ++i) {
            if (pair.new_tables[i].model == wanted) return &pair.new_tables[i];
        }
        return nullptr;
    }

    void note_renames(const Pair& pair) {
        for (std::size_t place = 0; place < pair.old_tables.size(); ++place) {
            const Table& old = pair.old_tables[place];
            const Table* next = counterpart(pair, place);
            if (next == nullptr) continue;
            if (old.name != next->name) renames_.tables[old.name] = next->name;
            for (std::size_t i = 0; i < old.columns.size(); ++i) {
                const Column& column = old.columns[i];
                const Column* same = nullptr;
                if (place != 0) {
                    same = i < next->columns.size() ? &next->columns[i] : nullptr;
                } else {
                    const std::string field = renamed(pair, column.field);
                    for (const auto& candidate : next->columns) {
                        if (candidate.field == field) same = &candidate;
                    }
                }
                if (same != nullptr && same->name != column.name) renames_.columns[{old.name, column.name}] = same->name;
            }
        }
    }

    void edit(const Pair& pair) {
        for (std::size_t place = pair.old_tables.size(); place-- > 0;) {
            if (counterpart(pair, place) == nullptr) push_table(EditKind::drop_table, pair.old_tables[place]);
        }
        std::set<const Table*> present;
        for (std::size_t place = 0; place < pair.old_tables.size(); ++place) {
            const Table* next = counterpart(pair, place);
            if (next == nullptr) continue;
            present.insert(next);
            const std::size_t first = result_.edits.size();
            table_edits(pair.old_tables[place], *next, renames_, result_.edits);
            if (place == 0 && pair.old_tables[place].name != next->name) result_.edits[first].target_taken = is_taken(next->name, pair);
            if (place == 0) complete(pair, first);
        }
        for (const auto& table : pair.new_tables) {
            if (!present.contains(&table)) push_table(EditKind::create_table, table);
        }
    }

    /// Whether another model's table has that name; only asked when a table is renamed.
    [[nodiscard]] bool is_taken(const std::string& name, const Pair& pair) const {
        const auto models = now_.models();
        return std::any_of(models.begin(), models.end(), [&](const ModelState* model) { return model != pair.after && model->table_name() == name; });
    }

    void push_table(EditKind kind, const Table& table) {
        SchemaEdit made;
        made.kind = kind;
        made.table = table.name;
        made.table_value = table;
        result_.edits.push_back(std::move(made));
    }

    /// What the renderer must know about existing rows: values for added and tightened columns, and whether a type narrows.
    void complete(const Pair& pair, std::size_t first) {
        for (std::size_t i = first; i < result_.edits.size(); ++i) {
            SchemaEdit& made = result_.edits[i];
            if (made.kind != EditKind::add_column && made.kind != EditKind::alter_column) continue;
            const Field* field = pair.after->field(made.column->field);
            if (field == nullptr) continue;
            if (const auto fill = hints_.fills.find({pair.after->label(), field->name}); fill != hints_.fills.end() && fill->second.has_value) {
                made.backfill = column_fill(*field, fill->second.value);
                made.has_backfill = true;
            }
            if (made.kind == EditKind::add_column) {
                if (!made.has_backfill && field->attributes.bool_or("auto_now", false)) set_now(made);
                made.needs_value = !made.has_backfill && !made.column->null && !field->has_database_default() && !field->is_generated() && !made.column->auto_increment;
                continue;
            }
            if (made.column_from->null && !made.column->null && !made.has_backfill) {
                if (!made.column->default_value.is_null()) {
                    made.backfill = made.column->default_value;
                    made.has_backfill = true;
                } else if (!made.column->db_default.empty()) {
                    made.backfill = Value::object();
                    made.backfill.set("sql", made.column->db_default);
                    made.has_backfill = true;
                } else if (field->attributes.bool_or("auto_now", false)) {
                    set_now(made);
                } else {
                    made.needs_value = true;
                }
            }
            const Field* old = pair.before->field(old_name(pair, field->name));
            // Of a native enum it is the type that loses a value, not the column: where that is an object of its own, AlterEnum answers for it.
            const bool same_enum = made.column_from->type == made.column->type && !enum_of(*field).empty();
            made.narrows = old != nullptr && !same_enum && !only_numbers_otherwise(made) && narrows(*old, *field, pair);
        }
    }

    /// How a column numbers itself stands behind its type, and is nothing that values lose.
    static bool only_numbers_otherwise(const SchemaEdit& made) {
        const auto plain = [](const Column& column) { return column.type.substr(0, lower(column.type).find(" generated ")); };
        return made.column->type != made.column_from->type && plain(*made.column) == plain(*made.column_from);
    }

    static void set_now(SchemaEdit& made) {
        made.backfill = Value::object();
        made.backfill.set("now", true);
        made.has_backfill = true;
    }

    static std::string old_name(const Pair& pair, const std::string& field) {
        if (pair.change == nullptr) return field;
        for (const auto& [from, to] : pair.change->field_renames) {
            if (to == field) return from;
        }
        return field;
    }

    /// Foreign keys compare by the fields they refer to.
    bool narrows(const Field& old, const Field& next, const Pair& pair) const {
        if (!old.has_column() || !next.has_column()) return false;
        return !widens_or_equal(referred(old, before_, *pair.before), referred(next, now_, *pair.after));
    }

    static Field referred(const Field& field, const StateView& state, const ModelState&) {
        Field current = field;
        for (int depth = 0; current.is_foreign_key() && depth < 32; ++depth) {
            const ModelState* target = state.find(current.to());
            if (target == nullptr) break;
            const std::string wanted = current.attributes.text_or("to_field");
            const auto keys = wanted.empty() ? target->key_fields() : std::vector<std::string>{wanted};
            const Field* next = keys.size() == 1 ? target->field(keys.front()) : nullptr;
            if (next == nullptr) break;
            current = *next;
        }
        return current;
    }

    const StateLog& log_;
    const ProjectState& now_;
    StateBefore before_;
    const EditHints& hints_;
    ColumnTyper& typer_;
    EditScope scope_;
    std::deque<ModelState> slim_;
    std::set<std::string> targets_;  ///< labels of add_targets
    std::vector<Pair> pairs_;
    SchemaRenames renames_;
    OperationEdits result_;
};

OperationEdits apply_recorded(const Operation& operation, ProjectState& state, ColumnTyper& typer, EditScope scope) {
    StateLog log;
    state.record(log);
    try {
        operation.apply(state);
    } catch (...) {
        state.stop_recording();
        throw;
    }
    state.stop_recording();
    if (operation.work() != OperationWork::schema || !applies_to(operation.only, typer.backend())) return {};
    EditHints hints;
    operation.hints(hints);
    OperationEdits edits = edits_of(log, state, hints, typer, scope);
    if (const Value* asked = operation.ddl.find(typer.backend())) {
        for (auto& edit : edits.edits) edit.ddl = *asked;
    }
    return edits;
}

void append(OperationEdits& into, OperationEdits&& more) {
    std::move(more.edits.begin(), more.edits.end(), std::back_inserter(into.edits));
    std::move(more.before.begin(), more.before.end(), std::back_inserter(into.before));
    std::move(more.after.begin(), more.after.end(), std::back_inserter(into.after));
}

}  // namespace

void check_has_objects(const SchemaEdit& edit, const ColumnTyper& typer) {
    if (typer.has_schema_objects()) return;
    const std::string_view name = edit_kind_name(edit.kind);
    const std::string kind(name.substr(name.find('_') + 1));
    throw Error(ErrorCode::unsupported, kind + " " + edit.object.text_or("name") + ": " + typer.backend() + " has no " + kind + "s of its own")
        .hint("give the operation only = [\"postgresql\"]: elsewhere it then changes nothing in the database");
}

OperationEdits edits_of(const StateLog& log, const ProjectState& now, const EditHints& hints, ColumnTyper& typer, EditScope scope) {
    return EditBuilder(log, now, hints, typer, scope).run();
}

OperationEdits apply_with_edits(const Operation& operation, ProjectState& state, ColumnTyper& typer, EditScope scope) {
    if (const auto* separate = dynamic_cast<const SeparateDatabaseAndState*>(&operation)) {
        OperationEdits result;
        ProjectState database = state;
        if (applies_to(operation.only, typer.backend())) {
            for (const auto& part : separate->database_operations) append(result, apply_with_edits(*part, database, typer, scope));
        }
        operation.apply(state);
        return result;
    }
    return apply_recorded(operation, state, typer, scope);
}

}  // namespace reinhardt::db
