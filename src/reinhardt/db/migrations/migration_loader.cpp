#include <reinhardt/db/migrations/migration_loader.hpp>

#include <algorithm>
#include <utility>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace fs = std::filesystem;

MigrationLoader& MigrationLoader::folder(std::string app, const fs::path& path) {
    ProjectApp entry;
    entry.label = std::move(app);
    entry.migrations = fs::absolute(path).lexically_normal();
    if (project_.root.empty()) project_.root = fs::current_path();
    project_.apps.push_back(std::move(entry));
    return *this;
}

MigrationLoader& MigrationLoader::folders(const fs::path& path) {
    std::error_code failure;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(path, failure), end; !failure && it != end; it.increment(failure)) {
        const std::string name = it->path().filename().string();
        if (name.find_first_of("_.~") != 0 && it->is_directory(failure)) found.push_back(it->path());
    }
    if (failure) throw Error(ErrorCode::file, "cannot read the folder " + path.string() + ": " + failure.message());
    std::sort(found.begin(), found.end());
    for (const fs::path& entry : found) folder(entry.filename().string(), entry);
    return *this;
}

MigrationLoader& MigrationLoader::add(Migration migration) {
    if (!is_plain_name(migration.app) || !is_plain_name(migration.name))
        throw Error(ErrorCode::usage, "the migration '" + migration.key().text() + "' needs an app and a name of letters, digits and '_'").hint("for example Migration(\"0001_initial\").in(\"blog\")");
    for (const auto& operation : migration.operations) {
        if (!migration.atomic || operation->work() != OperationWork::backfill) continue;
        throw Error(ErrorCode::migration_file, std::string(operation->op()) + " needs a migration that is not atomic, which " + migration.key().text() + " is").hint("call outside_transaction()");
    }
    migrations_.push_back(std::move(migration));
    return *this;
}

History MigrationLoader::load() const {
    History history = load_history(project_);
    for (const Migration& migration : migrations_) {
        const auto [present, fresh] = history.migrations.emplace(migration.key(), migration);
        if (fresh) continue;
        const std::string other = present->second.file.empty() ? "made in code twice" : "in the file '" + present->second.file + "' and made in code";
        throw Error(ErrorCode::migration_file, "migration " + migration.key().text() + " is there twice: " + other).at(present->second.file);
    }
    return history;
}

}  // namespace reinhardt::db
