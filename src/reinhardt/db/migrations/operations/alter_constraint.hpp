#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Replaces the constraint of the same name.
class AlterConstraint final : public Operation {
public:
    std::string model;
    ModelConstraint constraint;

    AlterConstraint() = default;
    AlterConstraint(std::string of_model, ModelConstraint new_constraint) : model(std::move(of_model)), constraint(std::move(new_constraint)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AlterConstraint"; }
    [[nodiscard]] char symbol() const noexcept override { return '~'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return model; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
