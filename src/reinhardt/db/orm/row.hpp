#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/orm/codec.hpp>

namespace reinhardt::db {

/// Throws Error(query): no such column, with the nearest name.
[[noreturn]] void no_such_column(const std::vector<std::string>& columns, std::string_view name);

/// A row by column names: of values(), aggregate(), annotate() and raw SQL.
class Row {
public:
    Row() = default;
    Row(std::shared_ptr<const std::vector<std::string>> columns, std::vector<Parameter> values) : columns_(std::move(columns)), values_(std::move(values)) {}

    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return *columns_; }
    [[nodiscard]] const Parameter& operator[](std::size_t index) const { return values_.at(index); }
    [[nodiscard]] const Parameter& operator[](std::string_view name) const { return values_[index_of(name)]; }

    /// The value as T; Error(database) when it does not fit, or is NULL and T is no std::optional.
    template <class T>
    [[nodiscard]] T get(std::string_view name) const {
        return get<T>(index_of(name));
    }
    template <class T>
    [[nodiscard]] T get(std::size_t index) const {
        T value{};
        const rdb_cell cell = values_.at(index).cell();
        if constexpr (is_optional<T>) {
            if (cell.tag == RDB_NULL) return value;
        } else if (cell.tag == RDB_NULL) {
            decode_mismatch(cell, "a value");
        }
        type_adapter<T>::decode(cell, value);
        return value;
    }
    [[nodiscard]] bool is_null(std::string_view name) const { return (*this)[name].is_null(); }

private:
    [[nodiscard]] std::size_t index_of(std::string_view name) const {
        for (std::size_t i = 0; columns_ && i < columns_->size(); ++i) {
            if ((*columns_)[i] == name) return i;
        }
        no_such_column(columns_ ? *columns_ : std::vector<std::string>(), name);
    }
    std::shared_ptr<const std::vector<std::string>> columns_;
    std::vector<Parameter> values_;
};

}  // namespace reinhardt::db
