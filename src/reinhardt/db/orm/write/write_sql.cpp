#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {

std::string table_sql(std::string_view schema, std::string_view table, const Dialect& dialect) {
    std::string sql;
    if (!schema.empty()) {
        dialect.quote(sql, schema);
        sql += '.';
    }
    dialect.quote(sql, table);
    return sql;
}

std::string table_sql(const ModelInfo& model, const Dialect& dialect) { return table_sql(model.state().schema, model.table(), dialect); }

std::string columns_sql(const std::vector<const FieldInfo*>& fields, const Dialect& dialect) {
    std::string sql;
    for (const FieldInfo* field : fields) {
        if (!sql.empty()) sql += ", ";
        dialect.quote(sql, field->column);
    }
    return sql;
}

std::size_t add_comparison(std::string& sql, std::string_view word, std::string_view column, std::size_t first, std::size_t values, const Dialect& dialect) {
    std::size_t times = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] != '%' || i + 1 == word.size()) {
            sql += word[i];
            continue;
        }
        const char next = word[++i];
        if (next == '1') sql += column;
        else if (next == '2') sql += placeholders_sql(first + values * times++, values, dialect);
        else sql += next;
    }
    return times;
}

std::string placeholders_sql(std::size_t first, std::size_t count, const Dialect& dialect) {
    std::string sql;
    for (std::size_t i = 0; i < count; ++i) {
        if (i != 0) sql += ", ";
        dialect.placeholder(sql, first + i);
    }
    return sql;
}

}  // namespace reinhardt::db
