#include <algorithm>
#include <array>

#include <reinhardt/db/migrations/inspect_source.hpp>
#include <reinhardt/db/migrations/schema_models.hpp>
#include <reinhardt/db/state/models_cpp.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>

#include "../render/erd.hpp"
#include "../render/schema_text.hpp"
#include "../session.hpp"

namespace reinhardt::db::cli {
namespace {

std::vector<ModelState> models_of(Session& session, const Schema& schema, InspectReader& reader) {
    const std::optional<ProjectState>& state = reader.state();
    std::vector<ModelState> models;
    if (state) {
        for (const ModelState* model : state->models()) {
            // A table that --tables left out takes its model with it.
            if (schema.table(model->table_name()) != nullptr) models.push_back(*model);
        }
        return models;
    }
    std::vector<std::string> apps;
    for (const ProjectApp& app : session.project_or_none().apps) apps.push_back(app.label);
    return models_of_schema(schema, reader.driver(), apps);
}

void write_models(Session& session, const std::vector<ModelsFile>& files, const std::filesystem::path& folder) {
    for (const ModelsFile& file : files) {
        const std::filesystem::path path = folder / (file.app + ".toml");
        write_new_file(path, file.text);
        session.out().line(path.string());
    }
}

void print_cpp(Session& session, const std::vector<ModelState>& models, const std::filesystem::path& folder) {
    std::vector<const ModelState*> list;
    for (const ModelState& model : models) list.push_back(&model);
    if (folder.empty()) return session.out().write(models_to_cpp(list));
    for (const CppModelsFile& file : models_to_cpp_files(list)) {
        const std::filesystem::path path = folder / file.name;
        write_new_file(path, file.text);
        session.out().line(path.string());
    }
}

void print_schema(Session& session, InspectReader& reader, const Schema& schema, const std::string& format) {
    Output& out = session.out();
    if (format == "json") return session.print_json(to_value(schema));
    if (format == "dot") return out.write(erd_dot(schema));
    if (format == "mermaid") return out.write(erd_mermaid(schema));
    if (format == "svg") return out.write(erd_svg(schema));
    if (format == "sql") return out.write(statements_sql(sql_of_schema(schema, reader.driver())));
    if (format == "cpp") return print_cpp(session, models_of(session, schema, reader), session.arguments().value("output"));
    if (format == "toml") {
        const auto files = models_files(models_of(session, schema, reader));
        const std::string folder = session.arguments().value("output");
        return folder.empty() ? out.write(joined_models(files)) : write_models(session, files, folder);
    }
    out.write(schema_text(schema, out));
}

int show_difference(Session& session, InspectReader& reader, const InspectSource& source, const InspectSource& other, const std::string& format) {
    const auto globs = session.arguments().values("tables");
    const bool sql = format == "sql";
    Schema from = reader.read(source, sql), to = reader.read(other, false);
    keep_tables(from, globs);
    keep_tables(to, globs);
    const SchemaDifference difference = compare_documents(from, to, &reader.driver(), knows_models(source, from) || knows_models(other, to));
    if (format == "json") {
        session.print_json(difference_document(difference, source.text, other.text));
    } else if (sql) {
        if (!difference.equal()) session.out().write(statements_sql(sql_of_difference(from, to, reader.driver(), source.kind == InspectSource::Kind::database)));
    } else if (!session.quiet() || !difference.equal()) {
        session.out().write(difference_text(difference, session.out()));
    }
    return session.arguments().has("check") && !difference.equal() ? 3 : 0;
}

int run_inspect(Session& session) {
    const Arguments& arguments = session.arguments();
    const std::string format = arguments.value("format", "text");
    const bool difference = arguments.has("diff");
    if (difference && format != "text" && format != "json" && format != "sql")
        throw Error(ErrorCode::usage, "--format " + format + " does not show differences").hint("with --diff: text, json or sql");
    if (arguments.has("check") && !difference) throw Error(ErrorCode::usage, "--check needs something to compare with").hint("for example: reinhardt-db inspect --diff applied --check");
    if (arguments.has("output") && format != "toml" && format != "cpp") throw Error(ErrorCode::usage, "--output is for --format toml and cpp");
    const InspectSource source = read_source(session.workspace(), arguments.positional(0));
    if (!difference) {
        InspectReader reader(session.workspace(), database_for(session.workspace(), {&source}));
        Schema schema = reader.read(source, false);
        keep_tables(schema, arguments.values("tables"));
        print_schema(session, reader, schema, format);
        return 0;
    }
    const InspectSource other = read_source(session.workspace(), arguments.value("diff"));
    InspectReader reader(session.workspace(), database_for(session.workspace(), {&source, &other}));
    return show_difference(session, reader, source, other, format);
}

constexpr std::array<Positional, 1> positionals = {{
    {"SOURCE", "database (unless given), an alias, a URL, models, migrations[@app.name], applied, or FILE.json", Completes::sources, false, false},
}};

constexpr std::array<Flag, 5> flags = {{
    {"diff", 0, "OTHER", "show what would have to happen to SOURCE to become OTHER", Completes::sources, {}, false,
     "OTHER is of the same kinds as SOURCE. Tables and views that nobody manages are reported as unmanaged and are no difference; neither is the order of columns."},
    {"check", 0, {}, "with --diff: exit 3 on any difference", Completes::nothing, {}, false, {}},
    {"tables", 't', "GLOB", "only tables whose name matches", Completes::nothing, {}, true, "For example `--tables 'blog_*'`."},
    {"output", 'o', "DIR", "with --format toml or cpp: write a file for each app", Completes::folders, {}, false,
     "`DIR/<app>.toml`, or `DIR/<app>.hpp` and `DIR/<app>.cpp`. DIR is made if it is missing; files that exist are not overwritten."},
    {"format", 0, "FORMAT", "text, json, toml, cpp, sql, dot, mermaid or svg", Completes::words, "text json toml cpp sql dot mermaid svg", false,
     "`json` is the schema document that `inspect FILE.json` and `--diff FILE.json` read. `toml` are models files that reproduce the schema, `cpp` is a C++ source that declares and exports them "
     "(`REINHARDT_EXPORT_MODELS`) for the `library` of the apps, `sql` is DDL (with `--diff`, the statements that turn SOURCE into OTHER). "
     "`dot`, `mermaid` and `svg` are entity-relationship diagrams."},
}};

constexpr std::array<Example, 7> examples = {{
    {"what is in the database", "reinhardt-db inspect"},
    {"has somebody changed it by hand?", "reinhardt-db inspect --diff applied --check"},
    {"what is still pending, as SQL", "reinhardt-db inspect --diff migrations --format sql"},
    {"a picture of the models", "reinhardt-db inspect models --format svg > models.svg"},
    {"models files for a database that exists already", "reinhardt-db inspect sqlite:old.db --format toml -o models"},
    {"the models as C++", "reinhardt-db inspect models --format cpp -o src/models"},
    {"the schema as it was after one migration", "reinhardt-db inspect migrations@blog.0002"},
}};

constexpr std::array<Section, 1> sections = {{
    {"Sources",
     "    database              what the database holds\n"
     "    ALIAS, URL            another database\n"
     "    models                what the models files and libraries declare\n"
     "    migrations            what all migration files lead to\n"
     "    migrations@app.name   what that migration and all it depends on lead to\n"
     "    applied               what the migrations recorded in the database lead to\n"
     "    FILE.json             what inspect --format json wrote\n\n"
     "Types of models and migrations are those of the database that `-d` chooses, which need not be reachable."},
}};

}  // namespace

const Command inspect_command = {
    "inspect",
    "show a schema, or compare two",
    "Shows the schema of a database, of the models, of the migrations or of a file, or compares two of them. Changes nothing.",
    positionals, flags, examples, sections, run_inspect, false};

}  // namespace reinhardt::db::cli
