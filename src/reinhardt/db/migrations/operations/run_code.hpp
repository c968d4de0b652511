#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Calls a function that the app's library registers, in the migration's transaction; `reverse` names the one that undoes it ("" =
/// irreversible). Changes nothing in the state.
class RunCode final : public Operation {
public:
    std::string function, reverse;
    bool is_elidable = false;

    RunCode() = default;
    explicit RunCode(std::string forward, std::string backward = {}) : function(std::move(forward)), reverse(std::move(backward)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "RunCode"; }
    [[nodiscard]] char symbol() const noexcept override { return 'p'; }
    [[nodiscard]] OperationWork work() const noexcept override { return OperationWork::code; }
    void apply(ProjectState&) const override {}
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override { return {}; }
    [[nodiscard]] bool elidable() const noexcept override { return is_elidable; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
