#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/backends/driver_library.hpp>

namespace reinhardt::db {
namespace {

// What version 1 of the interface asks for; later members may be missing in a driver that was built before them.
constexpr std::size_t driver_size = offsetof(rdb_driver, document) + sizeof(rdb_driver::document);
constexpr std::size_t sql_size = offsetof(rdb_sql, normalize) + sizeof(rdb_sql::normalize);
constexpr std::size_t dialect_size = offsetof(rdb_dialect, current_timestamp) + sizeof(rdb_dialect::current_timestamp);

const rdb_driver* enter(const std::filesystem::path& file, void* library) {
    const auto entry = reinterpret_cast<rdb_entry>(dlsym(library, RDB_ENTRY_SYMBOL));
    if (!entry) fail_driver(file, "is no driver: it has no symbol " RDB_ENTRY_SYMBOL);
    rdb_error error{};
    error.size = sizeof error;
    const rdb_driver* table = entry(RDB_ABI_VERSION, &error);
    if (!table) {
        error.message[sizeof error.message - 1] = '\0';
        error.hint[sizeof error.hint - 1] = '\0';
        fail_driver(file, "did not start: " + one_line(error.message[0] ? error.message : "it gives no reason"), error.hint);
    }
    return table;
}

void check_size(const std::filesystem::path& file, const char* table, std::size_t has, std::size_t needs) {
    if (has < needs)
        fail_driver(file, "is incomplete: its " + std::string(table) + " has " + std::to_string(has) + " bytes of the " + std::to_string(needs) + " that are needed",
             "build it again with the header of this version");
}

/// A member of a table, by name, and whether it is filled.
struct Required {
    const char* name;
    bool present;
};

void check_members(const std::filesystem::path& file, std::initializer_list<Required> members) {
    for (const Required& member : members)
        if (!member.present) fail_driver(file, "is incomplete: it has no " + std::string(member.name));
}

void check_sql(const std::filesystem::path& file, const rdb_driver& driver) {
    const rdb_sql& sql = *driver.sql;
    check_size(file, "SQL table", sql.size, sql_size);
    check_members(file, {{"dialect", sql.dialect != nullptr}, {"execute", sql.execute != nullptr}, {"prepare", sql.prepare != nullptr},
                         {"bind", sql.bind != nullptr}, {"column_count", sql.column_count != nullptr}, {"column_name", sql.column_name != nullptr},
                         {"fetch", sql.fetch != nullptr}, {"affected", sql.affected != nullptr}, {"reset", sql.reset != nullptr},
                         {"finalize", sql.finalize != nullptr}, {"begin", sql.begin != nullptr}, {"commit", sql.commit != nullptr},
                         {"rollback", sql.rollback != nullptr}, {"in_transaction", sql.in_transaction != nullptr}, {"split", sql.split != nullptr},
                         {"column_types", sql.column_types != nullptr}, {"render", sql.render != nullptr}, {"introspect", sql.introspect != nullptr},
                         {"quote_identifier", sql.quote_identifier != nullptr}, {"quote_literal", sql.quote_literal != nullptr}});
    check_size(file, "dialect", sql.dialect->size, dialect_size);
    if ((driver.capabilities & RDB_CAP_SAVEPOINTS) != 0)
        check_members(file, {{"savepoint", sql.savepoint != nullptr}, {"release", sql.release != nullptr}, {"rollback_to", sql.rollback_to != nullptr}});
}

void check_table(const std::filesystem::path& file, const rdb_driver& table) {
    if (table.abi != RDB_ABI_VERSION)
        fail_driver(file, "has interface version " + std::to_string(table.abi) + ", this program has version " + std::to_string(RDB_ABI_VERSION),
             "install the driver and the program from the same version");
    check_size(file, "table", table.size, driver_size);
    check_members(file, {{"name", table.name && *table.name}, {"title", table.title != nullptr}, {"version", table.version != nullptr},
                         {"client", table.client != nullptr}, {"schemes", table.schemes && *table.schemes}, {"open", table.open != nullptr},
                         {"close", table.close != nullptr}, {"cancel", table.cancel != nullptr}, {"ping", table.ping != nullptr},
                         {"server", table.server != nullptr}});
    if ((table.capabilities & RDB_CAP_SESSION_LOCK) != 0)
        check_members(file, {{"lock", table.lock != nullptr}, {"unlock", table.unlock != nullptr}});
    if ((table.capabilities & (RDB_CAP_LOCK_TIMEOUT | RDB_CAP_STATEMENT_TIMEOUT)) != 0) {
        check_size(file, "table", table.size, offsetof(rdb_driver, limit) + sizeof(rdb_driver::limit));
        check_members(file, {{"limit", table.limit != nullptr}});
    }
    if ((table.capabilities & RDB_CAP_SQL) != 0) check_members(file, {{"sql", table.sql != nullptr}});
    if ((table.capabilities & RDB_CAP_DOCUMENT) != 0) check_members(file, {{"document", table.document != nullptr}});
    if (table.sql) check_sql(file, table);
}

}  // namespace

std::shared_ptr<Driver> Driver::load(const std::filesystem::path& file) {
    DriverLibrary library = open_driver_library(file);
    const rdb_driver* table = enter(file, library.get());
    check_table(file, *table);
    std::shared_ptr<Driver> driver(new Driver(file, library.get(), table));
    static_cast<void>(library.release());
    return driver;
}

}  // namespace reinhardt::db
