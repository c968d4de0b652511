#include <reinhardt/db/migrations/inspector.hpp>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include <fnmatch.h>

#include <reinhardt/db/migrations/declared_models.hpp>
#include <reinhardt/db/migrations/graph.hpp>
#include <reinhardt/db/migrations/planner.hpp>
#include <reinhardt/db/migrations/recorder.hpp>
#include <reinhardt/db/schema/objects.hpp>
#include <reinhardt/db/schema/table_edits.hpp>
#include <reinhardt/db/state/models_file.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

bool is_own_table(std::string_view name) noexcept { return name.substr(0, 10) == "reinhardt_"; }

void drop_own_tables(Schema& schema) {
    auto& tables = schema.tables;
    tables.erase(std::remove_if(tables.begin(), tables.end(), [](const Table& table) { return is_own_table(table.name); }), tables.end());
}

/// Marks which tables belong to which models, and columns to which fields; and which objects are made by migrations.
void mark_managed(Schema& schema, const Schema& managed) {
    std::unordered_map<std::string_view, const Table*> by_name;
    for (const Table& table : managed.tables) by_name.emplace(table.name, &table);
    for (Table& table : schema.tables) {
        const auto found = by_name.find(table.name);
        table.managed = found != by_name.end();
        if (!table.managed) continue;
        const Table* known = found->second;
        table.model = known->model;
        for (Column& column : table.columns)
            if (const Column* same = known->column(column.name)) column.field = same->field;
    }
    mark_managed_objects(schema, objects_of(managed));
}

std::vector<RenderedStatement> render(const std::vector<SchemaEdit>& edits, const std::vector<Table>& before, const std::vector<Table>& after,
                                      Driver& driver, const Schema* live, const std::string& server) {
    RenderRequest request;
    request.server = server.empty() ? driver.assumed_server() : server;
    request.edits = &edits;
    request.before = &before;
    request.after = &after;
    request.live = live;
    RenderResult result = driver.render(request);
    std::vector<Error> errors;
    for (const auto& fault : result.faults)
        errors.push_back(Error(Error(ErrorCode::unsupported, driver.title() + ": " + fault.message).hint(fault.hint)));
    throw_all(std::move(errors));
    return std::move(result.statements);
}

/// The edits of extensions, collations and enums that a difference asks for.
ObjectEdits object_edits_of(const SchemaDifference& difference) {
    Schema from, to;
    for (const Difference& item : difference.differences) {
        const auto put = [&](const Value& object, Schema& schema) {
            if (!object.is_object()) return;
            if (item.object == "extension") schema.extensions.push(object);
            if (item.object == "collation") schema.collations.push(object);
            if (item.object == "enum") schema.enums.push(object);
        };
        put(item.from, from);
        put(item.to, to);
    }
    return object_edits(objects_of(from), objects_of(to));
}

}  // namespace

ProjectState state_of_models(const Project& project) {
    return load_models(declared_models(project), project.root);
}

Schema document_of_state(const ProjectState& state, ColumnTyper& typer, std::string source, const std::vector<std::string>& apps) {
    Schema schema = to_schema(state, typer, apps);
    schema.source = std::move(source);
    schema.backend = typer.backend();
    schema.models = models_value(state, apps);
    drop_own_tables(schema);
    return schema;
}

Schema document_of_database(Connection& connection, const Schema* managed, bool private_parts) {
    Schema schema = connection.introspect(std::nullopt, private_parts);
    schema.source = "database";
    if (schema.backend.empty()) schema.backend = connection.driver().name();
    if (schema.server.empty()) schema.server = connection.server();
    drop_own_tables(schema);
    std::stable_sort(schema.tables.begin(), schema.tables.end(), [](const Table& a, const Table& b) { return a.name < b.name; });
    if (managed != nullptr) mark_managed(schema, *managed);
    return schema;
}

Schema document_of_file(const std::filesystem::path& file, const std::string& shown) {
    try {
        return schema_from(parse_json(read_file(file), shown, ErrorCode::config));
    } catch (Error& error) {
        throw error.code(ErrorCode::config).at(shown, error.line());
    }
}

