#include <reinhardt/db/schema/difference.hpp>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

std::string object_name(const Difference& difference) {
    std::string name = replace_all(difference.object, "_", " ");
    if (!difference.table.empty()) name += " " + difference.table;
    if (!difference.name.empty() && difference.name != difference.table) name += (difference.table.empty() ? " " : ".") + difference.name;
    return name;
}

std::string side(const Value* value) { return value == nullptr || value->is_null() ? "none" : to_json(*value); }

}  // namespace

std::string difference_line(const Difference& difference, const std::string& source, const std::string& other) {
    const std::string name = object_name(difference);
    // A name alone says little of a key or a check.
    const auto content = [&](Value value) {
        if (difference.object == "table" || difference.object == "column" || !value.is_object()) return std::string();
        value.erase("name");
        return " (" + to_json(value) + ")";
    };
    if (difference.change == "add") return name + content(difference.to) + " is missing in " + source;
    if (difference.change == "remove") return name + content(difference.from) + " is in " + source + " alone";
    std::vector<std::string> parts;
    const auto differ = [&](const std::string& key, const Value* from, const Value* to) {
        parts.push_back((key.empty() ? "" : key + " ") + side(from) + " in " + source + ", " + side(to) + " in " + other);
    };
    if (difference.from.is_object() && difference.to.is_object()) {
        for (const Member& member : difference.to.as_object()) {
            if (member.key == "field") continue;  // which field a column belongs to is not in the database
            const Value* from = difference.from.find(member.key);
            if (from == nullptr || !(*from == member.value)) differ(member.key, from, &member.value);
        }
        for (const Member& member : difference.from.as_object()) {
            if (!difference.to.has(member.key)) differ(member.key, &member.value, nullptr);
        }
    } else {
        differ({}, &difference.from, &difference.to);
    }
    return name + ": " + join(parts, "; ");
}

}  // namespace reinhardt::db
