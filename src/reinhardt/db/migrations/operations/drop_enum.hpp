#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Removes an enum type that no field uses.
class DropEnum final : public Operation {
public:
    std::string name;  ///< its label

    DropEnum() = default;
    explicit DropEnum(std::string of_enum) : name(std::move(of_enum)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "DropEnum"; }
    [[nodiscard]] char symbol() const noexcept override { return '-'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
