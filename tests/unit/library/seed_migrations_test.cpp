// What the seed document promises of migrations: its example, and one test for each of its bullets, which the description names.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include <reinhardt/db/migrations/merge.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>

#include "blog.hpp"

namespace reinhardt::db::test {
namespace {

namespace bullet = boost::unit_test;
auto of(const char* text) { return bullet::description(text); }

struct Library : Sandbox {
    std::unique_ptr<Connection> connection = connect();

    MigrateResult run(const History& history, std::string_view target = {}) const { return Executor(history, *connection).migrate(to(target)); }
    /// "null" for a table that is not there.
    [[nodiscard]] std::string columns(const std::string& table) const { return value("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid)"); }
};

/// blog.Post and more, as models declare them.
ProjectState state_of(const std::vector<ModelState>& models) {
    ProjectState state;
    for (const ModelState& model : models) state.put(model);
    return state;
}

ModelState post(const std::vector<Field>& more = {}, const std::string& name = "Post") {
    std::vector<Field> fields = {make_field("id", "BigAutoField"), make_field("title", "CharField(max_length = 200)")};
    fields.insert(fields.end(), more.begin(), more.end());
    return make_model("blog", name, fields);
}

Detected detected(const ProjectState& from, const ProjectState& to, const DetectOptions& options = {}) {
    const History none;
    const MigrationGraph graph(none.migrations, {});
    return MigrationAutodetector(from, to, graph).changes(options);
}

/// What the first migration found does, as one line.
std::string changes(const ProjectState& from, const ProjectState& to, const DetectOptions& options = {}) {
    const Detected found = detected(from, to, options);
    std::vector<std::string> lines;
    for (const Migration& migration : found.migrations)
        for (const auto& operation : migration.operations) lines.push_back(operation->describe());
    return join(lines, "; ");
}

Migration next(const std::string& name, const std::string& after) { return Migration(name).in("blog").depends_on("blog." + after); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(seed_migrations, Library)

BOOST_AUTO_TEST_CASE(create_and_apply, *of("Quick start: Create Migrations")) {
    // Create a new migration
    const auto migration = Migration("0001_initial").in("accounts").add(CreateModel("User", {
        make_field("id", "AutoField"),
        make_field("username", "CharField(max_length=50)"),
        make_field("email", "EmailField"),
    }));
    // Apply migration
    migration.apply(*connection);
    BOOST_TEST(columns("accounts_user") == "id,username,email");
}

BOOST_AUTO_TEST_CASE(modules, *of("Using modules: use reinhardt::db::migrations::Migration")) {
    using reinhardt::db::migrations::Migration;
    BOOST_TEST(Migration("blog", "0001_x").key().text() == "blog.0001_x");
}

BOOST_AUTO_TEST_CASE(model_operations, *of("Model operations: CreateModel, DeleteModel, RenameModel")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(next("0002_article", "0001_initial").add(RenameModel("Post", "Article")))
                                .add(next("0003_gone", "0002_article").add(DeleteModel("Article")))
                                .load();
    run(history, "blog 0002");
    BOOST_TEST(columns("blog_article") == "id,title,author_id");
    run(history);
    BOOST_TEST(columns("blog_article") == "null");
    run(history, "blog 0001");
    BOOST_TEST(columns("blog_post") == "id,title,author_id");
}

BOOST_AUTO_TEST_CASE(field_operations, *of("Field operations: AddField, RemoveField, AlterField, RenameField")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(next("0002_fields", "0001_initial")
                                         .add(AddField("Post", make_field("rating", "IntegerField(default = 3)")))
                                         .add(AlterField("Post", make_field("title", "TextField")))
                                         .add(RenameField("Post", "title", "headline"))
                                         .add(RemoveField("Author", "name")))
                                .load();
    run(history, "blog 0001");
    connection->execute("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post VALUES (1, 'first', 1)");
    run(history);
    BOOST_TEST(value("SELECT headline || rating FROM blog_post") == "first3");
    BOOST_TEST(columns("blog_author") == "id");
}

BOOST_AUTO_TEST_CASE(special_operations, *of("Special operations: RunSQL, RunCode")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(slug_migration())
                                .add(next("0003_data", "0002_slug")
                                         .add(RunSQL("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post VALUES (1, 'a', 1, '')", "DELETE FROM blog_post"))
                                         .add(RunCode("fill_slugs")))
                                .load();
    Project project;
    project.apps.push_back({});
    project.apps.back().label = "blog";
    project.apps.back().library = APP_FUNCTIONS;
    const CodeFunctions code(project);
    MigrateOptions options = to();
    options.code = &code;
    Executor(history, *connection).migrate(options);
    BOOST_TEST(value("SELECT slug FROM blog_post") == "a-1");
}

BOOST_AUTO_TEST_CASE(states, *of("State management: ProjectState, ModelState, FieldState; support for indexes and constraints")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(next("0002_more", "0001_initial").add(AddIndex("Post", make_index({"title"}, "by_title"))).add(AddConstraint("Post", make_check("length(title) > 0", "titled"))))
                                .load();
    const ProjectState state = MigrationStateLoader(history).latest();
    const ModelState* model = state.find("blog.Post");
    BOOST_REQUIRE(model != nullptr);
    const FieldState* field = model->field("author");
    BOOST_REQUIRE(field != nullptr);
    BOOST_TEST(field->to() == "blog.Author");
    BOOST_TEST(model->index("by_title") != nullptr);
    BOOST_TEST(model->constraint("titled") != nullptr);
    const ProjectState before = MigrationStateLoader(history).at({"blog", "0001_initial", 0});
    BOOST_TEST(before.find("blog.Post")->index("by_title") == nullptr);
}

BOOST_AUTO_TEST_CASE(autodetected_models, *of("MigrationAutodetector: model creation/deletion detection")) {
    BOOST_TEST(changes({}, state_of({post()})) == "Create model Post");
    BOOST_TEST(changes(state_of({post()}), {}) == "Delete model Post");
}

BOOST_AUTO_TEST_CASE(autodetected_fields, *of("MigrationAutodetector: field addition/removal/modification detection")) {
    const ProjectState plain = state_of({post()}), more = state_of({post({make_field("slug", "SlugField(null = true)")})});
    BOOST_TEST(changes(plain, more) == "Add field slug to Post");
    BOOST_TEST(changes(more, plain) == "Remove field slug from Post");
    BOOST_TEST(changes(more, state_of({post({make_field("slug", "SlugField(null = true, max_length = 99)")})})) == "Alter field slug on Post");
}

BOOST_AUTO_TEST_CASE(autodetected_renames, *of("MigrationAutodetector: smart rename detection for models and fields")) {
    const ProjectState from = state_of({post({make_field("slug", "SlugField(null = true)")})}), to = state_of({post({make_field("word", "SlugField(null = true)")})});
    const Detected open = detected(from, to);
    BOOST_REQUIRE(open.questions.size() == 1U);
    BOOST_TEST((open.questions[0].kind == Question::Kind::rename_field));
    DetectOptions answered;
    answered.answers.renames["blog.Post.word"] = "slug";
    BOOST_TEST(changes(from, to, answered) == "Rename field slug on Post to word");
    DetectOptions model;
    model.answers.renames["blog.Article"] = "Post";
    BOOST_TEST(changes(state_of({post()}), state_of({post({}, "Article")}), model) == "Rename model Post to Article");
}

BOOST_AUTO_TEST_CASE(autodetected_indexes_and_constraints, *of("MigrationAutodetector: index and constraint change detection")) {
    ModelState with = post();
    with.indexes.push_back(make_index({"title"}, "by_title"));
    with.constraints.push_back(make_unique({"title"}, "one_title"));
    BOOST_TEST(changes(state_of({post()}), state_of({with})) == "Create index by_title on Post; Create constraint one_title on Post");
}

BOOST_AUTO_TEST_CASE(executor, *of("MigrationExecutor: apply migrations to SQLite databases; DatabaseMigrationExecutor")) {
    const History history = blog_history();
    BOOST_TEST(MigrationExecutor(history, *connection).migrate().applied == 2U);
    BOOST_TEST(DatabaseMigrationExecutor(history, *connection).migrate(to("blog 0001")).unapplied == 1U);
    BOOST_TEST(columns("blog_post") == "id,title,author_id");
}

BOOST_AUTO_TEST_CASE(transactions, *of("Migration Execution: transaction support and rollback capability; Atomic Operations")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(next("0002_broken", "0001_initial").add(AddField("Post", make_field("slug", "TextField(default = \"\")"))).add(RunSQL("SELECT * FROM nowhere")))
                                .load();
    BOOST_TEST(refusal([&] { run(history); }).substr(0, 9) == "database:");
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
    BOOST_TEST(columns("blog_post") == "id,title,author_id");
}

BOOST_AUTO_TEST_CASE(recorder, *of("Migration recorder for tracking applied migrations")) {
    run(blog_history());
    MigrationRecorder records(*connection);
    const auto rows = records.applied();
    BOOST_REQUIRE(rows.size() == 2U);
    BOOST_TEST(rows[1].key().text() == "blog.0002_slug");
    BOOST_TEST(rows[1].checksum == slug_migration().checksum());
    BOOST_TEST(records.touched().size() == 2U);
}

BOOST_AUTO_TEST_CASE(loader_and_writer, *of("MigrationLoader, MigrationWriter, migration file serialization (JSON format)")) {
    for (const char* format : {"toml", "json"}) {
        const auto folder_of_format = folder() / format / "blog";
        const Migration first = initial_migration();
        const auto path = MigrationWriter(first, format).write(folder_of_format);
        BOOST_TEST(path.filename() == std::string("0001_initial.") + format);
        const History read = MigrationLoader().folders(folder() / format).load();
        BOOST_TEST(read.find({"blog", "0001_initial", 0})->checksum() == first.checksum());
        BOOST_TEST(refusal([&] { MigrationWriter(first, format).write(folder_of_format); }).substr(0, 5) == "file:");
    }
}

BOOST_AUTO_TEST_CASE(dependencies, *of("Dependency tracking and validation; Migration Graph: complete dependency resolution system")) {
    const History history = blog_history();
    const MigrationGraph graph(history.migrations, {});
    const auto plan = graph.forwards_plan(*graph.find({"blog", "0002_slug", 0}));
    BOOST_REQUIRE(plan.size() == 2U);
    BOOST_TEST(graph.node(plan[0]).migration->name == "0001_initial");
    const History lost = MigrationLoader().add(slug_migration()).load();
    BOOST_TEST(refusal([&] { MigrationGraph(lost.migrations, {}); }).substr(0, 19) == "missing_dependency:");
    Migration one = Migration("0001_a").in("a").depends_on("b.0001_b"), other = Migration("0001_b").in("b").depends_on("a.0001_a");
    const History circle = MigrationLoader().add(one).add(other).load();
    BOOST_TEST(refusal([&] { MigrationGraph(circle.migrations, {}); }).substr(0, 6) == "cycle:");
}

BOOST_AUTO_TEST_CASE(makemigrations, *of("makemigrations: generate migrations from model changes, dry-run, custom naming, app-specific generation")) {
    write_new_file(folder() / "models/blog.toml", "[models.Post.fields]\ntitle = \"TextField\"\n");
    write_new_file(folder() / "models/shop.toml", "[models.Item.fields]\nname = \"TextField\"\n");
    const MigrationService service(MigrationConfig::from_folder(folder()));
    MakeMigrationsOptions options;
    options.dry_run = true;
    BOOST_TEST(service.makemigrations(options).migrations.size() == 2U);
    BOOST_TEST(!std::filesystem::exists(folder() / "migrations"));
    options.dry_run = false;
    options.apps = {"shop"};
    options.name = "goods";
    const auto made = service.makemigrations(options);
    BOOST_REQUIRE(made.migrations.size() == 1U);
    BOOST_TEST(made.migrations[0].display_path == "migrations/shop/0001_goods.toml");
}

BOOST_AUTO_TEST_CASE(migrate_command, *of("migrate: apply migrations to database, fake migrations support, migration plan preview")) {
    const MigrationService service(MigrationConfig::from_code({initial_migration(), slug_migration()}, "sqlite:" + (folder() / "db.sqlite3").string()));
    BOOST_TEST(service.plan().steps.size() == 2U);
    MigrateOptions fake;
    fake.fake = true;
    BOOST_TEST(service.migrate(fake).applied == 2U);
    BOOST_TEST(columns("blog_post") == "null");
    BOOST_TEST(applied().size() == 2U);
}

BOOST_AUTO_TEST_CASE(state_loader, *of("MigrationStateLoader: build ProjectState by replaying applied migrations in topological order, without introspection")) {
    const History history = blog_history();
    run(history, "blog 0001");
    connection->execute("DROP TABLE blog_post");
    const ProjectState state = MigrationStateLoader(history).applied(*connection);
    BOOST_REQUIRE(state.find("blog.Post") != nullptr);
    BOOST_TEST(state.find("blog.Post")->field("slug") == nullptr);
}

BOOST_AUTO_TEST_CASE(injection, *of("Dependency injection: MigrationService, MigrationConfig")) {
    const MigrationConfig config = MigrationConfig::from_code({initial_migration()}, "sqlite:" + (folder() / "db.sqlite3").string());
    const auto shared = std::make_shared<const MigrationService>(config);
    BOOST_TEST(shared->config().migrations.size() == 1U);
    BOOST_TEST(shared->migrate().applied == 1U);
}

BOOST_AUTO_TEST_CASE(squashing, *of("Migration Squashing: combine multiple migrations into one for performance; Migration Optimization")) {
    const History history = blog_history();
    SquashOptions options;
    options.app = "blog";
    options.to = "0002_slug";
    options.backends = {driver()};
    options.embedded = driver();
    const SquashResult result = Squasher(history).squash(options);
    BOOST_REQUIRE(result.migrations.size() == 1U);
    BOOST_TEST(result.operations_before == 3U);
    BOOST_TEST(result.operations_after == 2U);
    BOOST_TEST(join(result.proof, " ") == "state schema:sqlite run:sqlite");
}

BOOST_AUTO_TEST_CASE(data_migrations, *of("Data Migrations: built-in support for complex data transformations")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(slug_migration())
                                .add(next("0003_fill", "0002_slug").outside_transaction().add(BackfillField("Post", "slug", "none")))
                                .load();
    run(history, "blog 0002");
    connection->execute("INSERT INTO blog_author VALUES (1, 'Ada'); INSERT INTO blog_post (title, author_id) VALUES ('a', 1)");
    run(history);
    BOOST_TEST(value("SELECT slug FROM blog_post") == "none");
}

BOOST_AUTO_TEST_CASE(safety, *of("Zero-downtime Migrations: what rewrites a table or loses data is known before it runs")) {
    const History history = MigrationLoader().add(initial_migration()).add(next("0002_less", "0001_initial").add(RemoveField("Post", "title"))).load();
    const MigrationGraph graph(history.migrations, {});
    const Plan plan = make_plan(graph, history, {});
    const auto steps = render_plan(graph, plan, *driver(), nullptr, true);
    BOOST_REQUIRE(steps.size() == 2U);
    BOOST_TEST(!steps[0].operations[0].loses_data);
    BOOST_TEST(steps[1].operations[0].loses_data);
    BOOST_TEST(!steps[1].operations[0].hazards.empty());
}

BOOST_AUTO_TEST_CASE(field_defaults, *of("Field Default Detection: automatically detect default value changes")) {
    BOOST_TEST(changes(state_of({post({make_field("stars", "IntegerField(default = 1)")})}), state_of({post({make_field("stars", "IntegerField(default = 2)")})})) == "Alter field stars on Post");
}

BOOST_AUTO_TEST_CASE(constraints, *of("Constraint Detection: CHECK, UNIQUE, and FOREIGN KEY constraints")) {
    ModelState checked = post();
    checked.constraints.push_back(make_check("length(title) > 0", "titled"));
    BOOST_TEST(changes(state_of({post()}), state_of({checked})) == "Create constraint titled on Post");
    const ProjectState without = state_of({post({make_field("next", R"(ForeignKey(to = "Post", null = true, on_delete = "CASCADE", constraint = false))")})});
    const ProjectState with = state_of({post({make_field("next", R"(ForeignKey(to = "Post", null = true, on_delete = "CASCADE"))")})});
    BOOST_TEST(changes(without, with) == "Alter field next on Post");
}

BOOST_AUTO_TEST_CASE(interactive, *of("Interactive Mode: guided migration creation")) {
    write_new_file(folder() / "models/blog.toml", "[models.Post.fields]\ntitle = \"TextField\"\n");
    const MigrationService service(MigrationConfig::from_folder(folder()));
    service.makemigrations();
    replace_file(folder() / "models/blog.toml", "[models.Post.fields]\nheadline = \"TextField\"\n");
    MakeMigrationsOptions options;
    options.ask = [](const Question& question, Answers& answers) {
        answers.renames[question.subject] = question.candidates.front();
        return true;
    };
    const auto made = service.makemigrations(options);
    BOOST_REQUIRE(made.migrations.size() == 1U);
    BOOST_TEST(made.migrations[0].migration.operations[0]->describe() == "Rename field title on Post to headline");
}

BOOST_AUTO_TEST_CASE(conflicts, *of("Conflict Resolution: automatic handling of migration conflicts")) {
    const History history = MigrationLoader()
                                .add(initial_migration())
                                .add(next("0002_left", "0001_initial").add(AddField("Post", make_field("a", "TextField(null = true)"))))
                                .add(next("0002_right", "0001_initial").add(AddField("Post", make_field("b", "TextField(null = true)"))))
                                .load();
    BOOST_TEST(refusal([&] { run(history); }).substr(0, 9) == "conflict:");
    History merged = history;
    for (const Migration& migration : merge_heads(MigrationGraph(history.migrations, {}), {}, {}).migrations) merged.migrations.emplace(migration.key(), migration);
    BOOST_TEST(run(merged).applied == 4U);
}

BOOST_AUTO_TEST_CASE(testing, *of("Migration Testing: built-in tools for testing migrations")) {
    const MigrationService service(MigrationConfig::from_code({initial_migration(), slug_migration()}, "sqlite::memory:"));
    const RehearsalResult result = service.test();
    BOOST_TEST(result.migrations == 2U);
    BOOST_TEST(result.undone == 2U);
}

BOOST_AUTO_TEST_CASE(profiling, *of("Performance Profiling: measure migration execution time and identify bottlenecks")) {
    const History history = blog_history();
    Profile profile;
    MigrateOptions options;
    options.profile = &profile;
    Executor(history, *connection).migrate(options);
    BOOST_TEST(profile.migrations.size() == 2U);
    BOOST_TEST(profile.operations.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
