#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/select.hpp>
#include <reinhardt/db/orm/relation_place.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db::compile {
namespace {

void leave_out(CompiledObject& object, const FieldInfo& field) {
    object.deferred[field.index / 64] |= std::uint64_t{1} << (field.index % 64);
    if (field.desc->leave_out != nullptr) object.left_out.push_back(field.desc);
    if (field.desc->relation.from != nullptr) object.relations.push_back(field.desc);
}

/// The relations to many of an object that is read.
void add_many(CompiledObject& object) {
    for (const FieldInfo& field : object.model->fields()) {
        if (field.desc->relation.own != nullptr) object.relations.push_back(field.desc);
    }
}

}  // namespace

void Select::check_name(std::string_view name, std::string_view what) const {
    if (name.find(Sql::mark) != std::string_view::npos || name.find('\0') != std::string_view::npos) throw Error(ErrorCode::query, fmt::format("the name of {} has control characters", what));
    if (name.empty() || !dialect_.has("names.plain")) return;
    constexpr char last_blank = ' ', rubout = '\x7F';
    const bool starts_odd = (name.front() >= 0 && name.front() <= last_blank) || name.front() == rubout;
    const bool has_long = std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
    if (starts_odd || has_long) throw Error(ErrorCode::query, fmt::format("{} takes no name of {} that begins with a blank, or has characters beyond U+FFFF: '{}'", dialect_.title(), what, name));
}

void Select::output(Operand operand, std::string name) {
    check_name(name, "a column");
    if (outputs_.empty()) only_type_ = operand.type;
    outputs_.push_back({std::move(operand.sql), std::move(name), !operand.aggregate && !operand.literal && !operand.window, false, {}, operand.window});
}

/// Whether a field is read: only() and defer(), "author__name" for select_related objects.
bool Select::is_read(const ModelInfo& model, const FieldInfo& field, std::string_view prefix) const {
    if (field.desc->options.primary_key) return true;
    const auto names = [&](const std::vector<std::string>& list) {
        return std::any_of(list.begin(), list.end(), [&](const std::string& one) {
            std::string_view name = one;
            if (!name.starts_with(prefix)) return false;
            name.remove_prefix(prefix.size());
            return model.find(name) == &field;
        });
    };
    if (field.desc->deferred && !names(state_.only)) return false;
    const auto concerns = [&](const std::vector<std::string>& list) {
        return std::any_of(list.begin(), list.end(), [&](const std::string& one) { return prefix.empty() || one.starts_with(prefix); });
    };
    if (!state_.only.empty() && concerns(state_.only) && !names(state_.only)) {
        // A relation on the way to a field that was asked for is needed.
        const std::string way = fmt::format("{}{}__", prefix, field.name());
        const auto leads = [&](const std::vector<std::string>& list) { return std::any_of(list.begin(), list.end(), [&](const std::string& one) { return one.starts_with(way) || one == way.substr(0, way.size() - 2); }); };
        return leads(state_.only) || leads(state_.select_related);
    }
    return !names(state_.defer);
}

void Select::add_fields(CompiledQuery& into) {
    CompiledObject own;
    own.model = &model_;
    own.first = outputs_.size();
    for (const FieldInfo* field : model_.columns()) {
        if (!is_read(model_, *field, "")) {
            leave_out(own, *field);
            continue;
        }
        own.fields.push_back(field);
        if (field->desc->relation.from != nullptr) own.relations.push_back(field->desc);
        Operand operand = column(0, *field);
        outputs_.push_back({std::move(operand.sql), {}, false, false, field->column});
    }
    add_many(own);
    into.objects.push_back(std::move(own));
}

/// The object that a foreign key refers to, or the one that refers to this by a one-to-one field.
std::size_t Select::join_one(const ModelInfo& model, std::size_t source, const FieldInfo& field) {
    JoinScope scope{.all = true};
    if (is_relation(field.desc->kind) && has_column(field.desc->kind)) {
        const ModelInfo& target = ModelInfo::of(field.desc->relation.target());
        return join_to(source, table_of(target), field.column, ModelInfo::referred(field).column, field.desc, 0, false, field.desc->nullable(), scope);
    }
    const FieldInfo* via = field.desc->kind == FieldKind::reverse ? RelationPlace::of(model, *field.desc).field : nullptr;
    if (via == nullptr || via->desc->kind != FieldKind::one_to_one) {
        throw Error(ErrorCode::query, fmt::format("select_related: '{}' of model {} is neither a foreign key nor the other side of a one-to-one field", field.name(), model.label()))
            .hint("use prefetch_related for relations to many");
    }
    return join_to(source, table_of(ModelInfo::of(field.desc->relation.target())), ModelInfo::referred(*via).column, via->column, via->desc, 1, false, true, scope);
}

