#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Acts on the database and on the state by different operations.
class SeparateDatabaseAndState final : public Operation {
public:
    std::vector<OperationPtr> database_operations, state_operations;

    SeparateDatabaseAndState() = default;
    SeparateDatabaseAndState(std::vector<OperationPtr> on_database, std::vector<OperationPtr> on_state)
        : database_operations(std::move(on_database)), state_operations(std::move(on_state)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "SeparateDatabaseAndState"; }
    [[nodiscard]] char symbol() const noexcept override { return '?'; }
    [[nodiscard]] OperationWork work() const noexcept override { return OperationWork::separate; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
