#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Removes the constraint of that name.
class RemoveConstraint final : public Operation {
public:
    std::string model, name;

    RemoveConstraint() = default;
    RemoveConstraint(std::string of_model, std::string constraint_name) : model(std::move(of_model)), name(std::move(constraint_name)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "RemoveConstraint"; }
    [[nodiscard]] char symbol() const noexcept override { return '-'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return model; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
