#include "definition.hpp"

#include <cctype>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

#include "lexer.hpp"
#include "literal.hpp"
#include "types.hpp"

namespace reinhardt::db::mysql {

namespace {

std::string constraint_prefix(const std::string& name) { return name.empty() ? std::string() : "CONSTRAINT " + quoted(name) + ' '; }

std::string part_text(const IndexPart& part, const std::string& prefix) {
    std::string text = part.column.empty() ? '(' + expression_text(part.expression) + ')' : quoted(part.column);
    if (!prefix.empty() && prefix != "0" && !part.column.empty()) text += '(' + prefix + ')';
    return part.order == "desc" ? text + " DESC" : text;
}

std::string option_value(const Value& value) { return value.is_text() ? value.as_text() : to_json(value); }

std::string option_value_of(const Value& options, std::string_view key) {
    const Value* value = options.find(key);
    return value != nullptr ? option_value(*value) : std::string();
}

/// One length for all parts of a key, or one for each; 0 for a whole column.
class Prefixes {
public:
    explicit Prefixes(const std::string& text) : lengths_(split(text, ',')) {}
    [[nodiscard]] std::string of(std::size_t part) const {
        if (lengths_.size() == 1) return lengths_[0];
        return part < lengths_.size() ? std::string(trim(lengths_[part])) : std::string();
    }

private:
    std::vector<std::string> lengths_;
};

}  // namespace

std::string capitals(std::string_view word) {
    std::string text(word);
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::string name_list(const std::vector<std::string>& names) {
    std::vector<std::string> parts;
    for (const auto& name : names) parts.push_back(quoted(name));
    return join(parts, ", ");
}

std::string expression_text(std::string_view expression) { return sql::quote_placeholders(trim(expression), sql::mysql_lexis, '`'); }

std::string column_text(const Column& column, const std::string& default_clause, bool not_null) {
    const auto [type, attributes] = type_parts(column.type);
    std::string text = quoted(column.name) + ' ' + type;
    if (attributes.find(" AS ROW ") != std::string::npos) return text + attributes;  // a column of a period takes nothing else
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
    text += attributes;
    if (!column.comment.empty()) text += " COMMENT " + text_literal(column.comment);
    return text;
}

std::string column_text(const Column& column) { return column_text(column, default_text(column), !column.null); }

std::string foreign_key_text(const ForeignKeyConstraint& key) {
    std::string text = constraint_prefix(key.name) + "FOREIGN KEY (" + name_list(key.columns) + ") REFERENCES " + quoted(key.to_table) + " (" + name_list(key.to_columns) + ')';
    // Written even where they are the default, which servers read back as another word.
    text += " ON DELETE " + replace_all(key.on_delete, "_", " ");
    return text + " ON UPDATE " + replace_all(key.on_update, "_", " ");
}

std::string unique_text(const Unique& unique) { return constraint_prefix(unique.name) + "UNIQUE (" + name_list(unique.columns) + ')'; }

std::string primary_key_text(const std::vector<std::string>& columns, const Value& options) {
    const Prefixes prefixes(option_value_of(options, "primary_key_prefix"));
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        IndexPart part;
        part.column = columns[i];
        parts.push_back(part_text(part, prefixes.of(i)));
    }
    return "PRIMARY KEY (" + join(parts, ", ") + ')';
}

std::string check_text(const Check& check) { return constraint_prefix(check.name) + "CHECK (" + expression_text(check.expression) + ')'; }

std::string index_text(const Index& index) {
    std::vector<std::string> parts;
    const Prefixes prefixes(option_value_of(index.with, "prefix"));
    for (std::size_t i = 0; i < index.parts.size(); ++i) parts.push_back(part_text(index.parts[i], prefixes.of(i)));
    const bool special = index.method == "fulltext" || index.method == "spatial";
    std::string text = special ? (index.method == "fulltext" ? "FULLTEXT " : "SPATIAL ") : index.unique ? "UNIQUE " : "";
    text += "INDEX " + quoted(index.name) + " (" + join(parts, ", ") + ')';
    if (!special && !index.method.empty()) text += " USING " + index.method;
    if (const std::string parser = index.with.text_or("parser"); !parser.empty()) text += " WITH PARSER " + quoted(parser);
    if (const std::string comment = index.with.text_or("comment"); !comment.empty()) text += " COMMENT " + text_literal(comment);
    if (index.with.bool_or("ignored", false)) text += " IGNORED";
    if (index.with.bool_or("invisible", false)) text += " INVISIBLE";
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
    for (const std::string_view key : plain_table_options) option(key, capitals(key) + " =");
    if (!table.comment.empty()) text += " COMMENT = " + text_literal(table.comment);
    if (table.options.has("system_versioning")) text += " WITH SYSTEM VERSIONING";
    option("partition_by", "PARTITION BY");
    return text;
}

}  // namespace reinhardt::db::mysql
