#include "version.hpp"

#include <array>
#include <utility>

#include <reinhardt/db/backends/driver.hpp>
#include <reinhardt/db/support/text.hpp>

#include "session.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr std::array<std::pair<std::uint64_t, std::string_view>, 14> capabilities = {{
    {RDB_CAP_SQL, "SQL"},
    {RDB_CAP_DOCUMENT, "documents"},
    {RDB_CAP_TRANSACTIONAL_DDL, "transactional DDL"},
    {RDB_CAP_SESSION_LOCK, "session locks"},
    {RDB_CAP_WRITE_LOCK, "write lock"},
    {RDB_CAP_SCHEMAS, "schemas"},
    {RDB_CAP_COMMENTS, "comments"},
    {RDB_CAP_RETURNING, "RETURNING"},
    {RDB_CAP_SAVEPOINTS, "savepoints"},
    {RDB_CAP_IN_MEMORY, "in-memory databases"},
    {RDB_CAP_UNIQUE_IS_INDEX, "unique constraints as indexes"},
    {RDB_CAP_LOCK_TIMEOUT, "lock timeout"},
    {RDB_CAP_STATEMENT_TIMEOUT, "statement timeout"},
    {RDB_CAP_SCHEMA_OBJECTS, "extensions, collations and enums"},
}};

std::vector<std::string> abilities(const Driver& driver) {
    std::vector<std::string> found;
    for (const auto& [bit, name] : capabilities)
        if (driver.can(bit)) found.emplace_back(name);
    return found;
}

Value version_document(const std::vector<DriverRegistry::Found>& drivers) {
    Value list = Value::list();
    for (const auto& found : drivers) {
        Value item = Value::object();
        item.set("name", found.name).set("path", found.file.string());
        if (found.driver) {
            item.set("title", found.driver->title()).set("version", found.driver->version()).set("client", found.driver->client());
            item.set("schemes", Value::list_of(found.driver->schemes())).set("capabilities", Value::list_of(abilities(*found.driver)));
        } else {
            item.set("fault", found.fault);
        }
        list.push(std::move(item));
    }
    Value document = Value::object();
    document.set("format_version", "1.0").set("version", program_version()).set("drivers", std::move(list));
    return document;
}

void print_driver(Session& session, const DriverRegistry::Found& found) {
    Output& out = session.out();
    if (!found.driver) {
        out.line("  " + out.paint(Color::bold, found.name) + "  " + out.paint(Color::red, "does not load: ") + printable(found.fault));
        out.line("    " + printable(found.file.string()));
        return;
    }
    const Driver& driver = *found.driver;
    out.line("  " + out.paint(Color::bold, found.name) + " " + printable(driver.version()) + "  (" + printable(driver.client()) + ")");
    out.line("    " + printable(found.file.string()));
    out.line("    URLs: " + printable(join(driver.schemes(), ":, ")) + ":");
    out.line(wrapped("can: " + join(abilities(driver), ", "), out.width(), 4));
}

}  // namespace

std::string_view program_version() noexcept { return REINHARDT_DB_VERSION; }

int print_version(Session& session) {
    // A broken project file must not keep the version from being shown; its driver folders are then left out.
    std::vector<std::filesystem::path> folders;
    try {
        folders = session.project_or_none().driver_path;
    } catch (const Error& error) {
        session.note(Color::yellow, "warning", error.message());
    }
    DriverRegistry registry(folders);
    const auto drivers = registry.all();
    if (session.json()) {
        session.print_json(version_document(drivers));
        return 0;
    }
    Output& out = session.out();
    out.line("reinhardt-db " + std::string(program_version()));
    out.line("drivers:");
    for (const auto& found : drivers) print_driver(session, found);
    if (!drivers.empty()) return 0;
    out.line("  none; looked in");
    for (const auto& folder : registry.path()) out.line("    " + printable(folder.string()));
    return 0;
}

}  // namespace reinhardt::db::cli
