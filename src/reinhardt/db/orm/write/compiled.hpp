#pragma once

#include <string>
#include <vector>

#include <reinhardt/db/orm/compile/compile.hpp>

namespace reinhardt::db {

/// A compiled statement with the cells of its values.
class CompiledStatement {
public:
    CompiledStatement(const compile::Sql& sql, const Dialect& dialect) {
        std::vector<compile::Bound> values;
        text_ = compile::finished(sql, dialect, values);
        kept_.reserve(values.size());
        for (const compile::Bound& value : values) kept_.push_back(compile::changed(value.parameter(), value.change));
        for (const Parameter& value : kept_) cells_.cell(value.cell());
    }
    CompiledStatement(const CompiledStatement&) = delete;
    CompiledStatement& operator=(const CompiledStatement&) = delete;

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] const CellWriter& cells() const noexcept { return cells_; }

private:
    std::string text_;
    std::vector<Parameter> kept_;
    CellWriter cells_;
};

}  // namespace reinhardt::db
