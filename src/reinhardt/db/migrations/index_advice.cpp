#include <reinhardt/db/migrations/index_advice.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include <reinhardt/db/backends/url.hpp>
#include <reinhardt/db/migrations/declared_models.hpp>
#include <reinhardt/db/state/access_path.hpp>
#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

using Parts = std::vector<ModelIndexPart>;

template <std::size_t n>
bool one_of(const std::array<std::string_view, n>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> fields_of(const Parts& parts) {
    std::vector<std::string> names;
    for (const auto& part : parts) names.push_back(part.field.empty() ? part.expression : part.field);
    return names;
}

/// "author, -published_at"
std::string text_of(const Parts& parts) {
    std::vector<std::string> words;
    for (const auto& part : parts) words.push_back((part.order == "desc" ? "-" : "") + (part.field.empty() ? part.expression : part.field));
    return join(words, ", ");
}

std::string text_of(const AccessPath& path, const ModelState& model) {
    if (path.index != nullptr) return "index " + model.index_name(*path.index);
    if (path.constraint != nullptr) return "unique constraint " + model.constraint_name(*path.constraint);
    if (path.field == nullptr) return "primary key";
    return std::string(path.unique ? "unique field " : "index of field ") + path.field->name;
}

/// The `through` models and the many-to-many fields that go through each, "blog.Post.tags".
std::map<std::string, std::string> relations_through(const ProjectState& models) {
    std::map<std::string, std::string> found;
    for (const ModelState* model : models.models()) {
        for (const auto& field : model->fields) {
            if (field.is_many_to_many() && !field.through().empty()) found.emplace(field.through(), model->label() + "." + field.name);
        }
    }
    return found;
}

/// The driver's name by a database's URL; "" when it hangs on a variable that is not set here.
std::string backend_of(const std::string& url) {
    std::string scheme = url_scheme(url);
    if (scheme.empty()) {
        try {
            scheme = url_scheme(expand_variables(url));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::config) throw;
        }
    }
    if (scheme == "mariadb") return "mysql";
    if (scheme == "postgres") return "postgresql";
    return scheme == "mongodb+srv" ? "mongodb" : scheme;
}

/// Looks at one model.
class ModelAdvice {
public:
    ModelAdvice(const ModelState& model, const ProjectState& models, const ModelPlaces::Place& place, const IndexBackends& backends, const RenameHints& hints,
                std::vector<IndexSuggestion>& found)
        : model_(model), models_(models), place_(place), backends_(backends), hints_(hints), found_(found), paths_(access_paths(model, backends.names)),
          order_(order()) {}

    void run(const std::string& through_of) {
        for (const auto& field : model_.fields) foreign_key(field);
        for (const auto& field : model_.fields) generic_relation(field);
        if (!through_of.empty()) through_pair(through_of);
        repeated(true);
        ordering();
        for (const auto& field : model_.fields) related_ordering(field);
        repeated(false);
    }

private:
    using Level = IndexSuggestion::Level;
    using Action = IndexSuggestion::Action;

    [[nodiscard]] bool any_finds(const std::vector<std::string>& fields) const {
        return std::any_of(paths_.begin(), paths_.end(), [&](const AccessPath& path) { return path.whole() && finds(path, fields); });
    }
    [[nodiscard]] bool is_inherited(const Field& field) const { return place_.inherited.count(field.name) != 0; }
    [[nodiscard]] bool is_inherited(const ModelIndex& index) const {
        return static_cast<std::size_t>(&index - model_.indexes.data()) < place_.inherited_indexes;
    }

    /// Whether every backend sorts by such values.
    [[nodiscard]] bool can_be_indexed(const std::string& name) const {
        constexpr std::array<std::string_view, 5> unsorted = {"BinaryField", "JSONField", "HStoreField", "ArrayField", "CustomField"};
        const Field* field = model_.field(name);
        if (field == nullptr || one_of(unsorted, field->type)) return false;
        if (field->type == "TextField") return backends_.texts;
        return !field->is_generated() || field->attributes.bool_or("stored", false);
    }

