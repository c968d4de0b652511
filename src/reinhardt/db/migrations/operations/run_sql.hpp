#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Runs SQL. `sql` and `reverse_sql` are a text, a list of texts, or an object with either for each backend; `reverse_sql` null = irreversible.
/// `params` are lists of literals for the placeholders, one list a statement.
class RunSql final : public Operation {
public:
    Value sql, reverse_sql, params;
    std::vector<OperationPtr> state_operations;
    bool is_elidable = false;
    /// The statements for `backend` before splitting: nullopt when the table does not name it.
    [[nodiscard]] std::optional<std::vector<std::string>> texts_for(std::string_view backend) const;

    RunSql() = default;
    explicit RunSql(Value forward, Value backward = {}) : sql(std::move(forward)), reverse_sql(std::move(backward)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "RunSQL"; }
    [[nodiscard]] char symbol() const noexcept override { return 's'; }
    [[nodiscard]] OperationWork work() const noexcept override { return OperationWork::sql; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] bool elidable() const noexcept override { return is_elidable; }

protected:
    void write(Value& into) const override;
};

using RunSQL = RunSql;  ///< as migration files spell it

}  // namespace reinhardt::db
