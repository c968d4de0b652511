#include <algorithm>

#include <reinhardt/db/migrations/autodetect/comparison.hpp>
#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/state_access.hpp>

namespace reinhardt::db {

namespace {

/// Columns of fields that stay, as they are called before and after; exchanged names go over names that nobody uses.
void follow_columns(ModelState& model, const std::vector<NamePair>& columns) {
    if (columns.size() == 1) return rename_column_in_expressions(model, columns.front().first, columns.front().second);
    for (std::size_t i = 0; i < columns.size(); ++i) rename_column_in_expressions(model, columns[i].first, "column_under_way_" + std::to_string(i));
    for (std::size_t i = 0; i < columns.size(); ++i) rename_column_in_expressions(model, "column_under_way_" + std::to_string(i), columns[i].second);
}

}  // namespace

KeptModel kept_model(const ModelState& models_renamed, const ModelState& renamed, const ModelState& target) {
    KeptModel kept{models_renamed, renamed, target, renamed, {}};
    ModelState& followed = kept.followed;
    followed.table = target.table;
    std::vector<NamePair> columns;
    for (auto& field : followed.fields) {
        const Field* next = target.field(field.name);
        const bool retargeted = next != nullptr && field.is_many_to_many() && (field.to() != next->to() || field.through() != next->through());
        if (next == nullptr || next->has_column() != field.has_column() || next->is_many_to_many() != field.is_many_to_many() || retargeted) {
            kept.removed_fields.insert(field.name);
        } else if (next->has_column() && next->column() != field.column()) {
            columns.emplace_back(field.column(), next->column());
        }
    }
    follow_columns(followed, columns);
    for (auto& field : followed.fields) {
        const Field* next = target.field(field.name);
        if (kept.removed_fields.contains(field.name) || next->column() == field.column()) continue;
        const Value* column = next->attributes.find("column");
        field.set("column", column != nullptr ? *column : Value());
        if (field.column() != next->column()) field.set("column", next->column());  // a key that becomes a plain column, or back
    }
    return kept;
}

void need_relations(Change& change, const ModelState& model, const Field& field) {
    need_enum(change, field);
    if (!field.is_relation()) return;
    for (const auto& target : {field.to(), field.through()}) {
        if (target.empty() || target == model.label()) continue;
        change.need(facts::model(target));
        change.uses.push_back(target);  // one of the same app may have come from another
    }
    if (field.is_many_to_many()) change.wish(facts::key(model.label())).need(facts::single_key(model.label()));
    const std::string to_field = field.attributes.text_or("to_field");
    if (to_field.empty()) {
        change.wish(facts::key(field.to())).need(facts::single_key(field.to()));
        // Until then the model has two keys. A relation of a new model can wait for that: it may come later.
        if (change.phase == Phase::create_model) change.need(facts::settled_key(field.to()));
        else change.wish(facts::settled_key(field.to()));
    } else {
        change.need(facts::field(field.to(), to_field));
    }
}

void provide_unreferred(Change& change, const ModelState& model, const Field& field) {
    provide_enum_left(change, field);
    if (!field.is_relation()) return;
    for (const auto& target : {field.to(), field.through()}) {
        if (!target.empty() && target != model.label()) change.provide(facts::unreferred(target));
    }
    change.provide(facts::unkeyed(field.to()));
    if (field.is_many_to_many()) change.provide(facts::unkeyed(model.label()));
    if (const std::string to_field = field.attributes.text_or("to_field"); !to_field.empty()) change.provide(facts::unused(field.to(), to_field));
}

std::vector<std::string> tables_named(const ModelState& model) {
    std::vector<std::string> names{model.table_name()};
    for (const auto& field : model.fields) {
        if (!field.is_many_to_many() || !field.through().empty()) continue;
        const std::string given = field.attributes.text_or("table");
        names.push_back(given.empty() ? model.table_name() + "_" + field.name : given);
    }
    return names;
}

void note_tables(Change& change, const ModelState* before, const ModelState* after) {
    const auto old_names = before != nullptr ? tables_named(*before) : std::vector<std::string>();
    const auto new_names = after != nullptr ? tables_named(*after) : std::vector<std::string>();
    for (const auto& name : old_names) {
        if (std::find(new_names.begin(), new_names.end(), name) == new_names.end()) change.provide(facts::table(name));
    }
    for (const auto& name : new_names) {
        if (std::find(old_names.begin(), old_names.end(), name) == old_names.end()) change.wish(facts::table(name));
    }
}

}  // namespace reinhardt::db