void Select::add_related(CompiledQuery& into) {
    std::vector<std::pair<std::string, std::size_t>> known;  // path, index in into.objects
    std::vector<std::size_t> sources = {0};
    for (const std::string& path : state_.select_related) {
        std::size_t object = 0, begin = 0;
        while (begin <= path.size()) {
            const auto end = std::min(path.find("__", begin), path.size());
            const std::string part = path.substr(begin, end - begin), until = path.substr(0, end);
            begin = end + 2;
            const auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.first == until; });
            if (found != known.end()) {
                object = found->second;
                continue;
            }
            const ModelInfo& model = *into.objects[object].model;
            const FieldInfo& field = model.field(part);
            const std::size_t source = join_one(model, sources[object], field);
            const ModelInfo& next = ModelInfo::of(field.desc->relation.target());
            CompiledObject made;
            made.model = &next;
            made.parent = object;
            made.relation = &field;
            made.first = outputs_.size();
            const std::string prefix = until + "__";
            for (const FieldInfo* one : next.columns()) {
                if (!is_read(next, *one, prefix)) {
                    leave_out(made, *one);
                    continue;
                }
                made.fields.push_back(one);
                if (one->desc->relation.from != nullptr) made.relations.push_back(one->desc);
                if (one->desc->options.primary_key) made.key_columns.push_back(outputs_.size());
                Operand operand = column(source, *one);
                outputs_.push_back({std::move(operand.sql), {}, one->desc->options.primary_key, false});
            }
            add_many(made);
            object = into.objects.size();
            into.objects.push_back(std::move(made));
            sources.push_back(source);
            known.emplace_back(until, object);
        }
    }
}

void Select::add_annotation(std::size_t index, CompiledQuery& into) {
    Operand operand = annotation(index);
    into.columns.push_back({state_.annotations[index].name, outputs_.size(), operand.type.known ? std::optional(operand.type.kind) : std::nullopt});
    output(std::move(operand), state_.annotations[index].name);
}

void Select::add_values(CompiledQuery& into) {
    JoinScope scope{.all = true};
    const auto add = [&](std::string_view name) {
        Operand operand = path(name, scope);
        into.columns.push_back({std::string(name), outputs_.size(), operand.type.known ? std::optional(operand.type.kind) : std::nullopt});
        output(std::move(operand), std::string(name));
    };
    const bool all = state_.values.empty();
    if (all && !state_.from_cte.empty()) add_cte_columns(into);
    if (all && (state_.from_cte.empty() || cte_named(state_.from_cte).model != nullptr)) {
        for (const FieldInfo* field : model_.columns()) add(field->name());
    }
    for (const std::string& name : state_.values) add(name);
    for (std::size_t i = 0; i < state_.annotations.size(); ++i) {
        const QueryAnnotation& one = state_.annotations[i];
        const bool named = std::find(state_.values.begin(), state_.values.end(), one.name) != state_.values.end();
        // Those that were made before values() are read where they are named, those behind it always.
        if (is_shown(i) && !named && (all || i >= state_.group_after)) add_annotation(i, into);
    }
    add_groups();
}

/// Django's rule: what was annotated in front of values() is computed for each object, what stands behind it for each group of its values, also where neither
/// it nor the values are among those of a later values().
void Select::add_groups() {
    if (state_.groups.empty()) return;
    for (std::size_t i = 0; i < state_.annotations.size(); ++i) {
        if (state_.annotations[i].selected || i >= state_.groups.front().annotations) static_cast<void>(annotation(i));
    }
    const std::optional<std::size_t> at = has_aggregate() ? grouping() : std::nullopt;
    if (!at || *at + 1 == state_.groups.size()) return;
    const auto add = [&](const Operand& operand) {
        if (!operand.aggregate && !operand.window && !operand.literal) group_columns_.push_back(operand.sql);
    };
    JoinScope scope{.all = true};
    const QueryGroup& group = state_.groups[*at];
    for (const std::string& name : group.names) add(path(name, scope));
    if (group.names.empty()) {
        for (const FieldInfo* key : model_.key()) add(column(0, *key));
    }
    for (std::size_t i = group.annotations; i < state_.groups[*at + 1].annotations; ++i) {
        if (state_.annotations[i].selected) add(annotation(i));
    }
}

bool Select::refers_to(const Expr& expr, std::string_view name) const {
    if (expr.empty()) return false;
    const ExprNode& node = expr.node();
    if ((node.kind == ExprKind::path || node.kind == ExprKind::filter) && node.text.starts_with(name) && (node.text.size() == name.size() || node.text.substr(name.size(), 2) == "__")) return true;
    const auto any = [&](const std::vector<Expr>& list) { return std::any_of(list.begin(), list.end(), [&](const Expr& one) { return refers_to(one, name); }); };
    return any(node.arguments) || any(node.partition) || any(node.order) || refers_to(node.filter, name);
}

bool Select::annotation_is_used(std::size_t index) const {
    const QueryAnnotation& annotation = state_.annotations[index];
    if (annotation.selected) return true;
    return std::any_of(state_.annotations.begin(), state_.annotations.end(), [&](const QueryAnnotation& one) { return one.selected && refers_to(one.value, annotation.name); }) ||
           std::any_of(state_.ordering.begin(), state_.ordering.end(), [&](const Expr& one) { return refers_to(one, annotation.name); });
}

}  // namespace reinhardt::db::compile
