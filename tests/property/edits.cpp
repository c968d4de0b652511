#include <algorithm>
#include <cctype>

#include "generator.hpp"

namespace property {

namespace {

std::string in_other_case(std::string name) {
    const auto first = static_cast<unsigned char>(name[0]);
    name[0] = static_cast<char>(std::isupper(first) ? std::tolower(first) : std::toupper(first));
    return name;
}

bool is_relation(const FieldNode& field) { return field.definition.has("to"); }

}  // namespace

void Generator::edit(bool local, const std::vector<int>& among) {
    std::vector<int> present;
    for (const int id : among)
        if (tree_.model(id)) present.push_back(id);
    if (present.empty()) {
        if (!local) add_model(one_of(tree_.apps));
        return;
    }
    if (local || chance(70)) edit_model(one_of(present));
    else edit_project(one_of(present));
    drop_broken_through();
}

/// A many-to-many field whose model of rows lost a key goes.
void Generator::drop_broken_through() {
    for (auto& one : tree_.models)
        std::erase_if(one.fields, [&](const FieldNode& field) {
            const auto through = field.definition.text_or("through");
            if (through.empty()) return false;
            const auto& fields = tree_.model(std::atoi(through.c_str() + 1))->fields;
            const auto refers = [&](const std::string& to) {
                return std::any_of(fields.begin(), fields.end(), [&](const auto& key) { return key.definition.text_or("to") == to && key.definition.text_or("type") != "ManyToManyField"; });
            };
            return !refers("%" + std::to_string(one.id) + "%") || !refers(field.definition.text_or("to"));
        });
}

void Generator::edit_model(int id) {
    switch (below(15)) {
    case 0:
    case 1:
    case 2: return add_field(id);
    case 3:
    case 4: return alter_field(id);
    case 5: return retype_field(id);
    case 6: return require_field(id);
    case 7: return remove_field(id);
    case 8:
    case 9: return rename_field(id);
    case 10: return swap_fields(id);
    case 11: return add_index(id);
    case 12: return add_constraint(id);
    case 13: return change_options(id);
    default: return drop_index_or_constraint(id);
    }
}

void Generator::edit_project(int id) {
    switch (below(13)) {
    case 0: add_model(one_of(tree_.apps)); return;
    case 1:
    case 2: return rename_model(id);
    case 3: return swap_models(id);
    case 4: return swap_tables(id);
    case 5:
    case 6: return move_model(id);
    case 7: return remove_model(id);
    case 8:
        if (tree_.apps.size() > 1 && chance(30)) remove_app(one_of(tree_.apps));
        return;
    case 9: return switch_relation(id);
    case 10: return add_through(id);
    case 11: return change_key(id);
    default: return edit_base();
    }
}

void Generator::add_field(int id) {
    if (chance(15)) {
        if (const auto sources = plain(id); !sources.empty() && !model(id).composite()) {
            auto generated = generated_from(one_of(sources));
            if (generated.is_null()) return;
            generated.set("stored", chance(40) || !traits_.virtual_columns);
            put(id, 'x', generated, false);
        }
    } else if (chance(25) && !model(id).composite()) {
        put(id, 'r', random_relation(true), false);
    } else if (chance(15) && !model(id).composite()) {
        put(id, 'm', object({{"type", "ManyToManyField"}, {"to", "%" + std::to_string(id) + "%"}}), false);
    } else {
        put(id, 'g', random_field(true), false);
    }
}

void Generator::alter_field(int id) {
    const auto candidates = plain(id);
    if (candidates.empty()) return;
    auto& field = *model(id).field(one_of(candidates));
    auto& definition = field.definition;
    const auto type = definition.text_or("type");
    const bool own = field.distinct && type != "BooleanField" && type != "EnumField" && type != "BinaryField" && type != "JSONField";
    switch (below(8)) {
    case 0:
        if (type == "CharField") definition.set("max_length", definition.int_or("max_length", 20) + 10);
        break;
    case 1: definition.set("null", true); break;
    case 2:
        if (definition.has("default")) definition.erase("null");
        break;
    case 3:
        if (!literal_for(type).is_null() && !definition.has("db_default")) definition.set("default", literal_for(type));
        break;
    case 4:
        if (own && fits_index(type) && !definition.bool_or("index", false)) definition.set("unique", true);
        break;
    case 5: definition.erase("unique"); break;
    case 6:
        if (definition.has("column")) definition.erase("column");
        else definition.set("column", any_name('c'));
        break;
    default:
        if (definition.bool_or("index", false)) definition.erase("index");
        else if (!definition.bool_or("unique", false) && fits_index(type)) definition.set("index", true);
    }
}

/// To a type that every value of the old one converts to, and back.
void Generator::retype_field(int id) {
    const auto candidates = plain(id);
    if (candidates.empty()) return;
    const int chosen = one_of(candidates);
    auto& definition = model(id).field(chosen)->definition;
    const auto type = definition.text_or("type");
    std::string to;
    if (type == "SmallIntegerField") to = "IntegerField";
    else if (type == "IntegerField") to = chance(50) ? "BigIntegerField" : "TextField";
    else if (type == "PositiveSmallIntegerField") to = "PositiveIntegerField";
    else if (type == "BigIntegerField") to = "TextField";
    else if (type == "CharField" || type == "SlugField" || type == "FileField" || type == "UUIDField") to = "TextField";
    else if (type == "TextField" && !definition.has("db_default")) to = "CharField";
    else return;
    const bool indexed = definition.has("unique") || definition.has("index") || is_used(chosen);
    if (indexed && !fits_index(to)) return;
    // What is said about numbers is not said about texts.
    if (traits_.typed && is_used(chosen) && is_text(type) != is_text(to)) return;
    definition.set("type", to);
    definition.erase("max_length");
    definition.erase("collation");
    if (to == "CharField") definition.set("max_length", 60);
    if (definition.has("default")) definition.set("default", literal_for(to));
}

/// NOT NULL for a column that may hold NULL: the answer gives the rows a value.
void Generator::require_field(int id) {
    for (const int candidate : plain(id)) {
        auto& field = *model(id).field(candidate);
        if (!field.definition.has("null") || literal_for(field.definition.text_or("type")).is_null() || (!field.distinct && field.definition.has("unique"))) continue;
        field.definition.erase("null");
        return;
    }
}

void Generator::remove_field(int id) {
    auto& fields = model(id).fields;
    if (fields.size() < 2) return;
    const auto& field = one_of(fields);
    if (is_used(field.id) || field.definition.has("primary_key")) return;
    const int number = field.id;
    std::erase_if(fields, [&](const auto& other) { return other.id == number; });
}

void Generator::rename_field(int id) {
    auto& fields = model(id).fields;
    if (fields.empty()) return;
    auto& field = fields[static_cast<std::size_t>(below(static_cast<int>(fields.size())))];
    field.name = chance(25) ? in_other_case(field.name) : name(field.name[0]);
}

void Generator::swap_fields(int id) {
    auto& fields = model(id).fields;
    if (fields.size() < 2) return;
    auto& one = fields[static_cast<std::size_t>(below(static_cast<int>(fields.size())))];
    auto& other = fields[static_cast<std::size_t>(below(static_cast<int>(fields.size())))];
    if (is_relation(one) == is_relation(other)) std::swap(one.name, other.name);
}

void Generator::change_options(int id) {
    auto& keys = model(id).keys;
    const auto fields = plain(id);
    switch (below(4)) {
    case 0:
        if (!fields.empty()) keys.set("ordering", db::Value::list_of({"-@" + std::to_string(one_of(fields)) + "@"}));
        break;
    case 1: keys.set("table", any_name('t')); break;
    case 2: keys.erase("table"); break;
    default: keys.set("comment", any_name('c'));
    }
}

void Generator::drop_index_or_constraint(int id) {
    for (const auto* key : {"indexes", "constraints"})
        if (auto* list = model(id).keys.find(key); list && chance(60)) {
            list->as_list().pop_back();
            if (list->as_list().empty()) model(id).keys.erase(key);
        }
}

/// A foreign key becomes many-to-many, or the other way: of the same name, but nothing of it stays.
void Generator::switch_relation(int id) {
    for (auto& field : model(id).fields) {
        if (!is_relation(field) || is_used(field.id)) continue;
        const auto to = field.definition.text_or("to");
        const bool many = field.definition.text_or("type") == "ManyToManyField";
        field.id = ++serial_;
        field.definition = many ? object({{"type", "ForeignKey"}, {"to", to}, {"on_delete", "CASCADE"}, {"null", true}}) : object({{"type", "ManyToManyField"}, {"to", to}});
        return;
    }
}

/// A many-to-many field gets a model of its own for its rows, or loses it.
void Generator::add_through(int id) {
    for (const int number : of_type(id, "ManyToManyField")) {
        auto& field = *model(id).field(number);
        const auto to = field.definition.text_or("to"), own = "%" + std::to_string(id) + "%";
        if (to == own) continue;
        if (field.definition.has("through")) {
            field.definition.erase("through");
            field.id = ++serial_;
            return;
        }
        const int through = ++serial_;
        field.definition.set("through", "%" + std::to_string(through) + "%");
        field.id = ++serial_;
        tree_.models.push_back({through, model(id).app, "M" + std::to_string(through), 0, db::Value::object(), {}});
        put(through, 'r', object({{"type", "ForeignKey"}, {"to", own}, {"on_delete", "CASCADE"}}), false);
        put(through, 'r', object({{"type", "ForeignKey"}, {"to", to}, {"on_delete", "CASCADE"}}), false);
        return;
    }
}

void Generator::change_key(int id) {
    const auto own = keys(id);
    if (!own.empty()) {
        auto& field = *model(id).field(own.front());
        if (field.definition.text_or("type") == "CharField") field.definition.set("max_length", 60 + below(40));
        else if (field.definition.text_or("type") == "IntegerField") field.definition.set("type", "BigIntegerField");
        return;
    }
    if (model(id).composite()) return;
    std::vector<int> candidates;
    for (const int number : distinct(id)) {
        const auto& definition = tree_.field(number)->definition;
        const auto type = definition.text_or("type");
        const bool number_type = type == "IntegerField" || type == "BigIntegerField";
        // References hold numbers, which become no texts.
        const bool fits = number_type || (type == "CharField" && !is_referred_to(id) && !refers_to_itself(id));
        if (fits && !definition.has("null") && !definition.has("default") && !definition.has("unique") && !definition.has("index"))
            candidates.push_back(number);
    }
    if (candidates.empty()) return;
    if (candidates.size() > 1 && !is_referred_to(id) && std::none_of(model(id).fields.begin(), model(id).fields.end(), is_relation) && chance(50)) {
        model(id).keys.set("primary_key", db::Value::list_of({"@" + std::to_string(candidates[0]) + "@", "@" + std::to_string(candidates[1]) + "@"}));
    } else {
        model(id).field(one_of(candidates))->definition.set("primary_key", true);
    }
}

void Generator::rename_model(int id) { model(id).name = chance(25) ? in_other_case(model(id).name) : name('M'); }

void Generator::swap_models(int id) {
    auto& other = model(one_of(models()));
    if (other.app == model(id).app) std::swap(model(id).name, other.name);
}

void Generator::swap_tables(int id) {
    const int other = one_of(models());
    auto& one_keys = model(id).keys;
    auto& other_keys = model(other).keys;
    if (other == id) return;
    const auto table = one_keys.text_or("table"), other_table = other_keys.text_or("table");
    if (table.empty() || other_table.empty()) {
        one_keys.set("table", any_name('t'));
        other_keys.set("table", any_name('t'));
    } else {
        one_keys.set("table", other_table);
        other_keys.set("table", table);
    }
}

void Generator::move_model(int id) { model(id).app = one_of(tree_.apps); }

void Generator::remove_model(int id) {
    if (!is_referred_to(id) && models().size() > 1) std::erase_if(tree_.models, [&](const auto& one) { return one.id == id; });
}

/// With all relations to its models.
void Generator::remove_app(const std::string& app) {
    std::vector<int> gone;
    for (const auto& one : tree_.models)
        if (one.app == app) gone.push_back(one.id);
    if (gone.size() == tree_.models.size()) return;
    std::erase_if(tree_.models, [&](const auto& one) { return one.app == app; });
    for (auto& one : tree_.models) {
        if (!tree_.model(one.base)) one.base = 0;
        std::erase_if(one.fields, [&](const auto& field) { return std::any_of(gone.begin(), gone.end(), [&](int id) { return mentions(field.definition, id); }); });
    }
}

void Generator::edit_base() {
    const auto bases = models(true);
    if (bases.empty()) return;
    const int base = one_of(bases);
    if (chance(40)) {
        auto field = random_field(true);
        for (const auto* key : {"column", "unique"}) field.erase(key);
        put(base, 'b', std::move(field), false);
    } else if (chance(50)) {
        rename_field(base);
    } else if (model(base).fields.size() > 1 && !is_used(model(base).fields.back().id)) {
        model(base).fields.pop_back();
    }
}

}  // namespace property
