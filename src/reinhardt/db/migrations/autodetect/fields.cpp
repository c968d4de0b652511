#include <algorithm>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/add_field.hpp>
#include <reinhardt/db/migrations/operations/alter_field.hpp>
#include <reinhardt/db/migrations/operations/alter_primary_key.hpp>
#include <reinhardt/db/migrations/operations/remove_field.hpp>
#include <reinhardt/db/migrations/operations/rename_field.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

std::string app_of(const std::string& label) { return label.substr(0, label.find('.')); }

bool contains(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

const Field* with_column(const ModelState& model, const std::string& column) {
    const auto found = std::find_if(model.fields.begin(), model.fields.end(), [&](const Field& field) { return field.has_column() && field.column() == column; });
    return found == model.fields.end() ? nullptr : &*found;
}

/// Whether relations hold the model's key, so that it must be of one field at every moment.
bool is_key_held(const ProjectState& state, const ModelState& model) {
    const std::string label = model.label();
    const auto holds = [&](const Field& field) { return field.is_relation() && field.to() == label && field.attributes.text_or("to_field").empty(); };
    const auto makes_table = [](const Field& field) { return field.is_many_to_many() && field.through().empty(); };
    if (std::any_of(model.fields.begin(), model.fields.end(), [&](const Field& field) { return holds(field) || makes_table(field); })) return true;
    const auto referrers = state.referrers(label);
    return std::any_of(referrers.begin(), referrers.end(), [&](const std::string& referrer) {
        const auto& fields = state.find(referrer)->fields;
        return std::any_of(fields.begin(), fields.end(), holds);
    });
}

/// What a field reads must be there, and be what it will be.
void need_used(Change& change, const ModelState& model, const Field& field) {
    for (const auto& name : fields_used(model, field)) change.need(facts::field(model.label(), name)).need(facts::altered(model.label(), name));
}

/// What ends when this definition of a field ends.
void provide_unused(Change& change, const ModelState& model, const Field& field) {
    for (const auto& name : fields_used(model, field)) change.provide(facts::unused(model.label(), name));
    provide_unreferred(change, model, field);
}

Change& push_added(Detection& detection, const ModelState& model, const Field& field, ColumnFill fill, std::size_t place) {
    auto operation = std::make_shared<AddField>();
    operation->model = model.name;
    operation->field = field;
    operation->field.line = 0;
    operation->fill = std::move(fill);
    Change& change = detection.add(operation, Phase::add_field, model, place);
    change.provide(facts::field(model.label(), field.name)).need(facts::model(model.label())).need(facts::no_field(model.label(), field.name));
    if (field.has_column()) change.wish(facts::column(model.label(), field.column()));
    need_relations(change, model, field);
    need_used(change, model, field);
    return change;
}

/// The changes of one model's fields.
class FieldChanges {
public:
    FieldChanges(Detection& detection, KeptModel& kept)
        : detection_(detection), kept_(kept), before_(kept.renamed), after_(kept.target), label_(kept.label()), old_key_(before_.key_fields()), new_key_(after_.key_fields()),
          key_switch_(old_key_ != new_key_ && (!before_.primary_key.empty() || !after_.primary_key.empty() || is_key_held(detection.renames.renamed, before_))) {}

    void run() {
        renamed();
        move_columns_aside();
        std::size_t place = 0;
        for (const auto& field : before_.fields) {
            if (kept_.removed_fields.contains(field.name)) remove(field, place);
            ++place;
        }
        if (key_switch_) alter_key();
        place = 0;
        for (const auto& field : after_.fields) {
            ++place;
            const Field* old = before_.field(field.name);
            if (old == nullptr || kept_.removed_fields.contains(field.name)) {
                add(field, place);
            } else {
                const Field* followed = kept_.followed.field(field.name);  // a generated field's expression has followed its columns
                const bool same = key_switch_ ? same_field_but_key(*followed_column(*old, *followed), field) : same_field(*followed_column(*old, *followed), field);
                if (same) {
                    check_survives(field);
                } else {
                    alter(*old, field, place);
                }
            }
        }
    }

private:
    /// The old definition, with its own column but the expression as it has followed.
    const Field* followed_column(const Field& old, const Field& followed) {
        compared_ = old;
        if (const Value* expression = followed.attributes.find("expression")) compared_.set("expression", *expression);
        return &compared_;
    }

    /// A field that stays as it is must not read one that goes.
    void check_survives(const Field& field) const {
        for (const auto& name : fields_used(before_, *before_.field(field.name))) {
            if (!kept_.removed_fields.contains(name)) continue;
            throw Error(ErrorCode::models, "field " + label_ + "." + field.name + " uses " + name + ", which is no longer a field").at(after_.file, field.line);
        }
    }

    void renamed() {
        const auto pairs = detection_.renames.fields.find(label_);
        if (pairs == detection_.renames.fields.end()) return;
        std::size_t place = 0;
        ModelState now = kept_.models_renamed;
        for (const auto& [old_name, name] : pairs->second) {
            Field* field = now.field(old_name);
            if (!keeps_column(*field, *after_.field(name))) continue;
            field->set("column", field->column());
            auto operation = std::make_shared<AlterField>();
            operation->model = after_.name;
            operation->field = *field;
            Change& change = detection_.add(operation, Phase::rename_field, after_, place++);
            change.provide(facts::kept_column(label_, old_name)).need(facts::model(label_));
            need_relations(change, after_, *field);
        }
        for (const auto& [old_name, name] : detection_.renames.field_steps.at(label_)) rename(now, old_name, name, place++);
    }

    void rename(ModelState& now, const std::string& old_name, const std::string& name, std::size_t place) {
        auto operation = std::make_shared<RenameField>();
        operation->model = after_.name;
        operation->from = old_name;
        operation->to = name;
        Change& change = detection_.add(operation, Phase::rename_field, after_, place);
        change.provide(facts::field(label_, name)).provide(facts::no_field(label_, old_name));
        change.need(facts::model(label_)).need(facts::kept_column(label_, old_name)).need(facts::names_left(label_));
        if (kept_.models_renamed.field(name) != nullptr) change.need(facts::no_field(label_, name));
        if (kept_.models_renamed.field(old_name) == nullptr) change.need(facts::field(label_, old_name));
        change.outlives.push_back(label_ + "." + old_name);
        Field& field = *now.field(old_name);
        const ModelState before = now;
        const std::string old_column = field.column();
        field.name = name;
        if (field.column() != old_column) change.provide(facts::column(label_, old_column)).wish(facts::column(label_, field.column()));
        if (field.is_relation() && app_of(field.to()) != after_.app) change.provide(facts::renamed_relation(field.to()));
        note_tables(change, &before, &now);
    }

    void remove(const Field& field, std::size_t place) {
        auto operation = std::make_shared<RemoveField>();
        operation->model = after_.name;
        operation->name = field.name;
        Change& change = detection_.add(operation, Phase::remove_field, after_, place);
        change.provide(facts::no_field(label_, field.name)).need(facts::model(label_)).need(facts::unused(label_, field.name));
        if (field.has_column() && !aside_.contains(field.name)) change.provide(facts::column(label_, field.column()));
        if (contains(old_key_, field.name)) change.need(facts::key(label_)).need(facts::aside(label_, field.name));
        if (leaves_key(field)) change.provide(facts::settled_key(label_));
        change.outlives.push_back(label_ + "." + field.name);
        provide_unused(change, before_, field);
        ModelState without = before_;
        std::erase_if(without.fields, [&](const Field& other) { return other.name == field.name; });
        note_tables(change, &before_, &without);
    }

    void alter_key() {
        auto operation = std::make_shared<AlterPrimaryKey>();
        operation->model = after_.name;
        operation->fields = new_key_;
        Change& change = detection_.add(operation, Phase::alter_field, after_, 0);
        change.provide(facts::key(label_)).need(facts::model(label_));
        for (const auto& name : new_key_) {
            change.need(facts::field(label_, name));
            if (!contains(old_key_, name)) change.need(facts::altered(label_, name));
        }
        for (const auto& name : old_key_) change.provide(facts::unused(label_, name)).need(facts::aside(label_, name));
        if (new_key_.size() == 1) change.provide(facts::single_key(label_));
        if (new_key_.size() > 1) {  // nothing may refer to a composite key
            change.need(facts::unkeyed(label_));
            change.outlives.push_back(label_);
        }
    }

    /// Columns that are exchanged go over a third name; so does that of an old key which the new key, before it, takes over.
    void move_columns_aside() {
        const auto taken = [&](const std::string& column) { return with_column(before_, column) != nullptr || with_column(after_, column) != nullptr; };
        for (const auto& name : old_key_) {
            const Field& field = *before_.field(name);
            if (!waits_for_key(field) || !new_key_takes(field.column())) continue;
            std::string column = field.column() + "_swap";
            while (taken(column)) column += "_swap";
            move_aside(field, column);
        }
        std::vector<NamePair> columns;
        for (const auto& field : after_.fields) {
            const Field* old = kept_field(field.name);
            const bool altered = old != nullptr && old->has_column() && !aside_.contains(field.name);
            if (altered && old->column() != field.column()) columns.emplace_back(old->column(), field.column());
        }
        for (const NamePair& pair : one_by_one(columns, taken)) {
            const auto goes_there = [&](const NamePair& other) { return other.second == pair.second; };
            if (std::any_of(columns.begin(), columns.end(), goes_there)) continue;
            move_aside(*with_column(before_, pair.first), pair.second);
        }
    }

    void move_aside(const Field& field, const std::string& column) {
        auto operation = std::make_shared<AlterField>();
        operation->model = after_.name;
        operation->field = field;
        operation->field.set("column", column);
        Change& change = detection_.add(operation, Phase::alter_field, after_, 0);
        change.provide(facts::aside(label_, field.name)).provide(facts::column(label_, field.column())).need(facts::model(label_)).need(facts::field(label_, field.name));
        need_relations(change, after_, field);
        aside_.insert(field.name);
    }

    /// The definition that a field has until now, if it is not made anew.
    [[nodiscard]] const Field* kept_field(const std::string& name) const { return kept_.removed_fields.contains(name) ? nullptr : before_.field(name); }

    /// Whether a single key gives way to another one: until then the model has two, and no new relation may refer to it.
    [[nodiscard]] bool leaves_key(const Field& old) const { return !key_switch_ && contains(old_key_, old.name) && !contains(new_key_, old.name); }

    /// Whether a field of the old key gives its column up only after the new key is in place.
    [[nodiscard]] bool waits_for_key(const Field& field) const {
        if (kept_.removed_fields.contains(field.name)) return true;
        return after_.field(field.name)->column() != field.column() && (key_switch_ || !contains(new_key_, field.name));
    }

    /// Whether a field that must be there before the new key takes this column, or waits for one that does.
    [[nodiscard]] bool new_key_takes(std::string column) const {
        for (std::size_t i = 0; i < after_.fields.size(); ++i) {  // each field takes one column from another at most
            const Field* taker = with_column(after_, column);
            if (taker == nullptr) return false;
            const Field* old = kept_field(taker->name);
            if (old != nullptr && (old->column() == column || contains(old_key_, taker->name))) return false;
            if (contains(new_key_, taker->name)) return true;
            if (old == nullptr) return false;
            column = old->column();
        }
        return false;
    }

    void add(const Field& field, std::size_t place) {
        std::size_t question = no_question;
        ColumnFill fill = fill_for_added(detection_, after_, field, question);
        Field definition = field;
        if (key_switch_ && before_.primary_key.empty()) definition.erase("primary_key");  // two at once would be a composite key
        Change& change = push_added(detection_, after_, definition, std::move(fill), place);
        change.question = question;
        if (const auto open = detection_.renames.field_questions.find({label_, field.name}); open != detection_.renames.field_questions.end()) {
            change.question = open->second;
        }
        if (!key_switch_ && contains(new_key_, field.name)) change.provide(facts::key(label_));
        ModelState with = before_;
        std::erase_if(with.fields, [&](const Field& other) { return other.name == field.name; });
        const ModelState without = with;
        with.fields.push_back(field);
        note_tables(change, &without, &with);
    }

    void alter(const Field& old, const Field& field, std::size_t place) {
        std::size_t question = no_question;
        auto operation = std::make_shared<AlterField>();
        operation->model = after_.name;
        operation->field = field;
        operation->field.line = 0;
        operation->fill = fill_for_altered(detection_, after_, old, field, question);
        const bool was_key = contains(old_key_, field.name);
        const bool is_key = contains(new_key_, field.name);
        if (key_switch_ && is_key && !was_key) operation->field.erase("primary_key");
        Change& change = detection_.add(operation, Phase::alter_field, after_, place);
        change.question = question;
        change.need(facts::model(label_)).need(facts::field(label_, field.name)).provide(facts::altered(label_, field.name));
        if (was_key && (key_switch_ || !is_key)) change.need(facts::key(label_));
        if (leaves_key(old)) change.provide(facts::settled_key(label_));
        if (!key_switch_ && is_key && !was_key) change.provide(facts::key(label_));
        change.need(facts::aside(label_, field.name));
        if (old.column() != field.column()) {
            change.wish(facts::column(label_, field.column()));
            if (!aside_.contains(field.name)) change.provide(facts::column(label_, old.column()));
        }
        need_relations(change, after_, field);
        need_used(change, after_, field);
        provide_enum_left(change, old);
        for (const auto& name : fields_used(before_, old)) change.provide(facts::unused(label_, name));
        if (old.to() != field.to() || old.through() != field.through() || old.attributes.text_or("to_field") != field.attributes.text_or("to_field")) {
            provide_unreferred(change, before_, old);
        }
        ModelState next = before_;
        *next.field(field.name) = field;
        note_tables(change, &before_, &next);
    }

    Detection& detection_;
    KeptModel& kept_;
    const ModelState& before_;
    const ModelState& after_;
    const std::string label_;
    const std::vector<std::string> old_key_, new_key_;
    const bool key_switch_;
    Field compared_;
    std::set<std::string> aside_;
};

}  // namespace

void find_field_changes(Detection& detection, KeptModel& model) { FieldChanges(detection, model).run(); }

void add_left_out_field(Detection& detection, const ModelState& model, const Field& field, std::size_t place) { push_added(detection, model, field, {}, place); }

}  // namespace reinhardt::db
