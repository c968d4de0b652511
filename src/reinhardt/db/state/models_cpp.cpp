#include <reinhardt/db/state/models_cpp.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <reinhardt/db/state/cpp_field.hpp>
#include <reinhardt/db/state/cpp_names.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

/// The parts of an app's models, in the order in which they must stand.
struct AppSource {
    std::string app;
    std::string structs_declared, structs, exported;
    CppDefinitions definitions;
};

/// Names that the macros give to members of a model.
const std::set<std::string>& macro_members() {
    static const std::set<std::string> names = {"objects", "save", "remove", "refresh", "full_clean", "clean", "validate", "fetch", "is_loaded"};
    return names;
}

/// The identifiers of a model's fields, by name of the field. Beside a member x the macro makes field_x(). `names` of the namespace may be hidden where
/// the model does not use them.
std::map<std::string, std::string> identifiers_of(const ModelState& model, const CppModels& models, const std::set<std::string>& names) {
    std::set<std::string> taken = macro_members();
    taken.insert(CppModels::struct_name(model));
    for (const auto& field : model.fields) {
        if (const ModelState* target = field.is_relation() ? models.find(field.to()) : nullptr; target != nullptr) taken.insert(CppModels::struct_name(*target));
    }
    std::set<std::string> avoided = taken;
    avoided.insert(names.begin(), names.end());
    std::vector<std::string> fields;
    for (const auto& field : model.fields) fields.push_back(field.name);
    std::stable_sort(fields.begin(), fields.end(), [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    std::map<std::string, std::string> made;
    for (const auto& field : fields) {
        const std::string identifier = cpp_identifier(field, avoided);
        if (taken.contains(identifier)) {
            throw Error(Error(ErrorCode::unsupported, "field " + model.label() + "." + field + " has no name in C++: " + identifier + " is taken").hint("rename the field or the model"));
        }
        taken.insert("field_" + identifier);
        avoided.insert("field_" + identifier);
        made.emplace(field, identifier);
    }
    return made;
}

std::string struct_text(CppModels& models, const ModelState& model, CppDefinitions& definitions) {
    const std::string name = CppModels::struct_name(model);
    CppFieldWriter writer(models, model, definitions);
    std::string text = "struct " + name + " {\n    REINHARDT_MODEL(" + name + ", " + cpp_literal(model.app) + ", " + cpp_literal(model.table_name());
    const auto identifiers = identifiers_of(model, models, models.names(model.app));
    for (const auto& field : model.fields) {
        const CppField spelled = writer.write(field, identifiers.at(field.name));
        text += ",\n        (" + spelled.type + ", " + spelled.name + (spelled.options.empty() ? "" : ", " + join(spelled.options, " | ")) + ")";
    }
    text += ")\n";
    if (const auto parts = cpp_meta(model); !parts.empty()) text += "    REINHARDT_META(" + name + ",\n        " + join(parts, ",\n        ") + ")\n";
    return text + "};\n";
}

std::vector<AppSource> sources_of(const std::vector<const ModelState*>& models) {
    CppModels all(models);
    std::map<std::string, AppSource> apps;
    for (const ModelState* model : models) {
        AppSource& source = apps[model->app];
        source.app = model->app;
        source.structs_declared += "struct " + CppModels::struct_name(*model) + ";\n";
        source.structs += (source.structs.empty() ? "" : "\n") + struct_text(all, *model, source.definitions);
        source.exported += ", ::models::" + cpp_namespace(model->app) + "::" + CppModels::struct_name(*model);
    }
    std::vector<AppSource> list;
    for (auto& [app, source] : apps) list.push_back(std::move(source));
    return list;
}

std::string in_namespace(const std::string& app, const std::string& text) {
    const std::string name = "models::" + cpp_namespace(app);
    return text.empty() ? std::string() : "namespace " + name + " {\n\n" + text + "\n}  // namespace " + name + "\n\n";
}

std::string declarations(const AppSource& source) { return in_namespace(source.app, source.structs_declared); }

std::string definitions(const AppSource& source) {
    std::string text = in_namespace(source.app, join(source.definitions.enums, ""));
    if (!source.definitions.enum_names.empty()) text += join(source.definitions.enum_names, "\n") + "\n";
    const std::string constants = join(source.definitions.constants, "");
    return text + in_namespace(source.app, constants + (constants.empty() ? "" : "\n") + source.structs);
}

std::string export_of(const AppSource& source) { return "REINHARDT_EXPORT_MODELS(" + source.app + source.exported + ");\n"; }

const std::string_view includes =
    "#include <cstddef>\n#include <cstdint>\n#include <optional>\n#include <string>\n#include <vector>\n\n#include <reinhardt/db/orm.hpp>\n";
const std::string_view validators_header = "#include <reinhardt/db/orm/validators/validators.hpp>\n";
const std::string_view alias = "namespace db = reinhardt::db;\n\n";

}  // namespace

std::string models_to_cpp(const std::vector<const ModelState*>& models) {
    const auto sources = sources_of(models);
    std::string text = std::string(includes) + "#include <reinhardt/db/orm/export_models.hpp>\n";
    if (std::any_of(sources.begin(), sources.end(), [](const AppSource& source) { return source.definitions.validators; })) text += validators_header;
    text += "\n" + std::string(alias);
    for (const auto& source : sources) text += declarations(source);
    for (const auto& source : sources) text += definitions(source);
    for (const auto& source : sources) text += export_of(source);
    return text;
}

std::vector<CppModelsFile> models_to_cpp_files(const std::vector<const ModelState*>& models) {
    const auto sources = sources_of(models);
    std::vector<CppModelsFile> files;
    for (const auto& source : sources) {
        std::string header = "#pragma once\n\n" + std::string(includes), others;
        if (source.definitions.validators) header += validators_header;
        header += "\n" + std::string(alias);
        for (const auto& other : sources) {
            if (!source.definitions.apps.contains(other.app)) continue;
            header += declarations(other);
            others += "#include \"" + other.app + ".hpp\"\n";
        }
        header += declarations(source) + definitions(source) + others;
        while (header.ends_with("\n\n")) header.pop_back();
        files.push_back({source.app + ".hpp", std::move(header)});
        files.push_back({source.app + ".cpp", "#include \"" + source.app + ".hpp\"\n\n#include <reinhardt/db/orm/export_models.hpp>\n\n" + export_of(source)});
    }
    return files;
}

}  // namespace reinhardt::db
