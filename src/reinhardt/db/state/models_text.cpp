#include <reinhardt/db/state/models_file.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

/// The `id` that a model without a key gets by itself.
bool is_automatic_key(const ModelState& model) {
    if (model.fields.empty() || !model.primary_key.empty()) return false;
    const Field& first = model.fields.front();
    return first.name == "id" && first.type == "BigAutoField" && first.attributes.as_object().size() == 1 && first.primary_key();
}

void write_model(std::string& out, const ModelState& model) {
    const std::string header = "models." + toml_key(model.name);
    const std::size_t first = is_automatic_key(model) ? 1 : 0;
    Value keys = Value::object();
    write_model_keys(model, keys);
    if (!out.empty()) out += "\n";
    if (!keys.as_object().empty() || model.fields.size() == first) {
        out += "[" + header + "]\n";
        for (const auto& member : keys.as_object()) out += toml_entry(member.key, member.value);
        if (model.fields.size() > first) out += "\n";
    }
    if (model.fields.size() > first) out += "[" + header + ".fields]\n";
    for (std::size_t i = first; i < model.fields.size(); ++i) {
        const Value field = write_field(model.fields[i], model.app, false);
        const bool type_only = field.as_object().size() == 1;
        out += toml_key(model.fields[i].name) + " = " + toml_inline(type_only ? Value(model.fields[i].type) : field) + "\n";
    }
}

}  // namespace

std::string models_to_toml(const std::vector<const ModelState*>& models) {
    std::string out;
    for (const ModelState* model : models) write_model(out, *model);
    return out;
}

}  // namespace reinhardt::db
