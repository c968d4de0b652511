#include <reinhardt/db/state/access_path.hpp>

#include <algorithm>

#include <reinhardt/db/state/to_schema.hpp>

namespace reinhardt::db {

namespace {

ModelIndexPart plain_part(const std::string& field) { return {field, {}, {}, {}, {}, {}}; }

std::vector<ModelIndexPart> plain_parts(const std::vector<std::string>& fields) {
    std::vector<ModelIndexPart> parts;
    for (const auto& field : fields) parts.push_back(plain_part(field));
    return parts;
}

/// A condition as one text, also when each driver has its own.
std::string condition(const Value& where) {
    if (where.is_text()) return where.as_text();
    std::string all;
    if (where.is_object()) {
        for (const auto& member : where.as_object()) all += member.key + ": " + (member.value.is_text() ? member.value.as_text() : "") + "; ";
    }
    return all;
}

bool exists_everywhere(const AccessPath& path, const std::vector<std::string>& backends) {
    return std::all_of(backends.begin(), backends.end(), [&](const std::string& backend) { return applies_to(path.only, backend); });
}

bool descending(const ModelIndexPart& part) { return part.order == "desc"; }

/// The same column in the same collation; where NULLs stand counts only if the path says so.
bool same_column(const ModelIndexPart& a, const ModelIndexPart& b) {
    return a.field == b.field && a.expression == b.expression && a.nulls == b.nulls && a.collation == b.collation && a.opclass == b.opclass;
}

}  // namespace

std::vector<AccessPath> access_paths(const ModelState& model, const std::vector<std::string>& backends) {
    std::vector<AccessPath> paths;
    if (const auto key = model.key_fields(); !key.empty()) paths.push_back({.parts = plain_parts(key), .unique = true});
    for (const auto& field : model.fields) {
        const bool is_whole_key = model.is_key(field) && model.key_fields().size() == 1;
        if (is_whole_key || !(field.unique() || field.indexed())) continue;
        paths.push_back({.parts = {plain_part(field.name)}, .unique = field.unique(), .field = &field});
    }
    for (const auto& index : model.indexes) {
        AccessPath path{.parts = index.parts, .unique = index.unique, .where = condition(index.where), .include = index.include, .only = index.only, .index = &index};
        path.sorted = index.method.empty() || index.method == "btree";
        paths.push_back(std::move(path));
    }
    for (const auto& constraint : model.constraints) {
        if (constraint.kind != ConstraintKind::unique) continue;
        paths.push_back({.parts = plain_parts(constraint.fields), .unique = true, .where = condition(constraint.where), .include = constraint.include,
                         .only = constraint.only, .constraint = &constraint});
    }
    paths.erase(std::remove_if(paths.begin(), paths.end(), [&](const AccessPath& path) { return !exists_everywhere(path, backends); }), paths.end());
    return paths;
}

ModelIndexPart ordering_part(const ModelState& model, const std::string& text) {
    ModelIndexPart part;
    const bool down = !text.empty() && text.front() == '-';
    part.field = down ? text.substr(1) : text;
    if (down) part.order = "desc";
    const Field* field = model.field(part.field);
    if (field == nullptr || !field->has_column()) part.field.clear();
    return part;
}

bool finds(const AccessPath& path, const std::vector<std::string>& fields) {
    if (!path.sorted || path.parts.size() < fields.size()) return false;
    return std::all_of(path.parts.begin(), path.parts.begin() + static_cast<std::ptrdiff_t>(fields.size()), [&](const ModelIndexPart& part) {
        return !part.field.empty() && std::find(fields.begin(), fields.end(), part.field) != fields.end();
    });
}

bool sorts(const AccessPath& path, const std::vector<ModelIndexPart>& parts, std::size_t skip) {
    if (!path.sorted || path.parts.size() < skip + parts.size()) return false;
    bool forward = true, backward = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const ModelIndexPart& have = path.parts[skip + i];
        if (!same_column(have, parts[i])) return false;
        (descending(have) == descending(parts[i]) ? backward : forward) = false;
    }
    return forward || backward;
}

}  // namespace reinhardt::db
