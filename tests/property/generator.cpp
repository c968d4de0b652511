#include "generator.hpp"

#include <algorithm>
#include <set>

namespace property {

namespace {

const std::vector<std::string> plain_types = {
    "CharField", "TextField", "SlugField", "EmailField", "URLField", "UUIDField", "IPAddressField", "SmallIntegerField", "IntegerField", "BigIntegerField",
    "PositiveSmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField", "FloatField", "DecimalField", "DateField", "TimeField", "DateTimeField",
    "DurationField", "JSONField", "FileField", "ImageField", "BinaryField", "BooleanField", "EnumField"};

bool is_integer(const std::string& type) { return type.find("Integer") != std::string::npos; }

bool has_own_values(const std::string& type) { return type != "BooleanField" && type != "EnumField" && type != "BinaryField" && type != "JSONField"; }

std::string name_of(int field) { return "@" + std::to_string(field) + "@"; }
std::string column_of(int field) { return "#" + std::to_string(field) + "#"; }
std::string label_of(int model) { return "%" + std::to_string(model) + "%"; }

void push(db::Value& keys, const char* key, db::Value value) {
    if (!keys.has(key)) keys.set(key, db::Value::list());
    keys.find(key)->push(std::move(value));
}

}  // namespace

bool is_text(const std::string& type) {
    static const std::set<std::string> texts = {"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "ImageField", "EnumField"};
    return texts.contains(type);
}

Generator::Generator(std::uint64_t seed, Size size, Traits traits) : random_(seed), size_(size), traits_(std::move(traits)) {
    for (int i = 0; i < size.apps; ++i) tree_.apps.push_back(std::string(1, static_cast<char>('a' + i)) + "pp");
    for (const auto& app : tree_.apps) {
        if (chance(10)) add_base(app);
        for (int i = 0, n = 1 + below(size.models); i < n; ++i) add_model(app);
    }
    // Relations between any two, so that apps need each other.
    for (const int id : models())
        if (!model(id).composite() && chance(50)) put(id, 'r', random_relation(false), false);
}

std::vector<int> Generator::models(bool abstract) const {
    std::vector<int> found;
    for (const auto& one : tree_.models)
        if (one.abstract() == abstract) found.push_back(one.id);
    return found;
}

std::vector<int> Generator::targets() const {
    auto found = models();
    std::erase_if(found, [&](int id) { return tree_.model(id)->composite(); });
    return found;
}

std::vector<int> Generator::plain(int id) const {
    std::vector<int> found;
    const auto* key = tree_.model(id)->keys.find("primary_key");
    for (const auto& field : tree_.model(id)->fields)
        if (!(key && mentions(*key, field.id)) && std::find(plain_types.begin(), plain_types.end(), field.definition.text_or("type")) != plain_types.end() && !field.definition.has("primary_key"))
            found.push_back(field.id);
    return found;
}

std::vector<int> Generator::distinct(int id) const {
    auto found = plain(id);
    std::erase_if(found, [&](int field) { return !tree_.field(field)->distinct || !has_own_values(tree_.field(field)->definition.text_or("type")); });
    return found;
}

std::vector<int> Generator::of_type(int id, const std::string& type) const {
    std::vector<int> found;
    for (const auto& field : tree_.model(id)->fields)
        if (field.definition.text_or("type") == type) found.push_back(field.id);
    return found;
}

std::vector<int> Generator::keys(int id) const {
    std::vector<int> found;
    for (const auto& field : tree_.model(id)->fields)
        if (field.definition.has("primary_key")) found.push_back(field.id);
    return found;
}

bool Generator::is_used(int id) const {
    return std::any_of(tree_.models.begin(), tree_.models.end(), [&](const ModelNode& one) {
        return mentions(one.keys, id) || std::any_of(one.fields.begin(), one.fields.end(), [&](const auto& field) { return mentions(field.definition, id); });
    });
}

bool Generator::is_referred_to(int id) const {
    return std::any_of(tree_.models.begin(), tree_.models.end(), [&](const ModelNode& one) {
        return one.id != id && std::any_of(one.fields.begin(), one.fields.end(), [&](const auto& field) { return mentions(field.definition, id); });
    });
}

bool Generator::refers_to_itself(int id) const {
    const auto& fields = tree_.model(id)->fields;
    return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return mentions(field.definition, id); });
}

bool Generator::fits_index(const std::string& type) const {
    return type != "BinaryField" && (traits_.indexes_long_texts || (type != "TextField" && type != "JSONField"));
}

