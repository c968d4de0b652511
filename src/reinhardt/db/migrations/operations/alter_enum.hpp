#pragma once

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/schema/objects.hpp>

namespace reinhardt::db {

/// A new value of an enum: last, or right before or behind one that is there.
struct EnumAddition {
    std::string value, before, after;
    friend bool operator==(const EnumAddition&, const EnumAddition&) = default;
};

/// Changes the values of an enum type, in this order: `rename` (all at once), `remove`, `add`; or, after `rename`, all values at once by
/// `values`, for another order. Rows keep their values under the new names, choices and defaults of fields follow them; a value that a row
/// still has cannot go.
class AlterEnum final : public Operation {
public:
    std::string name;  ///< its label
    std::vector<EnumAddition> add;
    std::vector<ValueRename> rename;
    std::vector<std::string> remove;
    std::vector<std::string> values;

    AlterEnum() = default;
    explicit AlterEnum(std::string of_enum) : name(std::move(of_enum)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    /// The values after it. Error(migration_file) when they do not allow it.
    [[nodiscard]] std::vector<std::string> changed(std::vector<std::string> present) const;

    [[nodiscard]] std::string_view op() const noexcept override { return "AlterEnum"; }
    [[nodiscard]] char symbol() const noexcept override { return '~'; }
    void apply(ProjectState& state) const override;
    void hints(EditHints& hints) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

/// The AlterEnum operations, to be run in order, that turn the values into others; none when they are the same. Values that are only in one of
/// the two are added and removed, never taken for renamed.
[[nodiscard]] std::vector<AlterEnum> changes_of_enum(const std::string& name, const std::vector<std::string>& from, const std::vector<std::string>& to);

}  // namespace reinhardt::db
