#include <reinhardt/db/migrations/inspect_source.hpp>

#include <algorithm>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/migrations/state_loader.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

bool ends_with(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }

MigrationKey migration_at(Workspace& workspace, const std::string& text) {
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos)
        throw Error(ErrorCode::usage, "'migrations@" + text + "' does not name an app and a migration").hint("for example: reinhardt-db inspect migrations@blog.0002");
    return resolve_migration(workspace.history(), text.substr(0, dot), text.substr(dot + 1));
}

}  // namespace

InspectSource read_source(Workspace& workspace, const std::string& word) {
    InspectSource source;
    source.text = word;
    if (word == "models" || word == "applied") {
        source.kind = word == "models" ? InspectSource::Kind::models : InspectSource::Kind::applied;
        return source;
    }
    if (word == "migrations" || word.rfind("migrations@", 0) == 0) {
        source.kind = InspectSource::Kind::migrations;
        if (word.size() > 11) source.at = migration_at(workspace, word.substr(11));
        else if (word != "migrations") throw Error(ErrorCode::usage, "'migrations@' does not name a migration");
        return source;
    }
    if (word.empty() || word == "database") {
        source.text = "database";
        return source;
    }
    if (ends_with(word, ".json") && url_scheme(word).empty()) {
        source.kind = InspectSource::Kind::file;
        source.file = word;
        return source;
    }
    const Project& project = workspace.project();
    std::vector<std::string> words = {"database", "models", "migrations", "applied"};
    for (const ProjectDatabase& entry : project.databases) {
        if (entry.alias == word) source.database = database_of(project, entry);
        words.push_back(entry.alias);
    }
    if (!source.database && url_scheme(word).empty()) {
        std::string hint = similar_hint("source", word, words);
        if (hint.empty()) hint = "one of: " + join(words, ", ") + ", a URL, or a file that ends in .json";
        throw Error(ErrorCode::usage, "there is nothing to inspect that is called '" + mask_url(word) + "'").hint(std::move(hint));
    }
    if (!source.database) source.database = choose_database(project, word);
    source.text = source.database->alias.empty() ? source.database->shown : source.database->alias;
    return source;
}

DatabaseChoice database_for(Workspace& workspace, const std::vector<const InspectSource*>& sources) {
    for (const InspectSource* source : sources)
        if (source->database) return *source->database;
    const bool files_alone = std::all_of(sources.begin(), sources.end(), [](const InspectSource* source) { return source->kind == InspectSource::Kind::file; });
    if (files_alone && workspace.config().database.empty()) {
        const Schema schema = document_of_file(sources.front()->file, sources.front()->text);
        if (!schema.backend.empty()) {
            DatabaseChoice choice;
            choice.url = choice.shown = schema.backend + ":";
            choice.server = schema.server;
            return choice;
        }
    }
    return workspace.database();
}

bool knows_models(const InspectSource& source, const Schema& schema) { return source.is_state() || !schema.models.is_null(); }

InspectReader::InspectReader(Workspace& workspace, DatabaseChoice database) : workspace_(workspace), database_(std::move(database)) {}

Driver& InspectReader::driver() {
    if (!driver_) driver_ = workspace_.driver_of(database_);
    return *driver_;
}

Connection& InspectReader::connection(const InspectSource& source) {
    const bool same = !source.database || source.database->url == database_.url;
    if (!same || !connection_) {
        const DatabaseChoice& choice = source.database ? *source.database : database_;
        connection_ = workspace_.open(choice, false);
        if (connection_ == nullptr)
            throw Error(ErrorCode::not_found, "the database " + choice.shown + " does not exist").hint("reinhardt-db migrate creates it");
    }
    return *connection_;
}

const Schema* InspectReader::managed() {
    if (workspace_.project().apps.empty() && workspace_.config().migrations.empty()) return nullptr;
    if (!managed_) managed_ = tables_by_name(MigrationStateLoader(workspace_.history()).managed(), driver(), database_.apps);
    return &*managed_;
}

Schema InspectReader::read(const InspectSource& source, bool private_parts) {
    state_.reset();
    switch (source.kind) {
        case InspectSource::Kind::models:
            require_project(workspace_.project());
            state_ = state_of_models(workspace_.project());
            break;
        case InspectSource::Kind::migrations: state_ = source.at ? MigrationStateLoader(workspace_.history()).at(*source.at) : MigrationStateLoader(workspace_.history()).latest(); break;
        case InspectSource::Kind::applied: state_ = MigrationStateLoader(workspace_.history()).applied(connection(source)); break;
        case InspectSource::Kind::file: {
            Schema schema = document_of_file(source.file, source.text);
            state_ = state_from_models_value(schema.models, source.text);
            return schema;
        }
        case InspectSource::Kind::database: return document_of_database(connection(source), managed(), private_parts);
    }
    const char* name = source.kind == InspectSource::Kind::models ? "models" : source.kind == InspectSource::Kind::applied ? "applied" : "migrations";
    Schema schema = document_of_state(*state_, driver(), name, database_.apps);
    // Only a live server knows its version; for the others it is what offline work assumes.
    if (schema.server.empty()) schema.server = driver().assumed_server();
    return schema;
}

}  // namespace reinhardt::db
