#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Removes a field. `fill` is used when that is undone.
class RemoveField final : public Operation {
public:
    std::string model, name;
    ColumnFill fill;

    RemoveField() = default;
    RemoveField(std::string of_model, std::string field_name) : model(std::move(of_model)), name(std::move(field_name)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "RemoveField"; }
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
