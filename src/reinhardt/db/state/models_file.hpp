#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <reinhardt/db/state/project_state.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// `renamed_from` hints found in models files: (label of the model, field or "") -> old name.
struct RenameHints {
    std::map<std::pair<std::string, std::string>, std::string> old_names;
};

/// Where models stand in their files, beyond what ModelState and Field say: for advice that names a place to edit.
struct ModelPlaces {
    struct Place {
        bool has_table = false;                        ///< the file says [models.X] somewhere, not [models.X.fields] alone
        std::uint32_t indexes_line = 0;                ///< of the model's own `indexes`; 0 = it has none
        std::size_t inherited_indexes = 0;             ///< that many of ModelState::indexes, from the first, are of abstract bases
        std::map<std::string, std::string> inherited;  ///< fields of bases -> the file that declares them
    };
    std::map<std::string, Place> models;               ///< by label
};

/// Where an app declares its models.
struct AppModels {
    std::string app;
    std::filesystem::path path;  ///< of the models file, or of the library that declares them
    Value declared{};            ///< of a library: a list of {"name", model keys, "fields": [{"name", "type", …}]}; null: the file is read
};

/// Reads the models of all apps into one state: order of declaration, bases and automatic `id` resolved (details 1.2),
/// relations complete, references checked (details 1.3). Attributes that are no part of the migrated state are kept
/// (Field::migrated() leaves them out). `display` paths in errors are relative to `root`.
/// Throws Error(models) with all broken files and references.
[[nodiscard]] ProjectState load_models(const std::vector<AppModels>& apps, const std::filesystem::path& root, RenameHints* hints = nullptr,
                                       ModelPlaces* places = nullptr);

/// The models file text that gives these models of one app, for `inspect --format toml`.
[[nodiscard]] std::string models_to_toml(const std::vector<const ModelState*>& models);

}  // namespace reinhardt::db
