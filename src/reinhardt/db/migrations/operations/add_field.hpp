#pragma once

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db {

/// Adds a field. `fill` is for rows that exist. `place` (not in files) is where it stands among the fields; npos = last.
class AddField final : public Operation {
public:
    std::string model;
    Field field;
    ColumnFill fill;
    std::size_t place = static_cast<std::size_t>(-1);

    AddField() = default;
    AddField(std::string to_model, Field new_field, ColumnFill for_rows = {}) : model(std::move(to_model)), field(std::move(new_field)), fill(std::move(for_rows)) {}

    static OperationPtr read(Reader& reader, const Value& table);

    [[nodiscard]] std::string_view op() const noexcept override { return "AddField"; }
    [[nodiscard]] char symbol() const noexcept override { return '+'; }
    void apply(ProjectState& state) const override;
    void hints(EditHints& hints) const override;
    [[nodiscard]] Inverse inverse(const ProjectState& before) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] std::string fragment() const override;
    [[nodiscard]] std::string model_name() const override { return model; }

protected:
    void write(Value& into) const override;
};

}  // namespace reinhardt::db
