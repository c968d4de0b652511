#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <reinhardt/db/support/json.hpp>

#include "scratch.hpp"

using namespace conformance;
using db::Table;
using db::Value;

namespace {

constexpr const char* text = R"({"type":"TextField"})";
constexpr const char *integer = R"({"type":"IntegerField"})", *big = R"({"type":"BigIntegerField"})";

/// A change of the library (author, book), made by changing its tables. `author` and `book` refer into `tables` until one is added.
struct Edit {
    const Scratch& scratch;
    std::vector<Table>& tables;
    db::SchemaRenames& renames;
    Table& author() const { return tables[0]; }
    Table& book() const { return tables[1]; }
};

struct Case {
    const char* name;
    std::function<void(Edit&)> change;
};

db::Index index_of(const std::string& name, const std::string& column) {
    db::Index index;
    index.name = name;
    index.parts = {{column, "", "", "", "", ""}};
    return index;
}

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"a table is added", [](Edit& e) { e.tables.push_back(e.scratch.table("tag", {e.scratch.column("label", text)})); }},
        {"a table with a key to another is added",
         [](Edit& e) {
             Table tag = e.scratch.table("tag", {e.scratch.column("book_id", big)});
             tag.foreign_keys.push_back({"tag_book_fk", {"book_id"}, "book", {"id"}, "RESTRICT", "CASCADE", ""});
             e.tables.push_back(tag);
         }},
        {"a table that others refer to is renamed",
         [](Edit& e) {
             e.renames.tables["author"] = "writer";
             e.author().name = "writer";
             e.book().foreign_keys[0].to_table = "writer";
         }},
        {"a table is renamed", [](Edit& e) {
             e.renames.tables["book"] = "volume";
             e.book().name = "volume";
         }},
        {"a column that may be NULL is added", [](Edit& e) { e.book().columns.push_back(e.scratch.column("extra", text, true)); }},
        {"a column with a default is added",
         [](Edit& e) {
             db::Column column = e.scratch.column("extra", integer);
             column.default_value = 7;
             e.book().columns.push_back(column);
         }},
        {"a column with a default expression is added",
         [](Edit& e) {
             db::Column column = e.scratch.column("extra", integer);
             column.db_default = "3 + 4";
             e.book().columns.push_back(column);
         }},
        {"a column without a default is added and filled", [](Edit& e) { e.book().columns.push_back(e.scratch.column("extra", integer)); }},
        {"a generated column is added",
         [](Edit& e) {
             db::Column column = e.scratch.column("twice", integer, true);
             column.generated = db::Generated{"{views} * 2", quirks().adds_stored_columns};
             column.logical = db::parse_json(R"({"type":"GeneratedField","output":{"type":"IntegerField"},"expression":"{views} * 2"})");
             e.book().columns.push_back(column);
         }},
        {"a column in the middle is added", [](Edit& e) { e.book().columns.insert(e.book().columns.begin() + 1, e.scratch.column("extra", text, true)); }},
        {"a column is dropped", [](Edit& e) { std::erase_if(e.book().columns, [](const db::Column& c) { return c.name == "note"; }); }},
        {"a column with a unique constraint and a key is dropped",
         [](Edit& e) {
             std::erase_if(e.book().columns, [](const db::Column& c) { return c.name == "author_id"; });
             e.book().foreign_keys.clear();
             e.book().uniques.clear();
         }},
        {"a column that index and check name is renamed",
         [](Edit& e) {
             e.renames.columns[{"book", "views"}] = "hits";
             e.book().column("views")->name = "hits";
             e.book().indexes[0].parts[0].column = "hits";
             e.book().checks[0].expression = "{hits} >= 0";
         }},
        {"a column with a foreign key is renamed",
         [](Edit& e) {
             e.renames.columns[{"book", "author_id"}] = "writer_id";
             e.book().column("author_id")->name = "writer_id";
             e.book().foreign_keys[0].columns = {"writer_id"};
             e.book().uniques[0].columns = {"title", "writer_id"};
         }},
        {"names change in case alone",
         [](Edit& e) {
             e.renames.tables["author"] = "Author";
             e.author().name = "Author";
             e.book().foreign_keys[0].to_table = "Author";
             e.renames.columns[{"book", "note"}] = "Note";
             e.book().column("note")->name = "Note";
             e.book().indexes[0].name = "Book_views_idx";
         }},
        {"a column may be NULL", [](Edit& e) { e.book().column("title")->null = true; }},
        {"a column may not be NULL", [](Edit& e) { e.author().column("age")->null = false; }},
        {"a text column is made longer", [](Edit& e) { *e.author().column("name") = e.scratch.column("name", R"({"type":"CharField","max_length":150})"); }},
        {"a column becomes a text", [](Edit& e) { *e.author().column("name") = e.scratch.column("name", text); }},
        {"an integer column is made bigger", [](Edit& e) { *e.author().column("age") = e.scratch.column("age", big, true); }},
        {"an integer column becomes a text", [](Edit& e) { *e.author().column("age") = e.scratch.column("age", text, true); }},
        {"a default is set", [](Edit& e) { e.author().column("age")->default_value = 33; }},
        {"a default is changed", [](Edit& e) { e.book().column("views")->default_value = 1; }},
        {"a default is removed", [](Edit& e) { e.book().column("views")->default_value = Value(); }},
        {"a foreign key is added",
         [](Edit& e) {
             e.author().columns.push_back(e.scratch.column("first_id", big, true));
             e.author().foreign_keys.push_back({"author_book_fk", {"first_id"}, "book", {"id"}, "SET_NULL", "NO_ACTION", ""});
         }},
        {"a foreign key is dropped", [](Edit& e) { e.book().foreign_keys.clear(); }},
        {"a foreign key acts otherwise", [](Edit& e) { e.book().foreign_keys[0].on_delete = "RESTRICT"; }},
        {"a foreign key becomes deferred", [](Edit& e) { e.book().foreign_keys[0].deferrable = "deferred"; }},
        {"a foreign key to a column that is no key is added",
         [](Edit& e) {
             e.author().uniques.push_back({"author_age_uq", {"age"}, {}, "", true});
             e.book().columns.push_back(e.scratch.column("age", integer, true));
             e.book().foreign_keys.push_back({"book_age_fk", {"age"}, "author", {"age"}, "SET_NULL", "CASCADE", ""});
         }},
        {"a unique constraint over several columns is added", [](Edit& e) { e.author().uniques.push_back({"author_name_uq", {"age", "name"}, {}, "", true}); }},
        {"a unique constraint is added", [](Edit& e) { e.author().uniques.push_back({"author_name_uq", {"name"}, {}, "", true}); }},
        {"a unique constraint is dropped", [](Edit& e) { e.book().uniques.clear(); }},
        {"a check is added", [](Edit& e) { e.author().checks.push_back({"author_age_ck", "{age} < 200 OR {name} = 'it''s'"}); }},
        {"a check is dropped", [](Edit& e) { e.book().checks.clear(); }},
        {"an index is added", [](Edit& e) { e.author().indexes.push_back(index_of("author_age_idx", "age")); }},
        {"a partial index is added",
         [](Edit& e) {
             db::Index index = index_of("author_age_idx", "age");
             index.where = "{age} > 18";
             e.author().indexes.push_back(index);
         }},
        {"a unique partial index is added",
         [](Edit& e) {
             db::Index index = index_of("author_name_idx", "name");
             index.unique = true;
             index.where = "{age} IS NOT NULL";
             e.author().indexes.push_back(index);
         }},
        {"an index over an expression is added",
         [](Edit& e) {
             db::Index index;
             index.name = "author_lower_idx";
             index.parts = {{"", "lower({name})", "", "", "", ""}};
             e.author().indexes.push_back(index);
         }},
        {"an index is dropped", [](Edit& e) { e.book().indexes.clear(); }},
        {"an index changes its columns", [](Edit& e) { e.book().indexes[0].parts.pop_back(); }},
        {"an index is renamed", [](Edit& e) { e.book().indexes[0].name = "book_hits_idx"; }},
        {"the key becomes another column", [](Edit& e) {
             e.book().column("id")->auto_increment = false;
             *e.book().column("id") = e.scratch.column("id", big);
             e.book().primary_key.columns = {"id", "title"};
         }},
        {"many things change at once",
         [](Edit& e) {
             e.renames.tables["book"] = "volume";
             e.renames.columns[{"book", "title"}] = "name";
             Table& book = e.book();
             book.name = "volume";
             book.column("title")->name = "name";
             book.uniques[0].columns = {"name", "author_id"};
             book.indexes[0].parts[1].column = "name";
             std::erase_if(book.columns, [](const db::Column& c) { return c.name == "note"; });
             book.columns.push_back(e.scratch.column("extra", text, true));
             book.column("views")->null = true;
             book.checks.push_back({"volume_name_ck", "length({name}) >= 0"});
             book.indexes.push_back(index_of("volume_extra_idx", "extra"));
             e.tables.push_back(e.scratch.table("tag", {e.scratch.column("label", text)}));
         }},
    };
    return all;
}

