#pragma once

#include <cstddef>
#include <string>

#include <reinhardt/db/schema/edit.hpp>

#include "output.hpp"

namespace reinhardt::db::postgresql {

/// What a server has, from its title ("PostgreSQL 15.8"); an empty title counts as the oldest release that is supported, 12.
struct ServerRelease {
    explicit ServerRelease(const std::string& title);
    int major = 12;
    [[nodiscard]] bool nulls_not_distinct() const noexcept { return major >= 15; }  ///< release notes of 15
    [[nodiscard]] bool virtual_columns() const noexcept { return major >= 18; }     ///< release notes of 18
};

/// Whether the server can do what the edit asks; says in `output` what it cannot.
[[nodiscard]] bool accepts(const SchemaEdit& edit, std::size_t number, const ServerRelease& server, sql::Output& output);

}  // namespace reinhardt::db::postgresql
