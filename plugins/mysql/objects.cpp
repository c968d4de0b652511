#include "objects.hpp"

#include "connection.hpp"

namespace reinhardt::db::mysql {

void add_objects(const Connection& connection, const ServerKind& server, Schema& schema) {
    const auto list = [&](const char* sql, auto&& describe) {
        Value items = Value::list();
        for (const auto& row : connection.query(sql)) items.push(describe(row));
        return items;
    };
    // Definitions name the database they are read from; that is no difference to the same in another.
    schema.views = list("SELECT table_name, replace(view_definition, concat('`', table_schema, '`.'), '') FROM information_schema.views WHERE table_schema = DATABASE() ORDER BY table_name",
                        [](const TextRow& row) { return Value::object().set("name", row[0]).set("sql", row[1]); });
    schema.triggers = list("SELECT trigger_name, event_object_table, concat(action_timing, ' ', event_manipulation, ': ', action_statement) FROM information_schema.triggers "
                           "WHERE trigger_schema = DATABASE() ORDER BY trigger_name",
                           [](const TextRow& row) { return Value::object().set("name", row[0]).set("table", row[1]).set("sql", row[2]); });
    if (server.mariadb) {
        schema.sequences = list("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE' ORDER BY table_name",
                                [](const TextRow& row) { return Value::object().set("name", row[0]); });
    }
    const auto other = [](const TextRow& row) { return Value::object().set("name", row[0]).set("kind", row[1]).set_if("sql", row[2]); };
    Value routines = list("SELECT routine_name, lower(routine_type), concat_ws(' ', concat('RETURNS ', nullif(dtd_identifier, '')), routine_definition) FROM information_schema.routines "
                          "WHERE routine_schema = DATABASE() ORDER BY routine_name, routine_type", other);
    Value events = list("SELECT event_name, lower(event_type), concat_ws(' ', coalesce(execute_at, concat('EVERY ', interval_value, ' ', interval_field)), status, event_definition) "
                        "FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY event_name", other);
    schema.others = Value::object().set_if("routines", std::move(routines)).set_if("events", std::move(events));
}

}  // namespace reinhardt::db::mysql
