#include "project.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/state/models_file.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace property {

namespace {

bool mentions_text(const std::string& text, int id) {
    const auto number = std::to_string(id);
    for (const char mark : {'@', '#', '%'})
        if (text.find(mark + number + mark) != std::string::npos) return true;
    return false;
}

std::string column_of(const FieldNode& field) {
    const auto type = field.definition.text_or("type");
    return field.definition.text_or("column", type == "ForeignKey" || type == "OneToOneField" ? field.name + "_id" : field.name);
}

/// In braces where it is no word.
std::string in_expression(const std::string& column) {
    const bool word = std::all_of(column.begin(), column.end(), [](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '_'); });
    return word ? column : '{' + column + '}';
}

bool needs_value(const db::Value& definition) {
    const auto type = definition.text_or("type");
    return !definition.bool_or("null", false) && !definition.has("default") && !definition.has("db_default") && type != "ManyToManyField" && type != "GeneratedField";
}

}  // namespace

bool mentions(const db::Value& value, int id) {
    if (value.is_text()) return mentions_text(value.as_text(), id);
    if (value.is_list()) return std::any_of(value.as_list().begin(), value.as_list().end(), [&](const auto& element) { return mentions(element, id); });
    if (value.is_object()) return std::any_of(value.as_object().begin(), value.as_object().end(), [&](const auto& member) { return mentions(member.value, id); });
    return false;
}

db::Value literal_for(const std::string& type) {
    if (type == "BooleanField") return true;
    if (type == "EnumField") return "draft";
    if (type == "FloatField") return 1.5;
    if (type == "DecimalField") return "1.5";
    if (type == "DateField") return "2020-02-29";
    if (type == "TimeField") return "12:30:00";
    if (type == "DateTimeField") return "2020-02-29T12:30:00Z";
    if (type == "JSONField") return db::Value::object().set("json", R"({"b": "x", "a": [1, null]})");
    if (type == "UUIDField") return "00000000-0000-0000-0000-000000000009";
    if (type == "IPAddressField") return "10.0.0.9";
    if (type == "BinaryField") return {};
    if (type == "ForeignKey" || type == "OneToOneField") return 1;
    if (type.find("Integer") != std::string::npos || type == "DurationField") return 7;
    return "it's";
}

FieldNode* ModelNode::field(int number) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.id == number; });
    return found == fields.end() ? nullptr : &*found;
}

ModelNode* ProjectTree::model(int id) {
    const auto found = std::find_if(models.begin(), models.end(), [&](const auto& model) { return model.id == id; });
    return found == models.end() ? nullptr : &*found;
}
const ModelNode* ProjectTree::model(int id) const { return const_cast<ProjectTree*>(this)->model(id); }

const FieldNode* ProjectTree::field(int id) const {
    for (const auto& model : models)
        for (const auto& field : model.fields)
            if (field.id == id) return &field;
    return nullptr;
}

std::vector<const FieldNode*> ProjectTree::fields_of(const ModelNode& one) const {
    std::vector<const FieldNode*> found;
    if (const auto* base = model(one.base))
        for (const auto& field : base->fields) found.push_back(&field);
    for (const auto& field : one.fields) found.push_back(&field);
    return found;
}

std::string ProjectTree::resolved(const std::string& text) const {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char mark = text[i];
        const auto end = mark == '@' || mark == '#' || mark == '%' ? text.find(mark, i + 1) : std::string::npos;
        if (end == std::string::npos) {
            result += mark;
            continue;
        }
        const int id = std::atoi(text.substr(i + 1, end - i - 1).c_str());
        if (mark == '%') result += model(id) ? model(id)->label() : "gone.Gone";
        else if (const auto* found = field(id)) result += mark == '@' ? found->name : in_expression(column_of(*found));
        else result += "gone";
        i = end;
    }
    return result;
}

db::Value ProjectTree::resolved(const db::Value& value) const {
    if (value.is_text()) return resolved(value.as_text());
    db::Value result = value;
    if (value.is_list())
        for (auto& element : result.as_list()) element = resolved(element);
    if (value.is_object())
        for (auto& member : result.as_object()) member.value = resolved(member.value);
    return result;
}

