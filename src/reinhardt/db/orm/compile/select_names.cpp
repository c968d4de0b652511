#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::compile {
namespace {

std::vector<std::string_view> cut(std::string_view path) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = path.find("__");
        parts.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return parts;
        path.remove_prefix(end + 2);
    }
}

bool is_name(const ModelInfo& model, std::string_view part) { return model.find(part) != nullptr || model.find_reverse(part).has_value(); }

/// "author_id" of a foreign key `author`.
bool is_column_form(const FieldInfo& field, std::string_view part) { return is_relation(field.desc->kind) && part != field.name() && part != "pk"; }

/// One step along a relation to many.
struct Many {
    const ModelInfo* model = nullptr;   ///< where it leads
    const FieldInfo* field = nullptr;   ///< the field that makes the relation
    bool reverse = false, through_table = false, many = true;
};

std::optional<Many> many_of(const ModelInfo& model, std::string_view part) {
    if (const FieldInfo* field = model.find(part); field != nullptr && field->desc->kind == FieldKind::many_to_many) return Many{&ModelInfo::of(field->desc->relation.target()), field, false, true, true};
    const auto reverse = model.find_reverse(part);
    if (!reverse) return std::nullopt;
    const FieldKind kind = reverse->field->desc->kind;
    return Many{reverse->source, reverse->field, true, kind == FieldKind::many_to_many, kind != FieldKind::one_to_one};
}

}  // namespace

Sql Select::table_of(const ModelInfo& model) const {
    std::string text;
    if (!model.state().schema.empty()) (text = dialect_.quoted(model.state().schema)) += '.';
    return std::string_view(text + dialect_.quoted(model.table()));
}

Operand Select::column_of(std::size_t source, const std::string& name, Type type) {
    if (source == 0 && !state_.from_cte.empty()) {
        const Cte& cte = cte_named(state_.from_cte);
        if (cte.model == nullptr && std::none_of(cte.columns.begin(), cte.columns.end(), [&](const CompiledColumn& one) { return one.name == name; })) {
            throw Error(ErrorCode::query, fmt::format("the CTE '{}' has no column '{}'", cte.name, name)).hint("name it in its values()");
        }
    }
    Operand made;
    made.sql = std::string_view(joins_[source].alias + '.' + dialect_.quoted(name));
    type.nullable = type.nullable || joins_.may_be_null(source);
    made.type = type;
    made.joins = joins_.path_to(source);
    made.bare = true;
    if (columns_seen_ != nullptr && inside_aggregate_ == 0) columns_seen_->push_back(made.sql);
    return made;
}

Type Select::type_of_column(const FieldInfo& field) const {
    if (!is_relation(field.desc->kind)) return type_of(*field.desc);
    Type type = type_of(*ModelInfo::referred(field).desc);
    type.nullable = field.desc->nullable();
    type.field = field.desc;
    return type;
}

Operand Select::column(std::size_t source, const FieldInfo& field) {
    if (field.column.empty()) throw Error(ErrorCode::query, fmt::format("'{}' has no column", field.name()));
    return column_of(source, field.column, type_of_column(field));
}

std::size_t Select::join_to(std::size_t source, Sql table, std::string parent_column, std::string column, const void* relation, int direction, bool many, bool nullable, JoinScope& scope) {
    Joins::Source wanted;
    wanted.from = std::move(table);
    wanted.parent = source;
    wanted.parent_column = std::move(parent_column);
    wanted.column = std::move(column);
    wanted.relation = relation;
    wanted.direction = direction;
    wanted.many = many;
    wanted.nullable = nullable;
    return joins_.follow(std::move(wanted), scope, "t", statement_.aliases);
}

std::size_t Select::annotation_named(std::string_view name) const noexcept {
    const std::size_t count = state_.annotations.size();
    for (std::size_t i = std::min(visible_, count); i-- > 0;) {
        if (state_.annotations[i].name == name) return i;
    }
    for (std::size_t i = visible_; i < count; ++i) {
        if (state_.annotations[i].name == name) return i;
    }
    return static_cast<std::size_t>(-1);
}

