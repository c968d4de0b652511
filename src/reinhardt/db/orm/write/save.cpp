#include <reinhardt/db/orm/object.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/signals.hpp>
#include <reinhardt/db/orm/write/instance.hpp>

namespace reinhardt::db {
namespace {

/// One save of one object, as Django's Model.save_base does it.
class Save {
public:
    Save(const WritePlan& plan, void* object, const SaveOptions& options, WriteSession& session)
        : plan_(plan), model_(plan.model()), object_(object), options_(options), session_(session), state_(state_of(model_.desc(), object)) {
        if (state_ != nullptr) notice_assigned(object, plan, *state_);
    }

    /// Whether the row is new.
    bool run() {
        const FieldSet unset = unset_fields(object_, plan_);
        const bool has_key = key_is_set(unset);
        const bool update_alone = options_.force_update || !options_.update_fields.empty();
        if (update_alone && options_.force_insert) throw Error(ErrorCode::usage, "force_insert excludes force_update and update_fields");
        if (update_alone && !has_key) throw Error(ErrorCode::usage, fmt::format("an object of {} without a key cannot be updated", model_.label())).hint("save() without update_fields and force_update inserts it");
        FieldSet fields = fields_to_update();
        // With fields that were not read, the row must be there.
        const bool partial = update_alone || (is_stored_here() && has_deferred() && !options_.force_insert);
        if (has_key && !options_.force_insert && (partial || is_stored() || (!plan_.key_is_made() && !key_is_initial()))) {
            if (!is_stored()) leave_added_moments(fields);
            if (update(fields)) return false;
            if (partial) throw NotFound(fmt::format("no row of {} has the key {}: nothing was updated", model_.label(), key_text(model_, object_)));
        }
        insert(unset);
        return true;
    }

private:
    [[nodiscard]] bool is_stored() const noexcept { return state_ != nullptr && state_->stored(); }
    [[nodiscard]] bool is_stored_here() const noexcept { return is_stored() && *state_->database == session_.session().alias(); }
    [[nodiscard]] bool has_deferred() const noexcept { return state_ != nullptr && (state_->deferred[0] | state_->deferred[1]) != 0; }

    /// A key that the database numbers is not set while it is 0, unless it is what the object was read with.
    [[nodiscard]] bool key_is_set(const FieldSet& unset) const {
        if (is_stored()) return true;
        for (const FieldInfo* field : model_.key()) {
            if (unset.has(field->index)) return false;
        }
        return true;
    }

    /// A key that was never set is not looked for: it might be that of another object which was saved without one.
    [[nodiscard]] bool key_is_initial() const {
        if (model_.auto_key() != nullptr || (state_ == nullptr && !plan_.is_uuid_keyed())) return false;
        return std::all_of(model_.key().begin(), model_.key().end(), [&](const FieldInfo* field) { return plan_.is_initial(*field, object_); });
    }

    [[nodiscard]] FieldSet fields_to_update() const {
        FieldSet fields;
        if (options_.update_fields.empty()) {
            fields = plan_.updated();
            if (has_deferred()) fields.remove_all(state_->deferred);
            return fields;
        }
        for (const std::string& name : options_.update_fields) {
            const FieldInfo& field = model_.field(name);
            if (!plan_.updated().has(field.index)) throw Error(ErrorCode::query, fmt::format("update_fields: '{}' of model {} is no column that can be updated", name, model_.label()));
            fields.add(field.index);
        }
        return fields;
    }

    /// When the row was made is not known of an object that was not read.
    void leave_added_moments(FieldSet& fields) const {
        if (!options_.update_fields.empty()) return;
        for (const FieldInfo* field : plan_.moments()) {
            if (field->desc->options.auto_now_add && plan_.is_initial(*field, object_)) fields.remove(field->index);
        }
    }

    bool update(const FieldSet& fields) {
        set_moments(object_, plan_, fields, false);
        if (fields.empty()) return row_exists();
        const WriteStatement& statement = plan_.update(fields);
        const CellScratch cells;
        add_values(object_, statement, *cells);
        if (statement.read_back == WriteStatement::ReadBack::rows) {
            if (session_.query(statement.sql, *cells, model_.table(), statement.results.size(), [&](const rdb_cell* row) { set_values(object_, statement.results, row); }) == 0) return false;
        } else {
            if (session_.execute(statement.sql, *cells, model_.table()) == 0) return false;
            if (!statement.results.empty()) read_back(plan_, object_, statement.results, session_);
        }
        for (const FieldInfo* field : model_.columns()) {
            if (has_deferred() && fields.has(field->index)) state_->deferred[field->index / 64] &= ~(std::uint64_t{1} << (field->index % 64));
        }
        if (!is_stored_here()) stored();
        return true;
    }

    [[nodiscard]] bool row_exists() {
        const WriteStatement& statement = plan_.select({});
        const CellScratch cells;
        add_values(object_, statement, *cells);
        if (session_.query(statement.sql, *cells, model_.table(), 1, [](const rdb_cell*) {}) == 0) return false;
        if (!is_stored_here()) stored();
        return true;
    }

    void insert(const FieldSet& unset) {
        const bool deferred = has_deferred();
        if (deferred) load_deferred();
        set_moments(object_, plan_, plan_.written(), true);
        if (deferred || plan_.counted_key() == nullptr) insert_object(plan_, object_, session_);
        else insert_object(plan_, object_, session_, unset);
    }

    /// An INSERT needs all values: those that were not read come from where the object was read.
    void load_deferred() {
        std::vector<std::string> names;
        for (const FieldInfo* field : model_.columns()) {
            if (state_->is_deferred(field->index)) names.emplace_back(field->name());
        }
        refresh_object(model_.desc(), object_, names);
    }

    void stored() { mark_stored(object_, plan_, kept_alias(session_.session().alias())); }

    const WritePlan& plan_;
    const ModelInfo& model_;
    void* object_;
    const SaveOptions& options_;
    WriteSession& session_;
    InstanceState* state_;
};

}  // namespace

void save_object(const ModelDesc& model, void* object, const SaveOptions& options) {
    WriteSession session(database_of(model, object, options.database));
    const WritePlan& plan = WritePlan::of(model, session.dialect());
    const ModelSignals* signals = model.signals;
    if (signals == nullptr || (!signals->pre_save.has_listeners() && !signals->post_save.has_listeners())) {
        Save(plan, object, options, session).run();
        return;
    }
    const InstanceState* state = state_of(model, object);
    SaveInfo info{.created = state == nullptr || !state->stored(), .update_fields = {options.update_fields.begin(), options.update_fields.end()}, .database = session.session().alias()};
    signals->pre_save.send(object, info);
    info.created = Save(plan, object, options, session).run();
    signals->post_save.send(object, info);
}

}  // namespace reinhardt::db
