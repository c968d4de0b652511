#include "parse_table.hpp"

#include <reinhardt/db/support/text.hpp>

#include "token_stream.hpp"

namespace reinhardt::db::sqlite {

namespace {

bool starts_column_constraint(const TokenStream& in) {
    const Token& token = in.peek();
    for (const auto* keyword : {"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS", "DEFERRABLE"}) {
        if (token.is(keyword)) return true;
    }
    return token.is("GENERATED") && in.peek(1).is("ALWAYS");
}

bool starts_table_constraint(const TokenStream& in) {
    const Token& token = in.peek();
    return token.is("CONSTRAINT") || (token.is("PRIMARY") && in.peek(1).is("KEY")) || (token.is("UNIQUE") && in.peek(1).is_op("(")) ||
           (token.is("CHECK") && in.peek(1).is_op("(")) || (token.is("FOREIGN") && in.peek(1).is("KEY"));
}

std::string upper(std::string text) {
    for (auto& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

std::string parse_conflict(TokenStream& in) { return in.accept({"ON", "CONFLICT"}) ? upper(in.expect_name()) : std::string(); }

std::string parse_action(TokenStream& in) {
    if (in.accept({"SET", "NULL"})) return "SET_NULL";
    if (in.accept({"SET", "DEFAULT"})) return "SET_DEFAULT";
    if (in.accept({"NO", "ACTION"})) return "NO_ACTION";
    return upper(in.expect_name());
}

std::string parse_order(TokenStream& in) {
    if (in.accept("DESC")) return "desc";
    return in.accept("ASC") ? "asc" : "";
}

std::string parse_type(TokenStream& in) {
    std::string type;
    while ((in.peek().kind == TokenKind::word && !starts_column_constraint(in)) || in.peek().kind == TokenKind::quoted ||
           in.peek().kind == TokenKind::string) {
        type += (type.empty() ? "" : " ") + std::string(in.peek().text);
        in.advance();
    }
    if (type.empty() || !in.peek().is_op("(")) return type;
    return type + '(' + replace_all(in.parenthesised(), " ", "") + ')';
}

std::string parse_default(TokenStream& in) {
    if (in.peek().is_op("(")) return '(' + in.parenthesised() + ')';
    std::string sign;
    while (in.peek().is_op("-") || in.peek().is_op("+")) {
        sign += in.peek().text == "-" ? "-" : "";
        in.advance();
    }
    const TokenKind kind = in.peek().kind;
    if (!in.peek().is_name() && kind != TokenKind::number && kind != TokenKind::blob) in.fail("a default");
    std::string text = sign + std::string(in.peek().text);
    in.advance();
    return text;
}

std::vector<std::string> parse_names(TokenStream& in) {
    std::vector<std::string> names;
    in.expect_op("(");
    do {
        names.push_back(in.expect_name());
        // Old files may hold a collation or order here; SQLite reads and ignores both.
        if (in.accept("COLLATE")) static_cast<void>(in.expect_name());
        static_cast<void>(parse_order(in));
    } while (in.accept_op(","));
    in.expect_op(")");
    return names;
}

void parse_reference(TokenStream& in, ReferenceDefinition& reference) {
    ForeignKeyConstraint& key = reference.key;
    key.to_table = in.expect_name();
    if (in.peek().is_op("(")) key.to_columns = parse_names(in);
    for (;;) {
        if (in.accept({"ON", "DELETE"})) {
            key.on_delete = parse_action(in);
        } else if (in.accept({"ON", "UPDATE"})) {
            key.on_update = parse_action(in);
        } else if (in.accept({"ON", "INSERT"})) {
            static_cast<void>(parse_action(in));
        } else if (in.accept("MATCH")) {
            reference.match = in.expect_name();
        } else if (in.peek().is("DEFERRABLE") || (in.peek().is("NOT") && in.peek(1).is("DEFERRABLE"))) {
            const bool deferrable = !in.accept("NOT");
            in.expect("DEFERRABLE");
            key.deferrable = deferrable ? "immediate" : "";
            if (in.accept({"INITIALLY", "DEFERRED"})) key.deferrable = deferrable ? "deferred" : "";
            in.accept({"INITIALLY", "IMMEDIATE"});
        } else {
            return;
        }
    }
}

std::vector<KeyPart> parse_key_parts(TokenStream& in) {
    std::vector<KeyPart> parts;
    in.expect_op("(");
    do {
        KeyPart part;
        const bool plain = in.peek().is_name() && (in.peek(1).is_op(",") || in.peek(1).is_op(")") || in.peek(1).is("COLLATE") || in.peek(1).is("ASC") ||
                                                   in.peek(1).is("DESC"));
        if (plain) {
            part.column = in.expect_name();
        } else {
            part.expression = in.balanced_until({"COLLATE", "ASC", "DESC"});
        }
        while (in.accept("COLLATE")) part.collation = in.expect_name();
        part.order = parse_order(in);
        if (in.accept("NULLS")) static_cast<void>(in.expect_name());
        parts.push_back(std::move(part));
    } while (in.accept_op(","));
    in.expect_op(")");
    return parts;
}

void parse_generated(TokenStream& in, ColumnDefinition& column) {
    Generated generated{in.parenthesised(), false};
    if (in.accept("STORED")) {
        generated.stored = true;
    } else {
        in.accept("VIRTUAL");
    }
    column.generated = std::move(generated);
}

/// One constraint of a column; false when none stands here.
bool parse_column_constraint(TokenStream& in, ColumnDefinition& column) {
    if (!starts_column_constraint(in)) return false;
    std::string name;
    if (in.accept("CONSTRAINT")) name = in.expect_name();
    if (in.accept({"PRIMARY", "KEY"})) {
        KeyDefinition key{name, {{{}, {}, {}, parse_order(in)}}, {}, false};
        key.conflict = parse_conflict(in);
        key.autoincrement = in.accept("AUTOINCREMENT");
        column.primary_key = std::move(key);
    } else if (in.accept({"NOT", "NULL"})) {
        column.not_null = true;
        column.not_null_name = name;
        column.not_null_conflict = parse_conflict(in);
    } else if (in.accept("NULL")) {
        static_cast<void>(parse_conflict(in));
    } else if (in.accept("UNIQUE")) {
        column.unique = KeyDefinition{name, {}, parse_conflict(in), false};
    } else if (in.accept("CHECK")) {
        column.checks.push_back({name, in.parenthesised()});
    } else if (in.accept("DEFAULT")) {
        column.default_text = parse_default(in);
    } else if (in.accept("COLLATE")) {
        column.collation = in.expect_name();
    } else if (in.accept("REFERENCES")) {
        ReferenceDefinition reference;
        reference.key.name = name;
        reference.key.columns = {column.name};
        parse_reference(in, reference);
        column.references.push_back(std::move(reference));
    } else if (in.accept({"GENERATED", "ALWAYS"})) {
        in.expect("AS");
        parse_generated(in, column);
    } else if (in.accept("AS")) {
        parse_generated(in, column);
    } else if (in.peek().is("NOT") || in.peek().is("DEFERRABLE")) {
        in.accept("NOT");
        in.expect("DEFERRABLE");
        if (in.accept("INITIALLY")) in.advance();
    } else if (name.empty()) {
        in.fail("a constraint");
    }
    return true;
}

TableConstraint parse_table_constraint(TokenStream& in) {
    TableConstraint constraint;
    std::string name;
    while (in.accept("CONSTRAINT")) name = in.expect_name();
    if (in.accept({"PRIMARY", "KEY"})) {
        constraint.kind = TableConstraint::Kind::primary_key;
        constraint.key.name = name;
        // The grammar lets AUTOINCREMENT stand inside the parentheses, behind the last column.
        in.expect_op("(");
        do {
            KeyPart part;
            part.column = in.expect_name();
            if (in.accept("COLLATE")) part.collation = in.expect_name();
            part.order = parse_order(in);
            constraint.key.autoincrement = in.accept("AUTOINCREMENT") || constraint.key.autoincrement;
            constraint.key.parts.push_back(std::move(part));
        } while (in.accept_op(","));
        in.expect_op(")");
        constraint.key.conflict = parse_conflict(in);
    } else if (in.accept("UNIQUE")) {
        constraint.kind = TableConstraint::Kind::unique;
        constraint.key = {name, parse_key_parts(in), {}, false};
        constraint.key.conflict = parse_conflict(in);
    } else if (in.accept("CHECK")) {
        constraint.check = {name, in.parenthesised()};
        static_cast<void>(parse_conflict(in));
    } else if (in.accept({"FOREIGN", "KEY"})) {
        constraint.kind = TableConstraint::Kind::foreign_key;
        constraint.reference.key.columns = parse_names(in);
        constraint.reference.key.name = name;
        in.expect("REFERENCES");
        parse_reference(in, constraint.reference);
    } else {
        in.fail("a constraint");
    }
    return constraint;
}

void parse_options(TokenStream& in, TableDefinition& table) {
    if (in.at_end()) return;
    do {
        if (in.accept("STRICT")) {
            table.strict = true;
        } else if (in.accept({"WITHOUT", "ROWID"})) {
            table.without_rowid = true;
        } else if (!in.peek().is_op(";")) {
            in.fail("a table option");
        }
    } while (in.accept_op(","));
}

}  // namespace

TableDefinition parse_table(std::string_view sql) {
    TokenStream in(sql);
    TableDefinition table;
    in.expect("CREATE");
    if (!in.accept("TEMP")) in.accept("TEMPORARY");
    in.expect("TABLE");
    in.accept({"IF", "NOT", "EXISTS"});
    table.name = in.expect_name();
    if (in.accept_op(".")) table.name = in.expect_name();
    in.expect_op("(");
    do {
        if (starts_table_constraint(in)) break;
        ColumnDefinition column;
        column.name = in.expect_name();
        column.type = parse_type(in);
        while (parse_column_constraint(in, column)) {
        }
        table.columns.push_back(std::move(column));
    } while (in.accept_op(","));
    while (!in.peek().is_op(")")) {
        table.constraints.push_back(parse_table_constraint(in));
        in.accept_op(",");
    }
    in.expect_op(")");
    parse_options(in, table);
    in.accept_op(";");
    if (!in.at_end()) in.fail("the end");
    // AUTOINCREMENT is only printed at a column.
    for (auto constraint = table.constraints.begin(); constraint != table.constraints.end(); ++constraint) {
        if (constraint->kind != TableConstraint::Kind::primary_key || !constraint->key.autoincrement || constraint->key.parts.size() != 1) continue;
        if (ColumnDefinition* column = table.column(constraint->key.parts.front().column)) {
            column->primary_key = KeyDefinition{constraint->key.name, {{}}, constraint->key.conflict, true};
            table.constraints.erase(constraint);
            break;
        }
    }
    return table;
}

IndexDefinition parse_index(std::string_view sql) {
    TokenStream in(sql);
    IndexDefinition index;
    in.expect("CREATE");
    index.unique = in.accept("UNIQUE");
    in.expect("INDEX");
    in.accept({"IF", "NOT", "EXISTS"});
    index.name = in.expect_name();
    if (in.accept_op(".")) index.name = in.expect_name();
    in.expect("ON");
    index.table = in.expect_name();
    index.parts = parse_key_parts(in);
    if (in.accept("WHERE")) {
        const std::size_t begin = in.place();
        while (!in.at_end() && !in.peek().is_op(";")) in.advance();
        index.where = in.text(begin, in.place());
    }
    in.accept_op(";");
    if (!in.at_end()) in.fail("the end");
    return index;
}

}  // namespace reinhardt::db::sqlite
