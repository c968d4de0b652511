#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db {

namespace {

/// Absent and empty are the same in an options object.
bool same_object(const Value& a, const Value& b) {
    const bool a_empty = !a.is_object() || a.as_object().empty();
    const bool b_empty = !b.is_object() || b.as_object().empty();
    return a_empty || b_empty ? a_empty == b_empty : a == b;
}

}  // namespace

bool operator==(const Column& a, const Column& b) {
    return a.name == b.name && a.type == b.type && a.null == b.null && a.auto_increment == b.auto_increment &&
           a.default_value == b.default_value && a.db_default == b.db_default && a.collation == b.collation && a.comment == b.comment &&
           a.generated == b.generated;
}

bool operator==(const Index& a, const Index& b) {
    return a.name == b.name && a.parts == b.parts && a.unique == b.unique && a.where == b.where && a.include == b.include &&
           a.method == b.method && same_object(a.with, b.with);
}

bool operator==(const Exclusion& a, const Exclusion& b) {
    return a.name == b.name && a.using_method == b.using_method && a.where == b.where && a.deferrable == b.deferrable && a.parts == b.parts;
}

bool operator==(const Table& a, const Table& b) {
    return a.name == b.name && a.schema == b.schema && a.comment == b.comment && same_object(a.options, b.options) &&
           a.columns == b.columns && a.primary_key == b.primary_key && a.foreign_keys == b.foreign_keys && a.uniques == b.uniques &&
           a.checks == b.checks && a.indexes == b.indexes && a.exclusions == b.exclusions;
}

const Column* Table::column(std::string_view column_name) const noexcept {
    for (const auto& candidate : columns) {
        if (candidate.name == column_name) return &candidate;
    }
    return nullptr;
}

Column* Table::column(std::string_view column_name) noexcept {
    for (auto& candidate : columns) {
        if (candidate.name == column_name) return &candidate;
    }
    return nullptr;
}

const Index* Table::index(std::string_view index_name) const noexcept {
    for (const auto& candidate : indexes) {
        if (candidate.name == index_name) return &candidate;
    }
    return nullptr;
}

const Table* Schema::table(std::string_view table_name) const noexcept {
    for (const auto& candidate : tables) {
        if (candidate.name == table_name) return &candidate;
    }
    return nullptr;
}

}  // namespace reinhardt::db
