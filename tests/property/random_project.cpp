#include "random_project.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <reinhardt/db/state/model_state.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace property {

namespace {

db::Value object(std::initializer_list<std::pair<const char*, db::Value>> members) {
    auto value = db::Value::object();
    for (const auto& [key, member] : members) value.set(key, member);
    return value;
}

/// Field types with what they need. Names of fields: f… declared with the model (values differ from row to row), g… added
/// later, r… relations, m… many-to-many, x… generated.
db::Value plain_field(int kind, int& serial) {
    switch (kind) {
    case 0: return object({{"type", "CharField"}, {"max_length", 20 + serial % 50}});
    case 1: return object({{"type", "TextField"}});
    case 2: return object({{"type", "SlugField"}});
    case 3: return object({{"type", "EmailField"}});
    case 4: return object({{"type", "URLField"}});
    case 5: return object({{"type", "UUIDField"}});
    case 6: return object({{"type", "IPAddressField"}});
    case 7: return object({{"type", "SmallIntegerField"}});
    case 8: return object({{"type", "IntegerField"}});
    case 9: return object({{"type", "BigIntegerField"}});
    case 10: return object({{"type", "PositiveSmallIntegerField"}});
    case 11: return object({{"type", "PositiveIntegerField"}});
    case 12: return object({{"type", "PositiveBigIntegerField"}});
    case 13: return object({{"type", "FloatField"}});
    case 14: return object({{"type", "DecimalField"}, {"max_digits", 10}, {"decimal_places", 2}});
    case 15: return object({{"type", "DateField"}});
    case 16: return object({{"type", "TimeField"}});
    case 17: return object({{"type", "DateTimeField"}});
    case 18: return object({{"type", "DurationField"}});
    case 19: return object({{"type", "JSONField"}});
    case 20: return object({{"type", "FileField"}});
    case 21: return object({{"type", "ImageField"}});
    case 22: return object({{"type", "BinaryField"}});
    case 23: return object({{"type", "BooleanField"}});
    default: return object({{"type", "EnumField"}, {"choices", db::Value::list_of({"draft", "live", "gone"})}});
    }
}
constexpr int plain_kinds = 25, distinct_kinds = 22;  // those below the second number have a value of their own in every row

/// A literal of the type, or null for types whose default is left out.
db::Value literal_for(const std::string& type) {
    if (type == "BooleanField") return true;
    if (type == "EnumField") return "draft";
    if (type == "FloatField") return 1.5;
    if (type == "DecimalField") return "1.5";
    if (type == "DateField") return "2020-02-29";
    if (type == "TimeField") return "12:30:00";
    if (type == "DateTimeField") return "2020-02-29T12:30:00Z";
    if (type == "JSONField") return object({{"json", "{\"a\": [1, null]}"}});
    if (type == "UUIDField") return "00000000-0000-0000-0000-000000000001";
    if (type == "IPAddressField") return "10.0.0.1";
    if (type == "BinaryField") return {};
    if (type.find("Integer") != std::string::npos || type == "DurationField") return 7;
    return "it's";
}

/// Replaces names in the declarations of indexes, constraints, ordering and keys.
void rename_in(db::Value& value, const std::string& from, const std::string& to) {
    if (value.is_text()) {
        if (value.as_text() == from) value = to;
        else if (value.as_text() == "-" + from) value = "-" + to;
        else value = db::rename_identifier(value.as_text(), from, to);
    } else if (value.is_list()) {
        for (auto& element : value.as_list()) rename_in(element, from, to);
    } else if (value.is_object()) {
        for (auto& member : value.as_object())
            if (member.key != "name") rename_in(member.value, from, to);
    }
}

bool mentions(const db::Value& value, const std::string& name) {
    if (value.is_text()) {
        const auto found = db::identifiers_in(value.as_text());
        return value.as_text() == name || std::find(found.begin(), found.end(), name) != found.end();
    }
    if (value.is_list()) return std::any_of(value.as_list().begin(), value.as_list().end(), [&](const auto& v) { return mentions(v, name); });
    if (value.is_object())
        return std::any_of(value.as_object().begin(), value.as_object().end(), [&](const auto& m) { return m.key != "name" && mentions(m.value, name); });
    return false;
}

}  // namespace

