#pragma once

#include <cstdint>
#include <vector>

#include <reinhardt/db/backends/abi.h>

/// What the library of an app tells the program that loads it: the functions of REINHARDT_RUN_CODE, the migrations of REINHARDT_MIGRATION and
/// the models of REINHARDT_EXPORT_MODELS, gathered by the static initialisers of its files. Hidden, so that each library has a registry of its own.
namespace reinhardt::db::app_registry {

RDB_HIDDEN inline std::vector<rdb_app_function>& functions() {
    static std::vector<rdb_app_function> registered;
    return registered;
}

RDB_HIDDEN inline std::vector<const rdb_app_migration*>& migrations() {
    static std::vector<const rdb_app_migration*> registered;
    return registered;
}

RDB_HIDDEN inline std::vector<const rdb_app_models*>& models() {
    static std::vector<const rdb_app_models*> registered;
    return registered;
}

RDB_HIDDEN inline const rdb_app* table() {
    static rdb_app table{};
    table = {RDB_ABI_VERSION, sizeof(rdb_app), functions().data(), functions().size(), migrations().data(), migrations().size(), models().data(), models().size()};
    return &table;
}

}  // namespace reinhardt::db::app_registry

// The entry that RDB_APP_ENTRY_SYMBOL names: one for the library, however many of its files register something.
extern "C" RDB_EXPORT __attribute__((used)) inline const rdb_app* reinhardt_db_app(std::uint32_t, rdb_error*) { return reinhardt::db::app_registry::table(); }

#define RDB_JOIN_(a, b) a##b
#define RDB_JOIN(a, b) RDB_JOIN_(a, b)