void keep_tables(Schema& schema, const std::vector<std::string>& globs) {
    if (globs.empty()) return;
    auto& tables = schema.tables;
    const auto is_out = [&](const Table& table) {
        return std::none_of(globs.begin(), globs.end(), [&](const std::string& glob) { return fnmatch(glob.c_str(), table.name.c_str(), 0) == 0; });
    };
    tables.erase(std::remove_if(tables.begin(), tables.end(), is_out), tables.end());
}

Value models_value(const ProjectState& state, const std::vector<std::string>& apps) {
    Value models = Value::list();
    for (const ModelState* model : state.models()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), model->app) == apps.end()) continue;
        Value value = Value::object();
        value.set("app", model->app).set("name", model->name);
        write_model_keys(*model, value);
        Value fields = Value::list();
        for (const Field& field : model->fields) fields.push(write_field(field, model->app, true));
        value.set("fields", std::move(fields));
        models.push(std::move(value));
    }
    return models;
}

std::optional<ProjectState> state_from_models_value(const Value& models, const std::string& file) {
    if (!models.is_list()) return std::nullopt;
    Reader reader;
    reader.file = file;
    reader.code = ErrorCode::config;
    ProjectState state;
    for (const Value& value : models.as_list()) {
        ModelState model;
        model.app = reader.app = reader.required_text(value, "app", "a model");
        model.name = reader.required_text(value, "name", "a model");
        read_model_keys(reader, value, {"app", "name", "fields"}, model);
        const Value* fields = value.find("fields");
        if (fields != nullptr && fields->is_list()) {
            for (const Value& item : fields->as_list()) {
                Value definition = item;
                definition.erase("name");
                if (auto field = read_field(reader, item.text_or("name"), definition, model.name)) model.fields.push_back(std::move(*field));
            }
        }
        state.put(std::move(model));
    }
    throw_all(std::move(reader.errors));
    return state;
}

std::vector<RenderedStatement> sql_of_schema(const Schema& schema, Driver& driver) {
    return render(edits_making(schema), {}, schema.tables, driver, nullptr, schema.backend == driver.name() ? schema.server : std::string());
}

std::vector<RenderedStatement> sql_of_difference(const Schema& source, const Schema& other, Driver& driver, bool live) {
    std::vector<Table> from;
    for (const Table& table : source.tables)
        if (table.managed || other.table(table.name) != nullptr) from.push_back(table);
    std::vector<SchemaEdit> tables = schema_edits(from, other.tables);
    ObjectEdits objects = object_edits_of(compare_documents(source, other, &driver, true));
    std::vector<SchemaEdit> edits = std::move(objects.before_tables);
    for (auto* more : {&tables, &objects.after_tables}) edits.insert(edits.end(), more->begin(), more->end());
    return render(edits, from, other.tables, driver, live ? &source : nullptr, source.backend == driver.name() ? source.server : std::string());
}

SchemaDifference compare_documents(const Schema& source, const Schema& other, const Driver* driver, bool partial) {
    DifferenceOptions options;
    options.partial = partial;
    for (const Schema* schema : {&source, &other})
        for (const Table& table : schema->tables)
            if (table.managed) options.managed.push_back(table.name);
    if (driver != nullptr) {
        options.ignore_comments = !driver->can(RDB_CAP_COMMENTS);
        options.restrict_is_no_action = driver->can(RDB_CAP_RESTRICT_IS_NO_ACTION);
        options.normalize = [driver](const std::string& expression) { return driver->normalize(expression); };
    }
    return difference(source, other, options);
}

Value difference_document(const SchemaDifference& difference, const std::string& source, const std::string& other) {
    Value list = Value::list();
    for (const Difference& item : difference.differences) list.push(to_value(item));
    Value document = Value::object();
    document.set("format_version", "1.0").set("source", source).set("other", other).set("equal", difference.equal());
    document.set("differences", std::move(list)).set("unmanaged", Value::list_of(difference.unmanaged));
    return document;
}

}  // namespace reinhardt::db
