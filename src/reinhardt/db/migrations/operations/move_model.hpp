#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Moves a model to another app under its name. Its automatic table and what is named after it follow; a table of an explicit name stays,
/// and then no statement runs. Stands in a migration of the app that the model leaves (details 2.11).
class MoveModel final : public Operation {
public:
    std::string name, to_app;

    MoveModel() = default;
    MoveModel(std::string model_name, std::string new_app) : name(std::move(model_name)), to_app(std::move(new_app)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "MoveModel"; }
    [[nodiscard]] char symbol() const noexcept override { return '~'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return name; }
    [[nodiscard]] std::string new_label() const override { return to_app + "." + name; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
