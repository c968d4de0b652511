#pragma once

#include <memory>
#include <optional>
#include <string>

#include <reinhardt/db/migrations/inspector.hpp>
#include <reinhardt/db/migrations/workspace.hpp>

namespace reinhardt::db {

/// What `inspect` is told to look at: a word of the command line, and the database that goes with it.
struct InspectSource {
    enum class Kind : std::uint8_t { database, models, migrations, applied, file };
    Kind kind = Kind::database;
    std::string text;                        ///< as it was given, passwords masked
    std::optional<MigrationKey> at;          ///< migrations@app.name
    std::filesystem::path file;
    std::optional<DatabaseChoice> database;  ///< named by the word itself
    [[nodiscard]] bool is_state() const noexcept { return kind == Kind::models || kind == Kind::migrations || kind == Kind::applied; }
};

/// database | ALIAS | URL | models | migrations[@app.name] | applied | FILE.json. Error(usage) for anything else, with the nearest word.
[[nodiscard]] InspectSource read_source(Workspace& workspace, const std::string& word);

/// The database whose types and driver are used for these sources: one that a source names, else the chosen one; for files alone, when none is
/// chosen, the backend they are of.
[[nodiscard]] DatabaseChoice database_for(Workspace& workspace, const std::vector<const InspectSource*>& sources);
/// Whether the document says what is managed: two that do not are compared whole.
[[nodiscard]] bool knows_models(const InspectSource& source, const Schema& schema);

/// Reads sources for one database, whose driver gives the types of models.
class InspectReader {
public:
    /// `database` is that of the first source that names one, else the one that -d chooses.
    InspectReader(Workspace& workspace, DatabaseChoice database);

    /// The document of a source. `private_parts`: also what only the driver understands of a live table.
    [[nodiscard]] Schema read(const InspectSource& source, bool private_parts);
    [[nodiscard]] Driver& driver();
    /// The state behind a source that has one.
    [[nodiscard]] const std::optional<ProjectState>& state() const noexcept { return state_; }

private:
    [[nodiscard]] Connection& connection(const InspectSource& source);
    [[nodiscard]] const Schema* managed();

    Workspace& workspace_;
    DatabaseChoice database_;
    std::unique_ptr<Connection> connection_;
    std::shared_ptr<Driver> driver_;
    std::optional<Schema> managed_;
    std::optional<ProjectState> state_;
};

}  // namespace reinhardt::db
