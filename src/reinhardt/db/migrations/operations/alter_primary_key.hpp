#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Makes these fields the primary key.
class AlterPrimaryKey final : public Operation {
public:
    std::string model;
    std::vector<std::string> fields;

    AlterPrimaryKey() = default;
    AlterPrimaryKey(std::string of_model, std::vector<std::string> key_fields) : model(std::move(of_model)), fields(std::move(key_fields)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AlterPrimaryKey"; }
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
