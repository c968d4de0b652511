#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>

namespace property {

/// What the generator must know of a backend: the models that it makes ask for nothing else.
struct Traits {
    bool loose = false;              ///< any expression may be said of any column
    bool typed = false;              ///< operators and functions take the types that they are for
    bool partial_indexes = true, expression_indexes = true;
    bool deferrable_keys = true;
    bool virtual_columns = true;
    bool indexes_long_texts = true;  ///< a column without limit may stand in an index
    bool places_columns = true;      ///< a column that is made anew keeps its place
    std::string collation;           ///< one that is not the default
};

/// A backend with as many empty databases as are asked for: in memory, or on a server that is there for nothing else.
class Backend {
public:
    /// `drivers` holds the driver's file. `url` is that of a database on the server whose databases named property_<n> are free to use, or
    /// "sqlite::memory:".
    Backend(const std::filesystem::path& drivers, std::string url);

    [[nodiscard]] const std::shared_ptr<reinhardt::db::Driver>& driver() const { return driver_; }
    [[nodiscard]] const Traits& traits() const { return traits_; }
    /// Connects to an empty database that nobody else is connected to.
    [[nodiscard]] std::unique_ptr<reinhardt::db::Connection> open();

private:
    [[nodiscard]] std::string empty_database();
    [[nodiscard]] std::unique_ptr<reinhardt::db::Connection> connect(const std::string& url) const;

    std::shared_ptr<reinhardt::db::Driver> driver_;
    Traits traits_;
    std::string url_;
    std::unique_ptr<reinhardt::db::Connection> server_;
};

/// Whether rows may be put in that refer to nothing yet.
void check_keys(reinhardt::db::Connection& connection, bool check);

}  // namespace property
