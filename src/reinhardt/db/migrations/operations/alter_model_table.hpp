#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Gives a model another table name; "" = the default one.
class AlterModelTable final : public Operation {
public:
    std::string model, table;

    AlterModelTable() = default;
    AlterModelTable(std::string of_model, std::string new_table) : model(std::move(of_model)), table(std::move(new_table)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AlterModelTable"; }
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