RandomProject::RandomProject(std::uint64_t seed, Size size, std::filesystem::path root) : random_(seed), size_(size), root_(std::move(root)) {
    for (int i = 0; i < size.apps; ++i) apps_[std::string(1, static_cast<char>('a' + i)) + "pp"] = db::Value::object();
    for (const auto& app : apps())
        for (int i = 0, n = 1 + below(size.models); i < n; ++i) add_model(app);
}

std::vector<std::string> RandomProject::apps() const {
    std::vector<std::string> labels;
    for (const auto& [label, models] : apps_) labels.push_back(label);
    return labels;
}

db::Value& RandomProject::model(const Place& place) { return *apps_.at(place.app).find(place.model); }
db::Value& RandomProject::fields(const Place& place) { return *model(place).find("fields"); }

std::vector<RandomProject::Place> RandomProject::places() const {
    std::vector<Place> found;
    for (const auto& [app, models] : apps_)
        for (const auto& member : models.as_object()) found.push_back({app, member.key});
    return found;
}

std::vector<std::string> RandomProject::names(const Place& place, char prefix) {
    std::vector<std::string> found;
    for (const auto& member : fields(place).as_object())
        if (member.key[0] == prefix && !member.value.bool_or("primary_key", false)) found.push_back(member.key);
    return found;
}

bool RandomProject::is_used(const Place& place, const std::string& field) {
    for (const auto* key : {"indexes", "constraints", "ordering", "primary_key"})
        if (const auto* value = model(place).find(key); value && mentions(*value, field)) return true;
    for (const auto& member : fields(place).as_object())
        if (const auto* expression = member.value.find("expression"); expression && mentions(*expression, field)) return true;
    return false;
}

bool RandomProject::is_referred_to(const Place& place) {
    for (const auto& other : places())
        for (const auto& member : fields(other).as_object())
            if (member.value.text_or("to") == place.label() && other.label() != place.label()) return true;
    return false;
}

void RandomProject::add_model(const std::string& app) {
    const Place place{app, name('M')};
    auto& models = apps_.at(app);
    models.set(place.model, object({{"fields", db::Value::object()}}));
    for (int i = 0, n = 1 + below(size_.fields); i < n; ++i) fields(place).set(name('f'), random_field(place, true));
    if (chance(50)) fields(place).set(name('r'), random_relation(place, true));
    if (chance(25)) fields(place).set(name('m'), object({{"type", "ManyToManyField"}, {"to", one_of(places()).label()}}));
    // Not every target can be referred to: a composite key cannot.
    for (auto& member : fields(place).as_object())
        if (const auto* to = member.value.find("to")) {
            const auto dot = to->as_text().find('.');
            const Place target{to->as_text().substr(0, dot), to->as_text().substr(dot + 1)};
            if (model(target).has("primary_key")) member.value.set("to", place.label());
        }
    if (chance(15)) {
        auto key = plain_field(below(2) == 0 ? 0 : 8, serial_);
        key.set("primary_key", true);
        fields(place).set(name('k'), key);
    } else if (chance(12) && !is_referred_to(place) && names(place, 'm').empty() && names(place, 'r').empty()) {
        const auto a = name('k'), b = name('k');
        fields(place).set(a, object({{"type", "IntegerField"}})).set(b, object({{"type", "CharField"}, {"max_length", 40}}));
        model(place).set("primary_key", db::Value::list_of({a, b}));
        if (chance(40)) model(place).set("options", object({{"sqlite", object({{"without_rowid", true}})}}));
    }
    if (chance(10)) model(place).set("table", "T" + place.model);
    if (chance(40)) add_index(place);
    if (chance(30)) add_constraint(place);
}

