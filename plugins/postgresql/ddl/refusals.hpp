#pragma once

#include <cstddef>
#include <string>

#include <reinhardt/db/schema/edit.hpp>

#include "output.hpp"
#include "server_kind.hpp"

namespace reinhardt::db::postgresql {

/// What a server has, from its title ("PostgreSQL 15.8"); an empty title counts as the oldest release that is supported, 12.
struct ServerRelease : sql::ServerKind {
    explicit ServerRelease(const std::string& title);
    [[nodiscard]] bool nulls_not_distinct() const noexcept { return postgresql >= 15 && product() != sql::Product::cockroachdb; }  ///< release notes of 15
    [[nodiscard]] bool virtual_columns() const noexcept { return has(&sql::Traits::virtual_columns); }
};

/// Whether the server can do what the edit asks; says in `output` what it cannot.
[[nodiscard]] bool accepts(const SchemaEdit& edit, std::size_t number, const ServerRelease& server, sql::Output& output);

}  // namespace reinhardt::db::postgresql
