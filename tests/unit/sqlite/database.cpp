#include "database.hpp"

#include <stdexcept>
#include <vector>

#include <reinhardt/db/support/json.hpp>

#include "ddl/render.hpp"
#include "literal.hpp"

namespace reinhardt::db::sqlite {

TestDatabase::TestDatabase(std::string_view script) : connection_(Connection::open("sqlite::memory:", ".", Value(), RDB_OPEN_CREATE)) { run(script); }

std::string TestDatabase::rows(std::string_view sql) {
    std::size_t tail = 0;
    const auto statement = connection_->prepare(sql, tail);
    std::string text;
    std::vector<rdb_cell> row(statement->column_count());
    while (statement->fetch(row.data(), 1) > 0) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += '|';
            text += row[i].tag == RDB_TEXT ? std::string(plugin::bytes(row[i])) : literal_of(row[i]);
        }
        text += '\n';
    }
    if (!text.empty()) text.pop_back();
    return text;
}

Value TestDatabase::introspect(bool with_private) {
    Value request = Value::object();
    return connection_->introspect(request.set("private", with_private));
}

Value TestDatabase::table(const std::string& name) {
    Value request = Value::object();
    request.set("tables", Value::list_of({name}));
    const Value document = connection_->introspect(request);
    const auto& tables = document.find("tables")->as_list();
    return tables.empty() ? Value() : tables.front();
}

std::string TestDatabase::sql_of(const std::string& name) { return rows("SELECT sql FROM sqlite_schema WHERE name = '" + name + "'"); }

Value TestDatabase::apply(std::string_view edits, bool offline) {
    Value request = Value::object();
    request.set("edits", parse_json(edits)).set("live", *introspect(true).find("tables")).set("offline", offline);
    const Value answer = render(request);
    if (const auto& errors = answer.find("errors")->as_list(); !errors.empty()) throw std::runtime_error(errors.front().text_or("message"));
    const Value& statements = *answer.find("statements");
    remembered_ = Value::object();
    rebuilt_ = false;
    run_phase(statements, "setup");
    connection_->begin(RDB_BEGIN_WRITE);
    try {
        run_phase(statements, "main");
        run_phase(statements, "verify");
        connection_->commit();
    } catch (const std::exception& error) {
        const std::string message = error.what();
        connection_->rollback();
        run_phase(statements, "teardown");
        throw std::runtime_error(message);
    }
    run_phase(statements, "teardown");
    return statements;
}

std::string TestDatabase::failure(std::string_view edits, bool offline) {
    try {
        apply(edits, offline);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

void TestDatabase::run_phase(const Value& statements, std::string_view phase) {
    for (const auto& statement : statements.as_list()) {
        if (statement.text_or("phase", "main") == phase) run_statement(statement);
    }
}

void TestDatabase::run_statement(const Value& statement) {
    const std::string kind = statement.text_or("kind", "run");
    const std::string sql = statement.text_or("sql");
    rebuilt_ = rebuilt_ || statement.has("rewrites");
    if (kind == "run") return run(sql);
    const std::string found = rows(sql);
    if (kind == "check" && !found.empty()) throw std::runtime_error(statement.text_or("message") + " [" + found + ']');
    if (kind == "remember") remembered_.set(statement.text_or("name"), found);
    if (kind == "compare" && found != remembered_.text_or(statement.text_or("name"))) throw std::runtime_error(statement.text_or("message") + " [" + found + ']');
    if (kind == "generate") {
        std::size_t tail = 0;
        std::vector<std::string> made;
        const auto query = connection_->prepare(sql, tail);
        rdb_cell cell{};
        while (query->fetch(&cell, 1) > 0) made.emplace_back(plugin::bytes(cell));
        for (const auto& text : made) run(text);
    }
}

}  // namespace reinhardt::db::sqlite
