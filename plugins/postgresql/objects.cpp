#include "objects.hpp"

#include "answer.hpp"
#include "catalog_sql.hpp"
#include "connection.hpp"

namespace reinhardt::db::postgresql {

void add_objects(const Connection& connection, Value& document) {
    const auto list = [&](std::string_view key, const char* sql, auto&& describe) {
        Value items = Value::list();
        for (Answer answer(connection.query(sql)); answer.next();) items.push(describe(answer));
        document.set_if(key, std::move(items));
    };
    list("enums", catalog::enums, [](const Answer& a) { return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)).set("values", a.json(2)); });
    list("extensions", catalog::extensions, [](const Answer& a) { return Value::object().set("name", a.text(0)).set("version", a.text(1)).set("schema", a.text(2)); });
    list("views", catalog::views, [](const Answer& a) {
        return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)).set("sql", a.text(2)).set_if("materialized", a.is_true(3));
    });
    list("triggers", catalog::triggers, [](const Answer& a) { return Value::object().set("name", a.text(1)).set_if("schema", a.text(3)).set("table", a.text(0)).set("sql", a.text(2)); });
    list("sequences", catalog::free_sequences, [](const Answer& a) { return Value::object().set("name", a.text(1)).set_if("schema", a.text(0)).set("sql", a.text(2)); });
    const auto others = [&](std::string_view key, const char* sql) {
        list(key, sql, [](const Answer& a) {
            Value object = Value::object();
            object.set("name", a.text(1)).set_if("schema", a.text(0)).set_if("table", a.text(2)).set_if("arguments", a.text(3));
            return object.set_if("kind", a.text(4)).set_if("sql", a.text(5));
        });
    };
    others("routines", catalog::routines);
    others("policies", catalog::policies);
    others("rules", catalog::rules);
    others("partitions", catalog::partitions);
    others("foreign_tables", catalog::foreign_tables);
    others("types", catalog::types);
    others("events", catalog::event_triggers);
    others("statistics", catalog::statistics);
}

}  // namespace reinhardt::db::postgresql
