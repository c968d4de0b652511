#include "showplan.hpp"

#include <array>

#include <reinhardt/db/support/text.hpp>

#include "../planning.hpp"
#include "../render/graph_picture.hpp"
#include "../render/plan.hpp"

namespace reinhardt::db::cli {
namespace {

/// Up to here a plan for reading is rendered whole, so that it can say what rewrites tables and blocks writes; beyond, that takes --sql.
constexpr std::size_t rendered_limit = 100;

/// The databases to mark in the picture: those of the project, or the one that -d names.
std::vector<DatabaseChoice> databases_of(Session& session) {
    std::vector<DatabaseChoice> databases;
    if (!session.arguments().has("database"))
        for (const ProjectDatabase& entry : session.project().databases) databases.push_back(database_of(session.project(), entry));
    if (databases.empty()) databases.push_back(session.database());
    return databases;
}

GraphPicture picture_of(Session& session, const Target& target) {
    const History& history = session.history();
    std::map<MigrationKey, std::vector<std::string>> standing;
    std::set<MigrationKey> applied;
    bool first = true;
    for (const DatabaseChoice& choice : databases_of(session)) {
        const bool is_main = choice.url == session.database().url || first;
        first = false;
        try {
            const auto connection = session.open(choice, false);
            if (connection == nullptr) continue;
            const auto keys = keys_of(Recorder(*connection).applied());
            for (const MigrationKey& key : applied_heads(MigrationGraph(history.migrations, keys)))
                standing[key].push_back(choice.alias.empty() ? choice.shown : choice.alias);
            if (is_main) applied = keys;
        } catch (const Error& error) {
            session.note(Color::yellow, "warning", "cannot tell where " + (choice.alias.empty() ? choice.shown : choice.alias) + " stands: " + error.message());
        }
    }
    const MigrationGraph graph(history.migrations, applied);
    GraphPicture picture;
    std::map<NodeId, std::size_t> places;
    for (const NodeId id : graph.full_plan()) {
        const Migration& migration = *graph.node(id).migration;
        if (!target.app.empty() && migration.app != target.app) continue;
        GraphPicture::Node node;
        node.app = migration.app;
        node.name = migration.name;
        node.applied = graph.applied(id);
        node.squash = !migration.replaces.empty();
        if (const auto found = standing.find(migration.key()); found != standing.end()) node.databases = found->second;
        for (const NodeId parent : graph.node(id).parents)
            if (const auto place = places.find(parent); place != places.end()) node.parents.push_back(place->second);
        places[id] = picture.nodes.size();
        picture.nodes.push_back(std::move(node));
    }
    return picture;
}

Value graph_document(const GraphPicture& picture) {
    Value list = Value::list();
    for (const auto& node : picture.nodes) {
        std::vector<std::string> parents;
        for (const std::size_t parent : node.parents) parents.push_back(picture.nodes[parent].app + "." + picture.nodes[parent].name);
        Value item = Value::object();
        item.set("app", node.app).set("name", node.name).set("applied", node.applied).set_if("squash", node.squash);
        item.set("parents", Value::list_of(parents)).set_if("databases", Value::list_of(node.databases));
        list.push(std::move(item));
    }
    Value document = Value::object();
    document.set("format_version", "1.0").set("graph", std::move(list));
    return document;
}

int show_graph(Session& session, const std::string& format) {
    const GraphPicture picture = picture_of(session, target_of(session));
    if (format == "json") session.print_json(graph_document(picture));
    else if (format == "dot") session.out().write(graph_dot(picture));
    else if (format == "mermaid") session.out().write(graph_mermaid(picture));
    else if (format == "svg") session.out().write(graph_svg(picture));
    else session.out().write(picture.nodes.empty() ? "no migrations\n" : graph_text(picture, session.out()));
    return 0;
}

void print_head(Session& session, const std::vector<PlannedMigration>& plan) {
    if (session.quiet()) return;
    std::size_t forward = 0, backward = 0;
    for (const PlannedMigration& step : plan) {
        if (step.direction == Direction::backward) ++backward;
        else if (!step.applied) ++forward;
    }
    std::vector<std::string> words;
    if (forward > 0) words.push_back(count_of(forward, "migration") + " to apply");
    if (backward > 0) words.push_back(count_of(backward, "migration") + " to unapply");
    session.out().line(printable(session.database().shown) + ": " + (words.empty() ? "nothing to do" : join(words, ", ")));
}

void check_options(Session& session, const std::string& format) {
    const Arguments& arguments = session.arguments();
    const bool graph = arguments.has("graph");
    if (!graph && format != "text" && format != "json")
        throw Error(ErrorCode::usage, "--format " + format + " is for --graph").hint("reinhardt-db showplan --graph --format " + format);
    for (const char* name : {"sql", "backwards", "only", "all", "check"})
        if (graph && arguments.has(name)) throw Error(ErrorCode::usage, "--graph and --" + std::string(name) + " do not go together");
    if (arguments.has("all") && (arguments.has("only") || arguments.has("backwards")))
        throw Error(ErrorCode::usage, std::string("--all and --") + (arguments.has("only") ? "only" : "backwards") + " do not go together");
    if (graph && arguments.positionals.size() > 1) throw Error(ErrorCode::usage, "--graph takes an app alone");
}

}  // namespace

int run_showplan(Session& session) {
    const Arguments& arguments = session.arguments();
    const std::string format = arguments.value("format", "text");
    check_options(session, format);
    if (arguments.has("graph")) return show_graph(session, format);

    if (arguments.has("check")) check_history(session.workspace());
    else if (!arguments.has("only") && !arguments.has("backwards")) warn_of_history(session);
    const Target target = target_of(session);
    const bool sql = arguments.has("sql"), json = format == "json";
    std::vector<PlannedMigration> plan;
    std::size_t pending = 0;
    Outlook outlook;
    if (arguments.has("only") || arguments.has("backwards")) {
        plan = render_only(session.workspace(), target, arguments.has("backwards") ? Direction::backward : Direction::forward);
        pending = plan.size();
    } else {
        outlook = look_ahead(session.workspace(), target);
        pending = outlook.plan.steps.size();
        plan = arguments.has("all") ? render_all(session.workspace(), outlook, target, sql || json) : render_outlook(session.workspace(), outlook, sql || json || pending <= rendered_limit);
    }
    if (json) {
        session.print_json(plan_document(plan));
    } else if (sql) {
        session.out().write(plan_sql(plan));
    } else {
        if (!arguments.has("only") && !arguments.has("backwards")) print_head(session, plan);
        print_plan(session.out(), plan);
        if (pending > 0 && !session.quiet() && !arguments.has("only") && !arguments.has("backwards")) {
            std::string next = "Next: reinhardt-db migrate";
            for (const std::string& word : arguments.positionals) next += " " + word;
            session.out().line(printable(next));
            if (pending > rendered_limit) session.note(Color::bold, "note", "of so many migrations --sql alone says which rewrite tables or block writes");
        }
    }
    return arguments.has("check") && pending > 0 ? 3 : 0;
}

namespace {

constexpr std::array<Positional, 2> positionals = {{
    {"APP", "plan for this app and what it needs; without it, for all", Completes::apps, false, false},
    {"MIGRATION|zero", "go to this migration, forward or backward; a unique prefix such as 0002 is enough", Completes::targets, false, false},
}};

constexpr std::array<Flag, 7> flags = {{
    {"all", 'a', {}, "show applied migrations too, with their dates", Completes::nothing, {}, false, {}},
    {"sql", 0, {}, "print the statements, in the dialect of the database", Completes::nothing, {}, false,
     "The migrations' own statements alone. A script that also keeps the record of what is applied is printed by `reinhardt-db migrate --sql`. "
     "Where statements serve several operations at once, comments say which; in JSON an operation that has its part in the `sql` of others names their numbers in `carried_by`."},
    {"backwards", 0, {}, "show what undoes that one migration", Completes::nothing, {}, false,
     "With APP and MIGRATION: the way back over that one migration, wherever the database stands."},
    {"only", 0, {}, "show just that migration, not what it needs", Completes::nothing, {}, false,
     "With APP and MIGRATION, wherever the database stands; with `--sql` this is what Django calls sqlmigrate."},
    {"graph", 'g', {}, "draw the history as a picture", Completes::nothing, {}, false,
     "As text, or with `--format` for Graphviz (`dot`), Mermaid (`mermaid`) or browsers (`svg`). Marks what is applied and where each database of the project stands."},
    {"check", 0, {}, "exit 3 if anything is pending", Completes::nothing, {}, false,
     "Also verifies that applied migrations still have their files and that nobody edited them (exit 5)."},
    {"format", 0, "FORMAT", "text, json; with --graph also dot, mermaid, svg", Completes::words, "text json dot mermaid svg", false, {}},
}};

constexpr std::array<Example, 5> examples = {{
    {"what a run would do", "reinhardt-db showplan"},
    {"the same as SQL for another database, which need not be reachable", "reinhardt-db showplan --sql -d postgresql://localhost/blog"},
    {"the SQL of one migration, and of its way back", "reinhardt-db showplan blog 0002 --only --sql && reinhardt-db showplan blog 0002 --sql --backwards"},
    {"what going back to 0001 would undo", "reinhardt-db showplan blog 0001"},
    {"the history as a picture", "reinhardt-db showplan --graph --format svg > history.svg"},
}};

constexpr std::array<Section, 1> sections = {{
    {"Reading the plan",
     "Each migration is followed by its operations: `+` adds, `-` removes, `~` alters, `*` runs statements of your own. Beside an operation stands what is dangerous about it: `loses data` (it drops a table "
     "or a column, or narrows a type), `rewrites table` (it copies the rows), `blocks writes`, `cannot be undone`. Nothing is created, neither database nor tables; "
     "a database that does not exist counts as empty."},
}};

}  // namespace

const Command showplan_command = {
    "showplan",
    "show what migrate would do",
    "Shows what `reinhardt-db migrate` with the same arguments would do: migrations and operations in order, with what each loses, rewrites or blocks. Changes nothing.",
    positionals, flags, examples, sections, run_showplan, false};

}  // namespace reinhardt::db::cli
