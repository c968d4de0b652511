#include <reinhardt/db/migrations/operations/alter_enum.hpp>

#include <algorithm>
#include <set>

#include <reinhardt/db/migrations/operations/object_access.hpp>
#include <reinhardt/db/state/enum_uses.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

using Values = std::vector<std::string>;

bool holds(const Values& values, const std::string& value) { return std::find(values.begin(), values.end(), value) != values.end(); }

/// Those of `values` that the other list has as well.
Values common(const Values& values, const Values& other) {
    Values result;
    std::copy_if(values.begin(), values.end(), std::back_inserter(result), [&](const std::string& value) { return holds(other, value); });
    return result;
}

Values only_in(const Values& values, const Values& other) {
    Values result;
    std::copy_if(values.begin(), values.end(), std::back_inserter(result), [&](const std::string& value) { return !holds(other, value); });
    return result;
}

/// What adds the values of `to` that `from` lacks, each behind its neighbour; the values they share stand in the same order.
std::vector<EnumAddition> additions(const Values& from, const Values& to) {
    std::vector<EnumAddition> result;
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (holds(from, to[i])) continue;
        const bool last = std::none_of(to.begin() + static_cast<std::ptrdiff_t>(i), to.end(), [&](const std::string& value) { return holds(from, value); });
        EnumAddition& addition = result.emplace_back(EnumAddition{to[i], {}, {}});
        if (last) continue;
        if (i > 0) addition.after = to[i - 1];
        else addition.before = *std::find_if(to.begin(), to.end(), [&](const std::string& value) { return holds(from, value); });
    }
    return result;
}

void read_additions(Reader& reader, const Value& list, AlterEnum& operation) {
    const std::string shape = "'add' must be a list of { value, before or after }";
    if (!list.is_list()) return reader.fail(list.line(), shape);
    for (const auto& item : list.as_list()) {
        if (!item.is_object()) {
            reader.fail(item.line(), shape);
            continue;
        }
        reader.known_keys(item, {"value", "before", "after"}, "a value to add");
        EnumAddition addition{reader.required_text(item, "value", "a value to add"), reader.text(item, "before").value_or(std::string()), reader.text(item, "after").value_or(std::string())};
        if (item.has("before") && item.has("after")) reader.fail(item.line(), "value '" + addition.value + "' is put both before and after another");
        operation.add.push_back(std::move(addition));
    }
}

void read_renames(Reader& reader, const Value& table, AlterEnum& operation) {
    if (!table.is_object()) return reader.fail(table.line(), "'rename' must be a table of old = \"new\"");
    for (const auto& member : table.as_object()) {
        if (member.value.is_text()) operation.rename.emplace_back(member.key, member.value.as_text());
        else reader.fail(member.line, "'rename' must be a table of old = \"new\"");
    }
}

}  // namespace

OperationPtr AlterEnum::read(Reader& reader, const Value& table) {
    check_operation_keys(reader, table, {"name", "add", "rename", "remove", "values"});
    auto operation = std::make_shared<AlterEnum>(reader.required_text(table, "name", "AlterEnum"));
    if (const Value* list = table.find("add")) read_additions(reader, *list, *operation);
    if (const Value* renames = table.find("rename")) read_renames(reader, *renames, *operation);
    operation->remove = reader.texts(table, "remove").value_or(Values{});
    operation->values = reader.texts(table, "values").value_or(Values{});
    if (table.has("values") && (table.has("add") || table.has("remove"))) {
        reader.fail(table.find("values")->line(), "'values' are all values of the enum: 'add' and 'remove' cannot stand beside it");
    }
    return operation;
}

void AlterEnum::write(Value& into) const {
    into.set("name", name);
    Value renames = Value::object();
    for (const auto& [from, to] : rename) renames.set(from, to);
    Value additions = Value::list();
    for (const auto& addition : add) {
        Value item = Value::object();
        item.set("value", addition.value).set_if("before", addition.before).set_if("after", addition.after);
        additions.push(std::move(item));
    }
    into.set_if("rename", std::move(renames)).set_if("remove", Value::list_of(remove)).set_if("add", std::move(additions)).set_if("values", Value::list_of(values));
}

