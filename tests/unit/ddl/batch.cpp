#include "batch.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <reinhardt/db/schema/table_edits.hpp>

namespace ddl {

using db::Value;

db::Column column(const std::string& name, const std::string& type, bool null) {
    db::Column made;
    made.name = name;
    made.type = type;
    made.null = null;
    return made;
}

db::Index index(const std::string& name, const std::vector<std::string>& columns) {
    db::Index made;
    made.name = name;
    for (const auto& one : columns) made.parts.emplace_back().column = one;
    return made;
}

Batch::Batch() {
    db::Table book;
    book.name = "book";
    book.columns = {column("id", "bigint", false), column("title", "varchar(50)", false), column("views", "int", false), column("note", "varchar(20)")};
    book.columns[2].default_value = 0;
    book.primary_key.columns = {"id"};
    before = after = {book};
}

Batch& Batch::changed() {
    edits = db::schema_edits(before, after);
    return *this;
}

db::SchemaEdit& Batch::edit_of(const std::string& name) {
    return *std::find_if(edits.begin(), edits.end(), [&](const db::SchemaEdit& edit) { return edit.column && edit.column->name == name; });
}

std::vector<db::RenderedStatement> Batch::statements(Render render, const std::string& server) const {
    Value list = Value::list(), tables = Value::list();
    for (const auto& edit : edits) list.push(to_value(edit));
    for (const auto& table : before) tables.push(to_value(table, true));
    const Value answer = render(Value::object().set("server", server).set("edits", std::move(list)).set("before", std::move(tables)));
    BOOST_TEST(answer.find("errors")->as_list().empty());
    std::vector<db::RenderedStatement> statements;
    for (const auto& one : answer.find("statements")->as_list()) statements.push_back(db::rendered_statement_from(one));
    return statements;
}

std::vector<std::string> Batch::sql(Render render, const std::string& server) const {
    std::vector<std::string> texts;
    for (const auto& one : statements(render, server)) texts.push_back((one.kind == db::RenderedStatement::Kind::check ? "check: " : "") + one.sql);
    return texts;
}

}  // namespace ddl
