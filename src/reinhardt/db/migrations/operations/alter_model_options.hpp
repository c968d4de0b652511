#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Sets the complete options of a model: ordering, comment and the options of each driver.
class AlterModelOptions final : public Operation {
public:
    std::string model;
    Value options = Value::object();

    AlterModelOptions() = default;
    AlterModelOptions(std::string of_model, Value all_options) : model(std::move(of_model)), options(std::move(all_options)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AlterModelOptions"; }
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