Select::Target Select::resolve(std::string_view path, JoinScope& scope) {
    if (inner_columns_ != nullptr) {
        const CompiledColumn* found = nullptr;
        for (const CompiledColumn& one : inner_columns_->columns) {
            const bool fits = path.starts_with(one.name) && (path.size() == one.name.size() || path.substr(one.name.size(), 2) == "__");
            if (fits && (found == nullptr || one.name.size() > found->name.size())) found = &one;
        }
        if (found != nullptr) {
            const std::string_view rest = path.substr(found->name.size());
            return {column_of(0, found->name, found->kind ? type_of(*found->kind) : Type{}), rest.empty() ? std::vector<std::string_view>() : cut(rest.substr(2)), false};
        }
        const FieldInfo* field = model_.find(path);
        const bool read = field != nullptr && std::any_of(inner_columns_->columns.begin(), inner_columns_->columns.end(), [&](const CompiledColumn& one) { return one.name == field->name(); });
        if (read) return {column_of(0, std::string(field->name()), type_of_column(*field)), {}, false};
        if (inner_columns_->objects.empty()) throw Error(ErrorCode::query, fmt::format("the rows that are aggregated have no column '{}'", path));
    }
    for (std::string_view name = path; !state_.annotations.empty();) {
        if (const std::size_t i = annotation_named(name); i != static_cast<std::size_t>(-1)) {
            Target target;
            target.operand = annotation(i);
            if (path.size() > name.size()) target.rest = cut(path.substr(name.size() + 2));
            return target;
        }
        const auto end = name.rfind("__");
        if (end == std::string_view::npos) break;
        name = name.substr(0, end);
    }
    if (!state_.from_cte.empty() || !state_.cte_joins.empty()) {
        if (std::optional<Operand> found = cte_path(path)) return {std::move(*found), {}, false};
    }
    return resolve_from(model_, 0, cut(path), scope);
}

Select::Target Select::resolve_from(const ModelInfo& start, std::size_t source, std::vector<std::string_view> parts, JoinScope& scope) {
    const ModelInfo* model = &start;
    std::size_t at = 0;
    const auto ends_in = [&](Operand operand, bool relation) {
        return Target{std::move(operand), std::vector<std::string_view>(parts.begin() + static_cast<std::ptrdiff_t>(at), parts.end()), relation};
    };
    while (true) {
        const std::string_view part = parts[at];
        const FieldInfo* field = model->find(part);
        if (field != nullptr && has_column(field->desc->kind)) {
            ++at;
            const bool relation = is_relation(field->desc->kind);
            if (!relation || is_column_form(*field, part) || at == parts.size()) return ends_in(column(source, *field), relation);
            const ModelInfo& next = ModelInfo::of(field->desc->relation.target());
            const FieldInfo& referred = ModelInfo::referred(*field);
            if (const FieldInfo* wanted = next.find(parts[at]); wanted == &referred && !is_relation(referred.desc->kind)) {
                ++at;  // the column itself holds it
                return ends_in(column(source, *field), false);
            }
            if (!is_name(next, parts[at])) return ends_in(column(source, *field), true);
            source = join_to(source, table_of(next), field->column, referred.column, field->desc, 0, false, field->desc->nullable(), scope);
            model = &next;
            continue;
        }
        const auto many = many_of(*model, part);
        if (!many) throw model->no_such_field(part);
        ++at;
        const bool goes_on = at < parts.size() && is_name(*many->model, parts[at]);
        if (!many->through_table) {
            const FieldInfo& referred = ModelInfo::referred(*many->field);
            source = join_to(source, table_of(*many->model), referred.column, many->field->column, many->field->desc, 1, many->many, true, scope);
        } else {
            const ModelInfo& owner = many->reverse ? *many->model : *model;
            const JoinTable table = owner.join_table(*many->field);
            const std::string& near = many->reverse ? table.target_column : table.source_column;
            const std::string& far = many->reverse ? table.source_column : table.target_column;
            std::string name = table.schema.empty() ? std::string() : dialect_.quoted(table.schema) + '.';
            name += dialect_.quoted(table.table);
            source = join_to(source, std::string_view(name), model->key().front()->column, near, many->field->desc, many->reverse ? 3 : 2, true, true, scope);
            const FieldInfo* key = many->model->key().front();
            if (!goes_on || many->model->find(parts[at]) == key) {
                if (goes_on) ++at;
                return ends_in(column_of(source, far, type_of(*key->desc)), !goes_on);
            }
            source = join_to(source, table_of(*many->model), far, key->column, many->field->desc, many->reverse ? 5 : 4, false, false, scope);
        }
        model = many->model;
        if (!goes_on) return ends_in(column(source, *model->key().front()), true);
    }
}

