#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/state/model_state.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

/// A model as a models file declares it, with its bases resolved; internal to this folder.
struct DeclaredModel {
    ModelState state;
    std::vector<std::string> bases;                      ///< labels
    std::uint32_t bases_line = 0, key_line = 0, ordering_line = 0, indexes_line = 0;  ///< of extends, primary_key, ordering and indexes
    bool has_table = false;                              ///< see ModelPlaces
    bool abstract = false;
    bool broken = false;                                 ///< reported already: nothing is concluded from it
    std::map<std::string, const std::string*> field_files;  ///< files of the fields that bases declare
    std::size_t inherited_indexes = 0, inherited_constraints = 0;

    [[nodiscard]] const std::string& file_of(const Field& field) const {
        const auto found = field_files.find(field.name);
        return found == field_files.end() ? state.file : *found->second;
    }
};

/// All models of a project, and the apps whose files could not be read.
struct DeclaredModels {
    std::vector<DeclaredModel> models;
    std::map<std::string, std::size_t> by_label;
    std::set<std::string> unread_apps;

    [[nodiscard]] const DeclaredModel* find(const std::string& label) const {
        const auto found = by_label.find(label);
        return found == by_label.end() ? nullptr : &models[found->second];
    }
};

/// What does not fit together (details 1.3, 1.10, 1.11, 1.15): relations, columns, keys, names of fields in indexes, constraints,
/// ordering and generated fields.
[[nodiscard]] std::vector<Error> check_models(const DeclaredModels& declared);

}  // namespace reinhardt::db
