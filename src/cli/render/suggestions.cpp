#include "suggestions.hpp"

#include <algorithm>
#include <array>

#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db::cli {
namespace {

using Action = IndexSuggestion::Action;

bool is_recommended(const IndexSuggestion& suggestion) { return suggestion.level == IndexSuggestion::Level::recommended; }

std::string place_of(const IndexSuggestion& suggestion) {
    if (suggestion.file.empty()) return {};
    return suggestion.line == 0 ? suggestion.file : suggestion.file + ":" + std::to_string(suggestion.line);
}

/// What to do, and the lines that it is about. `begun`: a suggestion before this one has the model's `indexes` made.
std::string edit_text(const IndexSuggestion& suggestion, bool begun) {
    const std::string table = "[models." + toml_key(suggestion.model) + "]";
    if (suggestion.action == Action::change_field) return "write the field as\n      " + suggestion.toml;
    if (suggestion.action == Action::remove_index) return "remove from indexes\n      " + suggestion.toml;
    if (suggestion.has_indexes || begun) return "add to indexes of " + table + "\n      " + suggestion.toml;
    const std::string line = "indexes = [" + suggestion.toml + "]";
    if (suggestion.has_table) return "add under " + table + "\n      " + line;
    return "add above [models." + toml_key(suggestion.model) + ".fields]\n      " + table + "\n      " + line;
}

}  // namespace

std::string suggestions_text(const std::vector<IndexSuggestion>& suggestions, const Output& output) {
    std::string text;
    std::vector<std::string> begun;
    for (const IndexSuggestion& suggestion : suggestions) {
        const std::string label = suggestion.app + "." + suggestion.model;
        const bool list_is_there = std::find(begun.begin(), begun.end(), label) != begun.end();
        if (suggestion.action == Action::add_index && !list_is_there) begun.push_back(label);
        const std::string place = place_of(suggestion);
        text += output.paint(is_recommended(suggestion) ? Color::yellow : Color::dim, suggestion.rule) + " " + output.paint(Color::bold, printable(label + ": " + join(suggestion.fields, ", ")));
        text += (is_recommended(suggestion) ? "" : " (consider)") + std::string("\n");
        if (!place.empty()) text += "  --> " + printable(place) + "\n";
        text += "  " + printable(suggestion.reason) + "\n  " + printable(edit_text(suggestion, list_is_there)) + "\n\n";
    }
    return text;
}

std::string suggestions_summary(const std::vector<IndexSuggestion>& suggestions) {
    if (suggestions.empty()) return "No suggestions.";
    const auto recommended = static_cast<std::size_t>(std::count_if(suggestions.begin(), suggestions.end(), is_recommended));
    return count_of(suggestions.size(), "suggestion") + ": " + std::to_string(recommended) + " recommended, " + std::to_string(suggestions.size() - recommended) + " to consider.";
}

Value suggestions_document(const std::vector<IndexSuggestion>& suggestions) {
    constexpr std::array<std::string_view, 3> actions = {"add_index", "change_field", "remove_index"};
    Value list = Value::list();
    for (const IndexSuggestion& suggestion : suggestions) {
        Value item = Value::object();
        item.set("rule", suggestion.rule).set("level", is_recommended(suggestion) ? "recommended" : "consider").set("app", suggestion.app).set("model", suggestion.model);
        item.set("fields", Value::list_of(suggestion.fields)).set("reason", suggestion.reason);
        item.set("action", actions[static_cast<std::size_t>(suggestion.action)]).set("toml", suggestion.toml);
        item.set_if("file", suggestion.file).set_if("line", static_cast<std::int64_t>(suggestion.line));
        list.push(std::move(item));
    }
    Value document = Value::object();
    document.set("format_version", "1.0").set("suggestions", std::move(list));
    return document;
}

}  // namespace reinhardt::db::cli
