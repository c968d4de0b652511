#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <thread>

#include <reinhardt/db/support/text.hpp>

#include "blog.hpp"

namespace reinhardt::db::test {

BOOST_FIXTURE_TEST_SUITE(migrations_in_code, Sandbox)

BOOST_AUTO_TEST_CASE(a_migration_made_in_code_is_the_one_that_a_file_holds) {
    write("blog.0001_initial", initial);
    const History files = history();
    const Migration& file = *files.find({"blog", "0001_initial", 0});
    BOOST_TEST(initial_migration().canonical_operations() == file.canonical_operations());
    BOOST_TEST(initial_migration().checksum() == file.checksum());
}

BOOST_AUTO_TEST_CASE(attributes_equal_to_their_default_make_no_difference) {
    Migration plain("blog", "0001_x"), wordy("blog", "0001_x");
    plain.add(CreateModel("Tag", {make_field("id", "AutoField"), make_field("name", "TextField")}));
    wordy.add(CreateModel("Tag", {make_field("id", "AutoField(primary_key = true)"), make_field("name", "TextField(null = false)")}));
    BOOST_TEST(plain.checksum() == wordy.checksum());
}

BOOST_AUTO_TEST_CASE(the_app_may_be_named_last) {
    Migration late = Migration("0001_initial").add(CreateModel("Node", {make_field("id", "AutoField"), make_field("parent", R"(ForeignKey(to = "self", null = true, on_delete = "CASCADE"))")}));
    late.in("tree");
    const History only = MigrationLoader().add(late).load();
    BOOST_TEST(MigrationStateLoader(only).latest().find("tree.Node")->field("parent")->to() == "tree.Node");
}

BOOST_AUTO_TEST_CASE(a_wrong_field_is_refused_with_its_operation) {
    Migration migration("blog", "0001_initial");
    try {
        migration.add(CreateModel("Post", {make_field("id", "AutoField"), make_field("title", "TextFeld"), make_field("slug", "SlugField(max_lenght = 3)")}));
        BOOST_FAIL("not refused");
    } catch (const Error& error) {
        BOOST_TEST((error.code() == ErrorCode::migration_file));
        BOOST_TEST(error.operation() == "operation 1 of blog.0001_initial: Create model Post");
        BOOST_TEST(error.hint().find("TextField") != std::string::npos);
        BOOST_TEST(error.others().size() == 1U);
    }
    BOOST_TEST(migration.operations.empty());
}

BOOST_AUTO_TEST_CASE(a_definition_that_cannot_be_read_is_refused) {
    BOOST_TEST(refusal([] { (void)make_field("title", "CharField(max_length = "); }).substr(0, 6) == "usage:");
    BOOST_TEST(refusal([] { (void)make_field("title", "CharField(max_length = )"); }).substr(0, 6) == "usage:");
    BOOST_TEST(refusal([] { (void)make_field("title", ""); }).substr(0, 6) == "usage:");
}

BOOST_AUTO_TEST_CASE(every_operation_can_be_written_in_code) {
    auto in_state = std::make_shared<DeleteModel>("Tag");
    in_state->app = "blog";
    AlterEnum grown("mood");
    grown.add = {{"great", "", "ok"}};
    Migration all("blog", "0002_all");
    all.outside_transaction()
        .add(CreateModel(ModelState{.name = "Tag", .table = "tags", .fields = {make_field("id", "AutoField"), make_field("name", "TextField"), make_field("kind", "TextField")}}))
        .add(AddField("Tag", make_field("size", "IntegerField"), {true, 0}))
        .add(AlterField("Tag", make_field("size", "BigIntegerField")))
        .add(BackfillField("Tag", "size", 1))
        .add(AddIndex("Tag", make_index({"name", "-size"}, "by_name")))
        .add(RenameIndex("Tag", "by_name", "by_name_and_size"))
        .add(AddConstraint("Tag", make_unique({"name", "kind"}, "one_name")))
        .add(AddConstraint("Tag", make_check("size >= 0", "some_size")))
        .add(AlterConstraint("Tag", make_check("size > 0", "some_size")))
        .add(RenameField("Tag", "kind", "sort"))
        .add(AlterModelOptions("Tag", Value(Value::Object{{"ordering", Value::list_of({"name"}), 0}})))
        .add(AlterModelTable("Tag", "labels"))
        .add(RunSQL("DELETE FROM labels", "SELECT 1"))
        .add(RunCode("fill", "clear"))
        .add(RemoveConstraint("Tag", "some_size"))
        .add(RemoveConstraint("Tag", "one_name"))
        .add(RemoveIndex("Tag", "by_name_and_size"))
        .add(RemoveField("Tag", "sort"))
        .add(AlterPrimaryKey("Tag", {"name"}))
        .add(RenameModel("Tag", "Label"))
        .add(MoveModel("Label", "words"))
        .add(CreateExtension({"hstore", "", ""}))
        .add(DropExtension("hstore"))
        .add(CreateCollation({"german", "", "de", "icu", false}))
        .add(DropCollation("german"))
        .add(CreateEnum({"mood", "", {"sad", "ok"}}))
        .add(grown)
        .add(DropEnum("mood"))
        .add(SeparateDatabaseAndState({}, {in_state}))
        .add(DeleteModel("Gone"));
    std::set<std::string_view> written;
    for (const auto& operation : all.operations) written.insert(operation->op());
    std::vector<std::string> missing;
    for (const OperationKind& kind : operation_kinds())
        if (!written.contains(kind.op)) missing.emplace_back(kind.op);
    BOOST_TEST(join(missing, " ") == "");
}

BOOST_AUTO_TEST_CASE(a_migration_is_applied_and_taken_back_by_itself) {
    const auto connection = connect();
    const Migration first = initial_migration();
    BOOST_TEST(first.apply(*connection).applied == 1U);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
    BOOST_TEST(first.apply(*connection).status == "nothing");
    MigrateOptions loss;
    loss.yes = true;
    BOOST_TEST(first.unapply(*connection, loss, ExecutionObserver::nobody()).unapplied == 1U);
    BOOST_TEST(applied().empty());
    BOOST_TEST(value("SELECT count(*) FROM sqlite_master WHERE name LIKE 'blog%'") == "0");
}

BOOST_AUTO_TEST_CASE(taking_back_what_loses_data_needs_consent) {
    const auto connection = connect();
    const Migration first = initial_migration();
    first.apply(*connection);
    connection->execute("INSERT INTO blog_author (name) VALUES ('Ada')");
    BOOST_TEST(refusal([&] { first.unapply(*connection); }).substr(0, 13) == "confirmation:");
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial");
}

BOOST_AUTO_TEST_CASE(a_migration_alone_cannot_stand_for_those_it_depends_on) {
    const auto connection = connect();
    BOOST_TEST(refusal([&] { slug_migration().apply(*connection); }).substr(0, 19) == "missing_dependency:");
    BOOST_TEST(refusal([&] { Migration("0001_initial").apply(*connection); }).substr(0, 6) == "usage:");
}

BOOST_AUTO_TEST_CASE(folders_and_memory_make_one_history) {
    write("blog.0001_initial", initial);
    const History files_and_code = MigrationLoader().folders(folder() / "migrations").add(slug_migration()).load();
    const auto connection = connect();
    BOOST_TEST(Executor(files_and_code, *connection).migrate().applied == 2U);
    BOOST_TEST(join(applied(), " ") == "blog.0001_initial blog.0002_slug");
}

BOOST_AUTO_TEST_CASE(one_name_twice_is_refused) {
    write("blog.0001_initial", initial);
    MigrationLoader loader;
    loader.folder("blog", folder() / "migrations/blog").add(initial_migration());
    BOOST_TEST(refusal([&] { (void)loader.load(); }).find("is there twice") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_refused) {
    BOOST_TEST(refusal([&] { MigrationLoader().folders(folder() / "nowhere"); }).substr(0, 5) == "file:");
}

BOOST_AUTO_TEST_CASE(rows_filled_in_batches_need_a_migration_without_transaction) {
    const Migration whole = Migration("0003_fill").in("blog").add(BackfillField("Post", "slug", "none"));
    BOOST_TEST(refusal([&] { MigrationLoader().add(whole); }).substr(0, 15) == "migration_file:");
}

BOOST_AUTO_TEST_CASE(a_connection_of_the_caller_stays_open_and_his) {
    const History blog = blog_history();
    const auto connection = connect();
    connection->execute("CREATE TABLE mine (x integer)");
    Executor(blog, *connection).migrate();
    BOOST_TEST(!connection->in_transaction());
    BOOST_TEST(connection->query("SELECT count(*) FROM mine").rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(executors_on_connections_of_their_own_apply_each_migration_once) {
    connect()->execute("PRAGMA journal_mode = WAL");
    const History blog = blog_history();
    std::atomic<std::size_t> count{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            const auto connection = connect();
            count += Executor(blog, *connection).migrate().applied;
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(count == 2U);
    BOOST_TEST(applied().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace reinhardt::db::test
