#pragma once

#include <reinhardt/db/migrations/operation.hpp>
#include <reinhardt/db/schema/objects.hpp>

namespace reinhardt::db {

/// Installs an extension of PostgreSQL; one that is there already stays.
class CreateExtension final : public Operation {
public:
    Extension extension;

    CreateExtension() = default;
    explicit CreateExtension(Extension made) : extension(std::move(made)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "CreateExtension"; }
    [[nodiscard]] char symbol() const noexcept override { return '+'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
