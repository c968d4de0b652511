#pragma once

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/schema/objects.hpp>

namespace reinhardt::db {

/// Makes a collation (PostgreSQL).
class CreateCollation final : public Operation {
public:
    Collation collation;

    CreateCollation() = default;
    explicit CreateCollation(Collation made) : collation(std::move(made)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "CreateCollation"; }
    [[nodiscard]] char symbol() const noexcept override { return '+'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
