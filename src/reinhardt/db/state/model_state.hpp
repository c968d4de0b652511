#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/state/field.hpp>

namespace reinhardt::db {

/// A part of an index: a field or an SQL expression, with its options ("" = not given).
struct ModelIndexPart {
    std::string field{}, expression{}, order{}, nulls{}, collation{}, opclass{};
    friend bool operator==(const ModelIndexPart&, const ModelIndexPart&) = default;
};

/// An index of a model (formats.md §2). `name` is empty when it is made automatically; `where` is a text or an object with a
/// text for each driver.
struct ModelIndex {
    std::string name{};
    std::vector<ModelIndexPart> parts{};
    bool unique = false;
    Value where{};
    std::vector<std::string> include{};
    std::string method{};
    Value with{};
    std::vector<std::string> only{};
    std::uint32_t line = 0;

    [[nodiscard]] bool same_definition(const ModelIndex& other) const;  ///< all but the name
    friend bool operator==(const ModelIndex& a, const ModelIndex& b) { return a.name == b.name && a.same_definition(b); }
};

enum class ConstraintKind : std::uint8_t { unique, check, exclude };

/// A constraint of a model. `fields` and `include` are of a unique one, `expression` (text or per driver) of a check,
/// `exclude` (list of {field or expression, with}) and `using_method` of an exclusion.
struct ModelConstraint {
    ConstraintKind kind = ConstraintKind::unique;
    std::string name{};
    std::vector<std::string> fields{}, include{};
    Value expression{}, where{}, exclude{};
    bool nulls_distinct = true;
    std::string deferrable{}, using_method{};
    std::vector<std::string> only{};
    std::uint32_t line = 0;

    [[nodiscard]] bool same_definition(const ModelConstraint& other) const;  ///< all but the name
    friend bool operator==(const ModelConstraint& a, const ModelConstraint& b) { return a.name == b.name && a.same_definition(b); }
};

/// A model as the migrations know it. Empty texts and lists mean "not given".
struct ModelState {
    std::string app{}, name{};
    std::string table{};                    ///< explicit table name
    std::string schema{}, comment{};
    std::vector<std::string> primary_key{};  ///< composite key: field names
    std::vector<std::string> ordering{};
    Value options = Value::object();        ///< per driver
    std::vector<Field> fields{};
    std::vector<ModelIndex> indexes{};
    std::vector<ModelConstraint> constraints{};
    std::string file{};                     ///< where it was declared (not compared)
    std::uint32_t line = 0;

    [[nodiscard]] std::string label() const { return app + "." + name; }
    [[nodiscard]] std::string table_name() const;  ///< explicit, or <app>_<model in snake_case>
    [[nodiscard]] const Field* field(std::string_view name) const noexcept;
    [[nodiscard]] Field* field(std::string_view name) noexcept;
    [[nodiscard]] std::vector<std::string> key_fields() const;  ///< names of the primary key's fields
    [[nodiscard]] bool is_key(std::string_view field) const;
    [[nodiscard]] bool is_key(const Field& own) const;  ///< the same for one of its own fields, without searching for it
    /// The explicit name, or the automatic one (formats.md §2: <table>_<columns>_<8 hex>_<idx|uq|ck|excl>).
    [[nodiscard]] std::string index_name(const ModelIndex& index) const;
    [[nodiscard]] std::string constraint_name(const ModelConstraint& constraint) const;
    [[nodiscard]] const ModelIndex* index(std::string_view name) const;            ///< by index_name
    [[nodiscard]] const ModelConstraint* constraint(std::string_view name) const;  ///< by constraint_name

    /// Same state; fields in the same order.
    friend bool operator==(const ModelState&, const ModelState&);
    /// As ==, whatever the order of fields, indexes and constraints.
    [[nodiscard]] bool equivalent(const ModelState& other) const;
};

using ModelPtr = std::shared_ptr<const ModelState>;

}  // namespace reinhardt::db
