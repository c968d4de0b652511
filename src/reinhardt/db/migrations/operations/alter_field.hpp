#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Gives a field a new definition.
class AlterField final : public Operation {
public:
    std::string model;
    Field field;      ///< its name is the field that is altered
    ColumnFill fill;  ///< for rows that are NULL, or that need an expression to convert

    AlterField() = default;
    AlterField(std::string of_model, Field new_field, ColumnFill for_rows = {}) : model(std::move(of_model)), field(std::move(new_field)), fill(std::move(for_rows)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AlterField"; }
    [[nodiscard]] char symbol() const noexcept override { return '~'; }
    void apply(ProjectState& state) const override;
    void hints(EditHints& hints) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return model; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