Select::KeyPath Select::key_path(std::string_view path) const {
    const std::size_t at = path.starts_with("pk") ? 0 : path.find("__pk");
    if (at == std::string_view::npos || (!state_.annotations.empty() && annotation_named(path.substr(0, path.find("__"))) != static_cast<std::size_t>(-1))) return {};
    const ModelInfo* model = &model_;
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find("__", begin), path.size());
        const std::string_view part = path.substr(begin, end - begin);
        if (part == "pk" && model->key().size() > 1) return {model, path.substr(0, begin), path.substr(std::min(end + 2, path.size()))};
        begin = end + 2;
        const FieldInfo* field = model->find(part);
        if (field != nullptr && has_column(field->desc->kind)) {
            if (!is_relation(field->desc->kind) || is_column_form(*field, part)) return {};
            model = &ModelInfo::of(field->desc->relation.target());
        } else if (const auto many = many_of(*model, part)) {
            model = many->model;
        } else {
            return {};
        }
    }
    return {};
}

std::vector<std::string> Select::KeyPath::fields() const {
    std::vector<std::string> names;
    for (const FieldInfo* field : model->key()) names.push_back(std::string(prefix) + std::string(field->name()));
    return names;
}

bool Select::is_many(std::string_view path) const {
    const ModelInfo* model = &model_;
    for (const std::string_view part : cut(path)) {
        const FieldInfo* field = model->find(part);
        if (field != nullptr && has_column(field->desc->kind)) {
            if (!is_relation(field->desc->kind) || is_column_form(*field, part)) return false;
            model = &ModelInfo::of(field->desc->relation.target());
            continue;
        }
        const auto many = many_of(*model, part);
        if (!many) return false;
        if (many->many) return true;
        model = many->model;
    }
    return false;
}

Operand Select::path(std::string_view text, JoinScope& scope) {
    Target target = resolve(text, scope);
    Operand operand = std::move(target.operand);
    for (const std::string_view name : target.rest) operand = transform(std::move(operand), name);
    return operand;
}

Operand Select::annotation(std::size_t index) {
    if (annotations_.empty()) {
        annotations_.resize(state_.annotations.size());
        annotation_made_.resize(state_.annotations.size());
    }
    if (annotation_made_[index] && annotations_[index].sql.empty()) throw Error(ErrorCode::query, fmt::format("annotation '{}' refers to itself", state_.annotations[index].name));
    if (!annotation_made_[index]) {
        annotation_made_[index] = true;
        JoinScope scope{.all = true};
        std::vector<Sql> seen;
        std::vector<Sql>* before = std::exchange(columns_seen_, &seen);
        const int depth = std::exchange(inside_aggregate_, 0);
        const std::size_t visible = std::exchange(visible_, index);  // of a name that is given again it sees the earlier one
        Operand made = value(state_.annotations[index].value, scope);
        visible_ = visible;
        columns_seen_ = before;
        inside_aggregate_ = depth;
        made.bare = false;
        if (made.aggregate) group_columns_.insert(group_columns_.end(), seen.begin(), seen.end());
        annotations_[index] = std::move(made);
    }
    const Operand& made = annotations_[index];
    if (columns_seen_ != nullptr && inside_aggregate_ == 0 && !made.aggregate && !made.literal) columns_seen_->push_back(made.sql);
    return made;
}

Operand Select::outer_path(std::string_view text) {
    if (outer_ == nullptr) throw Error(ErrorCode::query, fmt::format("OuterRef(\"{}\") stands in no subquery", text));
    uses_outer_ = true;
    JoinScope scope{.all = true};
    Operand made = outer_->path(text, scope);
    made.joins = 0;
    return made;
}

}  // namespace reinhardt::db::compile
