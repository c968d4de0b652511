#include "query.hpp"

#include <algorithm>
#include <array>

#include "texts.hpp"

namespace hostile {
namespace {

constexpr std::array<const char*, 9> lookups = {"exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "in"};

/// A text that a row has, a part of one, or a new one.
std::string value_for(std::mt19937& random, const std::vector<Row>& rows, bool clean) {
    const std::size_t choice = below(random, 8);
    if (choice < 2 || rows.empty()) return clean ? clean_value(random) : hostile_value(random);
    const Row& row = rows[below(random, rows.size())];
    std::string text = below(random, 2) == 0 ? row.text : row.memo.value_or(row.text);
    if (choice < 5 && !text.empty()) {
        const std::size_t from = below(random, text.size());
        const std::string part = text.substr(from, 1 + below(random, text.size() - from));
        if (hostile::is_clean(part)) text = part;
    }
    if (choice == 6) std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

bool fits_a_path(const std::string& key) {
    const bool digits = key.find_first_not_of("0123456789") == std::string::npos;  // would be an index
    return !digits && key.find("__") == std::string::npos && !key.ends_with('_') && !key.starts_with('_') && key != "exact";
}

std::string folded(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

bool holds(std::string_view lookup, const std::string& value, const std::vector<std::string>& wanted) {
    if (lookup == "in") return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    const bool folds = lookup.starts_with('i');
    if (folds) lookup.remove_prefix(1);
    const std::string left = folds ? folded(value) : value, right = folds ? folded(wanted.front()) : wanted.front();
    if (lookup == "exact") return left == right;
    if (lookup == "contains") return left.find(right) != std::string::npos;
    return lookup == "startswith" ? left.starts_with(right) : left.ends_with(right);
}

const std::string* member_of(const Row& row, const std::string& key) {
    for (const auto& [name, value] : row.data) {
        if (name == key) return &value;
    }
    return nullptr;
}

bool holds(const Part& part, const Case& all, const Row& row) {
    switch (part.place) {
        case Part::Place::memo: return row.memo && holds(part.lookup, *row.memo, part.values);
        case Part::Place::annotation: return holds(part.lookup, all.annotated, part.values);
        case Part::Place::member: {
            const std::string* value = member_of(row, part.key);
            return value != nullptr && *value == part.values.front();
        }
        case Part::Place::has_key: return member_of(row, part.values.front()) != nullptr;
        default: return holds(part.lookup, row.text, part.values);
    }
}

db::Expr condition_of(const Part& part) {
    const bool list = part.lookup == "in";
    const auto value = [&] { return list ? db::lookup_value(part.values) : db::lookup_value(part.values.front()); };
    const auto filter = [&](const std::string& path) { return db::expressions::make_named(db::ExprKind::filter, path, {value()}); };
    switch (part.place) {
        case Part::Place::memo: return filter("memo__" + part.lookup);
        case Part::Place::annotation: return filter("made__" + part.lookup);
        case Part::Place::member: return filter("data__" + part.key);
        case Part::Place::has_key: return filter("data__has_key");
        case Part::Place::raw: return db::F("text").lookup("exact", {db::RawSQL("?", part.values.front())});
        default: return filter("text__" + part.lookup);
    }
}

}  // namespace

std::vector<Row> random_rows(std::mt19937& random, std::size_t count) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i) {
        Row row{clean_value(random), {}, {}};
        if (below(random, 3) != 0) row.memo = below(random, 2) == 0 && i > 0 ? rows[below(random, i)].text : clean_value(random);
        for (std::size_t members = below(random, 4); members > 0; --members) {
            std::string key = i > 0 && !rows[i - 1].data.empty() && below(random, 2) == 0 ? rows[i - 1].data.front().first : clean_text(random);
            if (member_of(row, key) == nullptr) row.data.emplace_back(std::move(key), below(random, 2) == 0 ? row.text : clean_value(random));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

db::Json document_of(const Row& row) {
    db::Value made = db::Value::object();
    for (const auto& [name, value] : row.data) made.set(name, value);
    return made;
}

Case random_case(std::mt19937& random, const std::vector<Row>& rows, bool clean) {
    Case made;
    made.annotated = value_for(random, rows, clean);
    for (std::size_t parts = 1 + below(random, 3); parts > 0; --parts) {
        Part part;
        part.exclude = below(random, 3) == 0;
        constexpr std::array places = {Part::Place::text, Part::Place::text, Part::Place::text, Part::Place::memo, Part::Place::memo, Part::Place::annotation, Part::Place::member, Part::Place::member, Part::Place::has_key, Part::Place::raw};
        part.place = places[below(random, places.size())];
        const bool plain = part.place == Part::Place::member || part.place == Part::Place::has_key || part.place == Part::Place::raw;
        if (!plain) part.lookup = lookups[below(random, lookups.size())];
        part.values.push_back(value_for(random, rows, clean));
        if (part.lookup == "in" && below(random, 2) == 0) part.values.push_back(value_for(random, rows, clean));
        const Row& row = rows[below(random, rows.size())];
        const bool known = !row.data.empty() && below(random, 3) != 0;
        if (part.place == Part::Place::has_key && known) part.values.front() = row.data.front().first;
        if (part.place == Part::Place::member) {
            part.key = known ? row.data.front().first : clean_text(random);
            if (known) part.values.front() = row.data.front().second;
            if (!fits_a_path(part.key)) part.key = token;
        }
        made.parts.push_back(std::move(part));
    }
    return made;
}

Case with_plain_values(const Case& hostile) {
    Case made = hostile;
    made.annotated = "p";
    for (Part& part : made.parts) {
        for (std::string& value : part.values) value = "p";
        if (!part.key.empty()) part.key = "p";
    }
    return made;
}

db::QuerySet<Note> query_of(const Case& one) {
    db::QuerySet<Note> made = Note::objects().annotate("made", db::expressions::make_value(db::to_parameter(one.annotated)));
    for (const Part& part : one.parts) made = part.exclude ? made.exclude(condition_of(part)) : made.filter(condition_of(part));
    return made.order_by("id");
}

std::vector<std::int64_t> expected(const Case& one, const std::vector<Row>& rows) {
    std::vector<std::int64_t> keys;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool fits = std::all_of(one.parts.begin(), one.parts.end(), [&](const Part& part) { return holds(part, one, rows[i]) != part.exclude; });
        if (fits) keys.push_back(static_cast<std::int64_t>(i) + 1);
    }
    return keys;
}

std::vector<Case> smaller(const Case& one) {
    std::vector<Case> made;
    for (std::size_t i = 0; i < one.parts.size(); ++i) {
        if (one.parts.size() > 1) {
            Case without = one;
            without.parts.erase(without.parts.begin() + static_cast<std::ptrdiff_t>(i));
            made.push_back(std::move(without));
        }
        for (std::size_t at = 0; at < one.parts[i].values.size(); ++at) {
            for (const std::string& text : shorter(one.parts[i].values[at])) {
                made.push_back(one);
                made.back().parts[i].values[at] = text;
            }
        }
        for (const std::string& key : shorter(one.parts[i].key)) {
            if (key.empty() || !fits_a_path(key)) continue;
            made.push_back(one);
            made.back().parts[i].key = key;
        }
    }
    for (const std::string& text : shorter(one.annotated)) {
        made.push_back(one);
        made.back().annotated = text;
    }
    return made;
}

std::string shown(const Case& one) {
    std::string text = "annotate(\"made\", " + shown(one.annotated) + ")";
    constexpr std::array<const char*, 6> places = {"text", "memo", "made", "data", "data__has_key", "text = raw"};
    for (const Part& part : one.parts) {
        text += part.exclude ? ".exclude(" : ".filter(";
        text += places[static_cast<std::size_t>(part.place)];
        if (!part.key.empty()) text += "__" + shown(part.key);
        text += "__" + part.lookup;
        for (const std::string& value : part.values) text += ", " + shown(value);
        text += ")";
    }
    return text;
}

bool has_odd_key(const Case& one) {
    return std::any_of(one.parts.begin(), one.parts.end(), [](const Part& part) { return (part.place == Part::Place::member && is_odd_key(part.key)) || (part.place == Part::Place::has_key && is_odd_key(part.values.front())); });
}

bool is_clean(const Case& one) {
    return is_clean(one.annotated) && std::all_of(one.parts.begin(), one.parts.end(), [](const Part& part) {
               return is_clean(part.key) && std::all_of(part.values.begin(), part.values.end(), [](const std::string& value) { return is_clean(value); });
           });
}

}  // namespace hostile
