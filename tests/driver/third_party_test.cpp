#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/backends/transaction.hpp>
#include <reinhardt/db/support/error.hpp>

using namespace reinhardt::db;

namespace {

/// The tiny driver, found and opened as a project would.
struct Tiny {
    Tiny() : connection(driver, "tiny::memory:", ".", {}) {}
    DriverRegistry registry{{boost::unit_test::framework::master_test_suite().argv[1]}, DriverRegistry::Search::path_only};
    std::shared_ptr<Driver> driver = registry.for_url("tiny::memory:");
    Connection connection;
};

Table table(const std::string& name) {
    Table made;
    made.name = name;
    return made;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(third_party, Tiny)

BOOST_AUTO_TEST_CASE(a_driver_written_in_c_tells_what_it_is) {
    BOOST_TEST(driver->name() == "tiny");
    BOOST_TEST(driver->title() == "Tiny");
    BOOST_TEST(driver->version() == "0.1");
    BOOST_TEST(driver->client() == "tiny 1");
    BOOST_TEST(driver->schemes() == std::vector<std::string>{"tiny"}, boost::test_tools::per_element());
    BOOST_TEST(driver->can(RDB_CAP_SQL));
    BOOST_TEST(!driver->can(RDB_CAP_SAVEPOINTS));
    BOOST_TEST(driver->max_identifier() == 0U);
    BOOST_TEST(connection.server() == "tiny 1");
    BOOST_TEST(registry.for_scheme("tiny") == driver);
}

BOOST_AUTO_TEST_CASE(statements_rows_and_parameters_cross) {
    BOOST_TEST(connection.execute("put a 1; put b '2; two'") == 2);
    BOOST_TEST(connection.execute("put ? ?", {"c c", 3}) == 1);
    const Rows all = connection.query("all");
    BOOST_TEST(all.columns == (std::vector<std::string>{"key", "value"}), boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(all.rows.size() == 3U);
    BOOST_TEST(all.rows[1][1].as_text() == "2; two");
    BOOST_TEST(connection.query("get ?", {"c c"}).rows.at(0).at(1).as_text() == "3");
    BOOST_TEST(connection.query("get nothing").empty());
    BOOST_TEST(connection.query("  ").empty());
}

BOOST_AUTO_TEST_CASE(a_prepared_statement_runs_again_with_other_values) {
    Statement put(connection, "put ? ?");
    for (int i = 0; i < 100; ++i) {
        put.reset();
        put.bind({"key" + std::to_string(i), i});
        put.run();
        BOOST_TEST(put.affected() == 1);
    }
    BOOST_TEST(connection.query("all").rows.size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_second_statement_is_never_dropped_in_silence) {
    BOOST_CHECK_THROW(Statement(connection, "get a; get b"), Error);
    BOOST_CHECK_NO_THROW(Statement(connection, "get a;  ;\n"));
}

BOOST_AUTO_TEST_CASE(failures_arrive_with_their_code_and_statement) {
    connection.execute("put a 1");
    try {
        connection.execute("add a 2");
        BOOST_ERROR("a key was added twice");
    } catch (const DatabaseError& error) {
        BOOST_TEST(error.driver_code() == RDB_E_UNIQUE);
        BOOST_TEST((error.code() == ErrorCode::database));
        BOOST_TEST(error.message() == "the key exists");
        BOOST_TEST(error.statement() == "add a 2");
    }
    BOOST_CHECK_EXCEPTION(connection.execute("jump"), DatabaseError, [](const DatabaseError& error) { return error.driver_code() == RDB_E_SYNTAX; });
    BOOST_CHECK_EXCEPTION(connection.execute("put ? ?", {1}), DatabaseError, [](const DatabaseError& error) { return error.driver_code() == RDB_E_USAGE; });
    BOOST_CHECK_EXCEPTION(connection.savepoint("s"), Error, [](const Error& error) { return error.code() == ErrorCode::unsupported; });
    BOOST_CHECK_EXCEPTION(static_cast<void>(connection.try_lock("l")), Error, [](const Error& error) { return error.code() == ErrorCode::unsupported; });
}

BOOST_AUTO_TEST_CASE(a_driver_without_timeouts_says_so_and_goes_on_without) {
    const auto refuses = [&](const Limits& limits, const char* message) {
        BOOST_CHECK_EXCEPTION(connection.limit(limits), Error, [&](const Error& error) { return error.code() == ErrorCode::unsupported && error.message() == message; });
    };
    refuses({std::chrono::seconds(1), std::nullopt}, "Tiny has no limit on waits for locks");
    refuses({std::nullopt, std::chrono::milliseconds(0)}, "Tiny has no limit on the time of a statement");
    BOOST_CHECK_NO_THROW(connection.limit({}));
    BOOST_TEST(connection.execute("put a 1") == 1);
}

BOOST_AUTO_TEST_CASE(a_failed_open_never_shows_the_password) {
    Connection::Options options;
    options.password = "other secret";
    BOOST_CHECK_EXCEPTION(Connection(driver, "tiny://u:secret@h?password=other%20secret", ".", options), DatabaseError, [](const DatabaseError& error) {
        return error.code() == ErrorCode::not_found && error.message() == "cannot open 'tiny://u:***@h?password=***': tiny lives in memory alone";
    });
}

BOOST_AUTO_TEST_CASE(a_transaction_rolls_back_unless_committed) {
    {
        Transaction transaction(connection);
        connection.execute("put a 1");
    }
    BOOST_TEST(connection.query("all").empty());
    {
        Transaction transaction(connection);
        connection.execute("put a 1");
        transaction.commit();
    }
    BOOST_TEST(connection.query("all").rows.size() == 1U);
    BOOST_TEST(!connection.in_transaction());
}

BOOST_AUTO_TEST_CASE(column_types_come_from_the_driver_and_are_kept) {
    const auto field = [](const char* type) { return Value::object().set("type", type); };
    BOOST_TEST(driver->column_type(field("CharField"), {}).type == "text");
    BOOST_TEST(driver->column_type(field("BigAutoField"), {}).auto_increment);
    for (int times = 0; times < 2; ++times) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(driver->column_type(field("ArrayField"), {})), Error, [](const Error& error) {
            return error.code() == ErrorCode::unsupported && error.message() == "tiny has no arrays";
        });
    }
}

BOOST_AUTO_TEST_CASE(edits_are_rendered_run_and_read_back) {
    std::vector<SchemaEdit> edits(4);
    edits[0].kind = EditKind::create_table;
    edits[0].table = "it's \"odd\"";
    edits[0].table_value = table(edits[0].table);
    edits[1].kind = EditKind::add_foreign_key;
    edits[1].table = edits[0].table;
    edits[1].foreign_key = ForeignKeyConstraint{};
    edits[2].kind = EditKind::create_table;
    edits[2].table = "other";
    edits[2].table_value = table("other");
    edits[3].kind = EditKind::drop_table;
    edits[3].table = "other";
    edits[3].table_value = table("other");
    RenderRequest request;
    request.edits = &edits;
    const RenderResult result = driver->render(request);
    BOOST_TEST_REQUIRE(result.faults.size() == 1U);
    BOOST_TEST(result.faults[0].edit == 1U);
    BOOST_TEST(result.faults[0].message == "tiny has no foreign keys");
    BOOST_TEST_REQUIRE(result.statements.size() == 3U);
    BOOST_TEST(result.statements[2].edits == std::vector<std::size_t>{3}, boost::test_tools::per_element());
    BOOST_TEST(result.statements[2].destroys == "table other");
    for (const RenderedStatement& statement : result.statements) connection.execute(statement.sql);
    const Schema schema = connection.introspect();
    BOOST_TEST_REQUIRE(schema.tables.size() == 1U);
    BOOST_TEST(schema.tables[0].name == edits[0].table);
    BOOST_TEST(schema.tables[0].columns.size() == 2U);
    BOOST_TEST(schema.backend == "tiny");
}

BOOST_AUTO_TEST_CASE(scripts_are_split_and_texts_quoted_by_the_driver) {
    BOOST_TEST(driver->split("put a 'x;y'; ;get a;\n") == (std::vector<std::string>{"put a 'x;y'", "get a"}), boost::test_tools::per_element());
    BOOST_TEST(driver->quote_identifier("a\"b") == "\"a\"\"b\"");
    BOOST_TEST(driver->quote_literal("it's") == "'it''s'");
    BOOST_TEST(driver->quote_literal(7) == "7");
    BOOST_TEST(driver->normalize("a  b") == "a  b");
    BOOST_CHECK_EXCEPTION(static_cast<void>(driver->quote_literal(0.5)), Error, [](const Error& error) { return error.code() == ErrorCode::unsupported; });
}

BOOST_AUTO_TEST_SUITE_END()
