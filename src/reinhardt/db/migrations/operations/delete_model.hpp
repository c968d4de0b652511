#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Removes a model with its table, and its many-to-many tables.
class DeleteModel final : public Operation {
public:
    std::string name;

    DeleteModel() = default;
    explicit DeleteModel(std::string model_name) : name(std::move(model_name)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "DeleteModel"; }
    [[nodiscard]] char symbol() const noexcept override { return '-'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return name; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
