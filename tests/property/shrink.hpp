#pragma once

#include <functional>

#include "generator.hpp"

namespace property {

/// Takes away versions, models, fields, parts of models and attributes as long as `fails` still says so; at most `tries` are tried.
[[nodiscard]] ProjectHistory shrink(ProjectHistory history, const std::function<bool(const ProjectHistory&)>& fails, int tries);

}  // namespace property
