#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/backends/plugin_support.hpp>
#include <reinhardt/db/backends/app_registry.hpp>
#include <reinhardt/db/state/project_state.hpp>
#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db {

/// What a function that RunCode calls works with. Valid during the call. Statements run in the migration's transaction: when the function
/// throws, all of it is rolled back. Failures of statements throw Error(database).
class CodeContext {
public:
    explicit CodeContext(const rdb_code_host& host) noexcept : host_(host) {}

    [[nodiscard]] std::string driver() const { return host_.driver; }  ///< "sqlite"
    void execute(std::string_view sql, const std::vector<Value>& parameters = {}) const;
    /// The rows as objects, column name -> value.
    [[nodiscard]] std::vector<Value> query(std::string_view sql, const std::vector<Value>& parameters = {}) const;
    /// The models as they stand at this point of the history, whatever they look like today.
    [[nodiscard]] ProjectState state() const;

private:
    const rdb_code_host& host_;
};

namespace run_code {

template <auto Function>
int call(const rdb_code_host* host, rdb_error* error) {
    return plugin::guarded(error, [&] { Function(CodeContext(*host)); });
}

/// `name` as the macro spells it: a word, or a literal with its quotes.
[[nodiscard]] bool add(const char* name, int (*function)(const rdb_code_host*, rdb_error*));

}  // namespace run_code
}  // namespace reinhardt::db

/// Registers `function`, a `void(const CodeContext&)`, under `name` for RunCode. At namespace scope of a file of the app's library.
#define REINHARDT_RUN_CODE(name, function) \
    static const bool RDB_JOIN(reinhardt_db_run_code_, __COUNTER__) = ::reinhardt::db::run_code::add(#name, ::reinhardt::db::run_code::call<&function>)
