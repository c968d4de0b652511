#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "scratch.hpp"

using namespace conformance;
using db::Value;

namespace {

/// Texts that break what is pasted, escaped twice or not at all, or taken for a parameter, a comment or the end of a statement.
const std::vector<std::string> texts{
    "it's", "''", "'", "a\"b", "a`b", "a\\b", "a\\'b", "ends in \\", "\\\\", "\\n", "\\x41", "a\nb", "a\r\nb", "a\tb", "%s %d %%", "?", "$1", ":x", "@x", "{x}", "${x}",
    "-- no comment", "/* no comment */", "# no comment", ";", "'; DROP TABLE t; --", "$$x$$", "E'x'", "N'x'", "NULL", "true", "0x41", "1e3", "CURRENT_TIMESTAMP", "now()",
    "\u00fcml\u00e4ut", "\u8868\u5c0f\u4e59", "\U0001f600", "\u2028", " blanks ",
};

bool is_shown(const std::string& text) { return quirks().shows_beyond_u_ffff || text.find('\xf0') == std::string::npos; }

std::string field(const std::string& type) { return type == "TextField" ? R"({"type":"TextField"})" : R"({"type":"CharField","max_length":100})"; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_texts, Scratch)

BOOST_AUTO_TEST_CASE(a_default_of_any_text_is_kept) {
    for (const std::string type : {"CharField", "TextField"}) {
        for (const std::string& text : texts) {
            BOOST_TEST_CONTEXT(type << " with default " << text) {
                std::vector<db::Table> tables{table("t", {column("value", field(type)), column("other", R"({"type":"IntegerField"})", true)})};
                tables[0].columns[1].default_value = text;
                create(tables);
                const bool shown = type == "TextField" || is_shown(text);
                if (shown) BOOST_TEST(differs_from(tables) == "");
                insert("t", {"other"}, {1});
                BOOST_TEST(rows("t", {"value"}).rows.at(0).at(0).as_text() == text);
                auto plain = tables;
                plain[0].columns[1].default_value = "plain";
                apply(db::schema_edits(tables, plain), tables, plain);
                apply(db::schema_edits(plain, tables), plain, tables);
                if (shown) BOOST_TEST(differs_from(tables) == "");
                BOOST_TEST(rows("t", {"value"}).rows.at(0).at(0).as_text() == text);
                apply(db::schema_edits(tables, {}), tables, {});
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rows_are_filled_with_any_text) {
    for (const std::string& text : texts) {
        BOOST_TEST_CONTEXT("value " << text) {
            const std::vector<db::Table> before{table("t", {column("other", R"({"type":"IntegerField"})", true)})};
            create(before);
            insert("t", {"other"}, {1});
            auto after = before;
            after[0].columns.push_back(column("value", field("CharField")));
            auto edits = db::schema_edits(before, after);
            edits.at(0).backfill = text;
            edits.at(0).has_backfill = true;
            apply(edits, before, after);
            BOOST_TEST(differs_from(after) == "");
            BOOST_TEST(rows("t", {"value"}).rows.at(0).at(0).as_text() == text);
            apply(db::schema_edits(after, {}), after, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_check_speaks_of_any_text) {
    for (const std::string& text : texts) {
        if (text.find('{') != std::string::npos) continue;  // braces in an expression name a column
        BOOST_TEST_CONTEXT("text " << text) {
            std::vector<db::Table> tables{table("t", {column("value", field("CharField"))})};
            tables[0].checks.push_back({"t_value_ck", "{value} <> " + driver->quote_literal(text)});
            create(tables);
            BOOST_TEST(differs_from(tables) == "");
            insert("t", {"value"}, {"another"});
            BOOST_CHECK_THROW(insert("t", {"value"}, {text}), db::DatabaseError);
            auto renamed = tables;
            renamed[0].columns[1].name = "renamed";
            renamed[0].checks[0].expression = "{renamed} <> " + driver->quote_literal(text);
            db::SchemaRenames renames;
            renames.columns[{"t", "value"}] = "renamed";
            apply(db::schema_edits(tables, renamed, renames), tables, renamed);
            BOOST_TEST(differs_from(renamed) == "");
            BOOST_CHECK_THROW(insert("t", {"renamed"}, {text}), db::DatabaseError);
            apply(db::schema_edits(renamed, {}), renamed, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_comment_of_any_text_is_kept) {
    if (!driver->can(RDB_CAP_COMMENTS)) return;
    for (const std::string& text : texts) {
        BOOST_TEST_CONTEXT("comment " << text) {
            std::vector<db::Table> tables{table("t", {column("value", field("CharField"))})};
            auto plain = tables;
            tables[0].comment = text;
            tables[0].columns[1].comment = text;
            if (!is_shown(text)) {
                BOOST_TEST(render(db::schema_edits({}, tables), {}, tables).faults.size() == 2U);
                continue;
            }
            create(tables);
            BOOST_TEST(differs_from(tables) == "");
            apply(db::schema_edits(tables, plain), tables, plain);
            BOOST_TEST(differs_from(plain) == "");
            apply(db::schema_edits(plain, tables), plain, tables);
            BOOST_TEST(differs_from(tables) == "");
            apply(db::schema_edits(tables, {}), tables, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_choice_of_any_text_is_taken_and_others_are_not) {
    for (const std::string& text : texts) {
        if (text.find('{') != std::string::npos) continue;
        BOOST_TEST_CONTEXT("choice " << text) {
            const Value choice = Value::object().set("type", "EnumField").set("choices", Value::list_of(std::vector<std::string>{"a choice of some length", text}));
            db::Table made = table("t", {column("value", db::to_json(choice))});
            for (const std::string& check : driver->column_type(choice, Value::object()).checks) made.checks.push_back({"t_value_ck", db::replace_all(check, "{column}", "{value}")});
            create({made});
            BOOST_TEST(differs_from({made}) == "");
            insert("t", {"value"}, {text});
            BOOST_TEST(rows("t", {"value"}).rows.at(0).at(0).as_text() == text);
            BOOST_CHECK_THROW(insert("t", {"value"}, {"no choice"}), db::DatabaseError);
            apply(db::schema_edits({made}, {}), {made}, {});
        }
    }
}

/// Cut off where the NUL stands, a statement would do something else.
BOOST_AUTO_TEST_CASE(a_statement_with_a_nul_character_does_nothing) {
    create({table("t", {column("value", field("CharField"))})});
    insert("t", {"value"}, {"x"});
    const std::string nul(1, '\0');
    BOOST_CHECK_THROW(connection->execute("DELETE FROM t" + nul + " WHERE value = 'another'"), db::Error);
    BOOST_CHECK_THROW((void)connection->query("DELETE FROM t" + nul + " WHERE value = 'another'"), db::Error);
    BOOST_TEST(rows("t", {"value"}).rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_name_with_a_nul_character_makes_nothing) {
    const std::string name = std::string("a\0b", 3);
    BOOST_CHECK_THROW(create({table(name, {column("value", field("CharField"))})}), db::Error);
    BOOST_CHECK_THROW(create({table("t", {column(name, field("CharField"))})}), db::Error);
    BOOST_TEST(connection->introspect().tables.empty());
}

BOOST_AUTO_TEST_SUITE_END()
