#include "scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <optional>
#include <stdexcept>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace conformance {

using db::Column;
using db::RenderedStatement;
using db::Table;
using db::Value;

Scratch::Scratch() {
    const auto& suite = boost::unit_test::framework::master_test_suite();
    std::string pattern = (std::filesystem::temp_directory_path() / "rdb-conformance-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make " + pattern);
    folder_ = pattern;
    static const std::shared_ptr<db::Driver> loaded = db::Driver::load(suite.argv[1]);
    driver = loaded;
    connection = open_another();
    drop_everything();
}

Scratch::~Scratch() {
    connection.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Scratch::url(const std::string& pattern) const {
    const auto& suite = boost::unit_test::framework::master_test_suite();
    return db::replace_all(db::replace_all(pattern, "{dir}", folder_.string()), "{url}", suite.argc > 3 ? suite.argv[3] : "");
}

std::unique_ptr<db::Connection> Scratch::open_another() const {
    return std::make_unique<db::Connection>(driver, url(quirks().url), folder_, db::Connection::Options{});
}

Column Scratch::column(const std::string& name, const std::string& field, bool null) const {
    Column made;
    made.name = name;
    made.null = null;
    made.logical = db::parse_json(field);
    const db::ColumnType type = driver->column_type(made.logical, Value::object());
    made.type = type.type;
    made.auto_increment = type.auto_increment;
    return made;
}

Table Scratch::table(const std::string& name, const std::vector<Column>& columns) const {
    Table made;
    made.name = name;
    made.columns.push_back(column("id", R"({"type":"BigAutoField"})"));
    made.columns.insert(made.columns.end(), columns.begin(), columns.end());
    made.primary_key.columns = {"id"};
    return made;
}

std::vector<Table> Scratch::library() const {
    Table author = table("author", {column("name", R"({"type":"CharField","max_length":100})"), column("age", R"({"type":"IntegerField"})", true)});
    Column views = column("views", R"({"type":"IntegerField"})");
    views.default_value = 0;
    Column author_id = column("author_id", R"({"type":"BigAutoField"})");
    author_id.auto_increment = false;
    author_id.logical = db::parse_json(R"({"type":"BigIntegerField"})");
    Table book = table("book", {column("title", R"({"type":"CharField","max_length":200})"), views, author_id, column("note", R"({"type":"TextField"})", true)});
    book.foreign_keys.push_back({"book_author_fk", {"author_id"}, "author", {"id"}, "CASCADE", "NO_ACTION", ""});
    book.uniques.push_back({"book_title_uq", {"title", "author_id"}, {}, "", true});
    book.checks.push_back({"book_views_ck", "{views} >= 0"});
    db::Index by_views;
    by_views.name = "book_views_idx";
    by_views.parts = {{"views", "", "desc", "", "", ""}, {"title", "", "", "", "", ""}};
    book.indexes.push_back(by_views);
    return {author, book};
}

db::RenderResult Scratch::render(const std::vector<db::SchemaEdit>& edits, const std::vector<Table>& before, const std::vector<Table>& after) {
    const db::Schema live = connection->introspect(std::nullopt, true);
    db::RenderRequest request;
    request.server = connection->server();
    request.edits = &edits;
    request.before = &before;
    request.after = &after;
    request.live = &live;
    return driver->render(request);
}

bool Scratch::happened(const RenderedStatement& statement) { return connection->query(statement.happened).rows.at(0).at(0).as_int() != 0; }

/// On a backend where each statement stands for itself it says whether it happened, or does no harm when it is repeated.
void Scratch::run(db::StatementRunner& runner, const RenderedStatement& statement) {
    const bool told = !statement.happened.empty();
    if (told) BOOST_TEST(!happened(statement), "is said to have happened before it ran: " << statement.sql);
    runner.run(statement);
    if (told) BOOST_TEST(happened(statement), "is said not to have happened: " << statement.sql);
    if (!told && !driver->can(RDB_CAP_TRANSACTIONAL_DDL)) runner.run(statement);
}

void Scratch::apply(const std::vector<db::SchemaEdit>& edits, const std::vector<Table>& before, const std::vector<Table>& after) {
    const db::RenderResult result = render(edits, before, after);
    for (const auto& fault : result.faults) BOOST_ERROR("edit " << fault.edit << " is refused: " << fault.message);
    db::StatementRunner runner(*connection);
    runner.run(result.statements, RenderedStatement::Phase::setup);
    try {
        db::Transaction transaction(*connection);
        for (const auto& statement : result.statements) {
            if (statement.phase == RenderedStatement::Phase::main) run(runner, statement);
        }
        runner.run(result.statements, RenderedStatement::Phase::verify);
        transaction.commit();
    } catch (const db::Error& error) {
        BOOST_TEST_MESSAGE(error.message() << "\n" << error.statement());
        runner.run(result.statements, RenderedStatement::Phase::teardown);
        throw;
    }
    runner.run(result.statements, RenderedStatement::Phase::teardown);
}

void Scratch::create(const std::vector<Table>& tables) { apply(db::schema_edits({}, tables), {}, tables); }

std::string Scratch::differs_from(const std::vector<Table>& tables) {
    db::Schema wanted;
    wanted.tables = tables;
    db::DifferenceOptions options;
    options.ignore_comments = !driver->can(RDB_CAP_COMMENTS);
    options.normalize = [this](const std::string& expression) { return driver->normalize(expression); };
    std::string text;
    for (const db::Difference& one : db::difference(connection->introspect(), wanted, options).differences) text += db::to_json(to_value(one)) + "\n";
    return text;
}

std::string Scratch::placeholders(std::size_t count) const {
    std::string text;
    for (std::size_t i = 1; i <= count; ++i) {
        if (i > 1) text += ", ";
        text += driver->sql().dialect->placeholder == '$' ? "$" + std::to_string(i) : "?";
    }
    return text;
}

void Scratch::insert(const std::string& table, const std::vector<std::string>& columns, const std::vector<Value>& values) {
    std::string names;
    for (const std::string& name : columns) names += (names.empty() ? "" : ", ") + quoted(name);
    connection->execute("INSERT INTO " + quoted(table) + " (" + names + ") VALUES (" + placeholders(columns.size()) + ")", values);
}

db::Rows Scratch::rows(const std::string& table, const std::vector<std::string>& columns) {
    std::string names;
    for (const std::string& name : columns) names += (names.empty() ? "" : ", ") + quoted(name);
    return connection->query("SELECT " + names + " FROM " + quoted(table) + " ORDER BY 1");
}

int Scratch::code_of(db::Connection& connection, const std::string& sql) {
    try {
        connection.execute(sql);
    } catch (const db::DatabaseError& error) {
        return error.driver_code();
    }
    return RDB_OK;
}

void Scratch::drop_everything() {
    const std::vector<Table> tables = connection->introspect().tables;
    if (!tables.empty()) apply(db::schema_edits(tables, {}), tables, {});
}

}  // namespace conformance
