#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Adds a constraint.
class AddConstraint final : public Operation {
public:
    std::string model;
    ModelConstraint constraint;
    std::size_t place = static_cast<std::size_t>(-1);  ///< among the constraints; not in files

    AddConstraint() = default;
    AddConstraint(std::string to_model, ModelConstraint new_constraint) : model(std::move(to_model)), constraint(std::move(new_constraint)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AddConstraint"; }
    [[nodiscard]] char symbol() const noexcept override { return '+'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return model; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
