#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models.hpp"

namespace bench {

/// What a program writes with a client library alone, used well: statements prepared once, values in binary form, the fastest way for many rows.
/// Its connection is its own; all of it happens in one transaction a call, and what fails ends the program.
class RawWriter {
public:
    RawWriter() = default;
    virtual ~RawWriter() = default;
    RawWriter(const RawWriter&) = delete;
    RawWriter& operator=(const RawWriter&) = delete;

    virtual void clear() = 0;                                        ///< empties the table
    virtual void insert_each(const std::vector<User>& users) = 0;    ///< a prepared INSERT for each, without keys
    virtual void save_each(std::vector<User>& users) = 0;            ///< the same, with the keys
    virtual void insert_all(const std::vector<User>& users) = 0;     ///< the fastest way
    virtual void insert_with_keys(std::vector<User>& users) = 0;     ///< the fastest way that gives keys
    virtual void update_all(const std::vector<User>& users) = 0;     ///< username and age by id, the fastest way
};

/// What the raw programs do with a table that the ORM made. SQLite: a database of its own in memory, made by `create`.
std::unique_ptr<RawWriter> raw_sqlite(const std::string& create);
std::unique_ptr<RawWriter> raw_postgresql(const std::string& url);
std::unique_ptr<RawWriter> raw_mariadb(const std::string& url);

[[noreturn]] void give_up(const char* message);

}  // namespace bench
