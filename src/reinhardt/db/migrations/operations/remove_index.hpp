#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Removes the index of that name.
class RemoveIndex final : public Operation {
public:
    std::string model, name;

    RemoveIndex() = default;
    RemoveIndex(std::string of_model, std::string index_name) : model(std::move(of_model)), name(std::move(index_name)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "RemoveIndex"; }
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
