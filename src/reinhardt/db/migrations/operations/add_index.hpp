#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Adds an index.
class AddIndex final : public Operation {
public:
    std::string model;
    ModelIndex index;
    std::size_t place = static_cast<std::size_t>(-1);  ///< among the indexes; not in files

    AddIndex() = default;
    AddIndex(std::string to_model, ModelIndex new_index) : model(std::move(to_model)), index(std::move(new_index)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AddIndex"; }
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