db::Value RandomProject::random_field(const Place& place, bool for_new_model) {
    (void)place;
    auto field = plain_field(below(plain_kinds), ++serial_);
    const auto type = field.text_or("type");
    const bool distinct = type != "BooleanField" && type != "EnumField" && type != "BinaryField" && type != "JSONField";
    if (chance(35)) field.set("null", true);
    if (chance(30) && !literal_for(type).is_null()) field.set("default", literal_for(type));
    else if (chance(10) && type == "TextField") field.set("db_default", "upper('x')");
    if (distinct && chance(15) && (for_new_model || (field.bool_or("null", false) && !field.has("default") && !field.has("db_default")))) field.set("unique", true);
    else if (chance(15) && type != "BinaryField") field.set("index", true);
    if (chance(10)) field.set("column", name('c'));
    if (chance(5)) field.set("comment", "it's a comment");
    if (chance(10) && type == "CharField") field.set("collation", "NOCASE");
    return field;
}

db::Value RandomProject::random_relation(const Place& place, bool for_new_model) {
    std::vector<std::string> targets;
    for (const auto& other : places())
        if (!model(other).has("primary_key")) targets.push_back(other.label());
    if (targets.empty()) return random_field(place, for_new_model);
    const auto action = one_of<std::string>({"CASCADE", "SET_NULL", "RESTRICT", "NO_ACTION"});
    auto field = object({{"type", chance(20) ? "OneToOneField" : "ForeignKey"}, {"to", one_of(targets)}, {"on_delete", action}});
    if (action == "SET_NULL" || !for_new_model || chance(30)) field.set("null", true);
    if (chance(15)) field.set("constraint", false);
    if (chance(15) && field.text_or("type") == "ForeignKey") field.set("index", false);
    if (chance(15)) field.set("deferrable", "deferred");
    return field;
}

void RandomProject::add_field(const Place& place, db::Answers& answers) {
    if (chance(15)) {
        const auto texts = names(place, 'f');
        if (!texts.empty() && !model(place).has("primary_key")) {
            const auto& source = one_of(texts);
            auto generated = object({{"type", "GeneratedField"}, {"expression", "coalesce(" + source + ", 1)"}, {"output", object({{"type", "TextField"}})}});
            if (fields(place).find(source)->has("column")) return;
            generated.set("stored", chance(40));
            fields(place).set(name('x'), generated);
        }
    } else if (chance(25) && !model(place).has("primary_key")) {
        fields(place).set(name('r'), random_relation(place, false));
    } else if (chance(15) && !model(place).has("primary_key")) {
        fields(place).set(name('m'), object({{"type", "ManyToManyField"}, {"to", place.label()}}));
    } else {
        const auto field_name = name('g');
        auto field = random_field(place, false);
        if (!field.bool_or("null", false) && !field.has("default") && !field.has("db_default")) {
            const auto value = literal_for(field.text_or("type"));
            if (value.is_null()) field.set("null", true);
            else answers.backfills[place.label() + "." + field_name] = value;
        }
        fields(place).set(field_name, field);
    }
}

void RandomProject::alter_field(const Place& place) {
    auto candidates = names(place, chance(60) ? 'f' : 'g');
    if (candidates.empty()) return;
    const auto field_name = one_of(candidates);
    auto& field = *fields(place).find(field_name);
    const auto type = field.text_or("type");
    const bool distinct = field_name[0] == 'f' && type != "BooleanField" && type != "EnumField" && type != "BinaryField" && type != "JSONField";
    switch (below(7)) {
    case 0:
        if (type == "CharField") field.set("max_length", field.int_or("max_length", 20) + 10);
        else if (type == "SmallIntegerField") field.set("type", "IntegerField");
        else if (type == "IntegerField") field.set("type", "BigIntegerField");
        break;
    case 1: field.set("null", true); break;
    case 2:
        if (field.has("default")) field.erase("null");
        break;
    case 3:
        if (!literal_for(type).is_null() && !field.has("db_default")) field.set("default", literal_for(type));
        break;
    case 4:
        if (distinct && !field.bool_or("index", false)) field.set("unique", true);
        break;
    case 5: field.erase("unique"); break;
    default:
        if (field.bool_or("index", false)) field.erase("index");
        else if (!field.bool_or("unique", false) && type != "BinaryField") field.set("index", true);
    }
}

void RandomProject::remove_field(const Place& place) {
    auto candidates = names(place, one_of<char>({'f', 'g', 'r', 'm', 'x'}));
    if (candidates.empty() || fields(place).as_object().size() < 2) return;
    const auto field_name = one_of(candidates);
    if (!is_used(place, field_name)) fields(place).erase(field_name);
}