std::vector<int> Generator::indexable(int id) const {
    auto found = plain(id);
    std::erase_if(found, [&](int field) { return !fits_index(tree_.field(field)->definition.text_or("type")); });
    return found;
}

db::Value Generator::check_of(int field) const {
    const auto column = column_of(field), type = tree_.field(field)->definition.text_or("type");
    if (traits_.loose) return "length(" + column + ") > 0 OR " + column + " IS NOT 'a) b'";
    if (is_text(type)) return "length(" + column + ") > 0 OR " + column + " <> 'a) b'";
    if (is_integer(type)) return column + " >= 0 OR NOT " + column + " IN (1, 7)";
    return column + " IS NOT NULL OR 'a) b' <> 'x'";
}

/// Null where the backend could not say what it is.
db::Value Generator::generated_from(int field) const {
    const auto type = tree_.field(field)->definition.text_or("type");
    const bool text = is_text(type);
    if (!traits_.loose && !text && !is_integer(type)) return {};
    const auto fallback = text && !traits_.loose ? "'x'" : "1";
    return object({{"type", "GeneratedField"},
                   {"expression", "coalesce(" + column_of(field) + ", " + fallback + ")"},
                   {"output", object({{"type", text || traits_.loose ? "TextField" : "BigIntegerField"}})}});
}

std::string Generator::any_name(char prefix) {
    static const std::vector<std::string> patterns = {"Mixed Case ", "select ", "a\"b", "a`b", "a'b", "a\\b", "a;b", "a--b", "a/*b", "a.b", "a,b)", "?", "$", ":", "a%", "\u00fc", "\u8868"};
    const auto plain = name(prefix);
    if (!chance(30)) return plain;
    if (chance(20)) return std::string(static_cast<std::size_t>(55 + below(15)), 'n') + plain;
    return prefix + one_of(patterns) + plain;
}

FieldNode& Generator::put(int id, char prefix, db::Value definition, bool is_distinct) {
    auto& fields = model(id).fields;
    const int number = ++serial_;
    fields.push_back({number, prefix + std::to_string(number), std::move(definition), is_distinct});
    return fields.back();
}

void Generator::add_base(const std::string& app) {
    const int id = ++serial_;
    tree_.models.push_back({id, app, "B" + std::to_string(id), 0, object({{"abstract", true}}), {}});
    for (int i = 0, n = 1 + below(2); i < n; ++i) {
        auto field = random_field(false);
        field.erase("column");
        put(id, 'b', field, false);
    }
}

int Generator::add_model(const std::string& app) {
    const int id = ++serial_;
    tree_.models.push_back({id, app, "M" + std::to_string(id), 0, db::Value::object(), {}});
    if (const auto bases = models(true); !bases.empty() && chance(60)) model(id).base = one_of(bases);
    for (int i = 0, n = 1 + below(size_.fields); i < n; ++i) {
        auto field = random_field(false);
        const bool own = has_own_values(field.text_or("type"));
        put(id, 'f', std::move(field), own);
    }
    choose_key(id);
    if (!model(id).composite()) {
        if (chance(30)) put(id, 'r', random_relation(false), false);
        if (chance(20)) put(id, 'm', object({{"type", "ManyToManyField"}, {"to", label_of(one_of(targets()))}}), false);
    }
    if (chance(10)) model(id).keys.set("table", "T" + std::to_string(id));
    if (chance(40)) add_index(id);
    if (chance(30)) add_constraint(id);
    return id;
}

void Generator::choose_key(int id) {
    if (chance(15)) {
        auto key = chance(50) ? object({{"type", "CharField"}, {"max_length", 20}}) : object({{"type", "IntegerField"}});
        key.set("primary_key", true);
        put(id, 'k', std::move(key), true);
    } else if (chance(12) && !is_referred_to(id)) {
        const int a = put(id, 'k', object({{"type", "IntegerField"}}), true).id;
        const int b = put(id, 'k', object({{"type", "CharField"}, {"max_length", 40}}), true).id;
        model(id).keys.set("primary_key", db::Value::list_of({name_of(a), name_of(b)}));
        if (chance(40)) model(id).keys.set("options", object({{"sqlite", object({{"without_rowid", true}})}}));
    }
}

