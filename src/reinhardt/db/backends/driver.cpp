#include <reinhardt/db/backends/driver.hpp>

#include <dlfcn.h>

#include <cstddef>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/backends/cell.hpp>
#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {
namespace {

/// A text that is the same for equal values: cheaper than JSON, since every column of every touched table asks for one.
void append_key(std::string& key, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null: key += 'n'; break;
        case Value::Kind::boolean: key += value.as_bool() ? 't' : 'f'; break;
        case Value::Kind::integer: key.append("i").append(std::to_string(value.as_int())); break;
        case Value::Kind::real: key.append("r").append(to_json(value)); break;
        case Value::Kind::text: key.append("s").append(std::to_string(value.as_text().size())).append(":").append(value.as_text()); break;
        case Value::Kind::list:
            key += '[';
            for (const Value& element : value.as_list()) append_key(key, element);
            key += ']';
            break;
        case Value::Kind::object:
            key += '{';
            for (const Member& member : value.as_object()) {
                key.append(std::to_string(member.key.size())).append(":").append(member.key);
                append_key(key, member.value);
            }
            key += '}';
            break;
    }
}

Value tables_value(const std::vector<Table>& tables) {
    Value list = Value::list();
    for (const Table& table : tables) list.push(to_value(table, true));
    return list;
}

/// One call that takes a text and answers a text.
template <class Function>
std::string answer(Function&& function) {
    Call call;
    TextSink sink;
    call.check(function(sink.sink(), call.error()));
    return sink.take();
}

}  // namespace

struct Driver::Cache {
    struct Entry {
        ColumnType type;
        std::string fault;
    };
    std::mutex mutex;
    std::unordered_map<std::string, Entry> types;
};

Driver::Driver(std::filesystem::path file, void* library, const rdb_driver* table)
    : file_(std::move(file)), library_(library), table_(table), capabilities_(table->capabilities), cache_(std::make_unique<Cache>()) {
    connected_to({});
}

Driver::~Driver() { dlclose(library_); }

std::vector<std::string> Driver::schemes() const {
    std::vector<std::string> names;
    for (const char* const* scheme = table_->schemes; *scheme; ++scheme) names.emplace_back(*scheme);
    return names;
}

const rdb_sql& Driver::sql() const {
    if (!table_->sql) throw Error(ErrorCode::unsupported, title() + " does not speak SQL");
    return *table_->sql;
}

std::size_t Driver::max_identifier() const { return table_->sql ? table_->sql->dialect->max_identifier : 0; }

void Driver::connected_to(const std::string& server) noexcept {
    const bool has_it = table_->size >= offsetof(rdb_driver, capabilities_of) + sizeof(rdb_driver::capabilities_of);
    if (has_it && table_->capabilities_of != nullptr) capabilities_ = table_->capabilities_of(to_str(server));
}

void Driver::set_server(std::string server) {
    const std::lock_guard lock(cache_->mutex);
    if (server == server_) return;
    server_ = std::move(server);
    connected_to(server_);
    cache_->types.clear();
}

ColumnType Driver::column_type(const Value& field, const Value& options) {
    std::string key;
    append_key(key, field);
    append_key(key, options);
    const std::lock_guard lock(cache_->mutex);
    auto found = cache_->types.find(key);
    if (found == cache_->types.end()) {
        Value column = Value::object();
        column.set("field", field).set("options", options.is_object() ? options : Value::object());
        Value request = Value::object();
        request.set("server", server_).set("columns", Value(Value::List{std::move(column)}));
        const std::string json = to_json(request);
        const std::string text = answer([&](rdb_sink* out, rdb_error* error) { return sql().column_types(to_str(json), out, error); });
        const Value types = parse_json(text, file_.string(), ErrorCode::driver);
        if (!types.is_list() || types.as_list().size() != 1)
            throw Error(ErrorCode::driver, "the driver " + file_.string() + " answered no column type");
        const Value& type = types.as_list().front();
        Cache::Entry entry;
        entry.fault = type.text_or("error");
        entry.type.type = type.text_or("type");
        if (const Value* checks = type.find("checks")) entry.type.checks = checks->texts();
        entry.type.auto_increment = type.bool_or("auto", false);
        entry.type.null = type.bool_or("null", false);
        found = cache_->types.emplace(std::move(key), std::move(entry)).first;
    }
    if (!found->second.fault.empty()) throw Error(ErrorCode::unsupported, found->second.fault);
    return found->second.type;
}

RenderResult Driver::render(const RenderRequest& request) const {
    Value edits = Value::list();
    if (request.edits)
        for (const SchemaEdit& edit : *request.edits) edits.push(to_value(edit));
    Value body = Value::object();
    body.set("server", request.server.empty() ? server_ : request.server);
    body.set("edits", std::move(edits));
    body.set("before", request.before ? tables_value(*request.before) : Value::list());
    body.set("after", request.after ? tables_value(*request.after) : Value::list());
    if (request.live) body.set("live", tables_value(request.live->tables));
    if (request.on_demand) body.set("on_demand", true);
    if (!request.atomic) body.set("atomic", false);
    if (!request.atomic && request.fresh) body.set_if("fresh", Value::list_of(*request.fresh));
    body.set("offline", (request.live == nullptr && !request.on_demand) || request.script);

    const std::string json = to_json(body);
    const std::string text = answer([&](rdb_sink* out, rdb_error* error) { return sql().render(to_str(json), out, error); });
    const Value reply = parse_json(text, file_.string(), ErrorCode::driver);
    RenderResult result;
    result.needs_live = request.on_demand && reply.bool_or("needs_live", false);
    if (const Value* statements = reply.find("statements"); statements && statements->is_list())
        for (const Value& statement : statements->as_list()) result.statements.push_back(rendered_statement_from(statement));
    if (const Value* faults = reply.find("errors"); faults && faults->is_list())
        for (const Value& fault : faults->as_list())
            result.faults.push_back({static_cast<std::size_t>(fault.int_or("edit", 0)), fault.text_or("message"), fault.text_or("hint")});
    return result;
}

std::vector<std::string> Driver::split(std::string_view text) const {
    const std::string list = answer([&](rdb_sink* out, rdb_error* error) { return sql().split(to_str(text), out, error); });
    return parse_json(list, file_.string(), ErrorCode::driver).texts();
}

std::string Driver::quote_identifier(std::string_view name) const {
    return answer([&](rdb_sink* out, rdb_error* error) { return sql().quote_identifier(to_str(name), out, error); });
}

std::string Driver::quote_literal(const Value& value) const {
    const std::vector<Value> values{value};
    const CellRow row(values);
    return answer([&](rdb_sink* out, rdb_error* error) { return sql().quote_literal(row.data(), out, error); });
}

std::string Driver::normalize(std::string_view expression) const {
    if (!sql().normalize) return std::string(expression);
    return answer([&](rdb_sink* out, rdb_error* error) { return sql().normalize(nullptr, to_str(expression), out, error); });
}

}  // namespace reinhardt::db