std::string ProjectTree::text(const std::string& app) const {
    std::string text;
    for (const auto& one : models) {
        if (one.app != app) continue;
        text += "[models." + one.name + "]\n";
        if (const auto* base = model(one.base)) text += "extends = \"" + base->label() + "\"\n";
        if (one.keys.is_object())
            for (const auto& part : one.keys.as_object()) text += part.key + " = " + db::toml_inline(resolved(part.value)) + "\n";
        text += "[models." + one.name + ".fields]\n";
        for (const auto& field : one.fields) text += field.name + " = " + db::toml_inline(resolved(field.definition)) + "\n";
        text += "\n";
    }
    return text;
}

void ProjectTree::write(const std::filesystem::path& root) const {
    std::filesystem::create_directories(root / "models");
    for (const auto& app : apps) std::ofstream(root / "models" / (app + ".toml")) << text(app);
}

db::ProjectState ProjectTree::load(const std::filesystem::path& root) const {
    write(root);
    std::vector<db::AppModels> files;
    for (const auto& app : apps) files.push_back({app, root / "models" / (app + ".toml")});
    return db::load_models(files, root);
}

db::Project project_at(const std::filesystem::path& root, const std::vector<std::string>& apps) {
    db::Project project;
    project.root = root;
    project.models_folder = root / "models";
    project.migrations_folder = root / "migrations";
    for (const auto& label : apps) {
        db::ProjectApp app;
        app.label = label;
        app.models = project.models_folder / (label + ".toml");
        app.models_exist = true;
        app.migrations = project.migrations_folder / label;
        project.apps.push_back(app);
    }
    return project;
}

db::Answers answers(const ProjectTree& before, const ProjectTree& after) {
    db::Answers found;
    found.no_renames = true;
    for (const auto& now : after.models) {
        const auto* old = before.model(now.id);
        if (!old || now.abstract()) continue;
        if (old->label() != now.label()) found.renames[now.label()] = old->label();
        const auto old_fields = before.fields_of(*old);
        for (const auto* field : after.fields_of(now)) {
            const auto was = std::find_if(old_fields.begin(), old_fields.end(), [&](const auto* other) { return other->id == field->id; });
            const auto path = now.label() + "." + field->name;
            if (was != old_fields.end() && (*was)->name != field->name) found.renames[path] = (*was)->name;
            const bool filled = was == old_fields.end() || (*was)->definition.bool_or("null", false);
            if (filled && needs_value(field->definition) && !field->definition.bool_or("primary_key", false))
                found.backfills[path] = literal_for(field->definition.text_or("type"));
        }
    }
    return found;
}

std::vector<SameColumns> same_columns(const ProjectTree& before, const db::ProjectState& old_models, const ProjectTree& after,
                                      const db::ProjectState& new_models, std::size_t longest_name) {
    const auto fit = [&](const std::string& name) { return db::fit_identifier(name, longest_name); };
    std::vector<SameColumns> found;
    for (const auto& now : after.models) {
        const auto* old = before.model(now.id);
        if (!old || now.abstract()) continue;
        const auto* old_state = old_models.find(old->label());
        const auto* new_state = new_models.find(now.label());
        SameColumns same{fit(old_state->table_name()), fit(new_state->table_name()), {}, {}};
        const auto old_fields = before.fields_of(*old);
        for (const auto& state : new_state->fields) {
            std::string old_name = state.is_auto() ? state.name : "";
            for (const auto* field : after.fields_of(now))
                for (const auto* was : old_fields)
                    if (field->name == state.name && was->id == field->id) old_name = was->name;
            const auto* was = old_state->field(old_name);
            if (!was || !was->has_column() || !state.has_column() || state.is_generated() || was->is_generated()) continue;
            same.columns.emplace_back(fit(was->column()), fit(state.column()));
            if (was->null() && !state.null()) same.filled.push_back(fit(was->column()));
        }
        found.push_back(same);
    }
    return found;
}

}  // namespace property
