// What RunCode calls in the crash tests: two changes of rows of which one undoes the other, and which nobody may do twice.
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

}  // namespace

REINHARDT_RUN_CODE(stamp, stamp);
REINHARDT_RUN_CODE(unstamp, unstamp);
