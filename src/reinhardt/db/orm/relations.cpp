#include <reinhardt/db/orm/relations.hpp>

#include <fmt/format.h>

#include <reinhardt/db/orm/expression.hpp>
#include <reinhardt/db/orm/lookup.hpp>
#include <reinhardt/db/orm/model_info.hpp>
#include <reinhardt/db/orm/n_plus_one.hpp>
#include <reinhardt/db/orm/object.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/write/instance.hpp>

namespace reinhardt::db {
namespace {

Error other_model(std::string_view path, const ModelDesc& wanted, const ModelDesc& given) {
    return Error(ErrorCode::query, fmt::format("'{}' takes an object of model {}, not one of {}", path, ModelInfo::of(wanted).label(), ModelInfo::of(given).label()));
}

}  // namespace

ObjectStore::~ObjectStore() {
    for (void* object : objects_) model_->destroy(object);
}

void* ObjectStore::grow(void* store) {
    ObjectStore& own = *static_cast<ObjectStore*>(store);
    own.objects_.push_back(nullptr);
    own.objects_.back() = own.model_->create();
    return own.objects_.data();
}

void relation_without_key(const ModelDesc& target, std::string_view kind) {
    throw Error(ErrorCode::usage, fmt::format("{} to model {}.{} needs an object that has been saved", kind, target.app, target.name)).hint("save() it first");
}

void relation_to_nothing(const ModelDesc& target) {
    throw Error(ErrorCode::usage, fmt::format("the foreign key is NULL: there is no object of model {}.{}", target.app, target.name)).hint("ask is_null() before");
}

Parameter key_of(const ModelDesc& model, const void* object, std::string_view field) {
    const ModelInfo& info = ModelInfo::of(model);
    if (field.empty() && info.key().size() != 1) throw Error(ErrorCode::query, fmt::format("model {} has a key of several fields", info.label()));
    const FieldInfo& wanted = field.empty() ? *info.key().front() : info.field(field);
    CellWriter cells;
    wanted.desc->get(object, cells);
    const rdb_cell& cell = cells.data()[0];
    // A number that the database has still to give is no key.
    if (&wanted == info.auto_key() && cell.tag == RDB_INT && cell.u.i == 0) return {};
    return Parameter(cell);
}

std::vector<Parameter> key_row(const ModelDesc& model, const void* object, std::size_t width) {
    const ModelInfo& info = ModelInfo::of(model);
    if (info.key().size() != width) throw info.no_such_key(width);
    std::vector<Parameter> row;
    for (const FieldInfo* key : info.key()) row.push_back(key_of(model, object, key->name()));
    return row;
}

bool is_key_of(FieldKind kind, const Parameter& key) noexcept {
    switch (kind) {
        case FieldKind::int16:
        case FieldKind::int32:
        case FieldKind::int64: return key.tag() == RDB_INT || key.tag() == RDB_UINT;
        case FieldKind::text: return key.tag() == RDB_TEXT;
        case FieldKind::uuid: return key.tag() == RDB_UUID;
        default: return true;
    }
}

Compared compared_with(const ModelDesc& start, std::string_view path) {
    const ModelInfo* at = &ModelInfo::of(start);
    Compared made;
    while (at != nullptr && !path.empty()) {
        const auto cut = path.find("__");
        const std::string_view part = path.substr(0, cut);
        path = cut == std::string_view::npos ? std::string_view() : path.substr(cut + 2);
        if (const FieldInfo* field = at->find(part)) {
            at = is_relation(field->desc->kind) ? &ModelInfo::of(field->desc->relation.target()) : nullptr;
            made = {at != nullptr ? &at->desc() : nullptr, at != nullptr && has_column(field->desc->kind) ? field->desc->options.to_field : std::string_view()};
        } else if (const auto reverse = at->find_reverse(part)) {
            at = reverse->source;
            made = {&at->desc(), {}};
        } else {
            at = nullptr;  // a lookup stands at the end
        }
    }
    return made;
}

Parameter compared_key(const ModelDesc& start, std::string_view path, const ModelDesc& model, const void* object) {
    const Compared compared = compared_with(start, path);
    if (compared.model != nullptr && compared.model != &model) throw other_model(path, *compared.model, model);
    Parameter key = key_of(model, object, compared.to_field);
    if (key.is_null()) throw Error(ErrorCode::query, fmt::format("'{}' is compared with an object of model {} that has no key yet", path, ModelInfo::of(model).label())).hint("save() it first");
    return key;
}

Expr compared_value(const ModelDesc* start, std::string_view path, const ModelDesc& model, const void* object) {
    const std::size_t width = ModelInfo::of(model).key().size();
    const bool by_key = start == nullptr || path == "pk" || path.ends_with("__pk");
    if (width == 1 || !by_key) return expressions::make_value(start != nullptr ? compared_key(*start, path, model, object) : key_of(model, object));
    const ModelDesc* const wanted = start == nullptr ? &model : path == "pk" ? start : compared_with(*start, path).model;
    if (wanted != nullptr && wanted != &model) throw other_model(path, *wanted, model);
    std::vector<Expr> row;
    for (Parameter& one : key_row(model, object, width)) row.push_back(expressions::make_value(std::move(one)));
    return expressions::make_list(std::move(row));
}

std::shared_ptr<void> load_related(const ModelDesc& target, std::string_view to_field, const Parameter& key, const std::string* database) {
    const ModelInfo& info = ModelInfo::of(target);
    const FieldInfo& field = to_field.empty() ? info.field("pk") : info.field(to_field);
    note_lazy_load(info.label(), field.name());
    Query query(target);
    query.add_condition(expressions::make_filter(field.name(), key), false);
    if (database != nullptr) query.own().database = *database;
    std::shared_ptr<void> object = target.make();
    query.read_one(object.get());
    return object;
}

Parameter read_left_out(const RelationOwner& owner) {
    const ModelInfo& info = ModelInfo::of(*owner.model);
    if (owner.key.is_null()) throw Error(ErrorCode::query, fmt::format("'{}' of an object of {} was not read, and its key is no single field", owner.field->name, info.label())).hint("db::fetch() reads it");
    note_lazy_load(info.label(), owner.field->name);
    Query query(*owner.model);
    query.add_filter("pk", owner.key, false);
    query.set_values({owner.field->name});
    if (owner.database != nullptr) query.own().database = *owner.database;
    const std::vector<Row> rows = query.rows();
    if (rows.empty()) query.no_row();
    return rows.front()[0];
}

void load_deferred_field(const RelationOwner& owner, void* member) { owner.field->decode(member, read_left_out(owner).cell()); }

bool is_field_loaded(const ModelDesc& model, const void* object, std::string_view field) {
    const InstanceState* state = state_of(model, object);
    return state == nullptr || !state->is_deferred(ModelInfo::of(model).field(field).index);
}

void set_field(const ModelDesc& model, void* object, std::string_view field, const Expr& value) {
    const FieldInfo& info = ModelInfo::of(model).field(field);
    if (value.empty() || value.node().kind != ExprKind::value) throw Error(ErrorCode::usage, fmt::format("'{}' of a new object cannot be an expression", field));
    info.desc->set(object, value.node().parameter.cell());
}

}  // namespace reinhardt::db
