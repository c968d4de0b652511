#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Removes a collation. The server refuses while a column uses it.
class DropCollation final : public Operation {
public:
    std::string name;

    DropCollation() = default;
    explicit DropCollation(std::string of_collation) : name(std::move(of_collation)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "DropCollation"; }
    [[nodiscard]] char symbol() const noexcept override { return '-'; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
