#include <reinhardt/db/migrations/rewriting.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/cpp_source.hpp>
#include <reinhardt/db/migrations/writer.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/files.hpp>

namespace reinhardt::db {

MigrationForm form_for(const History& history, const std::vector<MigrationKey>& parts, MigrationForm otherwise) {
    const bool all = !parts.empty() && std::all_of(parts.begin(), parts.end(), [&](const MigrationKey& key) {
        const Migration* part = history.find(key);
        return part != nullptr && form_of(part->file) == MigrationForm::cpp;
    });
    return all ? MigrationForm::cpp : otherwise;
}

void check_rewritable(const Project& project, const Migration& migration) {
    if (form_of(migration.file) != MigrationForm::cpp) return;
    const std::string key = migration.key().text();
    if (!migration.file.ends_with(".cpp")) {
        throw Error(ErrorCode::usage, key + " cannot be rewritten: library " + migration.file + " registers it, and its source does not stand in the folder of migrations")
            .hint("put its source there, as " + migration.name + ".cpp");
    }
    if (cpp_tokens(read_file(project.root / migration.file)) == cpp_tokens(migration_to_cpp(migration))) return;
    throw Error(ErrorCode::usage, key + " cannot be rewritten: the source holds more than makemigrations writes, which would be lost").at(migration.file).hint("change it by hand");
}

}  // namespace reinhardt::db
