#include <reinhardt/db/state/definitions.hpp>

#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/toml.hpp>

namespace reinhardt::db {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

Error unreadable(const std::string& name, std::string_view definition, const std::string& why) {
    return Error(Error(ErrorCode::usage, "the definition '" + std::string(definition) + "' of field '" + name + "' cannot be read: " + why)
                     .hint("for example CharField(max_length = 50, default = \"none\"); values are TOML literals"));
}

}  // namespace

Field make_field(std::string name, std::string_view definition) {
    Field field;
    field.name = std::move(name);
    const std::string_view text = trimmed(definition);
    const auto open = text.find('(');
    field.type = trimmed(text.substr(0, open));
    if (field.type.empty()) throw unreadable(field.name, definition, "it names no type");
    if (open != std::string_view::npos) {
        if (text.back() != ')') throw unreadable(field.name, definition, "its ')' is missing");
        const std::string attributes(text.substr(open + 1, text.size() - open - 2));
        try {
            const Value parsed = parse_toml("attributes = { " + attributes + " }", {}, ErrorCode::usage);
            for (const Member& member : parsed.find("attributes")->as_object()) field.attributes.set(member.key, member.value);
        } catch (const Error& error) {
            throw unreadable(field.name, definition, error.message());
        }
    }
    if (field.is_auto() && !field.attributes.has("primary_key")) field.attributes.set("primary_key", true);
    return field;
}

ModelIndex make_index(const std::vector<std::string>& fields, std::string name) {
    ModelIndex index;
    index.name = std::move(name);
    for (const std::string& field : fields) {
        ModelIndexPart part;
        const bool descending = !field.empty() && field[0] == '-';
        part.field = descending ? field.substr(1) : field;
        if (descending) part.order = "desc";
        index.parts.push_back(std::move(part));
    }
    return index;
}

ModelConstraint make_unique(std::vector<std::string> fields, std::string name) {
    ModelConstraint constraint;
    constraint.fields = std::move(fields);
    constraint.name = std::move(name);
    return constraint;
}

ModelConstraint make_check(std::string expression, std::string name) {
    ModelConstraint constraint;
    constraint.kind = ConstraintKind::check;
    constraint.expression = std::move(expression);
    constraint.name = std::move(name);
    return constraint;
}

ModelState make_model(std::string app, std::string name, const std::vector<Field>& fields) {
    ModelState model;
    model.app = std::move(app);
    model.name = std::move(name);
    Reader reader;
    reader.app = model.app;
    for (const Field& field : fields) {
        Value definition = write_field(field, {}, false);
        if (auto read = read_field(reader, field.name, definition, model.name)) model.fields.push_back(std::move(*read));
    }
    if (reader.errors.empty() && model.key_fields().empty())
        reader.fail(0, "model " + model.label() + " has no primary key", "add a field such as make_field(\"id\", \"BigAutoField\")");
    throw_all(std::move(reader.errors));
    return model;
}

}  // namespace reinhardt::db
