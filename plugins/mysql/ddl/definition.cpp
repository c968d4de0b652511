#include "definition.hpp"

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "lexer.hpp"
#include "literal.hpp"

namespace reinhardt::db::mysql {

namespace {

std::string constraint_prefix(const std::string& name) { return name.empty() ? std::string() : "CONSTRAINT " + quoted(name) + ' '; }

std::string part_text(const IndexPart& part, const Value& with) {
    std::string text = part.column.empty() ? '(' + expression_text(part.expression) + ')' : quoted(part.column);
    if (const std::string prefix = with.text_or("prefix"); !prefix.empty() && !part.column.empty()) text += '(' + prefix + ')';
    return part.order == "desc" ? text + " DESC" : text;
}

std::string option_value(const Value& value) { return value.is_text() ? value.as_text() : to_json(value); }

}  // namespace

std::string name_list(const std::vector<std::string>& names) {
    std::vector<std::string> parts;
    for (const auto& name : names) parts.push_back(quoted(name));
    return join(parts, ", ");
}

std::string expression_text(std::string_view expression) { return sql::quote_placeholders(trim(expression), sql::mysql_lexis, '`'); }

std::string column_text(const Column& column, const std::string& default_clause, bool not_null) {
    std::string text = quoted(column.name) + ' ' + column.type;
    if (!column.collation.empty()) text += " COLLATE " + quoted(column.collation);
    if (column.generated) {
        // NOT NULL is no part of a generated column on MariaDB.
        text += " GENERATED ALWAYS AS (" + expression_text(column.generated->expression) + (column.generated->stored ? ") STORED" : ") VIRTUAL");
    } else {
        text += not_null ? " NOT NULL" : " NULL";
        if (column.auto_increment) {
            text += " AUTO_INCREMENT";
        } else if (!default_clause.empty()) {
            text += " DEFAULT " + default_clause;
        }
    }
    if (!column.comment.empty()) text += " COMMENT " + text_literal(column.comment);
    return text;
}

std::string column_text(const Column& column) { return column_text(column, default_text(column), !column.null); }

std::string foreign_key_text(const ForeignKey& key) {
    std::string text = constraint_prefix(key.name) + "FOREIGN KEY (" + name_list(key.columns) + ") REFERENCES " + quoted(key.to_table) + " (" + name_list(key.to_columns) + ')';
    // Written even where they are the default, which servers read back as another word.
    text += " ON DELETE " + replace_all(key.on_delete, "_", " ");
    return text + " ON UPDATE " + replace_all(key.on_update, "_", " ");
}

std::string unique_text(const Unique& unique) { return constraint_prefix(unique.name) + "UNIQUE (" + name_list(unique.columns) + ')'; }

std::string check_text(const Check& check) { return constraint_prefix(check.name) + "CHECK (" + expression_text(check.expression) + ')'; }

std::string index_text(const Index& index) {
    std::vector<std::string> parts;
    for (const auto& part : index.parts) parts.push_back(part_text(part, index.with));
    const bool special = index.method == "fulltext" || index.method == "spatial";
    std::string text = special ? (index.method == "fulltext" ? "FULLTEXT " : "SPATIAL ") : index.unique ? "UNIQUE " : "";
    text += "INDEX " + quoted(index.name) + " (" + join(parts, ", ") + ')';
    if (!special && !index.method.empty() && index.method != "btree") text += " USING " + index.method;
    return text;
}

std::string table_options(const Table& table) {
    std::string text;
    const auto option = [&](std::string_view key, const std::string& keyword) {
        if (const Value* value = table.options.find(key)) text += ' ' + keyword + ' ' + option_value(*value);
    };
    option("engine", "ENGINE =");
    option("charset", "DEFAULT CHARSET =");
    option("collation", "COLLATE =");
    option("row_format", "ROW_FORMAT =");
    option("auto_increment", "AUTO_INCREMENT =");
    if (!table.comment.empty()) text += " COMMENT = " + text_literal(table.comment);
    option("partition_by", "PARTITION BY");
    return text;
}

}  // namespace reinhardt::db::mysql
