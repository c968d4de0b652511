#include <map>

#include <reinhardt/db/state/models_file.hpp>

#include "schema_text.hpp"

namespace reinhardt::db::cli {

std::vector<ModelsFile> models_files(const std::vector<ModelState>& models) {
    std::map<std::string, std::vector<const ModelState*>> apps;
    for (const ModelState& model : models) apps[model.app].push_back(&model);
    std::vector<ModelsFile> files;
    for (const auto& [app, its] : apps) files.push_back({app, models_to_toml(its)});
    return files;
}

std::string joined_models(const std::vector<ModelsFile>& files) {
    if (files.size() == 1) return files.front().text;
    std::string text;
    for (const ModelsFile& file : files) text += (text.empty() ? "" : "\n") + ("# models/" + file.app + ".toml\n") + file.text;
    return text;
}

}  // namespace reinhardt::db::cli
