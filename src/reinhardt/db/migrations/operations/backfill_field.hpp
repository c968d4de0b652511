#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Fills a field of existing rows in batches, outside of a transaction: `value` (a literal) or `sql` (an expression).
class BackfillField final : public Operation {
public:
    std::string model, name;
    Value value;
    std::string sql;
    std::int64_t batch_size = 1000;
    bool is_elidable = false;

    BackfillField() = default;
    BackfillField(std::string of_model, std::string field_name, Value fill) : model(std::move(of_model)), name(std::move(field_name)), value(std::move(fill)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "BackfillField"; }
    [[nodiscard]] char symbol() const noexcept override { return 'p'; }
    [[nodiscard]] OperationWork work() const noexcept override { return OperationWork::backfill; }
    void apply(ProjectState& state) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] bool elidable() const noexcept override { return is_elidable; }
    [[nodiscard]] std::string model_name() const override { return model; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
