#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace reinhardt::db {

/// "sqlite" of "sqlite:db.sqlite3"; "" when there is no scheme. Aliases are kept (postgres, mariadb).
[[nodiscard]] std::string url_scheme(std::string_view url);
/// The URL with its password, if any, as "***" (user:password@, password= in the query), percent-encoded or not (details 1.13).
[[nodiscard]] std::string mask_url(std::string_view url);
/// `text`, a message of somebody else, without the URL's passwords and without `password`.
[[nodiscard]] std::string scrub(std::string text, std::string_view url, std::string_view password = {});
/// `text` with ${VAR} and ${VAR:-fallback} from the environment. Error(config) for an undefined variable, without the text.
[[nodiscard]] std::string expand_variables(std::string_view text);

}  // namespace reinhardt::db
