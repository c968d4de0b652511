#include <reinhardt/db/migrations/autodetect/renames.hpp>

#include <algorithm>

#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

class CertainRenames {
public:
    explicit CertainRenames(const RenameScope& scope) : scope_(scope) {}

    std::vector<NamePair> run() {
        for (const auto& [name, old] : scope_.answered) {
            if (!old.empty()) accept(name, old);
        }
        while (accept_hint()) {
        }
        accept_exchanges();
        std::vector<NamePair> result;
        for (const auto& name : scope_.new_names) {
            if (const auto found = accepted_.find(name); found != accepted_.end()) result.emplace_back(found->second, name);
        }
        return result;
    }

private:
    void accept(const std::string& name, const std::string& old) {
        accepted_[name] = old;
        used_.insert(old);
    }

    [[nodiscard]] bool open(const std::string& name, const std::string& old) const {
        return !accepted_.contains(name) && !scope_.answered.contains(name) && scope_.old_names.contains(old) && !used_.contains(old) && name != old;
    }

    /// A hint counts while its old name is in the state and its new one is free there, or about to be.
    bool accept_hint() {
        for (const auto& name : scope_.new_names) {
            const auto hint = scope_.hinted.find(name);
            if (hint == scope_.hinted.end() || !open(name, hint->second)) continue;
            if (scope_.old_names.contains(name) && !used_.contains(name)) continue;
            accept(name, hint->second);
            return true;
        }
        return false;
    }

    /// Names that are exchanged: hints in a circle, all of them on both sides.
    void accept_exchanges() {
        for (const auto& first : scope_.new_names) {
            std::vector<NamePair> circle;
            std::string name = first;
            do {
                const auto hint = scope_.hinted.find(name);
                if (hint == scope_.hinted.end() || !open(name, hint->second) || circle.size() > scope_.hinted.size()) {
                    circle.clear();
                    break;
                }
                circle.emplace_back(hint->second, name);
                name = hint->second;
            } while (name != first);
            if (circle.empty() || !scope_.explains || !scope_.explains(circle)) continue;
            for (const auto& [old, renamed] : circle) accept(renamed, old);
        }
    }

    const RenameScope& scope_;
    std::map<std::string, std::string> accepted_;
    std::set<std::string> used_;
};

[[noreturn]] void unknown(const std::string& option, const std::string& what, const std::string& hint) {
    throw Error(ErrorCode::usage, option + ": " + what).hint(hint);
}

std::vector<std::string> labels_of(const ProjectState& state) {
    std::vector<std::string> labels;
    for (const ModelState* model : state.models()) labels.push_back(model->label());
    return labels;
}

std::vector<std::string> field_names(const ModelState& model) {
    std::vector<std::string> names;
    for (const auto& field : model.fields) names.push_back(field.name);
    return names;
}

/// The model and field that a path of an answer names, which must be among the models.
void check_path(const ProjectState& target, const std::string& option, const std::vector<std::string>& parts) {
    const std::string label = parts[0] + "." + parts[1];
    const ModelState* model = target.find(label);
    if (model == nullptr) unknown(option, "there is no model " + label, similar_hint("model", label, labels_of(target)));
    if (parts.size() == 3 && model->field(parts[2]) == nullptr) {
        unknown(option, "model " + label + " has no field '" + parts[2] + "'", similar_hint("field", parts[2], field_names(*model)));
    }
}

void check_answers(const ProjectState& target, const Answers& answers) {
    for (const auto& [path, old] : answers.renames) {
        const std::string option = "--rename " + path + "=" + old;
        const auto parts = split(path, '.');
        if (parts.size() != 2 && parts.size() != 3) unknown(option, "'" + path + "' names no model or field", "write app.Model.new=old or app.New=Old");
        check_path(target, option, parts);
    }
    const auto check_field_path = [&](const std::string& option, const std::string& path) {
        const auto parts = split(path, '.');
        if (parts.size() != 3) unknown(option + " " + path, "'" + path + "' names no field", "write app.Model.field");
        check_path(target, option + " " + path, parts);
    };
    for (const auto& [path, value] : answers.backfills) {
        check_field_path("--backfill", path);
        if (answers.no_backfills.contains(path)) unknown("--no-backfill " + path, "--backfill gives the same field a value", "leave one of them out");
    }
    for (const auto& path : answers.no_backfills) check_field_path("--no-backfill", path);
}

}  // namespace

std::vector<NamePair> one_by_one(std::vector<NamePair> renames, const std::function<bool(const std::string&)>& taken) {
    std::vector<NamePair> steps;
    // Databases take names that differ in case alone for one.
    const auto in_the_way = [&](const NamePair& rename) {
        return std::find_if(renames.begin(), renames.end(), [&](const NamePair& other) { return &other != &rename && lower(other.first) == lower(rename.second); });
    };
    while (!renames.empty()) {
        const auto free = std::find_if(renames.begin(), renames.end(), [&](const NamePair& rename) { return in_the_way(rename) == renames.end(); });
        if (free != renames.end()) {
            steps.push_back(*free);
            renames.erase(free);
            continue;
        }
        std::string& name = in_the_way(renames.front())->first;
        std::string aside = name + "_swap";
        while (taken(aside)) aside += "_swap";
        steps.emplace_back(name, aside);
        name = aside;
    }
    return steps;
}

std::vector<NamePair> certain_renames(const RenameScope& scope) { return CertainRenames(scope).run(); }

bool keeps_column(const Field& old_field, const Field& new_field) {
    if (!old_field.has_column() || !new_field.has_column() || old_field.attributes.has("column")) return false;
    Field renamed = old_field;
    renamed.name = new_field.name;
    return new_field.column() == old_field.column() && renamed.column() != old_field.column();
}

bool keeps_table(const ModelState& old_model, const ModelState& new_model) {
    return old_model.table.empty() && !new_model.table.empty() && new_model.table == old_model.table_name();
}

Renames find_renames(const ProjectState& from, const ProjectState& target, const DetectOptions& options, std::vector<Question>& questions) {
    check_answers(target, options.answers);
    Renames renames;
    renames.models_renamed = from;
    find_model_renames(from, target, options, renames, questions);
    renames.renamed = renames.models_renamed;
    find_field_renames(target, options, renames, questions);
    return renames;
}

}  // namespace reinhardt::db
