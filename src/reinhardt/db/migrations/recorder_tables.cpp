#include <initializer_list>
#include <utility>

#include <reinhardt/db/migrations/recorder_sql.hpp>
#include <reinhardt/db/state/project_state.hpp>

namespace reinhardt::db {

namespace {

struct NoModels final : StateView {
    [[nodiscard]] const ModelState* find(std::string_view) const override { return nullptr; }
};

Field field(std::string name, std::string type, std::initializer_list<std::pair<std::string_view, Value>> attributes = {}) {
    Field made;
    made.name = std::move(name);
    made.type = std::move(type);
    for (const auto& [key, value] : attributes) made.set(key, value);
    return made;
}

Field text(std::string name, int length) { return field(std::move(name), "CharField", {{"max_length", Value(length)}}); }

ModelState model(std::string_view table, std::vector<Field> fields, std::vector<std::string> unique) {
    ModelState made;
    made.app = "reinhardt";
    made.name = table;
    made.table = table;
    made.fields = std::move(fields);
    if (!unique.empty()) {
        ModelConstraint constraint;
        constraint.kind = ConstraintKind::unique;
        constraint.name = std::string(table) + "_key";
        constraint.fields = std::move(unique);
        made.constraints.push_back(std::move(constraint));
    }
    return made;
}

}  // namespace

std::vector<Table> recorder_tables(ColumnTyper& typer) {
    const Field id = field("id", "BigAutoField", {{"primary_key", Value(true)}});
    const std::vector<ModelState> models = {
        model(migrations_table,
              {id, text("app", 255), text("name", 255), field("applied_at", "DateTimeField"), text("checksum", 64), field("operations", "TextField"),
               field("duration_ms", "BigIntegerField"), text("tool_version", 64)},
              {"app", "name"}),
        model(steps_table,
              {id, text("app", 255), text("name", 255), text("direction", 10), field("step", "BigIntegerField"), field("statement", "TextField"),
               text("status", 10), field("position", "TextField"), field("fence", "BigIntegerField"), field("changed_at", "DateTimeField")},
              {"app", "name", "step"}),
        model(lock_table,
              {field("name", "CharField", {{"max_length", Value(100)}, {"primary_key", Value(true)}}), text("owner", 255), field("fence", "BigIntegerField"),
               text("connection_id", 64), field("heartbeat", "DateTimeField", {{"null", Value(true)}})},
              {}),
    };
    std::vector<Table> tables;
    for (const auto& one : models) tables.push_back(tables_of(one, NoModels(), typer).front());
    return tables;
}

std::vector<SchemaEdit> creating(const std::vector<Table>& tables) {
    std::vector<SchemaEdit> edits;
    for (const auto& table : tables) {
        SchemaEdit& edit = edits.emplace_back();
        edit.kind = EditKind::create_table;
        edit.table = table.name;
        edit.table_value = table;
    }
    return edits;
}

}  // namespace reinhardt::db