void RandomProject::rename_field(const Place& place, db::Answers& answers) {
    const auto prefix = one_of<char>({'f', 'g', 'r', 'm', 'x'});
    auto candidates = names(place, prefix);
    if (candidates.empty()) return;
    const auto from = one_of(candidates), to = name(prefix);
    for (const auto& [key, old] : field_renames)
        if (key.first == place.label() && key.second == from) return;
    if (answers.backfills.count(place.label() + "." + from)) return;
    if (fields(place).find(from)->has("column") && is_used(place, from)) return;
    auto& members = fields(place).as_object();
    for (auto& member : members) {
        if (member.key == from) member.key = to;
        if (auto* expression = member.value.find("expression")) rename_in(*expression, from, to);
    }
    for (const auto* key : {"indexes", "constraints", "ordering", "primary_key"})
        if (auto* value = model(place).find(key)) rename_in(*value, from, to);
    answers.renames[place.label() + "." + to] = from;
    field_renames[{place.label(), to}] = from;
}

void RandomProject::rename_model(const Place& place, db::Answers& answers) {
    const auto all = apps();
    const bool moves = apps_.at(place.app).as_object().size() > 1 && chance(40);
    const bool renames = !moves || chance(50);
    const Place renamed{moves ? one_of(all) : place.app, renames ? name('M') : place.model};
    if (renamed.label() == place.label()) return;
    const db::Value moved = model(place);
    if (moves) {
        apps_.at(place.app).erase(place.model);
        apps_.at(renamed.app).set(renamed.model, moved);
    } else {
        for (auto& member : apps_.at(place.app).as_object())
            if (member.key == place.model) member.key = renamed.model;
    }
    for (const auto& other : places())
        for (auto& member : fields(other).as_object())
            if (member.value.text_or("to") == place.label()) member.value.set("to", renamed.label());
    answers.renames[renamed.label()] = place.label();
    model_renames[renamed.label()] = place.label();
}

void RandomProject::remove_model(const Place& place) {
    if (!is_referred_to(place) && apps_.at(place.app).as_object().size() > 1) apps_.at(place.app).erase(place.model);
}

void RandomProject::add_index(const Place& place) {
    auto candidates = names(place, 'f');
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(), [&](const auto& f) { return fields(place).find(f)->text_or("type") == "BinaryField"; }),
                     candidates.end());
    if (candidates.empty()) return;
    auto index = db::Value::object();
    const auto field = one_of(candidates);
    if (chance(20) && !fields(place).find(field)->has("column")) {
        index.set("expressions", db::Value::list_of({"lower(" + field + ")"})).set("name", name('i'));
    } else {
        std::vector<std::string> parts{(chance(30) ? "-" : "") + field};
        if (const auto& second = one_of(candidates); second != field) parts.push_back(second);
        index.set("fields", db::Value::list_of(parts));
        if (chance(70)) index.set("name", name('i'));
        if (chance(20) && !fields(place).find(field)->has("column")) index.set("where", field + " IS NOT NULL");
    }
    auto* indexes = model(place).find("indexes");
    if (!indexes) {
        model(place).set("indexes", db::Value::list());
        indexes = model(place).find("indexes");
    }
    if (!index.has("name")) {
        for (const auto& other : indexes->as_list())
            if (!other.has("name")) return;
    }
    indexes->push(index);
}

void RandomProject::add_constraint(const Place& place) {
    const auto candidates = names(place, 'f');
    if (candidates.empty()) return;
    const auto field = one_of(candidates);
    auto constraint = db::Value::object();
    const auto& definition = *fields(place).find(field);
    const auto type = definition.text_or("type");
    if (chance(50) && type != "BooleanField" && type != "EnumField" && type != "BinaryField" && type != "JSONField")
        constraint.set("unique", db::Value::list_of({field})).set("name", name('u'));
    else if (!definition.has("column"))
        constraint.set("check", "length(" + field + ") > 0 OR " + field + " IS NOT 'a) b'").set("name", name('h'));
    else
        return;
    auto* constraints = model(place).find("constraints");
    if (!constraints) {
        model(place).set("constraints", db::Value::list());
        constraints = model(place).find("constraints");
    }
    constraints->push(constraint);
}

