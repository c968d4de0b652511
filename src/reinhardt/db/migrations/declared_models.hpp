#pragma once

#include <vector>

#include <reinhardt/db/backends/child_process.hpp>
#include <reinhardt/db/migrations/project.hpp>
#include <reinhardt/db/state/models_file.hpp>

namespace reinhardt::db {

/// Where each app of the project declares its models: in its models file, or in its library (REINHARDT_EXPORT_MODELS). A library that may declare
/// some is loaded and asked in a process of its own, so that a fault of its code is an error here. Apps without models are left out.
/// Throws Error(config) for a library that is broken, crashes, hangs or gives what is no JSON, and for an app with neither a models file nor the
/// library that it names; Error(models) for an app with models in both.
[[nodiscard]] std::vector<AppModels> declared_models(const Project& project, const ChildLimits& limits = {});

}  // namespace reinhardt::db
