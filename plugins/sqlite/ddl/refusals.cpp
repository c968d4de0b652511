#include "refusals.hpp"

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

#include "tokenizer.hpp"
#include "types.hpp"

namespace reinhardt::db::sqlite {

namespace {

/// Collects the faults of one edit.
class Refusals {
public:
    Refusals(std::size_t number, Output& output) : number_(number), output_(output) {}

    void refuse(const std::string& message, const std::string& hint = {}) {
        output_.fault(number_, message, hint);
        clean_ = false;
    }
    [[nodiscard]] bool clean() const noexcept { return clean_; }

    void check(const Column& column) {
        if (!column.collation.empty() && !is_known_collation(column.collation)) {
            refuse("column " + column.name + ": SQLite has no collation '" + column.collation + "'", "it has BINARY, NOCASE and RTRIM");
        }
    }

    void check(const Unique& unique) {
        if (!unique.deferrable.empty()) refuse("unique constraint " + unique.name + ": SQLite has no deferrable unique constraints");
        if (!unique.nulls_distinct) {
            refuse("unique constraint " + unique.name + ": SQLite always takes NULLs as distinct", "use a unique index over coalesce(…) instead");
        }
    }

    void check(const Index& index) {
        const std::string title = "index " + index.name + ": SQLite has no ";
        if (!index.method.empty() && !same_name(index.method, "btree")) refuse(title + "index method '" + index.method + "'");
        if (index.with.is_object() && !index.with.as_object().empty()) refuse(title + "storage parameters");
        for (const auto& part : index.parts) {
            if (!part.opclass.empty()) refuse(title + "operator classes");
            if (!part.collation.empty() && !is_known_collation(part.collation)) refuse(title + "collation '" + part.collation + "'", "it has BINARY, NOCASE and RTRIM");
            // NULLs are the least of all values: that order alone can be had.
            const std::string natural = part.order == "desc" ? "last" : "first";
            if (!part.nulls.empty() && part.nulls != natural) refuse(title + "NULLS " + (part.nulls == "first" ? "FIRST" : "LAST") + " that differs from its order of NULLs");
        }
    }

    void check_options(const Table& table) {
        if (!table.options.is_object()) return;
        for (const auto& member : table.options.as_object()) {
            if (member.key != "strict" && member.key != "without_rowid") {
                refuse("table " + table.name + ": unknown option '" + member.key + "' for SQLite", "known are strict and without_rowid");
            } else if (!member.value.is_bool()) {
                refuse("table " + table.name + ": option '" + member.key + "' must be true or false");
            }
        }
    }

    void check_name(const std::string& table) {
        if (lower(table).rfind("sqlite_", 0) == 0) refuse("table " + table + ": SQLite keeps names that begin with sqlite_ to itself");
    }

    void check(const Table& table) {
        check_name(table.name);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const std::string& name = table.columns[i].name;
            const auto end = table.columns.begin() + static_cast<std::ptrdiff_t>(i);
            const auto other = std::find_if(table.columns.begin(), end, [&](const Column& column) { return same_name(column.name, name); });
            if (other != end) refuse("table " + table.name + ": SQLite takes the columns " + other->name + " and " + name + " for one");
        }
        if (!table.schema.empty()) refuse("table " + table.name + ": SQLite has no schemas");
        check_options(table);
        for (const auto& column : table.columns) {
            check(column);
            if (column.auto_increment && table.primary_key.columns != std::vector<std::string>{column.name}) {
                refuse("column " + column.name + " of table " + table.name + ": only the primary key can number itself");
            }
        }
        const bool automatic = std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) { return column.auto_increment; });
        if (automatic && table.options.bool_or("without_rowid", false)) refuse("table " + table.name + ": a table without rowid cannot number its rows");
        for (const auto& unique : table.uniques) check(unique);
        for (const auto& index : table.indexes) check(index);
        for (const auto& exclusion : table.exclusions) check(exclusion);
    }

    void check(const Exclusion& exclusion) { refuse("constraint " + exclusion.name + ": SQLite has no exclusion constraints", "limit it with only = [\"postgresql\"]"); }
    void check_object(const SchemaEdit& edit) {
        refuse(edit.object.text_or("name") + ": SQLite has no extensions, collations and enums of its own", "limit it with only = [\"postgresql\"]");
    }

private:
    std::size_t number_;
    Output& output_;
    bool clean_ = true;
};

}  // namespace

bool accepts(const SchemaEdit& edit, std::size_t number, Output& output) {
    Refusals refusals(number, output);
    switch (edit.kind) {
        case EditKind::create_table: refusals.check(*edit.table_value); break;
        case EditKind::alter_table: refusals.check_options(*edit.table_value); break;
        case EditKind::rename_table: refusals.check_name(edit.to); break;
        case EditKind::add_column:
        case EditKind::alter_column: refusals.check(*edit.column); break;
        case EditKind::add_unique: refusals.check(*edit.unique); break;
        case EditKind::add_index:
        case EditKind::rename_index: refusals.check(*edit.index); break;
        case EditKind::add_exclusion: refusals.check(*edit.exclusion); break;
        default:
            if (is_object_edit(edit.kind)) refusals.check_object(edit);
    }
    return refusals.clean();
}

}  // namespace reinhardt::db::sqlite
