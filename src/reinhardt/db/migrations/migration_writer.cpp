#include <reinhardt/db/migrations/migration_writer.hpp>

#include <reinhardt/db/support/files.hpp>

namespace reinhardt::db {

std::string MigrationWriter::file_name() const { return migration_.name + "." + format_; }

std::string MigrationWriter::text() const { return migration_text(migration_, form_named(format_)); }

std::filesystem::path MigrationWriter::write(const std::filesystem::path& folder) const {
    std::filesystem::path path = folder / file_name();
    write_new_file(path, text());
    return path;
}

}  // namespace reinhardt::db
