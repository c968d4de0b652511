#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/state/model_state.hpp>

namespace reinhardt::db {

/// A field as REINHARDT_MODEL spells it; internal to this folder.
struct CppField {
    std::string type, name;
    std::vector<std::string> options;
};

/// The models of one run by label, and the names that are given to what stands before them.
class CppModels {
public:
    explicit CppModels(const std::vector<const ModelState*>& models);

    [[nodiscard]] static std::string struct_name(const ModelState& model);
    /// As models of `app` write it: "Post", "::models::auth::User".
    [[nodiscard]] std::string struct_for(std::string_view label, std::string_view app, const std::string& asked_by) const;
    [[nodiscard]] const ModelState* find(std::string_view label) const;
    /// Names of the namespace of an app that are in use: structs, enums, constants, aliases.
    [[nodiscard]] std::set<std::string>& names(const std::string& app) { return names_[app]; }

private:
    std::map<std::string, const ModelState*, std::less<>> models_;
    std::map<std::string, std::set<std::string>> names_;
};

/// What stands before the structs of an app, a definition each.
struct CppDefinitions {
    std::vector<std::string> enums;         ///< in the app's namespace
    std::vector<std::string> enum_names;    ///< at global scope
    std::vector<std::string> constants;     ///< in the app's namespace, behind the forward declarations
    std::set<std::string> apps;             ///< other apps whose models are referred to
    bool validators = false;                ///< their header is needed
};

/// Spells the fields of one model.
class CppFieldWriter {
public:
    CppFieldWriter(CppModels& models, const ModelState& model, CppDefinitions& definitions) : models_(models), model_(model), definitions_(definitions) {}
    [[nodiscard]] CppField write(const Field& field, const std::string& identifier);

private:
    [[nodiscard]] std::string relation_type(const Field& field);
    [[nodiscard]] std::string enum_type(const Field& field);
    [[nodiscard]] std::string type_of(const Field& field);
    [[nodiscard]] std::string key_type(const Field& relation, int depth = 0) const;
    void write_type(const Field& field);
    void write_attribute(const Field& field, const Member& member);
    void write_default(const Field& field, const Value& value);
    void write_inner(const Field& field, const Member& member);
    void write_choices(const Field& field, const Value& choices);
    void write_validators(const Field& field, const Value& list);
    void write_generated(const Field& field, const Value& expression);
    void write_db_type(const Field& field, const Value& types);
    void option(std::string text) { made_.options.push_back(std::move(text)); }
    void word(std::string_view name, const Member& member);
    void rest(const Member& member) { rest_.set(member.key, member.value); }

    CppModels& models_;
    const ModelState& model_;
    CppDefinitions& definitions_;
    CppField made_;
    Value rest_ = Value::object();
    std::map<std::string, std::string> enumerators_;  ///< of the field under way: stored text -> enumerator
};

/// The parts of REINHARDT_META; empty where there is none.
[[nodiscard]] std::vector<std::string> cpp_meta(const ModelState& model);

}  // namespace reinhardt::db
