#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <reinhardt/db/migrations/autodetect/autodetector.hpp>

namespace reinhardt::db {

/// A rename: (old name, new name).
using NamePair = std::pair<std::string, std::string>;

/// The same renames one after the other so that no step takes a name that is still in use, in whatever case: as they stand otherwise, and
/// exchanged names by way of `<name>_swap` (details 2.11). `taken` tells which other names are in use.
[[nodiscard]] std::vector<NamePair> one_by_one(std::vector<NamePair> renames, const std::function<bool(const std::string&)>& taken);

/// Renames that are certain (given as answers, or by `renamed_from` in the models) of the names of one scope: an app's models or a model's fields.
struct RenameScope {
    std::vector<std::string> new_names;                 ///< in order of declaration
    std::set<std::string> old_names;                    ///< those of the state
    std::map<std::string, std::string> answered;        ///< new -> old; an empty old says "no rename"
    std::map<std::string, std::string> hinted;          ///< new -> old
    /// Whether renames among names that all exist on both sides would leave less to change than none (details 1.9: a hint that has done its work is ignored).
    std::function<bool(const std::vector<NamePair>&)> explains;
};
/// (old, new) in order of the new declaration.
[[nodiscard]] std::vector<NamePair> certain_renames(const RenameScope& scope);

/// Which models and fields are the same under another name, and which may be: the open questions.
struct Renames {
    std::vector<NamePair> models;                                   ///< labels, in order of the new declaration
    std::vector<NamePair> model_steps;                              ///< the same one by one
    std::map<std::string, std::vector<NamePair>> fields;            ///< new label -> fields
    std::map<std::string, std::vector<NamePair>> field_steps;
    ProjectState models_renamed;                                    ///< `from` with models renamed
    ProjectState renamed;                                           ///< and fields too
    std::map<std::string, std::size_t> model_questions;             ///< new label -> question
    std::map<std::pair<std::string, std::string>, std::size_t> field_questions;
};

/// Decides them. `target` holds the models in migrated form. Appends to `questions`.
/// Throws Error(usage) for answers that name nothing or do not fit.
[[nodiscard]] Renames find_renames(const ProjectState& from, const ProjectState& target, const DetectOptions& options, std::vector<Question>& questions);

/// Renames of models: what is decided, asked, and applied to `renames.models_renamed` (renamed_models.cpp).
void find_model_renames(const ProjectState& from, const ProjectState& target, const DetectOptions& options, Renames& renames, std::vector<Question>& questions);
/// Renames of fields likewise, on `renames.renamed` (renamed_fields.cpp).
void find_field_renames(const ProjectState& target, const DetectOptions& options, Renames& renames, std::vector<Question>& questions);

/// Whether a rename keeps the field's column under an explicit name, so that it is AlterField (`column`), then RenameField (details 2.6).
[[nodiscard]] bool keeps_column(const Field& old_field, const Field& new_field);
/// Whether a renamed model keeps its table under an explicit name.
[[nodiscard]] bool keeps_table(const ModelState& old_model, const ModelState& new_model);

}  // namespace reinhardt::db
