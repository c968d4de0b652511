#include "refusals.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace reinhardt::db::postgresql {

namespace {

class Refusals {
public:
    Refusals(std::size_t number, const ServerRelease& server, sql::Output& output) : number_(number), server_(server), output_(output) {}

    [[nodiscard]] bool clean() const noexcept { return clean_; }

    void check(const Column& column) {
        if (column.generated && !column.generated->stored && !server_.virtual_columns()) {
            refuse("column " + column.name + ": " + server_.title() + " has stored generated columns alone", "give the field stored = true");
        }
    }

    void check(const ForeignKeyConstraint& key) { check_deferrable("foreign key " + key.name, key.deferrable); }

    void check(const Exclusion& exclusion) {
        if (!server_.has(&sql::Traits::exclusion)) refuse("constraint " + exclusion.name + ": " + server_.title() + " has no exclusion constraints");
    }

    void check(const Index& index) {
        const std::string title = "index " + index.name + ": " + server_.title() + " has no ";
        if (!index.where.empty() && !server_.has(&sql::Traits::partial_indexes)) refuse(title + "partial indexes");
        const bool expression = std::any_of(index.parts.begin(), index.parts.end(), [](const IndexPart& part) { return part.column.empty(); });
        if (expression && !server_.has(&sql::Traits::expression_indexes)) refuse(title + "indexes over expressions", "index a generated column instead");
    }

    void check_deferrable(const std::string& what, const std::string& deferrable) {
        if (!deferrable.empty() && !server_.has(&sql::Traits::deferrable)) refuse(what + ": " + server_.title() + " has no deferrable constraints", "leave deferrable out");
    }

    void check(const Unique& unique) {
        check_deferrable("unique constraint " + unique.name, unique.deferrable);
        if (!unique.nulls_distinct && !server_.nulls_not_distinct()) {
            refuse("unique constraint " + unique.name + ": NULLS NOT DISTINCT needs PostgreSQL 15", "use a unique index over coalesce(…) instead, or server = \"PostgreSQL 15\"");
        }
    }

    void check_options(const Table& table) {
        static constexpr std::array<std::string_view, 9> known = {"unlogged", "with", "tablespace", "partition_by", "inherits", "distribution_column", "reference_table", "colocate_with", "shard_count"};
        if (!table.options.is_object()) return;
        for (const auto& member : table.options.as_object()) {
            if (std::find(known.begin(), known.end(), member.key) == known.end()) {
                refuse("table " + table.name + ": unknown option '" + member.key + "' for PostgreSQL", "known are unlogged, with, tablespace, partition_by and inherits, and for Citus distribution_column, reference_table, colocate_with and shard_count");
            } else if (!is_of_kind(member.key, member.value)) {
                refuse("table " + table.name + ": option '" + member.key + "' is of the wrong kind");
            }
        }
    }

    static bool is_of_kind(const std::string& option, const Value& value) {
        if (option == "with") return value.is_object();
        if (option == "unlogged" || option == "reference_table") return value.is_bool();
        return option == "shard_count" ? value.is_int() && value.as_int() > 0 : value.is_text();
    }

    void check(const Table& table) {
        check_options(table);
        for (const auto& column : table.columns) check(column);
        for (const auto& unique : table.uniques) check(unique);
        for (const auto& key : table.foreign_keys) check(key);
        for (const auto& index : table.indexes) check(index);
        for (const auto& exclusion : table.exclusions) check(exclusion);
    }

private:
    void refuse(const std::string& message, const std::string& hint = {}) {
        output_.fault(number_, message, hint);
        clean_ = false;
    }

    std::size_t number_;
    const ServerRelease& server_;
    sql::Output& output_;
    bool clean_ = true;
};

}  // namespace

ServerRelease::ServerRelease(const std::string& title) : sql::ServerKind(title, sql::Product::postgresql, 120'000) {}

bool accepts(const SchemaEdit& edit, std::size_t number, const ServerRelease& server, sql::Output& output) {
    Refusals refusals(number, server, output);
    switch (edit.kind) {
        case EditKind::create_table: refusals.check(*edit.table_value); break;
        case EditKind::alter_table: refusals.check_options(*edit.table_value); break;
        case EditKind::add_column:
        case EditKind::alter_column: refusals.check(*edit.column); break;
        case EditKind::add_unique: refusals.check(*edit.unique); break;
        case EditKind::add_foreign_key:
        case EditKind::alter_foreign_key: refusals.check(*edit.foreign_key); break;
        case EditKind::add_index: refusals.check(*edit.index); break;
        case EditKind::add_exclusion: refusals.check(*edit.exclusion); break;
        default: break;
    }
    return refusals.clean();
}

}  // namespace reinhardt::db::postgresql