db::Value Generator::random_field(bool with_rows) {
    const auto& type = one_of(plain_types);
    auto field = object({{"type", type}});
    if (type == "CharField") field.set("max_length", 20 + below(50));
    if (type == "DecimalField") field.set("max_digits", 10).set("decimal_places", 2);
    if (type == "EnumField") field.set("choices", db::Value::list_of({"draft", "live", "gone"}));
    if (chance(35)) field.set("null", true);
    if (chance(30) && !literal_for(type).is_null()) field.set("default", literal_for(type));
    else if (chance(10) && type == "TextField") field.set("db_default", "upper('x')");
    const bool empty = field.has("null") && !field.has("default") && !field.has("db_default");
    if (with_rows && literal_for(type).is_null()) field.set("null", true);
    if (has_own_values(type) && chance(15) && (!with_rows || empty) && fits_index(type)) field.set("unique", true);
    else if (chance(15) && fits_index(type)) field.set("index", true);
    if (chance(10)) field.set("column", any_name('c'));
    if (chance(5)) field.set("comment", "it's \"a\" comment,\nC:\\new ? $1 -- :x ;");
    if (chance(10) && type == "CharField") field.set("collation", traits_.collation);
    return field;
}

db::Value Generator::random_relation(bool with_rows) {
    const auto all = targets();
    if (all.empty()) return object({{"type", "IntegerField"}, {"null", true}});
    const int to = one_of(all);
    const auto action = one_of<std::string>({"CASCADE", "SET_NULL", "RESTRICT", "NO_ACTION"});
    auto field = object({{"type", chance(20) ? "OneToOneField" : "ForeignKey"}, {"to", label_of(to)}, {"on_delete", action}});
    if (action == "SET_NULL" || with_rows || chance(30)) field.set("null", true);
    if (chance(15)) field.set("constraint", false);
    if (chance(15) && field.text_or("type") == "ForeignKey") field.set("index", false);
    if (chance(15) && traits_.deferrable_keys) field.set("deferrable", "deferred");
    return field;
}

void Generator::add_index(int id) {
    const auto candidates = indexable(id);
    if (candidates.empty()) return;
    auto index = db::Value::object();
    const int field = one_of(candidates);
    if (chance(20) && traits_.expression_indexes && (!traits_.typed || is_text(tree_.field(field)->definition.text_or("type")))) {
        index.set("expressions", db::Value::list_of({"lower(" + column_of(field) + ")"})).set("name", any_name('i'));
    } else {
        std::vector<std::string> parts{(chance(30) ? "-" : "") + name_of(field)};
        if (const int second = one_of(candidates); second != field) parts.push_back(name_of(second));
        index.set("fields", db::Value::list_of(parts));
        if (chance(70)) index.set("name", any_name('i'));
        if (chance(20) && traits_.partial_indexes) index.set("where", column_of(field) + " IS NOT NULL");
    }
    const auto* present = model(id).keys.find("indexes");
    const bool unnamed = present && std::any_of(present->as_list().begin(), present->as_list().end(), [](const auto& other) { return !other.has("name"); });
    if (index.has("name") || !unnamed) push(model(id).keys, "indexes", std::move(index));
}

void Generator::add_constraint(int id) {
    const auto candidates = plain(id), fitting = indexable(id);
    auto own = distinct(id);
    std::erase_if(own, [&](int field) { return !fits_index(tree_.field(field)->definition.text_or("type")); });
    if (candidates.empty()) return;
    if (!own.empty() && chance(50)) {
        std::vector<std::string> fields{name_of(one_of(own))};
        if (const int second = one_of(fitting); chance(40) && name_of(second) != fields.front()) fields.push_back(name_of(second));
        push(model(id).keys, "constraints", object({{"unique", db::Value::list_of(fields)}, {"name", any_name('u')}}));
    } else {
        push(model(id).keys, "constraints", object({{"check", check_of(one_of(candidates))}, {"name", any_name('h')}}));
    }
}

ProjectHistory Generator::history() {
    ProjectHistory made;
    made.versions.push_back(tree_);
    for (int round = 0, n = 1 + below(size_.rounds); round < n; ++round) {
        for (int i = 0, edits = 1 + below(size_.edits); i < edits; ++i) edit(false, models());
        made.versions.push_back(tree_);
    }
    const auto all = models();
    made.apart = all.size() > 1 && chance(60);
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    const auto branch = [&](const std::vector<int>& among) {
        tree_ = made.versions.back();
        for (int i = 0, edits = 1 + below(3); i < edits; ++i) edit(made.apart, among);
        return tree_;
    };
    made.left = branch(made.apart ? std::vector<int>(all.begin(), middle) : all);
    made.right = branch(made.apart ? std::vector<int>(middle, all.end()) : all);
    return made;
}

}  // namespace property
