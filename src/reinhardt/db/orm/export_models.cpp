#include <reinhardt/db/orm/export_models.hpp>

#include <deque>
#include <string>

#include <reinhardt/db/backends/plugin_support.hpp>
#include <reinhardt/db/orm/model_form.hpp>
#include <reinhardt/db/support/json.hpp>

namespace reinhardt::db::exported_models {

int write(std::initializer_list<const ModelDesc*> models, rdb_sink* out, rdb_error* error) noexcept {
    return plugin::guarded(error, [&] {
        Value list = Value::list();
        for (const ModelDesc* model : models) list.push(model_form(*model));
        const std::string text = to_json(list);
        out->write(out->context, text.data(), text.size());
    });
}

bool add(const char* app, int (*write)(rdb_sink*, rdb_error*)) {
    struct Entry {
        std::string app;
        rdb_app_models table;
    };
    static std::deque<Entry> entries;  // the registry points into them
    Entry& entry = entries.emplace_back(Entry{std::string(label(app)), {}});
    entry.table = {sizeof(rdb_app_models), entry.app.c_str(), write};
    app_registry::models().push_back(&entry.table);
    return true;
}

}  // namespace reinhardt::db::exported_models