std::vector<std::string> AlterEnum::changed(std::vector<std::string> present) const {
    const auto fail = [&](const std::string& what) { return state_error("enum " + name + ": " + what); };
    Values result = present;
    for (const auto& [from, to] : rename) {
        const auto at = std::find(present.begin(), present.end(), from);
        if (at == present.end()) throw fail("value '" + from + "' cannot be renamed, there is none");
        result[static_cast<std::size_t>(at - present.begin())] = to;
    }
    for (const auto& value : remove) {
        if (std::erase(result, value) == 0) throw fail("value '" + value + "' cannot be removed, there is none");
    }
    for (const auto& addition : add) {
        const std::string& neighbour = addition.before.empty() ? addition.after : addition.before;
        auto at = neighbour.empty() ? result.end() : std::find(result.begin(), result.end(), neighbour);
        if (!neighbour.empty() && at == result.end()) throw fail("value '" + addition.value + "' is put next to '" + neighbour + "', which there is not");
        if (!addition.after.empty()) ++at;
        result.insert(at, addition.value);
    }
    if (!values.empty()) result = values;
    if (std::set<std::string>(result.begin(), result.end()).size() != result.size()) throw fail("a value would stand twice");
    return result;
}

void AlterEnum::apply(ProjectState& state) const {
    (void)object_in(state, &SchemaObjects::enums, name, "enum");
    SchemaObjects objects = state.objects();
    EnumType& type = *object_named(objects.enums, name);
    type.values = changed(std::move(type.values));
    state.put_objects(std::move(objects));
    if (rename.empty()) return;
    for (const ModelState* model : users_of_enum(state, name)) {
        ModelState changed_model = *model;
        for (auto& field : changed_model.fields) {
            if (enum_of(field) == name) rename_enum_values(field, rename);
        }
        state.put(std::move(changed_model));
    }
}

void AlterEnum::hints(EditHints& hints) const {
    if (!rename.empty()) hints.value_renames[name] = rename;
}

Inverse AlterEnum::inverse(const ProjectState& before) const {
    const Values present = object_in(before, &SchemaObjects::enums, name, "enum").values;
    AlterEnum renaming(name);
    renaming.rename = rename;
    Inverse result;
    const auto push = [&](AlterEnum undo) {
        undo.app = app;
        result.operations.push_back(std::make_shared<AlterEnum>(std::move(undo)));
    };
    for (auto& undo : changes_of_enum(name, changed(present), renaming.changed(present))) push(std::move(undo));
    if (rename.empty()) return result;
    AlterEnum back(name);
    for (const auto& [from, to] : rename) back.rename.emplace_back(to, from);
    push(std::move(back));
    return result;
}

std::string AlterEnum::describe() const {
    Values parts;
    for (const auto& [from, to] : rename) parts.push_back("rename " + from + " to " + to);
    for (const auto& value : remove) parts.push_back("remove " + value);
    for (const auto& addition : add) parts.push_back("add " + addition.value);
    if (!values.empty()) parts.push_back("values " + join(values, ", "));
    return "Alter enum " + name + (parts.empty() ? std::string() : " (" + join(parts, ", ") + ")");
}

std::string AlterEnum::fragment() const { return "alter_enum_" + lower(enum_named(name).name); }

std::vector<AlterEnum> changes_of_enum(const std::string& name, const Values& from, const Values& to) {
    if (from == to) return {};
    AlterEnum alter(name);
    const Values kept = common(from, to);
    if (kept == common(to, from) && !kept.empty()) {
        alter.remove = only_in(from, to);
        alter.add = additions(kept, to);
    } else {
        alter.values = to;
    }
    return {std::move(alter)};
}

}  // namespace reinhardt::db
