#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/operations/state_access.hpp>

namespace reinhardt::db {

// What operations on enums, extensions and collations share. `what` names the kind: "enum".

/// Adds to one list of the state's objects. Error(migration_file) when one of that label is there.
template <class Object>
void make_object(ProjectState& state, std::vector<Object> SchemaObjects::*list, const Object& object, const std::string& what) {
    SchemaObjects objects = state.objects();
    if (object_named(objects.*list, object.label()) != nullptr) throw state_error(what + " " + object.label() + " exists already at this point");
    (objects.*list).push_back(object);
    state.put_objects(std::move(objects));
}

/// Error(migration_file) when there is none of that label.
template <class Object>
[[nodiscard]] Object object_in(const ProjectState& state, std::vector<Object> SchemaObjects::*list, const std::string& label, const std::string& what) {
    if (const Object* found = object_named(state.objects().*list, label)) return *found;
    throw state_error("there is no " + what + " " + label + " at this point").hint("what migrations do not make, RunSQL changes");
}

template <class Object>
void drop_object(ProjectState& state, std::vector<Object> SchemaObjects::*list, const std::string& label, const std::string& what) {
    (void)object_in(state, list, label, what);
    SchemaObjects objects = state.objects();
    std::erase_if(objects.*list, [&](const Object& object) { return object.label() == label; });
    state.put_objects(std::move(objects));
}

/// An inverse of one operation, which gets the app of `of`.
template <class Undo>
[[nodiscard]] Inverse undone_by(const Operation& of, Undo undo) {
    auto operation = std::make_shared<Undo>(std::move(undo));
    operation->app = of.app;
    Inverse result;
    result.operations.push_back(std::move(operation));
    return result;
}

}  // namespace reinhardt::db
