#include "refusals.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <reinhardt/db/support/text.hpp>

#include "definition.hpp"

namespace reinhardt::db::mysql {

namespace {

class Refusals {
public:
    Refusals(std::size_t number, const ServerKind& server, sql::Output& output)
        : number_(number), server_(server), title_(server.traits->title), output_(output) {}

    [[nodiscard]] bool clean() const noexcept { return clean_; }

    /// MySQL manual 9.2: characters of the basic multilingual plane alone, and no blank at the end.
    void check_name(const std::string& what, const std::string& name) {
        if (is_beyond(name)) refuse(what + " '" + name + "': " + title_ + " takes no characters beyond U+FFFF in a name");
        if (!name.empty() && name.back() == ' ') refuse(what + " '" + name + "': " + title_ + " takes no name that ends with a blank");
    }
    void check(const Column& column) {
        check_name("column", column.name);
        check_comment("column", column.name, column.comment);
    }
    /// Comments are of the character set of names: the server would put question marks in.
    void check_comment(const std::string& what, const std::string& name, const std::string& comment) {
        if (is_beyond(comment)) refuse("comment of " + what + " '" + name + "': " + title_ + " takes no characters beyond U+FFFF in a comment");
    }

    void check(const ForeignKeyConstraint& key) {
        const std::string title = "foreign key " + key.name + ": " + title_;
        if (!key.deferrable.empty()) refuse(title + " has no deferrable foreign keys");
        if (!server_.has(&sql::Traits::foreign_keys)) {
            refuse("foreign key " + key.name + ": " + server_.title() + " enforces no foreign keys", "give the field constraint = false: the key is then the application's own");
        }
        if (key.on_delete == "SET_DEFAULT" || key.on_update == "SET_DEFAULT") refuse(title + " has no SET DEFAULT (InnoDB)", "use SET_NULL, or on_delete per application");
    }

    void check(const Check& check) {
        if (!server_.has(&sql::Traits::checks)) refuse("check " + check.name + ": " + server_.title() + " takes checks and enforces none", "leave it out with only = [\"postgresql\", \"sqlite\"]");
    }

    void check_primary_key(const SchemaEdit& edit) {
        if (edit.primary_key_from->columns.empty() || server_.has(&sql::Traits::changes_primary_key)) return;
        refuse("table " + edit.table + ": " + server_.title() + " cannot change a primary key", "make a new table and copy the rows");
    }

    void check(const Unique& unique) {
        const std::string title = "unique constraint " + unique.name + ": " + title_;
        if (!unique.deferrable.empty()) refuse(title + " has no deferrable unique constraints");
        if (!unique.nulls_distinct) refuse(title + " always takes NULLs as distinct");
    }

    void check(const Index& index) {
        static constexpr std::array<std::string_view, 5> methods = {"", "btree", "hash", "fulltext", "spatial"};
        const std::string title = "index " + index.name + ": " + title_ + " has no ";
        check_name("index", index.name);
        if (!index.where.empty()) refuse(title + "partial indexes", "limit it with only = [\"postgresql\", \"sqlite\"], or index a generated column");
        if (std::find(methods.begin(), methods.end(), index.method) == methods.end()) refuse(title + "index method '" + index.method + "'");
        for (const auto& part : index.parts) {
            if (part.column.empty() && !server_.expression_indexes()) refuse(title + "indexes over expressions", "index a generated column instead");
            if (!part.opclass.empty()) refuse(title + "operator classes");
            if (!part.collation.empty()) refuse(title + "collation for a part of an index", "give the column the collation");
            const std::string natural = part.order == "desc" ? "last" : "first";
            if (!part.nulls.empty() && part.nulls != natural) refuse(title + "NULLS FIRST or LAST that differs from its order of NULLs");
        }
        if (index.with.is_object()) {
            for (const auto& member : index.with.as_object()) {
                static constexpr std::array<std::string_view, 5> parameters = {"prefix", "parser", "comment", "ignored", "invisible"};
                if (std::find(parameters.begin(), parameters.end(), member.key) != parameters.end()) continue;
                refuse(title + "storage parameter '" + member.key + "'", "known are prefix (a number of characters), parser, comment, ignored and invisible");
            }
        }
    }

