#include <reinhardt/db/orm/write/rows_statement.hpp>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

std::size_t rows_in_statement(const Dialect& dialect, std::size_t width) {
    constexpr std::size_t rows_otherwise = 500;
    const char* wanted = dialect.find("bulk.values");
    std::size_t rows = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : rows_otherwise;
    if (dialect.max_parameters() != 0 && width != 0) rows = std::min<std::size_t>(rows, dialect.max_parameters() / width);
    return std::max<std::size_t>(rows, 1);
}

std::string typed_rows_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& fields, std::size_t rows) {
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < fields.size(); ++i) sql += fmt::format("{}{} AS rdb_v{}", i == 0 ? "" : ", ", plan.dialect().quoted(fields[i]->column), i + 1);
    return sql + " FROM " + plan.table() + " WHERE FALSE UNION ALL VALUES " + values_sql(rows, fields.size(), {}, plan.dialect());
}

std::string values_sql(std::size_t rows, std::size_t width, const std::vector<std::string>& casts, const Dialect& dialect) {
    std::string sql;
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < width; ++column) {
            if (column != 0) sql += ", ";
            // The first row decides the types of all.
            if (row == 0 && !casts.empty()) sql += "CAST(";
            dialect.placeholder(sql, ++number);
            if (row == 0 && !casts.empty()) sql += " AS " + casts[column] + ")";
        }
        sql += ")";
    }
    return sql;
}

std::string rows_insert_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& fields, std::size_t rows) {
    return "INSERT INTO " + plan.table() + " (" + columns_sql(fields, plan.dialect()) + ") VALUES " + values_sql(rows, fields.size(), {}, plan.dialect());
}

std::string conflict_sql(const WritePlan& plan, const std::vector<const FieldInfo*>& updated, const std::vector<const FieldInfo*>& unique) {
    const Dialect& dialect = plan.dialect();
    if (updated.empty()) return Dialect::expand(dialect.need("upsert.ignore", "INSERT that ignores conflicts"), {dialect.quoted(plan.model().key().front()->column)});
    const std::string_view word = dialect.need("upsert.update", "INSERT that updates rows in conflict");
    const std::string_view value = dialect.need("upsert.value", "INSERT that updates rows in conflict");
    std::string assignments;
    for (const FieldInfo* field : updated) {
        if (!assignments.empty()) assignments += ", ";
        assignments += Dialect::expand(value, {dialect.quoted(field->column)});
    }
    if (unique.empty() && word.find("%1") != std::string_view::npos) throw Error(ErrorCode::usage, fmt::format("{} needs the unique fields of on_conflict update", dialect.title()));
    return Dialect::expand(word, {columns_sql(unique, dialect), assignments});
}

}  // namespace reinhardt::db
