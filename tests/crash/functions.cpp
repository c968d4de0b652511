// What RunCode calls in the crash tests: changes of rows of which one undoes the other, and which nobody may do twice; and one with a table between them.
#include <reinhardt/db/migrations/run_code.hpp>

namespace {

namespace db = reinhardt::db;

std::string table(const db::CodeContext& context) {
    const auto state = context.state();
    return state.find("shop.Product")->table_name();
}

void stamp(const db::CodeContext& context) {
    for (const auto& row : context.query("SELECT id FROM " + table(context) + " ORDER BY id")) {
        const auto id = row.find("id")->as_int();
        context.execute("UPDATE " + table(context) + " SET body = body || ? WHERE id = ?", {std::string("x"), id});
    }
}

void unstamp(const db::CodeContext& context) { context.execute("UPDATE " + table(context) + " SET body = substr(body, 2)"); }

void log(const db::CodeContext& context) {
    context.execute("UPDATE blog_post SET n = n + 1");
    context.execute("CREATE TABLE code_log (a integer NOT NULL PRIMARY KEY)");
    context.execute("UPDATE blog_post SET n = n + 1");
}

void unlog(const db::CodeContext& context) {
    context.execute("DROP TABLE code_log");
    context.execute("UPDATE blog_post SET n = n - 2");
}

}  // namespace

REINHARDT_RUN_CODE(log, log);
REINHARDT_RUN_CODE(unlog, unlog);
REINHARDT_RUN_CODE(stamp, stamp);
REINHARDT_RUN_CODE(unstamp, unstamp);