void RandomProject::change_options(const Place& place) {
    switch (below(4)) {
    case 0:
        if (!names(place, 'f').empty()) model(place).set("ordering", db::Value::list_of({"-" + one_of(names(place, 'f'))}));
        break;
    case 1: model(place).set("table", name('t')); break;
    case 2: model(place).erase("table"); break;
    default: model(place).set("comment", name('c'));
    }
    for (const auto* key : {"indexes", "constraints"})
        if (auto* list = model(place).find(key); list && chance(40)) {
            list->as_list().pop_back();
            if (list->as_list().empty()) model(place).erase(key);
        }
}

void RandomProject::edit(db::Answers& answers) {
    model_renames.clear();
    field_renames.clear();
    std::set<std::pair<std::string, std::string>> old_fields;
    for (const auto& place : places())
        for (const auto& member : fields(place).as_object()) old_fields.insert({place.label(), member.key});
    for (int i = 0, n = 1 + below(size_.edits); i < n; ++i) {
        const auto place = one_of(places());
        switch (below(12)) {
        case 0:
        case 1:
        case 2: add_field(place, answers); break;
        case 3:
        case 4: alter_field(place); break;
        case 5: remove_field(place); break;
        case 6: rename_field(place, answers); break;
        case 7: add_index(place); break;
        case 8: add_constraint(place); break;
        case 9: change_options(place); break;
        case 10: add_model(place.app); break;
        default:
            // Names in answers and maps are those of the new declaration: models are renamed and removed only in edits of their own.
            if (n == 1) {
                if (chance(60)) rename_model(place, answers);
                else remove_model(place);
            }
        }
    }
    // A renamed field may be gone again, or be new itself: then an answer about it would be about nothing.
    std::erase_if(field_renames, [&](const auto& rename) { return !old_fields.contains({rename.first.first, rename.second}); });
    std::erase_if(answers.renames, [&](const auto& answer) {
        if (std::count(answer.first.begin(), answer.first.end(), '.') != 2) return false;
        const auto dot = answer.first.rfind('.');
        const auto all = places();
        const auto at = std::find_if(all.begin(), all.end(), [&](const auto& place) { return place.label() == answer.first.substr(0, dot); });
        return at == all.end() || !old_fields.contains({at->label(), answer.second}) || fields(*at).find(answer.first.substr(dot + 1)) == nullptr;
    });
    std::erase_if(answers.backfills, [&](const auto& answer) {
        const auto dot = answer.first.rfind('.');
        const auto all = places();
        const auto at = std::find_if(all.begin(), all.end(), [&](const auto& place) { return place.label() == answer.first.substr(0, dot); });
        return at == all.end() || fields(*at).find(answer.first.substr(dot + 1)) == nullptr;
    });
    answers.no_renames = true;
}

std::string RandomProject::models_text(const std::string& app) const {
    std::string text;
    for (const auto& member : apps_.at(app).as_object()) {
        text += "[models." + member.key + "]\n";
        for (const auto& part : member.value.as_object())
            if (part.key != "fields") text += part.key + " = " + db::toml_inline(part.value) + "\n";
        text += "[models." + member.key + ".fields]\n";
        for (const auto& field : member.value.find("fields")->as_object()) text += field.key + " = " + db::toml_inline(field.value) + "\n";
        text += "\n";
    }
    return text;
}

void RandomProject::write_models() const {
    std::filesystem::create_directories(root_ / "models");
    for (const auto& app : apps()) std::ofstream(root_ / "models" / (app + ".toml")) << models_text(app);
}

db::Project RandomProject::project() const {
    db::Project project;
    project.root = root_;
    project.models_folder = root_ / "models";
    project.migrations_folder = root_ / "migrations";
    for (const auto& label : apps()) {
        db::ProjectApp app;
        app.label = label;
        app.models = project.models_folder / (label + ".toml");
        app.models_exist = true;
        app.migrations = project.migrations_folder / label;
        project.apps.push_back(app);
    }
    return project;
}

}  // namespace property
