#include <reinhardt/db/orm/model_info.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include <fmt/format.h>

#include <reinhardt/db/state/to_schema.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {
namespace {

struct Registry {
    std::mutex mutex;
    std::vector<const ModelDesc& (*)()> models;
};

/// Models declare themselves into it before main(), whatever the order of their files.
Registry& registry() {
    static Registry made;
    return made;
}

struct Infos {
    std::shared_mutex mutex;
    std::map<const ModelDesc*, std::unique_ptr<ModelInfo>> made;
};

Infos& infos() {
    static Infos made;
    return made;
}

}  // namespace

void register_model(const ModelDesc& (*model)()) {
    Registry& all = registry();
    const std::lock_guard lock(all.mutex);
    all.models.push_back(model);
}

std::vector<const ModelDesc*> registered_models() {
    Registry& all = registry();
    const std::lock_guard lock(all.mutex);
    std::vector<const ModelDesc*> list;
    for (const auto model : all.models) {
        const ModelDesc* desc = &model();
        if (std::find(list.begin(), list.end(), desc) == list.end()) list.push_back(desc);
    }
    return list;
}

const ModelInfo& ModelInfo::of(const ModelDesc& desc) {
    Infos& all = infos();
    {
        const std::shared_lock lock(all.mutex);
        if (const auto found = all.made.find(&desc); found != all.made.end()) return *found->second;
    }
    auto made = std::make_unique<ModelInfo>(desc);
    const std::unique_lock lock(all.mutex);
    return *all.made.emplace(&desc, std::move(made)).first->second;
}

ModelInfo::ModelInfo(const ModelDesc& desc) : desc_(desc), state_(model_state_of(desc)), label_(state_.label()), table_(state_.table_name()) {
    fields_.reserve(desc.count);
    for (std::size_t i = 0; i < desc.count; ++i) {
        FieldInfo& info = fields_.emplace_back();
        info.desc = &desc.fields[i];
        info.index = i;
        if (const Field* field = state_.field(info.name()); field != nullptr && info.desc->in_database()) info.column = field->column();
    }
    for (const FieldInfo& info : fields_) {
        if (info.desc->in_database()) columns_.push_back(&info);
        if (info.desc->options.primary_key) key_.push_back(&info);
    }
    if (key_.empty()) throw Error(ErrorCode::models, "model " + label_ + " has no key").hint("give one of its fields db::primary_key");
    if (key_.size() == 1 && state_.field(key_.front()->name())->is_auto()) auto_key_ = key_.front();
}

const FieldInfo* ModelInfo::find(std::string_view name) const noexcept {
    for (const FieldInfo& info : fields_) {
        if (info.name() == name) return &info;
    }
    if (name == "pk" && key_.size() == 1) return key_.front();
    if (name.size() > 3 && name.substr(name.size() - 3) == "_id") {
        for (const FieldInfo* info : columns_) {
            if (is_relation(info->desc->kind) && info->name() == name.substr(0, name.size() - 3)) return info;
        }
    }
    return nullptr;
}

const FieldInfo& ModelInfo::field(std::string_view name) const {
    if (const FieldInfo* found = find(name)) return *found;
    throw no_such_field(name);
}

Error ModelInfo::no_such_key(std::size_t width) const {
    std::vector<std::string> names;
    for (const FieldInfo* field : key_) names.emplace_back(field->name());
    const bool one = names.size() == 1;
    const std::string given = width == 1 ? "one" : std::to_string(width);
    Error error(ErrorCode::query, fmt::format("the key of model {} is {} ({}), not {}", label_, one ? "one field" : "several fields", join(names, ", "), given));
    return error.hint(one ? "give its value" : "give a tuple of their values, or name the fields");
}

Error ModelInfo::no_such_field(std::string_view name) const {
    if (name == "pk") return no_such_key(1);
    std::vector<std::string> known;
    for (const FieldInfo& info : fields_) known.emplace_back(info.name());
    for (const ReverseRelation& relation : reverse()) known.push_back(relation.name);
    Error error(ErrorCode::query, fmt::format("model {} has no field '{}'", label_, name));
    if (const auto like = nearest(name, known)) return error.hint(fmt::format("did you mean '{}'?", *like));
    return error.hint("it has " + join(known, ", "));
}

const FieldInfo& ModelInfo::referred(const FieldInfo& foreign_key) {
    const ModelInfo& target = of(foreign_key.desc->relation.target());
    if (!foreign_key.desc->options.to_field.empty()) return target.field(foreign_key.desc->options.to_field);
    if (target.key_.size() != 1) throw Error(ErrorCode::models, fmt::format("'{}' refers to model {}, which has a key of several fields", foreign_key.name(), target.label_));
    return *target.key_.front();
}

JoinTable ModelInfo::join_table(const FieldInfo& many_to_many) const {
    const ModelInfo& target = of(many_to_many.desc->relation.target());
    const Field& field = *state_.field(many_to_many.name());
    JoinTable made;
    if (const std::string through = field.through(); !through.empty()) {
        for (const ModelDesc* model : registered_models()) {
            if (std::string(model->app) + "." + std::string(model->name) == through) made.through = &of(*model);
        }
        if (made.through == nullptr) throw Error(ErrorCode::models, fmt::format("'{}' of model {} goes through model {}, which this program does not have", field.name, label_, through));
        made.schema = made.through->state_.schema;
        made.table = made.through->table_;
        for (const FieldInfo* column : made.through->columns_) {
            if (!is_relation(column->desc->kind)) continue;
            const ModelDesc* to = &column->desc->relation.target();
            if (to == &desc_ && made.source_column.empty()) made.source_column = column->column;
            else if (to == &target.desc_ && made.target_column.empty()) made.target_column = column->column;
        }
        if (made.source_column.empty() || made.target_column.empty()) throw Error(ErrorCode::models, fmt::format("model {} has no foreign keys to {} and {}", through, label_, target.label_));
        return made;
    }
    const JoinNames names = join_names(state_, field, target.state_);
    return {state_.schema, names.table, names.source_column, names.target_column, nullptr};
}

std::vector<ReverseRelation> ModelInfo::reverse() const {
    std::vector<ReverseRelation> list;
    for (const ModelDesc* model : registered_models()) {
        for (std::size_t i = 0; i < model->count; ++i) {
            const FieldDesc& field = model->fields[i];
            if (field.relation.target == nullptr || field.kind == FieldKind::reverse || &field.relation.target() != &desc_) continue;
            const ModelInfo& source = of(*model);
            std::string name(field.options.related_name);
            if (name.empty()) name = lower(source.desc_.name);
            list.push_back({&source, &source.fields_[i], std::move(name)});
        }
    }
    return list;
}

std::optional<ReverseRelation> ModelInfo::find_reverse(std::string_view name) const {
    // A declared Reverse member decides by its own name, whatever related_name says.
    if (const FieldInfo* member = find(name); member != nullptr && member->desc->kind == FieldKind::reverse) {
        const ModelInfo& source = of(member->desc->relation.target());
        return ReverseRelation{&source, &source.field(member->desc->options.via), std::string(name)};
    }
    for (ReverseRelation& relation : reverse()) {
        if (relation.name == name) return std::move(relation);
    }
    return std::nullopt;
}

}  // namespace reinhardt::db
