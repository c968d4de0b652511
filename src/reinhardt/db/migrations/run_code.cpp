#include <reinhardt/db/migrations/run_code.hpp>

#include <cstring>
#include <deque>

#include <reinhardt/db/backends/call.hpp>
#include <reinhardt/db/migrations/inspector.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db {

namespace {

std::string run(const rdb_code_host& host, std::string_view sql, const std::vector<Value>& parameters, bool with_rows) {
    const std::string values = to_json(Value(Value::List(parameters.begin(), parameters.end())));
    Call call;
    TextSink rows;
    call.check(host.run(host.context, to_str(sql), to_str(values), with_rows ? rows.sink() : nullptr, call.error()), sql);
    return rows.take();
}

}  // namespace

void CodeContext::execute(std::string_view sql, const std::vector<Value>& parameters) const { (void)run(host_, sql, parameters, false); }

std::vector<Value> CodeContext::query(std::string_view sql, const std::vector<Value>& parameters) const {
    Value rows = parse_json(run(host_, sql, parameters, true));
    return rows.is_list() ? std::move(rows.as_list()) : std::vector<Value>{};
}

ProjectState CodeContext::state() const {
    Call call;
    TextSink models;
    call.check(host_.models(host_.context, models.sink(), call.error()));
    return state_from_models_value(parse_json(models.take()), "the state").value_or(ProjectState());
}

bool run_code::add(const char* name, int (*function)(const rdb_code_host*, rdb_error*)) {
    static std::deque<std::string> names;  // the table points into them
    std::string& plain = names.emplace_back(name);
    if (plain.size() > 1 && plain.front() == '"' && plain.back() == '"') plain = plain.substr(1, plain.size() - 2);
    app_registry::functions().push_back({plain.c_str(), function});
    return true;
}

}  // namespace reinhardt::db