    IndexSuggestion& add(std::string rule, Level level, std::vector<std::string> fields, std::string reason) {
        IndexSuggestion& made = found_.emplace_back();
        made.rule = std::move(rule);
        made.level = level;
        made.app = model_.app;
        made.model = model_.name;
        made.fields = std::move(fields);
        made.reason = std::move(reason);
        made.file = model_.file;
        made.line = model_.line;
        return made;
    }

    void put_index(IndexSuggestion& made, const Parts& parts, const std::string& where = {}) const {
        ModelIndex index;
        index.parts = parts;
        if (!where.empty()) index.where = where;
        made.action = Action::add_index;
        made.toml = toml_inline(write_index(index));
        made.has_indexes = place_.indexes_line != 0;
        made.has_table = place_.has_table;
        if (made.has_indexes) made.line = place_.indexes_line;
    }

    /// The line of one field as it should be: with an index of its own, or without.
    void put_field(IndexSuggestion& made, const Field& field, bool indexed) const {
        Field changed = field;
        changed.set("index", indexed);
        if (const auto old = hints_.old_names.find({model_.label(), field.name}); old != hints_.old_names.end()) changed.set("renamed_from", old->second);
        const Value line = write_field(changed, model_.app, false);
        made.action = Action::change_field;
        made.toml = toml_key(field.name) + " = " + toml_inline(line.as_object().size() == 1 ? Value(changed.type) : line);
        made.line = field.line;
    }

    void put_field_or_index(IndexSuggestion& made, const Field& field) const {
        if (is_inherited(field) || field.line == 0) put_index(made, {{field.name, {}, {}, {}, {}, {}}});
        else put_field(made, field, true);
    }

    void foreign_key(const Field& field) {
        if (!field.is_foreign_key() || any_finds({field.name}) || (backends_.foreign_keys_indexed && field.has_constraint())) return;
        const std::string table = model_.table_name();
        const std::string reason = field.has_constraint()
                                       ? "deleting a row of " + field.to() + " and joining from it read all of " + table + "; PostgreSQL and SQLite make no index for a foreign key"
                                       : "joining from " + field.to() + " reads all of " + table;
        put_field_or_index(add("foreign-key", Level::recommended, {field.name}, reason), field);
        unindexed_keys_.insert(field.name);
    }

    void generic_relation(const Field& field) {
        if (field.type != "GenericForeignKey") return;
        const std::vector<std::string> pair = {field.attributes.text_or("content_type"), field.attributes.text_or("object_id")};
        if (any_finds(pair) || !can_be_indexed(pair[0]) || !can_be_indexed(pair[1])) return;
        suggest_pair("generic-relation", pair, "what " + field.name + " refers to is searched for by " + pair[0] + " and " + pair[1] + " together");
    }

    void through_pair(const std::string& relation) {
        const std::string owner = relation.substr(0, relation.rfind('.'));
        const Field* many = models_.find(owner)->field(relation.substr(owner.size() + 1));
        std::vector<std::string> pair;
        for (const std::string& end : {owner, many->to()}) {
            std::vector<std::string> keys;
            for (const auto& field : model_.fields) {
                const bool taken = std::find(pair.begin(), pair.end(), field.name) != pair.end();
                if (field.is_foreign_key() && field.to() == end && !taken) keys.push_back(field.name);
            }
            // More than one key to an end, and nothing says which is meant (the two ends of a relation with itself aside).
            if (keys.empty() || keys.size() > (owner == many->to() && pair.empty() ? 2 : 1)) return;
            pair.push_back(keys.front());
        }
        if (any_finds(pair)) return;
        suggest_pair("through-pair", pair, relation + " asks " + model_.table_name() + " for pairs of " + pair[0] + " and " + pair[1] +
                                               "; where a pair may stand once only, make it a unique constraint instead");
    }

