#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Renames a model; its automatic table, many-to-many tables and columns, and every reference follow.
class RenameModel final : public Operation {
public:
    std::string from, to;

    RenameModel() = default;
    RenameModel(std::string old_name, std::string new_name) : from(std::move(old_name)), to(std::move(new_name)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "RenameModel"; }
    [[nodiscard]] char symbol() const noexcept override { return '~'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return from; }
    [[nodiscard]] std::string new_label() const override { return app + "." + to; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
