#include <reinhardt/db/state/enum_uses.hpp>
#include <reinhardt/db/state/models_file.hpp>

#include <algorithm>
#include <utility>

#include <reinhardt/db/state/models_check.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/state/reader_parts.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

namespace fs = std::filesystem;

std::string display_of(const fs::path& path, const fs::path& root) {
    const fs::path relative = path.lexically_relative(root);
    return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

/// Reads the files into declared models and resolves what they share.
class ModelsLoader {
public:
    ModelsLoader(const fs::path& root, RenameHints* hints, ModelPlaces* places) : root_(root), hints_(hints), places_(places) {}

    void read(const AppModels& app) {
        Reader reader;
        reader.app = app.app;
        reader.file = display_of(app.path, root_);
        if (!app.declared.is_null()) read_declared(reader, app.declared);
        else read_toml(reader, app);
        std::move(reader.errors.begin(), reader.errors.end(), std::back_inserter(errors_));
    }

    ProjectState finish() {
        progress_.assign(declared_.models.size(), Progress::waiting);
        for (std::size_t i = 0; i < declared_.models.size(); ++i) resolve(i);
        for (auto& model : declared_.models) {
            if (!model.abstract && !model.broken) complete_key(model.state);
        }
        auto faults = check_models(declared_);
        std::move(faults.begin(), faults.end(), std::back_inserter(errors_));
        throw_all(std::move(errors_));
        for (const auto& model : declared_.models) take_places(model);
        ProjectState state;
        for (auto& model : declared_.models) {
            if (model.abstract) continue;
            take_hints(model.state);
            state.put(std::move(model.state));
        }
        if (auto enums = enums_used(state); !enums.empty()) state.put_objects({{}, {}, std::move(enums)});
        return state;
    }

private:
    enum class Progress { waiting, open, done };

    void read_toml(Reader& reader, const AppModels& app) {
        try {
            const Value document = parse_toml(read_file(app.path), reader.file, ErrorCode::models);
            read_document(reader, document);
        } catch (const Error& error) {
            Error named = error;
            named.code(ErrorCode::models).at(reader.file, error.line());
            if (error.code() == ErrorCode::file) named.message(replace_all(error.message(), app.path.string(), reader.file));
            reader.errors.push_back(std::move(named));
            declared_.unread_apps.insert(app.app);
        }
    }

    void read_declared(Reader& reader, const Value& models) {
        in_library_ = true;
        for (const Value& item : models.as_list()) {
            const std::string name = reader.required_text(item, "name", "a model");
            if (name.empty()) continue;
            Value body = item;
            body.erase("name");
            read_model(reader, {name, std::move(body), item.line()});
        }
        in_library_ = false;
    }

    void read_document(Reader& reader, const Value& document) {
        reader.known_keys(document, {"models"}, "a models file");
        const Value* models = document.find("models");
        if (models == nullptr) return;
        if (!models->is_object()) {
            reader.fail(models->line(), "'models' must be a table of models", "for example [models.Post.fields]");
            return;
        }
        for (const auto& member : models->as_object()) read_model(reader, member);
    }

    void read_model(Reader& reader, const Member& member) {
        const std::size_t before = reader.errors.size();
        DeclaredModel model;
        model.state.app = reader.app;
        model.state.name = member.key;
        model.state.file = reader.file;
        model.state.line = member.line;
        const std::string label = model.state.label();
        if (!is_identifier(member.key)) reader.fail(member.line, "model name '" + member.key + "' must consist of letters, digits and '_' and not begin with a digit");
        if (member.value.is_object()) {
            read_body(reader, member.value, model);
        } else {
            reader.fail(member.line, "model '" + member.key + "' must be a table", "for example [models." + member.key + ".fields]");
        }
        if (declared_.by_label.contains(label)) reader.fail(member.line, "model " + label + " is declared twice");
        model.broken = reader.errors.size() != before;
        declared_.by_label.emplace(label, declared_.models.size());
        declared_.models.push_back(std::move(model));
    }

    void read_body(Reader& reader, const Value& table, DeclaredModel& model) {
        read_model_keys(reader, table, {"fields", "extends", "abstract", "renamed_from"}, model.state);
        model.abstract = reader.boolean(table, "abstract").value_or(false);
        if (model.abstract && table.has("table")) reader.fail(table.find("table")->line(), "model '" + model.state.name + "' is abstract and has no table");
        if (const Value* key = table.find("primary_key")) model.key_line = key->line();
        if (const Value* ordering = table.find("ordering")) model.ordering_line = ordering->line();
        if (const Value* indexes = table.find("indexes")) model.indexes_line = indexes->line();
        read_bases(reader, table, model);
        if (const auto old = reader.text(table, "renamed_from"); old && hints_ != nullptr) hints_->old_names[{model.state.label(), ""}] = *old;
        const Value* fields = table.find("fields");
        model.has_table = fields == nullptr || table.as_object().size() > 1 || fields->line() != model.state.line;
        if (fields == nullptr) return;
        if (in_library_ && fields->is_list()) return read_field_list(reader, *fields, model);
        if (!fields->is_object()) {
            reader.fail(fields->line(), "'fields' of model '" + model.state.name + "' must be a table", "for example [models." + model.state.name + ".fields]");
            return;
        }
        for (const auto& member : fields->as_object()) {
            auto field = read_field(reader, member.key, member.value, model.state.label());
            if (!field) continue;
            field->line = member.line;
            model.state.fields.push_back(std::move(*field));
        }
    }

    /// The fields of a library's model. It says its key itself: its objects have no member for one that is added here.
    static void read_field_list(Reader& reader, const Value& fields, DeclaredModel& model) {
        const std::size_t before = reader.errors.size();
        for (const Value& item : fields.as_list()) {
            const std::string name = reader.required_text(item, "name", "a field of model " + model.state.label());
            if (name.empty()) continue;
            Value form = item;
            form.erase("name");
            if (auto field = read_field(reader, name, form, model.state.label())) model.state.fields.push_back(std::move(*field));
        }
        if (reader.errors.size() == before && model.state.key_fields().empty())
            reader.fail(fields.line(), "model " + model.state.label() + " has no primary key", "for example (std::int64_t, id, db::primary_key)");
    }

    void read_bases(Reader& reader, const Value& table, DeclaredModel& model) {
        const Value* extends = table.find("extends");
        if (extends == nullptr) return;
        model.bases_line = extends->line();
        const auto names = extends->is_text() ? std::vector<std::string>{extends->as_text()} : reader.texts(table, "extends").value_or(std::vector<std::string>{});
        for (const auto& name : names) model.bases.push_back(reader.complete(name));
    }

    void fail(const DeclaredModel& model, std::string message, std::string hint = {}) {
        errors_.push_back(Error(ErrorCode::models, std::move(message)).at(model.state.file, model.bases_line).hint(std::move(hint)));
    }

    /// Puts the bases' fields before the model's own (details 1.2). Bases are resolved first; they may stand anywhere.
    void resolve(std::size_t index) {
        DeclaredModel& model = declared_.models[index];
        if (progress_[index] != Progress::waiting) return;
        progress_[index] = Progress::open;
        open_.push_back(index);
        std::vector<Field> own = std::exchange(model.state.fields, {});
        for (const auto& label : model.bases) {
            if (const DeclaredModel* base = resolved_base(model, label)) inherit(model, *base);
        }
        for (auto& field : own) {
            Field* present = model.state.field(field.name);
            model.field_files.erase(field.name);
            if (present != nullptr) {
                *present = std::move(field);
            } else {
                model.state.fields.push_back(std::move(field));
            }
        }
        open_.pop_back();
        progress_[index] = Progress::done;
    }

    const DeclaredModel* resolved_base(DeclaredModel& model, const std::string& label) {
        const auto found = declared_.by_label.find(label);
        if (found == declared_.by_label.end()) {
            model.broken = true;
            if (declared_.unread_apps.count(label.substr(0, label.find('.'))) != 0) return nullptr;
            std::vector<std::string> labels;
            for (const auto& other : declared_.models) labels.push_back(other.state.label());
            fail(model, "model " + model.state.label() + " extends " + label + ", which does not exist", similar_hint("model", label, labels));
            return nullptr;
        }
        if (progress_[found->second] == Progress::open) {
            std::string circle;
            for (auto at = std::find(open_.begin(), open_.end(), found->second); at != open_.end(); ++at) circle += declared_.models[*at].state.label() + " -> ";
            fail(model, "models extend each other in a circle: " + circle + label);
            model.broken = true;
            return nullptr;
        }
        resolve(found->second);
        const DeclaredModel& base = declared_.models[found->second];
        if (base.broken) model.broken = true;
        return &base;
    }

    static void inherit(DeclaredModel& model, const DeclaredModel& base) {
        for (const auto& field : base.state.fields) {
            if (model.state.field(field.name) != nullptr) continue;
            Field copy = field;
            // Nothing can refer to an abstract model, so a relation to it meant "self".
            if (base.abstract && copy.is_relation() && copy.to() == base.state.label()) {
                const auto line = copy.attributes.find("to")->line();
                copy.set("to", Value(model.state.label()).line(line));
            }
            model.field_files[copy.name] = &base.file_of(field);
            model.state.fields.push_back(std::move(copy));
        }
        if (!base.abstract) return;
        auto& indexes = model.state.indexes;
        auto& constraints = model.state.constraints;
        indexes.insert(indexes.begin() + static_cast<std::ptrdiff_t>(model.inherited_indexes), base.state.indexes.begin(), base.state.indexes.end());
        constraints.insert(constraints.begin() + static_cast<std::ptrdiff_t>(model.inherited_constraints), base.state.constraints.begin(), base.state.constraints.end());
        model.inherited_indexes += base.state.indexes.size();
        model.inherited_constraints += base.state.constraints.size();
        if (model.state.ordering.empty()) {
            model.state.ordering = base.state.ordering;
            model.ordering_line = model.bases_line;
        }
        if (model.state.primary_key.empty()) {
            model.state.primary_key = base.state.primary_key;
            model.key_line = model.bases_line;
        }
        if (model.state.schema.empty()) model.state.schema = base.state.schema;
        if (model.state.options.as_object().empty()) model.state.options = base.state.options;
    }

    static void complete_key(ModelState& model) {
        if (!model.key_fields().empty() || model.field("id") != nullptr) return;
        Field id{"id", "BigAutoField", Value::object(), model.line};
        id.set("primary_key", true);
        model.fields.insert(model.fields.begin(), std::move(id));
    }

    void take_hints(ModelState& model) {
        for (auto& field : model.fields) {
            const std::string old = field.attributes.text_or("renamed_from");
            if (old.empty()) continue;
            if (hints_ != nullptr) hints_->old_names[{model.label(), field.name}] = old;
            field.erase("renamed_from");
        }
    }

    void take_places(const DeclaredModel& model) {
        if (places_ == nullptr) return;
        auto& place = places_->models[model.state.label()];
        place.has_table = model.has_table;
        place.indexes_line = model.indexes_line;
        place.inherited_indexes = model.inherited_indexes;
        for (const auto& [field, file] : model.field_files) place.inherited[field] = *file;
    }

    const fs::path& root_;
    RenameHints* hints_;
    ModelPlaces* places_;
    DeclaredModels declared_;
    bool in_library_ = false;
    std::vector<Progress> progress_;
    std::vector<std::size_t> open_;
    std::vector<Error> errors_;
};

}  // namespace

ProjectState load_models(const std::vector<AppModels>& apps, const fs::path& root, RenameHints* hints, ModelPlaces* places) {
    ModelsLoader loader(root, hints, places);
    for (const auto& app : apps) loader.read(app);
    return loader.finish();
}

}  // namespace reinhardt::db
