#pragma once

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/schema/objects.hpp>

namespace reinhardt::db {

/// Makes a type of named values (PostgreSQL).
class CreateEnum final : public Operation {
public:
    EnumType type;

    CreateEnum() = default;
    explicit CreateEnum(EnumType made) : type(std::move(made)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "CreateEnum"; }
    [[nodiscard]] char symbol() const noexcept override { return '+'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
