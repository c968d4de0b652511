#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include <reinhardt/db/migrations/optimizer/operation_order.hpp>

namespace reinhardt::db::optimizer {

/// Names for everything that operations can touch. A model has an identity that it keeps when a rename is taken into its creation, so
/// that what hangs on it stays what it was.
class Resources {
public:
    using Identity = std::uint32_t;

    bool has_extensions = false;  ///< whether there are operations on extensions, which no other operation may cross

    [[nodiscard]] Identity model(const std::string& label);
    /// `from` becomes free for another model.
    void rename_model(const std::string& from, const std::string& to);
    /// The model itself with part "", or a part of it: "f:<field>", "c:<column>", "i:<index>", "k:<constraint>", "*" (expressions where columns are not known),
    /// "#columns" (their order), "#key", "#table", "#options".
    [[nodiscard]] ResourceId of(Identity model, std::string_view part = {});
    /// Of the whole database: "t:<table>", "n:<index name>", "enum:<label>", "extension:<name>", "collation:<name>", "#extensions", "#unknown".
    [[nodiscard]] ResourceId global(std::string_view name);

private:
    std::unordered_map<std::string, Identity> models_;
    Identity next_model_ = 1;
    std::unordered_map<std::string, ResourceId> ids_;
    std::string key_;
};

/// What the operation reads and changes, each resource once. `known` is the state before it.
[[nodiscard]] Accesses accesses_of(const Operation& operation, const Facts& facts, bool complete, Resources& resources);

[[nodiscard]] bool makes_extension(const Operation& operation);  ///< or drops one
/// The global resource that an enum, extension or collation is; "" for operations on models.
[[nodiscard]] std::string object_resource(const Operation& operation);

/// Part of an index or constraint: its name, or its definition when the name is made automatically.
[[nodiscard]] std::string index_part(const ModelIndex& index);
[[nodiscard]] std::string constraint_part(const ModelConstraint& constraint);

}  // namespace reinhardt::db::optimizer