    void suggest_pair(std::string rule, const std::vector<std::string>& pair, std::string reason) {
        put_index(add(std::move(rule), Level::recommended, pair, std::move(reason)), {{pair[0], {}, {}, {}, {}, {}}, {pair[1], {}, {}, {}, {}, {}}});
    }

    /// The columns that `ordering` sorts by as far as they count: up to a unique one, without the key that only breaks ties. Empty when
    /// it holds something that no index of this table can serve.
    [[nodiscard]] Parts order() const {
        Parts parts;
        const auto key = model_.key_fields();
        for (const auto& text : model_.ordering) {
            parts.push_back(ordering_part(model_, text));
            const Field* field = model_.field(parts.back().field);
            if (field == nullptr || !can_be_indexed(field->name)) return {};
            const bool is_key = key.size() == 1 && key.front() == field->name;
            if (is_key && parts.size() > 1) parts.pop_back();
            if (is_key || (field->unique() && !field->null())) break;
        }
        return parts;
    }

    /// The condition that leaves out rows marked as deleted; "" when the model has no such mark.
    [[nodiscard]] std::string undeleted() const {
        constexpr std::array<std::string_view, 6> times = {"deleted_at", "deleted_on", "deleted", "removed_at", "removed_on", "archived_at"};
        constexpr std::array<std::string_view, 6> flags = {"is_deleted", "deleted", "is_removed", "removed", "is_archived", "archived"};
        for (const auto& field : model_.fields) {
            const bool is_time = field.type == "DateTimeField" || field.type == "DateField";
            if (is_time && field.null() && one_of(times, field.name)) return field.column() + " IS NULL";
            if (field.type == "BooleanField" && !field.null() && one_of(flags, field.name)) return "NOT " + field.column();
        }
        return {};
    }

    void ordering() {
        if (order_.empty()) return;
        const std::string where = backends_.partial ? undeleted() : std::string();
        const bool served = std::any_of(paths_.begin(), paths_.end(), [&](const AccessPath& path) { return (path.whole() || !where.empty()) && sorts(path, order_); });
        if (served) return;
        const std::string reason = "lists of " + model_.label() + " are sorted by " + text_of(order_) + ", and no index is";
        if (!where.empty()) {
            put_index(add("soft-delete-ordering", Level::consider, fields_of(order_), reason + "; rows that are marked as deleted need not stand in it"), order_, where);
            return;
        }
        IndexSuggestion& made = add("ordering", Level::consider, fields_of(order_), reason);
        if (order_.size() == 1) put_field_or_index(made, *model_.field(order_.front().field));
        else put_index(made, order_);
    }

    void related_ordering(const Field& field) {
        if (field.type != "ForeignKey" || order_.empty() || unindexed_keys_.count(field.name) != 0 || field.attributes.text_or("related_name") == "+") return;
        const auto key = model_.key_fields();
        const bool by_key = order_.size() == 1 && key.size() == 1 && order_.front().field == key.front();
        const bool by_field = std::any_of(order_.begin(), order_.end(), [&](const ModelIndexPart& part) { return part.field == field.name; });
        if (by_key || by_field) return;
        const bool served = std::any_of(paths_.begin(), paths_.end(), [&](const AccessPath& path) {
            return path.sorted && (path.where.empty() || !undeleted().empty()) && finds(path, {field.name}) && sorts(path, order_, 1);
        });
        if (served) return;
        Parts parts = {{field.name, {}, {}, {}, {}, {}}};
        parts.insert(parts.end(), order_.begin(), order_.end());
        put_index(add("related-ordering", Level::consider, fields_of(parts),
                      "the rows of " + model_.label() + " that refer to one " + field.to() + " are sorted by " + text_of(order_) + " after they are found"),
                  parts);
    }

    /// Whether all that `narrow` is good for, `wide` is good for too.
    [[nodiscard]] static bool serves(const AccessPath& wide, const AccessPath& narrow) {
        if (!narrow.sorted || wide.where != narrow.where || !sorts(wide, narrow.parts)) return false;
        const auto holds = [&](const std::string& field) {
            const auto is_field = [&](const ModelIndexPart& part) { return part.field == field; };
            return std::find(wide.include.begin(), wide.include.end(), field) != wide.include.end() || std::any_of(wide.parts.begin(), wide.parts.end(), is_field);
        };
        return std::all_of(narrow.include.begin(), narrow.include.end(), holds);
    }

