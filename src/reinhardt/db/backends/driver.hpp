#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/abi.h>
#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/schema/edit.hpp>
#include <reinhardt/db/state/to_schema.hpp>

namespace reinhardt::db {

/// Answer of Driver::render.
struct RenderResult {
    std::vector<RenderedStatement> statements;
    struct Fault {
        std::size_t edit = 0;
        std::string message, hint;
    };
    std::vector<Fault> faults;  ///< what the backend cannot do
    bool needs_live = false;    ///< nothing was rendered: the tables must be read first
};

struct RenderRequest {
    std::string server;
    const std::vector<SchemaEdit>* edits = nullptr;
    const std::vector<Table>* before = nullptr;
    const std::vector<Table>* after = nullptr;
    const Schema* live = nullptr;  ///< introspected with its private parts; nullptr = offline
    bool on_demand = false;        ///< `live` is nullptr so far, but can be read; for drivers with RDB_CAP_LIVE_ON_DEMAND
    bool atomic = true;                              ///< false: statements may run outside of a transaction, where that keeps nobody out
    const std::vector<std::string>* fresh = nullptr; ///< tables that the same migration made: nobody uses them yet
    bool script = false;           ///< offline though there is `live`: nothing may be made of what only the running database knows
};

/// A loaded driver plugin. Thread-safe once made; outlives every connection it opened.
class Driver final : public ColumnTyper, public std::enable_shared_from_this<Driver> {
public:
    /// Loads one file. Error(driver), one line: no library, no symbol, wrong ABI, failed init.
    [[nodiscard]] static std::shared_ptr<Driver> load(const std::filesystem::path& file);
    ~Driver() override;
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    [[nodiscard]] const std::filesystem::path& file() const noexcept { return file_; }
    [[nodiscard]] std::string name() const { return table_->name; }
    [[nodiscard]] std::string title() const { return table_->title; }
    [[nodiscard]] std::string version() const { return table_->version; }
    [[nodiscard]] std::string client() const { return table_->client; }
    [[nodiscard]] std::vector<std::string> schemes() const;
    [[nodiscard]] bool can(std::uint64_t capability) const noexcept { return (capabilities_.load(std::memory_order_relaxed) & capability) != 0; }
    [[nodiscard]] const rdb_driver& table() const noexcept { return *table_; }
    [[nodiscard]] const rdb_sql& sql() const;  ///< Error(unsupported) when the driver has no SQL part

    // ColumnTyper: cached, server-independent unless set_server() was called.
    [[nodiscard]] std::string backend() const override { return name(); }
    [[nodiscard]] std::size_t max_identifier() const override;
    [[nodiscard]] bool unique_is_index() const override { return can(RDB_CAP_UNIQUE_IS_INDEX); }
    [[nodiscard]] bool has_schema_objects() const override { return can(RDB_CAP_SCHEMA_OBJECTS); }
    [[nodiscard]] ColumnType column_type(const Value& field, const Value& options) override;
    void set_server(std::string server);  ///< what offline work assumes ("MariaDB 10.11")
    void connected_to(const std::string& server) noexcept;  ///< what it can do is from now on what that server can
    [[nodiscard]] const std::string& assumed_server() const noexcept { return server_; }

    [[nodiscard]] RenderResult render(const RenderRequest& request) const;
    [[nodiscard]] std::vector<std::string> split(std::string_view sql) const;
    [[nodiscard]] std::string quote_identifier(std::string_view name) const;
    [[nodiscard]] std::string quote_literal(const Value& value) const;
    [[nodiscard]] std::string normalize(std::string_view expression) const;

private:
    struct Cache;
    Driver(std::filesystem::path file, void* library, const rdb_driver* table);
    std::filesystem::path file_;
    void* library_;
    const rdb_driver* table_;
    std::atomic<std::uint64_t> capabilities_;
    std::string server_;
    std::unique_ptr<Cache> cache_;
};

/// Finds drivers by URL scheme or name along a search path and keeps those it loaded. The first file of a name decides
/// (details 4.16). Order: `path`, REINHARDT_DB_DRIVER_PATH (colon-separated), the build tree beside the executable, the install folder
/// found from the executable (../lib/reinhardt-db), the configured install folder. Thread-safe.
class DriverRegistry {
public:
    enum class Search : std::uint8_t {
        everywhere,  ///< as above
        path_only,   ///< nothing but `path`
    };
    explicit DriverRegistry(std::vector<std::filesystem::path> path = {}, Search search = Search::everywhere);

    /// Error(driver): no driver for that scheme (what was looked for, where, what is there, what to install) or a broken one.
    [[nodiscard]] std::shared_ptr<Driver> for_scheme(std::string_view scheme);
    [[nodiscard]] std::shared_ptr<Driver> for_url(std::string_view url);

    struct Found {
        std::string name;
        std::filesystem::path file;
        std::shared_ptr<Driver> driver;  ///< nullptr when it does not load
        std::string fault;               ///< why not
    };
    [[nodiscard]] std::vector<Found> all();  ///< every driver file that would be used, by name
    [[nodiscard]] const std::vector<std::filesystem::path>& path() const noexcept { return path_; }

private:
    std::vector<std::filesystem::path> path_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Driver>> loaded_;  ///< under mutex_
};

}  // namespace reinhardt::db