db::SchemaRenames inverse(const db::SchemaRenames& renames) {
    db::SchemaRenames back;
    for (const auto& [from, to] : renames.tables) back.tables[to] = from;
    for (const auto& [from, to] : renames.columns) {
        const auto table = renames.tables.find(from.first);
        back.columns[{table == renames.tables.end() ? from.first : table->second, to}] = from.second;
    }
    return back;
}

/// Gives every column that must have a value one, as a migration's backfill does.
void fill(std::vector<db::SchemaEdit>& edits) {
    for (db::SchemaEdit& edit : edits) {
        if (edit.kind != db::EditKind::add_column && edit.kind != db::EditKind::alter_column) continue;
        const bool has_default = !edit.column->default_value.is_null() || !edit.column->db_default.empty();
        const bool tightens = edit.kind == db::EditKind::add_column ? !edit.column->null && !has_default : edit.column_from->null && !edit.column->null;
        if (!tightens) continue;
        edit.has_backfill = true;
        edit.backfill = edit.column->name == "author_id" ? 1 : 5;
    }
}

/// The rows of a table with the columns that `other` has as well, by the names that `renames` gives them.
std::string rows_text(Scratch& scratch, const Table& table, const Table& other, const db::SchemaRenames& renames) {
    std::vector<std::string> columns;
    for (const db::Column& column : table.columns) {
        const auto renamed = renames.columns.find({table.name, column.name});
        if (other.column(renamed == renames.columns.end() ? column.name : renamed->second)) columns.push_back(column.name);
    }
    std::string all;
    for (const auto& row : scratch.rows(table.name, columns).rows) {
        // Integers that became texts count as equal: the case is about rows that are kept.
        for (const Value& value : row) all += (value.is_text() ? value.as_text() : db::to_json(value)) + "|";
        all += "\n";
    }
    return all;
}

