#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/model_desc.hpp>
#include <reinhardt/db/state/model_state.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

class ModelInfo;

/// A field with what follows from its description.
struct FieldInfo {
    const FieldDesc* desc = nullptr;
    std::size_t index = 0;            ///< in ModelDesc::fields, and of InstanceState's bits
    std::string column;               ///< "" without a column; not fitted to a backend
    [[nodiscard]] std::string_view name() const noexcept { return desc->name; }
};

/// A relation as it is seen from its target: the foreign keys, one-to-one and many-to-many fields of other models that point here.
struct ReverseRelation {
    const ModelInfo* source = nullptr;
    const FieldInfo* field = nullptr;
    std::string name;                 ///< related_name, else the source model's name in lower case: what lookups call it
};

/// The join table of a many-to-many field.
struct JoinTable {
    std::string schema, table, source_column, target_column;
    const ModelInfo* through = nullptr;  ///< of `through`
};

/// What follows from a model's description, made once. Immutable but for the list of reverse relations, which grows with the registered models.
class ModelInfo {
public:
    /// Throws Error(models) that collects all that is wrong with the model.
    [[nodiscard]] static const ModelInfo& of(const ModelDesc& desc);
    explicit ModelInfo(const ModelDesc& desc);

    [[nodiscard]] const ModelDesc& desc() const noexcept { return desc_; }
    [[nodiscard]] const ModelState& state() const noexcept { return state_; }  ///< what makemigrations sees
    [[nodiscard]] const std::string& label() const noexcept { return label_; }
    [[nodiscard]] const std::string& table() const noexcept { return table_; }
    [[nodiscard]] const std::vector<FieldInfo>& fields() const noexcept { return fields_; }
    [[nodiscard]] const std::vector<const FieldInfo*>& columns() const noexcept { return columns_; }  ///< those with a column, in order
    [[nodiscard]] const std::vector<const FieldInfo*>& key() const noexcept { return key_; }
    [[nodiscard]] const FieldInfo* auto_key() const noexcept { return auto_key_; }  ///< numbered by the database
    /// By name, "pk" (of a single key), or "<foreign key>_id"; nullptr.
    [[nodiscard]] const FieldInfo* find(std::string_view name) const noexcept;
    [[nodiscard]] const FieldInfo& field(std::string_view name) const;  ///< Error(query) with the nearest name
    /// The field that a foreign key of this model refers to.
    [[nodiscard]] static const FieldInfo& referred(const FieldInfo& foreign_key);
    [[nodiscard]] JoinTable join_table(const FieldInfo& many_to_many) const;
    [[nodiscard]] std::vector<ReverseRelation> reverse() const;
    [[nodiscard]] std::optional<ReverseRelation> find_reverse(std::string_view name) const;
    [[nodiscard]] Error no_such_field(std::string_view name) const;
    /// Error(query) that names the key's fields, of which there are not `width`.
    [[nodiscard]] Error no_such_key(std::size_t width) const;

private:
    const ModelDesc& desc_;
    ModelState state_;
    std::string label_, table_;
    std::vector<FieldInfo> fields_;
    std::vector<const FieldInfo*> columns_, key_;
    const FieldInfo* auto_key_ = nullptr;
};

/// The model as migrations know it: the same as the TOML form gives (formats.md §2), model-only attributes included. Error(models).
[[nodiscard]] ModelState model_state_of(const ModelDesc& desc);

}  // namespace reinhardt::db
