#include <boost/test/unit_test.hpp>

#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/json.hpp>

using namespace reinhardt::db;

BOOST_AUTO_TEST_SUITE(rendered)

BOOST_AUTO_TEST_CASE(a_plain_statement_is_its_sql_alone) {
    RenderedStatement statement;
    statement.sql = "DROP TABLE \"x\"";
    BOOST_TEST(to_json(to_value(statement)) == R"({"sql":"DROP TABLE \"x\""})");
}

BOOST_AUTO_TEST_CASE(every_member_survives_the_way_to_the_host) {
    RenderedStatement statement;
    statement.sql = "SELECT 1";
    statement.kind = RenderedStatement::Kind::compare;
    statement.phase = RenderedStatement::Phase::verify;
    statement.edits = {0, 2};
    statement.transactional = false;
    statement.destroys = "table blog_post";
    statement.rewrites = "blog_tag";
    statement.blocks = "reads and writes";
    statement.name = "before";
    statement.message = "rows differ";
    statement.hint = "look";
    statement.happened = "SELECT 0";
    statement.repeatable = true;
    const RenderedStatement back = rendered_statement_from(parse_json(to_json(to_value(statement))));
    BOOST_TEST(back.sql == statement.sql);
    BOOST_TEST((back.kind == statement.kind));
    BOOST_TEST((back.phase == statement.phase));
    BOOST_TEST(back.edits == statement.edits, boost::test_tools::per_element());
    BOOST_TEST(!back.transactional);
    BOOST_TEST(back.destroys == statement.destroys);
    BOOST_TEST(back.rewrites == statement.rewrites);
    BOOST_TEST(back.blocks == statement.blocks);
    BOOST_TEST(back.name == statement.name);
    BOOST_TEST(back.message == statement.message);
    BOOST_TEST(back.hint == statement.hint);
    BOOST_TEST(back.happened == statement.happened);
    BOOST_TEST(back.repeatable);
}

BOOST_AUTO_TEST_CASE(every_kind_and_phase_has_a_name_of_its_own) {
    for (const char* kind : {"run", "check", "remember", "compare", "generate"}) {
        for (const char* phase : {"setup", "main", "verify", "teardown"}) {
            Value value = Value::object();
            value.set("sql", "x").set("kind", kind).set("phase", phase);
            const Value back = to_value(rendered_statement_from(value));
            BOOST_TEST(back.text_or("kind", "run") == kind);
            BOOST_TEST(back.text_or("phase", "main") == phase);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_shape_is_the_drivers_fault) {
    for (const char* json : {R"({})", R"({"sql":1})", R"({"sql":"x","kind":"jump"})", R"({"sql":"x","phase":"later"})", R"({"sql":"x","edits":["a"]})",
                             R"({"sql":"x","edits":[-1]})", R"([])"}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(rendered_statement_from(parse_json(json))), Error,
                              [](const Error& error) { return error.code() == ErrorCode::driver; });
    }
}

BOOST_AUTO_TEST_SUITE_END()
