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

std::string migration_text(const Migration& migration, bool json) { return json ? migration_to_json(migration) : migration_to_toml(migration); }

}  // namespace reinhardt::db