    void check_options(const Table& table) {
        static constexpr std::array<std::string_view, 8> known = {"engine", "charset", "collation", "row_format", "auto_increment", "partition_by", "system_versioning", "primary_key_prefix"};
        if (!table.options.is_object()) return;
        for (const auto& member : table.options.as_object()) {
            const bool plain = std::find(plain_table_options.begin(), plain_table_options.end(), member.key) != plain_table_options.end();
            if (!plain && std::find(known.begin(), known.end(), member.key) == known.end()) {
                refuse("table " + table.name + ": unknown option '" + member.key + "' for " + title_, "known are " + join({known.begin(), known.end()}, ", ") + " and " + join({plain_table_options.begin(), plain_table_options.end()}, ", "));
            } else if (!member.value.is_text() && !member.value.is_int()) {
                refuse("table " + table.name + ": option '" + member.key + "' is a text");
            }
        }
    }

    void check(const Table& table) {
        if (!table.schema.empty()) refuse("table " + table.name + ": " + title_ + " has no schemas inside a database");
        check_options(table);
        check_name("table", table.name);
        check_comment("table", table.name, table.comment);
        for (const auto& column : table.columns) check(column);
        for (const auto& unique : table.uniques) check(unique);
        for (const auto& index : table.indexes) check(index);
        for (const auto& key : table.foreign_keys) check(key);
        for (const auto& item : table.checks) check(item);
        for (const auto& exclusion : table.exclusions) check(exclusion);
    }

    void check(const Exclusion& exclusion) { refuse("constraint " + exclusion.name + ": " + title_ + " has no exclusion constraints", "limit it with only = [\"postgresql\"]"); }
    void check_object(const SchemaEdit& edit) {
        refuse(edit.object.text_or("name") + ": " + title_ + " has no extensions, collations and enums of their own", "limit it with only = [\"postgresql\"]");
    }

private:
    static bool is_beyond(const std::string& text) {
        return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0U; });
    }
    void refuse(const std::string& message, const std::string& hint = {}) {
        output_.fault(number_, message, hint);
        clean_ = false;
    }

    std::size_t number_;
    const ServerKind& server_;
    std::string title_;
    sql::Output& output_;
    bool clean_ = true;
};

}  // namespace

bool accepts(const SchemaEdit& edit, std::size_t number, const ServerKind& server, sql::Output& output) {
    Refusals refusals(number, server, output);
    switch (edit.kind) {
        case EditKind::create_table: refusals.check(*edit.table_value); break;
        case EditKind::alter_table:
            refusals.check_options(*edit.table_value);
            refusals.check_comment("table", edit.table, edit.table_value->comment);
            break;
        case EditKind::rename_table: refusals.check_name("table", edit.to); break;
        case EditKind::rename_column: refusals.check_name("column", edit.to); break;
        case EditKind::rename_index: refusals.check_name("index", edit.to); break;
        case EditKind::add_column:
        case EditKind::alter_column: refusals.check(*edit.column); break;
        case EditKind::add_foreign_key:
        case EditKind::alter_foreign_key: refusals.check(*edit.foreign_key); break;
        case EditKind::add_unique: refusals.check(*edit.unique); break;
        case EditKind::add_check: refusals.check(*edit.check); break;
        case EditKind::alter_primary_key: refusals.check_primary_key(edit); break;
        case EditKind::add_index: refusals.check(*edit.index); break;
        case EditKind::add_exclusion: refusals.check(*edit.exclusion); break;
        default:
            if (is_object_edit(edit.kind)) refusals.check_object(edit);
    }
    return refusals.clean();
}

}  // namespace reinhardt::db::mysql
