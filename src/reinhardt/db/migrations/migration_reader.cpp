#include <reinhardt/db/migrations/migration_reader.hpp>

#include <utility>

#include <reinhardt/db/migrations/loader.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

std::vector<MigrationKey> read_keys(Reader& reader, const Value& table, std::string_view key) {
    std::vector<MigrationKey> keys;
    const auto texts = reader.texts(table, key);
    if (!texts) return keys;
    const auto& items = table.find(key)->as_list();
    keys.reserve(texts->size());
    for (std::size_t i = 0; i < texts->size(); ++i) {
        const std::string& text = (*texts)[i];
        const auto dot = text.find('.');
        if (dot == std::string::npos || dot == 0 || dot + 1 == text.size()) {
            reader.fail(items[i].line(), "'" + text + "' in '" + std::string(key) + "' is not the name of a migration", "write it as \"app.name\", for example \"blog.0001_initial\"");
            continue;
        }
        keys.push_back({text.substr(0, dot), text.substr(dot + 1), items[i].line()});
    }
    return keys;
}

/// A JSON null stands for the NULL of the file form, inside of values.
void mark_read_nulls(Value& value) {
    if (value.is_null()) {
        const auto line = value.line();
        value = Value::object();
        value.set("null", true).line(line);
    } else if (value.is_list()) {
        for (auto& item : value.as_list()) mark_read_nulls(item);
    } else if (value.is_object()) {
        for (auto& member : value.as_object()) mark_read_nulls(member.value);
    }
}

}  // namespace

Value parse_migration_json(const std::string& file, std::string_view text) {
    Value document = parse_json(text, file, ErrorCode::migration_file);
    if (!document.is_object()) throw Error(ErrorCode::migration_file, "a migration must be a JSON object").at(file, document.line());
    mark_read_nulls(document);
    return document;
}

Migration parse_migration(Reader& reader, std::string_view text, bool json, std::string app, std::string name) {
    Value document = Value::object();
    try {
        document = json ? parse_migration_json(reader.file, text) : parse_toml(text, reader.file, reader.code);
    } catch (const Error& error) {
        reader.errors.push_back(error);
    }
    return read_migration(reader, document, std::move(app), std::move(name));
}

Migration read_migration(Reader& reader, const Value& document, std::string app, std::string name) {
    reader.app = app;
    Migration migration(std::move(app), std::move(name));
    migration.file = reader.file;
    reader.known_keys(document, {"dependencies", "initial", "atomic", "run_before", "replaces", "was", "operations"}, "a migration");
    migration.dependencies = read_keys(reader, document, "dependencies");
    migration.run_before = read_keys(reader, document, "run_before");
    migration.replaces = read_keys(reader, document, "replaces");
    migration.initial = reader.boolean(document, "initial");
    migration.atomic = reader.boolean(document, "atomic").value_or(true);
    migration.was = reader.texts(document, "was").value_or(std::vector<std::string>{});
    if (const Value* operations = document.find("operations")) migration.operations = read_operations(reader, *operations);
    for (const auto& operation : migration.operations) {
        if (!migration.atomic || operation->work() != OperationWork::backfill) continue;
        reader.fail(operation->line, std::string(operation->op()) + " needs a migration that is not atomic", "add atomic = false at the top of the file");
    }
    return migration;
}

}  // namespace reinhardt::db
