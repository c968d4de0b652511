#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/state/model_state.hpp>

namespace reinhardt::db {

/// A file of C++ models: "blog.hpp".
struct CppModelsFile {
    std::string name, text;
};

/// One C++ source that declares these models and exports them (REINHARDT_EXPORT_MODELS), for `inspect --format cpp`: compiled into the apps' library it
/// gives the same models. Models of app blog are in namespace models::blog. Error(usage) for a relation to a model that is not among them,
/// Error(unsupported) for a field that can have no name: one called as the model, both after a word of C++.
[[nodiscard]] std::string models_to_cpp(const std::vector<const ModelState*>& models);
/// The same in a header and a source for each app, in order of app.
[[nodiscard]] std::vector<CppModelsFile> models_to_cpp_files(const std::vector<const ModelState*>& models);

}  // namespace reinhardt::db
