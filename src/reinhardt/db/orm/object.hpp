#pragma once

#include <string_view>

#include <reinhardt/db/orm/query.hpp>

namespace reinhardt::db {

// One object of a model, whose type is not known. The typed functions below, and the members that REINHARDT_MODEL makes, call these.

/// Django's Model.save(): inserts, or updates what is stored; auto_now and auto_now_add are set, a key that the database makes is read back.
void save_object(const ModelDesc& model, void* object, const SaveOptions& options);
/// Deletes it and what refers to it, as on_delete says (the collector).
DeleteResult remove_object(const ModelDesc& model, void* object, std::string_view database);
/// Reads it anew by its key. Error(not_found) when it is gone.
void refresh_object(const ModelDesc& model, void* object, const std::vector<std::string>& fields);

/// Inserts many objects by the fastest way of the driver, all or none. IntegrityError's item() and message name the object's index. No pre_save, no
/// post_save: post_bulk.
void bulk_create_objects(const ModelDesc& model, const ObjectSpan& objects, const BulkCreateOptions& options, std::string_view database);
/// Writes these fields of those objects whose rows are of the query, all or none; the number of rows found. `batch` 0: as many at once as the driver
/// likes. Error(usage) for a field that an object has neither read nor been given.
std::int64_t bulk_update_objects(const QueryState& of, const ObjectSpan& objects, const std::vector<std::string>& fields, std::size_t batch);

/// Lets the database number the next rows of these models behind the keys that there are. PostgreSQL needs it after rows were inserted with keys of
/// their own; elsewhere it does nothing.
void sync_sequences(const std::vector<const ModelDesc*>& models, std::string_view database = {});
/// Whether the field was read: only() and defer() leave fields out, which have the value of a new object then.
[[nodiscard]] bool is_field_loaded(const ModelDesc& model, const void* object, std::string_view field);

template <class M>
void save(M& object, const SaveOptions& options = {}) {
    save_object(model_of<M>::desc, &object, options);
}
template <class M>
DeleteResult remove(M& object, std::string_view database = {}) {
    return remove_object(model_of<M>::desc, &object, database);
}
template <class M>
void refresh(M& object, const std::vector<std::string>& fields = {}) {
    refresh_object(model_of<M>::desc, &object, fields);
}
template <class M>
[[nodiscard]] bool is_loaded(const M& object, std::string_view field) {
    return is_field_loaded(model_of<M>::desc, &object, field);
}
/// Reads a field that was left out; nothing where it was read. What else was read or changed stays.
template <class M>
void fetch(M& object, std::string_view field) {
    if (!is_loaded(object, field)) refresh(object, {std::string(field)});
}

}  // namespace reinhardt::db
