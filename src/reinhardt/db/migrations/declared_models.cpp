#include <reinhardt/db/migrations/declared_models.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include <reinhardt/db/backends/app_library.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/value_lines.hpp>

namespace reinhardt::db {
namespace {

using ModelsByApp = std::map<std::string, Value>;

/// Runs in the child: what the library exports, as [{"app", "models": "<JSON of the library>"}].
std::string export_of(const std::filesystem::path& file, const std::string& subject) {
    Value lists = Value::list();
    if (const auto library = AppLibrary::load_if_any(file)) {
        for (const AppModelList& models : library->models()) {
            Value one = Value::object();
            one.set("app", std::string(models.app)).set("models", AppLibrary::content_of(models, subject));
            lists.push(std::move(one));
        }
    }
    return to_json(lists);
}

Value models_of(const std::string& subject, const std::string& app, const std::string& text) {
    const auto wrong = [&](const std::string& what) { return Error(ErrorCode::config, subject + " gives models of app '" + app + "' that are " + what); };
    try {
        Value models = parse_json(text);
        set_lines(models, 0);
        if (models.is_list()) return models;
    } catch (const Error& error) {
        throw wrong("no JSON: " + error.message());
    }
    throw wrong("no JSON list");
}

ModelsByApp exported_models(const std::filesystem::path& file, const ChildLimits& limits) {
    const std::string subject = "library " + file.string();
    ModelsByApp exported;
    const Value lists = parse_json(run_in_child(subject + ", asked for its models,", [&] { return export_of(file, subject); }, limits));
    for (const Value& item : lists.as_list()) {
        const std::string app = item.text_or("app");
        Value models = models_of(subject, app, item.text_or("models"));
        Value& all = exported[app];
        for (Value& model : models.as_list()) all.push(std::move(model));
    }
    return exported;
}

class DeclaredModelsOf {
public:
    DeclaredModelsOf(const Project& project, const ChildLimits& limits) : project_(project), limits_(limits) {}

    std::vector<AppModels> read() {
        for (const ProjectApp& app : project_.apps) {
            try {
                read(app);
            } catch (const Error& error) {
                errors_.push_back(error);
            }
        }
        throw_all(std::move(errors_));
        return std::move(found_);
    }

private:
    void read(const ProjectApp& app) {
        const ModelsByApp* exported = app.library.empty() ? nullptr : library(app);
        const auto models = exported == nullptr ? ModelsByApp::const_iterator() : exported->find(app.label);
        const bool in_library = exported != nullptr && models != exported->end();
        if (in_library && app.models_exist) {
            throw Error(ErrorCode::models, "app '" + app.label + "' declares its models twice: in " + project_.display(app.models) + " and in library " + project_.display(app.library))
                .hint("keep one of them: take away the file, or REINHARDT_EXPORT_MODELS(" + app.label + ", …)");
        }
        if (in_library) found_.push_back({app.label, app.library, models->second});
        else if (app.models_exist) found_.push_back({app.label, app.models});
    }

    /// nullptr for a library that is not built yet.
    const ModelsByApp* library(const ProjectApp& app) {
        std::error_code failure;
        if (std::filesystem::status(app.library, failure).type() == std::filesystem::file_type::not_found) {
            if (app.models_exist) return nullptr;
            throw Error(ErrorCode::config, "app '" + app.label + "' has no models file, and its library, which may declare its models, does not exist: " + project_.display(app.library))
                .hint("build the library, or write " + project_.display(app.models));
        }
        const auto known = libraries_.find(app.library);
        if (known != libraries_.end()) return &known->second;
        ModelsByApp& exported = libraries_[app.library];
        exported = exported_models(app.library, limits_);
        for (const auto& [label, models] : exported) check_owner(label, app);
        return &exported;
    }

    void check_owner(const std::string& label, const ProjectApp& app) const {
        const ProjectApp* owner = project_.app(label);
        if (owner != nullptr && owner->library == app.library) return;
        throw Error(ErrorCode::config, "library " + project_.display(app.library) + " declares models of app '" + label + "', whose library it is not")
            .hint("set it as library under [apps." + label + "] in reinhardt-db.toml, or build it without these models");
    }

    const Project& project_;
    const ChildLimits& limits_;
    std::map<std::filesystem::path, ModelsByApp> libraries_;
    std::vector<AppModels> found_;
    std::vector<Error> errors_;
};

}  // namespace

std::vector<AppModels> declared_models(const Project& project, const ChildLimits& limits) { return DeclaredModelsOf(project, limits).read(); }

}  // namespace reinhardt::db