    /// Indexes that the file of this model declares and that could go.
    [[nodiscard]] bool can_go(const AccessPath& path) const {
        if (path.unique || !path.sorted) return false;
        if (path.field != nullptr) return !is_inherited(*path.field) && path.field->line != 0;
        return path.index != nullptr && !is_inherited(*path.index) && path.index->with.is_null();
    }

    void repeated(bool same_columns) {
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            const AccessPath& path = paths_[i];
            if (!can_go(path)) continue;
            for (std::size_t j = 0; j < paths_.size(); ++j) {
                const AccessPath& other = paths_[j];
                if (i == j || (path.parts.size() == other.parts.size()) != same_columns || !serves(other, path)) continue;
                if (j > i && can_go(other) && serves(path, other)) continue;  // either could go: the later does
                suggest_removal(path, other, same_columns);
                break;
            }
        }
    }

    void suggest_removal(const AccessPath& path, const AccessPath& other, bool same_columns) {
        const std::string reason = text_of(path, model_) + (same_columns ? " sorts by what " : " is the beginning of what ") + text_of(other, model_) +
                                   " sorts by" + (same_columns ? " already" : ", which serves its searches too") + "; each costs space and time at every write";
        IndexSuggestion& made = same_columns ? add("duplicate-index", Level::recommended, fields_of(path.parts), reason)
                                             : add("prefix-index", Level::consider, fields_of(path.parts), reason);
        if (path.field != nullptr) {
            put_field(made, *path.field, false);
            return;
        }
        made.action = Action::remove_index;
        made.toml = toml_inline(write_index(*path.index));
        if (path.index->line != 0) made.line = path.index->line;
    }

    const ModelState& model_;
    const ProjectState& models_;
    const ModelPlaces::Place& place_;
    const IndexBackends& backends_;
    const RenameHints& hints_;
    std::vector<IndexSuggestion>& found_;
    const std::vector<AccessPath> paths_;
    const Parts order_;
    std::set<std::string> unindexed_keys_;
};

}  // namespace

IndexBackends index_backends(const Project& project) {
    IndexBackends backends;
    std::set<std::string> names;
    for (const auto& database : project.databases) {
        if (std::string name = backend_of(database.url); !name.empty()) names.insert(std::move(name));
    }
    if (names.empty()) names.insert("sqlite");
    const bool mysql = names.count("mysql") != 0;
    backends.names.assign(names.begin(), names.end());
    backends.foreign_keys_indexed = mysql && names.size() == 1;
    backends.partial = backends.texts = !mysql;
    return backends;
}

std::vector<IndexSuggestion> suggest_indexes(const ProjectState& models, const ModelPlaces& places, const IndexBackends& backends, const std::vector<std::string>& apps,
                                             const RenameHints& hints) {
    std::vector<IndexSuggestion> found;
    const auto through = relations_through(models);
    const ModelPlaces::Place nowhere;
    for (const ModelState* model : models.models()) {
        if (!apps.empty() && std::find(apps.begin(), apps.end(), model->app) == apps.end()) continue;
        const auto place = places.models.find(model->label());
        const auto relation = through.find(model->label());
        ModelAdvice(*model, models, place == places.models.end() ? nowhere : place->second, backends, hints, found).run(relation == through.end() ? "" : relation->second);
    }
    return found;
}

std::vector<IndexSuggestion> suggest_indexes(const Project& project, const std::vector<std::string>& apps) {
    require_apps(project, apps);
    RenameHints hints;
    ModelPlaces places;
    const ProjectState models = load_models(declared_models(project), project.root, &hints, &places);
    return suggest_indexes(models, places, index_backends(project), apps, hints);
}

}  // namespace reinhardt::db
