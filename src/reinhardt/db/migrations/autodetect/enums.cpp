#include <algorithm>
#include <set>

#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/autodetect/enum_values.hpp>
#include <reinhardt/db/migrations/operations/alter_enum.hpp>
#include <reinhardt/db/migrations/operations/create_enum.hpp>
#include <reinhardt/db/migrations/operations/drop_enum.hpp>
#include <reinhardt/db/state/enum_uses.hpp>

namespace reinhardt::db {

namespace {

using Values = std::vector<std::string>;

/// Elsewhere an enum is no object of its own: such a database is left alone, so that one history serves all.
const Values enum_backends = {"postgresql"};

std::set<std::string> labels_of(const std::vector<EnumType>& types) {
    std::set<std::string> labels;
    for (const auto& type : types) labels.insert(type.label());
    return labels;
}

/// The labels of the enums that fields of the state are of, whatever values they give them.
std::set<std::string> labels_used(const ProjectState& state) {
    std::set<std::string> labels;
    for (const ModelState* model : state.models()) {
        for (const auto& field : model->fields) labels.insert(enum_of(field));
    }
    labels.erase(std::string());
    return labels;
}

template <class Op>
Change& add(Detection& detection, Op operation, Phase phase, const ModelState& model, std::size_t place) {
    auto shared = std::make_shared<Op>(std::move(operation));
    shared->only = enum_backends;
    Change& change = detection.add(std::move(shared), phase, model, place);
    change.model_place = 0;  // they have an order of their own
    return change;
}

/// New values come first. What goes, goes last, when no field has it as its default any more.
void alter(Detection& detection, const EnumType& old, const EnumType& type, const ModelState& user, std::size_t place) {
    const std::string label = type.label();
    for (const AlterEnum& whole : changes_of_enum(label, old.values, type.values)) {
        AlterEnum first(label);
        first.add = whole.add;
        if (!whole.values.empty()) {
            for (const auto& value : type.values) {
                if (std::find(old.values.begin(), old.values.end(), value) == old.values.end()) first.add.push_back({value, {}, {}});
            }
        }
        AlterEnum last(label);
        last.remove = whole.remove;
        last.values = whole.values;
        if (!first.add.empty()) {
            add(detection, first, Phase::create_enum, user, place).provide(facts::enumeration(label)).uses.push_back(facts::enumeration(label));
        }
        if (last.remove.empty() && last.values.empty()) continue;
        Change& change = add(detection, last, Phase::drop_enum, user, place);
        change.need(facts::enumeration(label)).need(facts::enum_left(label)).uses.push_back(facts::enumeration(label));
    }
}

}  // namespace

void find_enum_changes(Detection& detection) {
    const auto& present = detection.from.objects().enums;
    const auto declared = enums_used(detection.target);
    const auto used_before = labels_used(detection.from);
    std::size_t place = 0;
    for (const auto& type : declared) {
        const std::string label = type.label();
        const ModelState& user = *users_of_enum(detection.target, label).front();
        ++place;
        if (const EnumType* old = object_named(present, label)) {
            alter(detection, *old, type, user, place);
        } else if (!used_before.contains(label)) {  // else something that is no operation made it
            add(detection, CreateEnum(type), Phase::create_enum, user, place).provide(facts::enumeration(label));
        }
    }
    const auto wanted = labels_of(declared);
    for (const auto& type : present) {
        const std::string label = type.label();
        // One that no field was of has another purpose.
        if (wanted.contains(label) || !used_before.contains(label)) continue;
        Change& change = add(detection, DropEnum(label), Phase::drop_enum, *users_of_enum(detection.from, label).front(), ++place);
        change.need(facts::enum_left(label)).uses.push_back(facts::enumeration(label));
    }
}

void need_enum(Change& change, const Field& field) {
    const std::string label = enum_of(field);
    if (label.empty()) return;
    change.need(facts::enumeration(label)).uses.push_back(facts::enumeration(label));
}

void provide_enum_left(Change& change, const Field& field) {
    if (const std::string label = enum_of(field); !label.empty()) change.provide(facts::enum_left(label));
}

}  // namespace reinhardt::db
