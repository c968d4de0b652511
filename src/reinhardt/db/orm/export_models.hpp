#pragma once

#include <initializer_list>
#include <string_view>

#include <reinhardt/db/backends/app_registry.hpp>
#include <reinhardt/db/orm/model_desc.hpp>

namespace reinhardt::db::exported_models {

/// The label as the macro spells it: a word, or a literal with its quotes.
[[nodiscard]] constexpr std::string_view label(std::string_view spelled) noexcept {
    return spelled.size() > 1 && spelled.front() == '"' ? spelled.substr(1, spelled.size() - 2) : spelled;
}

template <class... Models>
[[nodiscard]] consteval bool are_of(std::string_view app) {
    return ((model_of<Models>::desc.app == app) && ...);
}

/// Writes the models as rdb_app_models says.
int write(std::initializer_list<const ModelDesc*> models, rdb_sink* out, rdb_error* error) noexcept;
/// Enters models into the registry of the library; `app` as the macro spells it.
[[nodiscard]] bool add(const char* app, int (*write)(rdb_sink*, rdb_error*));

template <class... Models>
int write_all(rdb_sink* out, rdb_error* error) {
    return write({&model_of<Models>::desc...}, out, error);
}

}  // namespace reinhardt::db::exported_models

/// Exports models of app `app_label` from the app's library (`[apps.<app>] library` in reinhardt-db.toml), so that makemigrations and inspect read
/// them: REINHARDT_EXPORT_MODELS(blog, Author, Post). At namespace scope of one source file of the library, in the order in which the models are to
/// stand; several files may each export some. An app has its models either here or in a models file.
#define REINHARDT_EXPORT_MODELS(app_label, ...)                                                                                              \
    static_assert(::reinhardt::db::exported_models::are_of<__VA_ARGS__>(::reinhardt::db::exported_models::label(#app_label)),                \
                  "REINHARDT_EXPORT_MODELS names a model of another app");                                                                   \
    [[maybe_unused]] static const bool RDB_JOIN(reinhardt_db_models_, __COUNTER__) =                                                         \
        ::reinhardt::db::exported_models::add(#app_label, [](rdb_sink* out, rdb_error* error) { return ::reinhardt::db::exported_models::write_all<__VA_ARGS__>(out, error); })
