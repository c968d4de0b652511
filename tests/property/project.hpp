#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/migrations/autodetect/answers.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/state/project_state.hpp>
#include <reinhardt/db/support/value.hpp>

#include "rows.hpp"

namespace property {

namespace db = reinhardt::db;

[[nodiscard]] inline db::Value object(std::initializer_list<std::pair<const char*, db::Value>> members) {
    auto value = db::Value::object();
    for (const auto& [key, member] : members) value.set(key, member);
    return value;
}

// A project's models as things that keep their identity: a field and a model have a number that stays whatever they are called. Texts in
// definitions name others by number: "@7@" is the name of field 7, "#7#" its column, "%3%" the label of model 3. Hence what a person would
// answer to makemigrations follows from two versions of a project, and so does which column's rows must be found in which.

struct FieldNode {
    int id = 0;
    std::string name;
    db::Value definition;
    bool distinct = false;  ///< every row has a value of its own
    friend bool operator==(const FieldNode&, const FieldNode&) = default;
};

struct ModelNode {
    int id = 0;
    std::string app, name;
    int base = 0;           ///< the abstract model that it extends; 0 = none
    db::Value keys;         ///< of the models file: indexes, constraints, table, …
    std::vector<FieldNode> fields;

    [[nodiscard]] bool abstract() const { return keys.bool_or("abstract", false); }
    [[nodiscard]] std::string label() const { return app + "." + name; }
    [[nodiscard]] bool composite() const { return keys.has("primary_key"); }
    [[nodiscard]] FieldNode* field(int number);
    friend bool operator==(const ModelNode&, const ModelNode&) = default;
};

struct ProjectTree {
    std::vector<std::string> apps;
    std::vector<ModelNode> models;

    [[nodiscard]] ModelNode* model(int id);
    [[nodiscard]] const ModelNode* model(int id) const;
    [[nodiscard]] const FieldNode* field(int id) const;
    /// Those of its base first.
    [[nodiscard]] std::vector<const FieldNode*> fields_of(const ModelNode& model) const;
    /// The models file of an app.
    [[nodiscard]] std::string text(const std::string& app) const;
    void write(const std::filesystem::path& root) const;
    [[nodiscard]] db::ProjectState load(const std::filesystem::path& root) const;
    friend bool operator==(const ProjectTree&, const ProjectTree&) = default;

private:
    [[nodiscard]] std::string resolved(const std::string& text) const;
    [[nodiscard]] db::Value resolved(const db::Value& value) const;
};

/// Whether a text in it names field or model `id`.
[[nodiscard]] bool mentions(const db::Value& value, int id);
/// A literal of the field type; null for types without one.
[[nodiscard]] db::Value literal_for(const std::string& type);
/// The project on disk: models/<app>.toml, migrations/<app>.
[[nodiscard]] db::Project project_at(const std::filesystem::path& root, const std::vector<std::string>& apps);
/// What a person who made `after` from `before` would say.
[[nodiscard]] db::Answers answers(const ProjectTree& before, const ProjectTree& after);
/// Which columns of `after` hold what which columns of `before` held.
[[nodiscard]] std::vector<SameColumns> same_columns(const ProjectTree& before, const db::ProjectState& old_models, const ProjectTree& after,
                                                    const db::ProjectState& new_models, std::size_t longest_name);

}  // namespace property
