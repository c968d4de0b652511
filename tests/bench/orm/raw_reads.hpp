#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "account.hpp"

namespace bench {

/// What a program does without the library: one client library, used well, and the same objects.
class Raw {
public:
    virtual ~Raw() = default;
    /// Every row by the key; `streamed`: as they come, else after the whole result came.
    virtual std::vector<Account> all(bool streamed) = 0;
    /// The row of that key, by a statement that was prepared once.
    virtual Account get(std::int64_t id) = 0;
};

[[nodiscard]] std::unique_ptr<Raw> raw_sqlite(const std::string& url);
[[nodiscard]] std::unique_ptr<Raw> raw_postgresql(const std::string& url);
[[nodiscard]] std::unique_ptr<Raw> raw_mariadb(const std::string& url);

/// 2024-01-02 03:04:05[.f…], which is how SQLite keeps moments.
[[nodiscard]] db::DateTime moment_of(const char* text, std::size_t size);

/// Ends the program: a comparison with what does not work says nothing.
[[noreturn]] void fail(const std::string& message);

}  // namespace bench
