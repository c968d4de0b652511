#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/state/models_file.hpp>

namespace reinhardt::db {

/// One suggestion about the indexes of a model. Rules keep their names:
///
/// | rule | level | suggested when |
/// |---|---|---|
/// | foreign-key | recommended | no index begins with a foreign key (PostgreSQL and SQLite make none by themselves) |
/// | generic-relation | recommended | no index begins with content type and object id together |
/// | through-pair | recommended | no index of a `through` model begins with its two keys |
/// | duplicate-index | recommended | two indexes sort the same columns the same way |
/// | ordering | consider | no index gives rows in the order of `ordering` |
/// | soft-delete-ordering | consider | the same for a model with a mark for deleted rows, where backends can leave them out of an index |
/// | related-ordering | consider | no index gives the rows that refer to one row in the order of `ordering` |
/// | prefix-index | consider | an index is the beginning of another |
struct IndexSuggestion {
    enum class Level : std::uint8_t { recommended, consider };
    enum class Action : std::uint8_t { add_index, change_field, remove_index };
    std::string rule;
    Level level = Level::recommended;
    std::string app, model;
    std::vector<std::string> fields;  ///< that the suggestion is about
    std::string reason;               ///< one sentence
    Action action = Action::add_index;
    std::string toml;                 ///< an entry of `indexes` to add or to remove, or the line of the field as it should be
    std::string file;                 ///< relative to the project's root; "" when the models come from no file
    std::uint32_t line = 0;           ///< of `indexes`, or of the model if it has none; of the field; of the index to remove
    bool has_indexes = false;         ///< add_index: the model's table has `indexes` to add to
    bool has_table = false;           ///< add_index: the file says [models.X] somewhere
};

/// What the databases that the models are for do by themselves.
struct IndexBackends {
    std::vector<std::string> names;       ///< "sqlite"
    bool foreign_keys_indexed = false;    ///< all of them index every foreign key
    bool partial = true;                  ///< all of them have indexes with a condition
    bool texts = true;                    ///< all of them sort an index by texts of any length
};

/// By the schemes of the project's databases; SQLite when it names none. Loads no driver.
[[nodiscard]] IndexBackends index_backends(const Project& project);

/// Suggestions for the models of `apps` (empty: all), by model in order of declaration, by rule in the order above. Taking all of
/// `recommended` and running again leaves none of that level. `hints`: the `renamed_from` of fields, which belong to their lines.
[[nodiscard]] std::vector<IndexSuggestion> suggest_indexes(const ProjectState& models, const ModelPlaces& places, const IndexBackends& backends,
                                                           const std::vector<std::string>& apps = {}, const RenameHints& hints = {});
/// Loads the models of the project and looks at them. Changes nothing, asks no database. Error(usage) for an unknown app; Error(models).
[[nodiscard]] std::vector<IndexSuggestion> suggest_indexes(const Project& project, const std::vector<std::string>& apps);

}  // namespace reinhardt::db