std::string rows_text(Scratch& scratch, const std::vector<Table>& tables, const std::vector<Table>& others, const db::SchemaRenames& renames) {
    std::string all;
    for (const Table& table : tables) {
        const auto renamed = renames.tables.find(table.name);
        const std::string& wanted = renamed == renames.tables.end() ? table.name : renamed->second;
        const auto other = std::find_if(others.begin(), others.end(), [&](const Table& t) { return t.name == wanted; });
        if (other != others.end()) all += rows_text(scratch, table, *other, renames);
    }
    return all;
}

void put_rows(Scratch& scratch) {
    scratch.insert("author", {"id", "name", "age"}, {1, "Ann", 5});
    scratch.insert("author", {"id", "name", "age"}, {2, "it's \"Bob\"", 2});
    scratch.insert("author", {"id", "name", "age"}, {3, "\u8868", Value()});
    scratch.insert("book", {"id", "title", "views", "author_id", "note"}, {1, "First", 10, 1, "n"});
    scratch.insert("book", {"id", "title", "views", "author_id", "note"}, {2, "Second; --", 0, 1, Value()});
    scratch.insert("book", {"id", "title", "views", "author_id", "note"}, {5, "", 2, 3, ""});
}

/// The edits of `change` forward and back with rows: the schema read is the schema wanted, and every row is there.
void goes_there_and_back(Scratch& scratch, const Case& c) {
    const std::vector<Table> before = scratch.library();
    std::vector<Table> after = before;
    db::SchemaRenames there;
    Edit edit{scratch, after, there};
    c.change(edit);
    const db::SchemaRenames back = inverse(there);
    std::vector<db::SchemaEdit> forward = db::schema_edits(before, after, there), backward = db::schema_edits(after, before, back);
    fill(forward);
    fill(backward);

    scratch.create(before);
    if (quirks().lacks.contains(c.name)) {
        const db::RenderResult refused = scratch.render(forward, before, after);
        BOOST_TEST_REQUIRE(!refused.faults.empty());
        BOOST_TEST(!refused.faults[0].message.empty());
        return;
    }
    put_rows(scratch);
    if (c.name == std::string("a column may not be NULL")) scratch.connection->execute("UPDATE " + scratch.quoted("author") + " SET " + scratch.quoted("age") + " = 5");
    const std::string rows = rows_text(scratch, before, after, there);
    scratch.apply(forward, before, after);
    BOOST_TEST(scratch.differs_from(after) == "");
    BOOST_TEST(rows_text(scratch, after, before, back) == rows);
    scratch.apply(backward, after, before);
    BOOST_TEST(scratch.differs_from(before) == "");
    BOOST_TEST(rows_text(scratch, before, after, there) == rows);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(edits)

BOOST_AUTO_TEST_CASE(every_edit_goes_there_and_back_with_its_rows) {
    for (const Case& c : cases()) {
        BOOST_TEST_CONTEXT(c.name) {
            Scratch scratch;
            try {
                goes_there_and_back(scratch, c);
            } catch (const db::Error& error) {
                BOOST_ERROR(error.message() << "\nstatement: " << error.statement());
            }
        }
    }
}

BOOST_FIXTURE_TEST_CASE(what_is_rendered_is_what_is_read, Scratch) {
    create(library());
    BOOST_TEST(differs_from(library()) == "");
    const db::Schema schema = connection->introspect(std::vector<std::string>{"book"});
    BOOST_TEST(schema.backend == driver->name());
    BOOST_TEST_REQUIRE(schema.tables.size() == 1U);
    BOOST_TEST(schema.tables[0].name == "book");
    BOOST_TEST(connection->introspect(std::vector<std::string>{}).tables.empty());
}

BOOST_FIXTURE_TEST_CASE(every_column_type_is_read_as_it_was_rendered, Scratch) {
    std::vector<db::Column> columns;
    for (const char* field : {R"({"type":"CharField","max_length":17})", text, R"({"type":"UUIDField"})", R"({"type":"SmallIntegerField"})", integer, big,
                              R"({"type":"FloatField"})", R"({"type":"DecimalField","max_digits":10,"decimal_places":3})", R"({"type":"BooleanField"})",
                              R"({"type":"DateField"})", R"({"type":"TimeField"})", R"({"type":"DateTimeField"})", R"({"type":"DurationField"})",
                              R"({"type":"BinaryField"})", R"({"type":"JSONField"})", R"({"type":"IPAddressField"})"}) {
        columns.push_back(column("c" + std::to_string(columns.size()), field, columns.size() % 2 == 0));
    }
    const std::vector<Table> tables{table("types", columns)};
    create(tables);
    BOOST_TEST(differs_from(tables) == "");
}

BOOST_FIXTURE_TEST_CASE(defaults_of_every_kind_are_read_as_they_were_rendered, Scratch) {
    struct Default {
        const char* field;
        Value value;
    };
    const std::vector<Default> defaults{
        {integer, 0},   {integer, -1},  {R"({"type":"FloatField"})", 0.5}, {text, ""},          {text, "it's \"odd\"; --\n\\"},
        {text, "NULL"}, {text, "7"},    {R"({"type":"BooleanField"})", true}, {text, "\u8868"}, {R"({"type":"BooleanField"})", false},
    };
    std::vector<db::Column> columns;
    std::vector<std::string> names;
    for (const Default& one : defaults) {
        names.push_back("c" + std::to_string(columns.size()));
        columns.push_back(column(names.back(), one.field));
        columns.back().default_value = one.value;
    }
    const std::vector<Table> tables{table("defaults", columns)};
    create(tables);
    BOOST_TEST(differs_from(tables) == "");
    insert("defaults", {"id"}, {1});
    const std::vector<Value> row = rows("defaults", names).rows.at(0);
    for (std::size_t i = 0; i < defaults.size(); ++i) {
        const Value wanted = defaults[i].value.is_bool() && quirks().booleans_are_integers ? Value(defaults[i].value.as_bool() ? 1 : 0) : defaults[i].value;
        BOOST_TEST((row[i] == wanted), names[i] << ": " << db::to_json(row[i]));
    }
}

BOOST_FIXTURE_TEST_CASE(generated_columns_are_read_as_they_were_rendered, Scratch) {
    for (const bool stored : {true, false}) {
        Table made = table(stored ? "stored" : "computed", {column("n", integer), column("twice", integer, true)});
        made.columns[2].generated = db::Generated{"{n} * 2", stored};
        made.columns[2].logical = db::parse_json(R"({"type":"GeneratedField","output":{"type":"IntegerField"},"expression":"{n} * 2"})");
        const std::vector<db::SchemaEdit> edits = db::schema_edits({}, {made});
        const db::RenderResult result = render(edits, {}, {made});
        if (!result.faults.empty()) {
            BOOST_TEST(!result.faults[0].message.empty());
            continue;
        }
        create({made});
        BOOST_TEST(differs_from({made}) == "", made.name);
        insert(made.name, {"n"}, {21});
        BOOST_TEST(rows(made.name, {"twice"}).rows.at(0).at(0).as_int() == 42);
        apply(db::schema_edits({made}, {}), {made}, {});
    }
}

BOOST_FIXTURE_TEST_CASE(a_generated_column_is_generated_otherwise_becomes_plain_and_generated_again, Scratch) {
    Table twice = table("made", {column("n", integer), column("more", integer, true), column("last", text, true)});
    db::Column& more = twice.columns[2];
    const auto generate = [&](const std::string& expression) {
        more.generated = db::Generated{expression, quirks().adds_stored_columns};
        more.logical = db::parse_json(R"({"type":"GeneratedField","output":{"type":"IntegerField"}})").set("expression", expression);
    };
    generate("{n} * 2");
    twice.indexes.push_back(index_of("made_more_idx", "more"));
    Table thrice = twice, plain = twice;
    thrice.columns[2].generated->expression = "{n} * 3";
    plain.columns[2] = column("more", integer, true);
    create({twice});
    insert("made", {"n"}, {7});
    const auto becomes = [&](const Table& from, const Table& to, int value) {
        apply(db::schema_edits({from}, {to}), {from}, {to});
        BOOST_TEST(differs_from({to}) == "");
        BOOST_TEST(rows("made", {"more"}).rows.at(0).at(0).as_int() == value);
    };
    becomes(twice, thrice, 21);
    becomes(thrice, plain, 21);
    becomes(plain, twice, 14);
}

BOOST_FIXTURE_TEST_CASE(tables_that_refer_to_each_other_are_made_and_dropped, Scratch) {
    Table a = table("a", {column("b_id", big, true)}), b = table("b", {column("a_id", big, true)});
    a.foreign_keys.push_back({"a_b_fk", {"b_id"}, "b", {"id"}, "SET_NULL", "NO_ACTION", ""});
    b.foreign_keys.push_back({"b_a_fk", {"a_id"}, "a", {"id"}, "SET_NULL", "NO_ACTION", ""});
    Table self = table("self", {column("parent_id", big, true)});
    self.foreign_keys.push_back({"self_fk", {"parent_id"}, "self", {"id"}, "CASCADE", "NO_ACTION", ""});
    const std::vector<Table> tables{a, b, self};
    create(tables);
    BOOST_TEST(differs_from(tables) == "");
    insert("a", {"id"}, {1});
    insert("b", {"id", "a_id"}, {1, 1});
    connection->execute("UPDATE " + quoted("a") + " SET " + quoted("b_id") + " = 1");
    apply(db::schema_edits(tables, {}), tables, {});
    BOOST_TEST(connection->introspect().tables.empty());
}

BOOST_FIXTURE_TEST_CASE(a_column_that_needs_a_value_fails_only_where_there_are_rows, Scratch) {
    const std::vector<Table> before = library();
    std::vector<Table> after = before;
    after[0].columns.push_back(column("extra", integer));
    std::vector<db::SchemaEdit> edits = db::schema_edits(before, after);
    for (db::SchemaEdit& edit : edits) edit.needs_value = edit.kind == db::EditKind::add_column;
    create(before);
    put_rows(*this);
    BOOST_CHECK_THROW(apply(edits, before, after), db::Error);
    BOOST_TEST(differs_from(before) == "");
    BOOST_TEST(rows("author", {"id"}).rows.size() == 3U);
    connection->execute("DELETE FROM " + quoted("book"));
    connection->execute("DELETE FROM " + quoted("author"));
    apply(edits, before, after);
    BOOST_TEST(differs_from(after) == "");
}

BOOST_FIXTURE_TEST_CASE(a_type_that_rows_do_not_fit_fails_and_changes_nothing, Scratch) {
    const std::vector<Table> before = library();
    std::vector<Table> after = before;
    *after[0].column("name") = column("name", integer);
    std::vector<db::SchemaEdit> edits = db::schema_edits(before, after);
    for (db::SchemaEdit& edit : edits) edit.narrows = edit.kind == db::EditKind::alter_column;
    create(before);
    insert("author", {"id", "name"}, {1, "12"});
    insert("author", {"id", "name"}, {2, "12x"});
    BOOST_CHECK_THROW(apply(edits, before, after), db::Error);
    BOOST_TEST(differs_from(before) == "");
    BOOST_TEST(rows("author", {"id", "name"}).rows.at(1).at(1).as_text() == "12x");
    connection->execute("DELETE FROM " + quoted("author") + " WHERE " + quoted("id") + " = 2");
    apply(edits, before, after);
    BOOST_TEST(differs_from(after) == "");
    BOOST_TEST(rows("author", {"name"}).rows.at(0).at(0).as_int() == 12);
}

BOOST_FIXTURE_TEST_CASE(every_statement_says_which_edit_it_carries_out_and_what_it_destroys, Scratch) {
    const std::vector<Table> before = library();
    std::vector<Table> after{before[0]};
    std::erase_if(after[0].columns, [](const db::Column& c) { return c.name == "age"; });
    const std::vector<db::SchemaEdit> edits = db::schema_edits(before, after);
    create(before);
    const db::RenderResult result = render(edits, before, after);
    BOOST_TEST(result.faults.empty());
    std::vector<bool> done(edits.size(), false);
    std::string destroyed;
    for (const db::RenderedStatement& statement : result.statements) {
        for (const std::size_t edit : statement.edits) {
            BOOST_TEST_REQUIRE(edit < edits.size());
            done[edit] = true;
        }
        destroyed += statement.destroys + "\n";
    }
    BOOST_TEST(std::count(done.begin(), done.end(), false) == 0);
    BOOST_TEST(destroyed.find("book") != std::string::npos, destroyed);
    BOOST_TEST(destroyed.find("age") != std::string::npos, destroyed);
}

BOOST_FIXTURE_TEST_CASE(rendering_without_a_database_gives_statements_too, Scratch) {
    const std::vector<Table> before = library();
    std::vector<Table> after = before;
    after[0].column("age")->null = false;
    after[0].columns.push_back(column("extra", text, true));
    std::vector<db::SchemaEdit> edits = db::schema_edits(before, after);
    fill(edits);
    db::RenderRequest request;
    request.edits = &edits;
    request.before = &before;
    request.after = &after;
    const db::RenderResult result = driver->render(request);
    BOOST_TEST(result.faults.empty());
    BOOST_TEST(!result.statements.empty());
    const db::RenderResult again = driver->render(request);
    BOOST_TEST_REQUIRE(again.statements.size() == result.statements.size());
    for (std::size_t i = 0; i < again.statements.size(); ++i) BOOST_TEST(again.statements[i].sql == result.statements[i].sql);
}

BOOST_FIXTURE_TEST_CASE(what_the_backend_lacks_is_refused_with_a_reason, Scratch) {
    std::vector<Table> tables = library();
    std::vector<db::SchemaEdit> edits(1);
    edits[0].kind = db::EditKind::add_exclusion;
    edits[0].table = "book";
    db::Exclusion exclusion;
    exclusion.name = "book_excl";
    exclusion.using_method = "gist";
    exclusion.parts = db::parse_json(R"([{"field":"views","with":"="}])");
    edits[0].exclusion = exclusion;
    create(tables);
    const db::RenderResult result = render(edits, tables, tables);
    BOOST_TEST(result.faults.empty() == !quirks().lacks.contains("an exclusion constraint"));
    for (const auto& fault : result.faults) {
        BOOST_TEST(fault.edit == 0U);
        BOOST_TEST(!fault.message.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
