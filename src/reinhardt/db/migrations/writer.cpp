#include <reinhardt/db/migrations/writer.hpp>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

std::string migration_to_toml(const Migration& migration) {
    const Value value = migration.to_value();
    std::string out;
    for (const auto& member : value.as_object()) {
        if (member.key != "operations") out += toml_entry(member.key, member.value);
    }
    for (const auto& operation : value.find("operations")->as_list()) {
        out += "\n[[operations]]\n";
        for (const auto& member : operation.as_object()) out += toml_entry(member.key, member.value);
    }
    return out;
}

std::string migration_to_json(const Migration& migration) { return to_json(migration.to_value(), 2) + "\n"; }

std::string migration_text(const Migration& migration, MigrationForm form) {
    switch (form) {
        case MigrationForm::json: return migration_to_json(migration);
        case MigrationForm::cpp: return migration_to_cpp(migration);
        case MigrationForm::toml: break;
    }
    return migration_to_toml(migration);
}

std::string_view extension_of(MigrationForm form) noexcept {
    constexpr std::string_view extensions[] = {"toml", "json", "cpp"};
    return extensions[static_cast<std::size_t>(form)];
}

MigrationForm form_named(std::string_view extension) noexcept {
    if (extension == "toml") return MigrationForm::toml;
    return extension == "json" ? MigrationForm::json : MigrationForm::cpp;
}

MigrationForm form_of(std::string_view file) noexcept { return form_named(file.substr(file.rfind('.') + 1)); }

}  // namespace reinhardt::db
