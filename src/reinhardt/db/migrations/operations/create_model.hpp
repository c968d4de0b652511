#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Makes a model with all its fields, indexes and constraints.
class CreateModel final : public Operation {
public:
    ModelState model;

    CreateModel() = default;
    CreateModel(std::string model_name, std::vector<Field> fields) {
        model.name = std::move(model_name);
        model.fields = std::move(fields);
    }
    explicit CreateModel(ModelState state) : model(std::move(state)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "CreateModel"; }
    [[nodiscard]] char symbol() const noexcept override { return '+'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return model.name; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
