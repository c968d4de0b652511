#include <reinhardt/db/orm/read/object_reader.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

ObjectReader::ObjectReader(const compile::CompiledQuery& query, const std::string* database) : objects_(query.objects.size()), database_(database) {
    for (const compile::CompiledObject& object : query.objects) {
        Part part{.compiled = &object, .to_one = {}, .to_many = {}};
        for (const FieldInfo& field : object.model->fields()) {
            if (field.desc->relation.from != nullptr) part.to_one.push_back(&field);
            if (field.desc->relation.own != nullptr) part.to_many.push_back(&field);
        }
        const auto key = std::find(object.fields.begin(), object.fields.end(), object.model->key().front());
        if (key != object.fields.end()) part.key = object.first + static_cast<std::size_t>(key - object.fields.begin());
        parts_.push_back(std::move(part));
    }
}

void ObjectReader::read(const rdb_cell* row, void* object) {
    try {
        fill(parts_.front(), row, object);
        if (parts_.size() > 1) read_related(row, object);
    } catch (Error& error) {
        if (model_ != nullptr && field_ != nullptr) error.message(fmt::format("{}.{}: {}", model_->label(), field_->name(), error.message()));
        throw;
    }
}

void ObjectReader::fill(const Part& part, const rdb_cell* row, void* object) {
    const compile::CompiledObject& compiled = *part.compiled;
    model_ = compiled.model;
    const rdb_cell* cell = row + compiled.first;
    for (const FieldInfo* field : compiled.fields) {
        field_ = field;
        field->desc->set(object, *cell++);
    }
    field_ = nullptr;
    const ModelDesc& desc = compiled.model->desc();
    if (desc.state != nullptr) {
        InstanceState& state = *desc.state(object);
        state.database = database_;
        state.deferred[0] = compiled.deferred[0];
        state.deferred[1] = compiled.deferred[1];
    }
    for (const FieldInfo* field : part.to_one) field->desc->relation.from(object, database_);
    if (part.to_many.empty()) return;
    RelationOwner owner{.model = &desc, .field = nullptr, .key = Parameter(row[part.key]), .database = database_};
    for (const FieldInfo* field : part.to_many) {
        owner.field = field->desc;
        field->desc->relation.own(object, owner);
    }
}

void ObjectReader::read_related(const rdb_cell* row, void* object) {
    objects_.front() = object;
    for (std::size_t i = 1; i < parts_.size(); ++i) {
        const compile::CompiledObject& compiled = *parts_[i].compiled;
        objects_[i] = nullptr;
        void* parent = objects_[compiled.parent];
        if (parent == nullptr) continue;
        if (row[parts_[i].key].tag == RDB_NULL) continue;  // an outer join found none
        const std::shared_ptr<void> made = compiled.model->desc().make();
        fill(parts_[i], row, made.get());
        objects_[i] = made.get();
        if (compiled.relation->desc->relation.attach != nullptr) compiled.relation->desc->relation.attach(parent, made);
    }
}

}  // namespace reinhardt::db
