#include <array>
#include <set>

#include "../generate.hpp"
#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

namespace fs = std::filesystem;

/// Names of an app's migrations, from the names of its files alone.
std::set<std::string> migrations_of(const ProjectApp& app) {
    std::set<std::string> names;
    std::error_code failure;
    for (fs::directory_iterator it(app.migrations, failure), end; !failure && it != end; it.increment(failure)) {
        const fs::path& path = it->path();
        const std::string file = path.filename().string();
        const bool source = path.extension() == ".cpp" && file.front() >= '0' && file.front() <= '9';
        if ((path.extension() == ".toml" || path.extension() == ".json" || source) && file.find_first_of("_.~") != 0) names.insert(path.stem().string());
    }
    return names;
}

void print(Session& session, const std::string& word) {
    for (const char c : word)
        if (static_cast<unsigned char>(c) <= 0x20) return;
    session.out().write(word + "\n");
}

/// What the completion scripts ask: `apps`, `migrations APP`, `targets APP`, `all-migrations` (as APP.NAME), `databases`, `sources`. Reads names of files and the
/// project file; never a database.
void complete(Session& session) {
    const Arguments& arguments = session.arguments();
    const std::string kind = arguments.positional(0);
    const Project& project = session.project_or_none();
    if (kind == "apps")
        for (const ProjectApp& app : project.apps) print(session, app.label);
    if (kind == "databases" || kind == "sources")
        for (const ProjectDatabase& database : project.databases) print(session, database.alias);
    if (kind == "sources")
        for (const char* word : {"database", "models", "migrations", "applied"}) print(session, word);
    if (kind == "migrations" || kind == "targets") {
        if (const ProjectApp* app = project.app(arguments.positional(1)))
            for (const std::string& name : migrations_of(*app)) print(session, name);
        if (kind == "targets") print(session, "zero");
    }
    if (kind == "all-migrations" || kind == "sources")
        for (const ProjectApp& app : project.apps)
            for (const std::string& name : migrations_of(app)) print(session, (kind == "sources" ? "migrations@" : "") + app.label + "." + name);
}

int run_complete(Session& session) {
    try {
        complete(session);
    } catch (const Error&) {
        // A shell that completes has no place for errors.
    }
    return 0;
}

int run_generate(Session& session) {
    const std::string path = session.arguments().positional(0);
    std::vector<std::string> paths;
    for (const GeneratedFile& file : generated_files()) {
        if (path == file.path) {
            session.out().write(file.text);
            return 0;
        }
        paths.push_back(file.path);
    }
    if (path.empty()) {
        for (const std::string& known : paths) session.out().line(known);
        return 0;
    }
    throw Error(ErrorCode::usage, "there is no generated file '" + path + "'");
}

constexpr std::array<Positional, 2> complete_positionals = {{{"KIND", "what to list", Completes::nothing, true, false}, {"APP", "of which app", Completes::apps, false, false}}};
constexpr std::array<Positional, 1> generate_positionals = {{{"FILE", "the file to print; without it, their names", Completes::nothing, false, false}}};

}  // namespace

const Command complete_command = {"__complete", "list names for completion scripts", "Lists names for completion scripts.", complete_positionals, {}, {}, {}, run_complete, true};
const Command generate_command = {"__generate", "print a generated file of man/ or completions/", "Prints a generated file of man/ or completions/.",
                                  generate_positionals, {}, {}, {}, run_generate, true};

}  // namespace reinhardt::db::cli
