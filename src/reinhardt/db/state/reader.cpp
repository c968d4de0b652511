#include <reinhardt/db/state/reader.hpp>

#include <algorithm>

#include <reinhardt/db/state/reader_parts.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

std::string kind_message(std::string_view key, std::string_view wanted) {
    std::string message = "'";
    message += key;
    message += "' must be ";
    message += wanted;
    return message;
}

/// The tables of `key` in a list, each given to `read`.
template <class Read>
void read_list(Reader& reader, const Value& table, std::string_view key, std::string_view example, Read read) {
    const Value* list = table.find(key);
    if (list == nullptr) return;
    if (!list->is_list()) {
        reader.fail(list->line(), kind_message(key, "a list of tables"), "for example " + std::string(example));
        return;
    }
    for (const auto& item : list->as_list()) read(item);
}

void read_options(Reader& reader, const Value& table, ModelState& model) {
    const Value* options = table.find("options");
    if (options == nullptr) return;
    const std::string_view example = "for example options = { mysql = { engine = \"InnoDB\" } }";
    if (!options->is_object()) {
        reader.fail(options->line(), "'options' must be a table with a table for each driver", std::string(example));
        return;
    }
    for (const auto& member : options->as_object()) {
        if (!member.value.is_object()) {
            reader.fail(member.line, "'" + member.key + "' in options must be a table of a driver's options", std::string(example));
        } else if (!member.value.as_object().empty()) {
            model.options.set(member.key, member.value);
        }
    }
}

}  // namespace

void Reader::fail(std::uint32_t line, std::string message, std::string hint) {
    errors.push_back(Error(code, std::move(message)).at(file, line).hint(std::move(hint)));
}

bool Reader::known_keys(const Value& object, const std::vector<std::string_view>& known, std::string_view what) {
    if (!object.is_object()) return true;
    bool good = true;
    for (const auto& member : object.as_object()) {
        if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
        good = false;
        std::string message = "unknown key '" + member.key + "'";
        if (!what.empty()) message += " in " + std::string(what);
        fail(member.line, std::move(message), similar_hint("key", member.key, {known.begin(), known.end()}));
    }
    return good;
}

std::optional<std::string> Reader::text(const Value& object, std::string_view key) {
    const Value* value = object.find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_text()) return value->as_text();
    fail(value->line(), kind_message(key, "a text"));
    return std::nullopt;
}

std::optional<std::int64_t> Reader::integer(const Value& object, std::string_view key) {
    const Value* value = object.find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_int()) return value->as_int();
    fail(value->line(), kind_message(key, "a whole number"));
    return std::nullopt;
}

std::optional<bool> Reader::boolean(const Value& object, std::string_view key) {
    const Value* value = object.find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_bool()) return value->as_bool();
    fail(value->line(), kind_message(key, "true or false"));
    return std::nullopt;
}

std::optional<std::vector<std::string>> Reader::texts(const Value& object, std::string_view key) {
    const Value* value = object.find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_list()) {
        const auto& items = value->as_list();
        const auto other = std::find_if(items.begin(), items.end(), [](const Value& item) { return !item.is_text(); });
        if (other == items.end()) return value->texts();
        fail(other->line(), kind_message(key, "a list of texts"));
        return std::nullopt;
    }
    fail(value->line(), kind_message(key, "a list of texts"));
    return std::nullopt;
}

std::string Reader::required_text(const Value& object, std::string_view key, std::string_view what) {
    const Value* value = object.find(key);
    if (value == nullptr) {
        if (!report_misspelt(*this, object, key, what)) fail(object.line(), std::string(what) + " needs '" + std::string(key) + "'");
        return {};
    }
    if (!value->is_text()) {
        fail(value->line(), kind_message(key, "a text"));
        return {};
    }
    if (value->as_text().empty()) fail(value->line(), kind_message(key, "a text that is not empty"));
    return value->as_text();
}

std::string Reader::complete(std::string_view relation, std::string_view model) const {
    if (relation == "self" && !model.empty()) return complete(model);
    if (relation.empty() || relation.find('.') != std::string_view::npos || app.empty()) return std::string(relation);
    std::string label = app;
    label += '.';
    label += relation;
    return label;
}

bool report_misspelt(Reader& reader, const Value& object, std::string_view key, std::string_view what) {
    if (!object.is_object()) return false;
    const std::vector<std::string> wanted{std::string(key)};
    for (const auto& member : object.as_object()) {
        if (member.key == key || is_any_key(member.key) || !nearest(member.key, wanted)) continue;
        const std::string start = "unknown key '" + member.key + "'";
        const bool reported = std::any_of(reader.errors.begin(), reader.errors.end(),
                                          [&](const Error& error) { return error.line() == member.line && error.message().starts_with(start); });
        if (!reported) reader.fail(member.line, start + " in " + std::string(what), similar_hint("key", member.key, wanted));
        return true;
    }
    return false;
}

bool is_identifier(std::string_view name) noexcept { return is_plain_name(name) && !(name.front() >= '0' && name.front() <= '9'); }

void read_model_keys(Reader& reader, const Value& table, const std::vector<std::string_view>& also, ModelState& model) {
    std::vector<std::string_view> known = also;
    known.insert(known.end(), {"table", "schema", "comment", "primary_key", "ordering", "indexes", "constraints", "options"});
    reader.known_keys(table, known, model.name.empty() ? std::string("a model") : "model " + model.name);
    for (const auto& [key, place] : {std::pair{"table", &model.table}, std::pair{"schema", &model.schema}}) {
        if (const auto text = reader.text(table, key)) {
            if (text->empty()) reader.fail(table.find(key)->line(), kind_message(key, "a text that is not empty"));
            *place = *text;
        }
    }
    model.comment = reader.text(table, "comment").value_or("");
    if (const auto fields = reader.texts(table, "primary_key")) {
        model.primary_key = *fields;
        const auto line = table.find("primary_key")->line();
        if (fields->size() < 2) reader.fail(line, "'primary_key' of a model must name two or more fields", "one field is the key with primary_key = true in the field");
        for (auto field = fields->begin(); field != fields->end(); ++field) {
            if (std::find(fields->begin(), field, *field) != field) reader.fail(line, "'primary_key' names field '" + *field + "' twice");
        }
    }
    model.ordering = reader.texts(table, "ordering").value_or(std::vector<std::string>{});
    read_list(reader, table, "indexes", "indexes = [{ fields = [\"slug\"] }]", [&](const Value& item) {
        if (auto index = read_index(reader, item)) model.indexes.push_back(std::move(*index));
    });
    read_list(reader, table, "constraints", "constraints = [{ unique = [\"slug\"], name = \"post_slug\" }]", [&](const Value& item) {
        if (auto constraint = read_constraint(reader, item)) model.constraints.push_back(std::move(*constraint));
    });
    read_options(reader, table, model);
}

}  // namespace reinhardt::db
