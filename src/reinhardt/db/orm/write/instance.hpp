#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/write/write_plan.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>

namespace reinhardt::db {

// What becomes of an object when it is written or read back.

/// Appends the values of `fields`, which stay the object's.
void add_values(const void* object, const std::vector<const FieldInfo*>& fields, CellWriter& out);
/// Appends the statement's parameters.
void add_values(const void* object, const WriteStatement& statement, CellWriter& out);
void add_value(const FieldDesc& field, const void* object, CellWriter& out);
/// Puts the cells of a row into `fields`.
void set_values(void* object, const std::vector<const FieldInfo*>& fields, const rdb_cell* row);
/// Sets what auto_now and (`adding`) auto_now_add stand for, of the fields in `among`.
void set_moments(void* object, const WritePlan& plan, const FieldSet& among, bool adding);
/// The fields whose value the database is to make: those of defaulted() that the object has no value for.
[[nodiscard]] FieldSet unset_fields(const void* object, const WritePlan& plan);
/// Error(usage) for a new object of which no value says whether the database is to make it, or whose UUID key was never set.
void check_new(const void* object, const WritePlan& plan);
/// A field that was not read and differs from a new object's was assigned: it counts as read.
void notice_assigned(const void* object, const WritePlan& plan, InstanceState& state);
/// The object is a row of that database from now on: its state and its relations are told.
void mark_stored(void* object, const WritePlan& plan, const std::string* database);
/// Reads these fields of the object's row.
void read_back(const WritePlan& plan, void* object, const std::vector<const FieldInfo*>& wanted, WriteSession& session);
/// INSERT of one object: what the database makes of it is read back, and it is marked as stored. Its moments are set.
void insert_object(const WritePlan& plan, void* object, WriteSession& session);
/// The same, with what unset_fields gives for the object.
void insert_object(const WritePlan& plan, void* object, WriteSession& session, const FieldSet& unset);
/// The object's key for messages: "5", "5, 'a'".
[[nodiscard]] std::string key_text(const ModelInfo& model, const void* object);

/// Where an object is written to, or read anew from: `asked`, else where it came from, else the default database.
[[nodiscard]] std::string_view database_of(const ModelDesc& model, const void* object, std::string_view asked);
[[nodiscard]] InstanceState* state_of(const ModelDesc& model, void* object);
[[nodiscard]] const InstanceState* state_of(const ModelDesc& model, const void* object);

}  // namespace reinhardt::db
