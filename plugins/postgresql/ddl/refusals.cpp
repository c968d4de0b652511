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
            refuse("column " + column.name + ": PostgreSQL " + std::to_string(server_.major) + " has stored generated columns alone", "give the field stored = true");
        }
    }

    void check(const Unique& unique) {
        if (!unique.nulls_distinct && !server_.nulls_not_distinct()) {
            refuse("unique constraint " + unique.name + ": NULLS NOT DISTINCT needs PostgreSQL 15", "use a unique index over coalesce(…) instead, or server = \"PostgreSQL 15\"");
        }
    }

    void check_options(const Table& table) {
        static constexpr std::array<std::string_view, 5> known = {"unlogged", "with", "tablespace", "partition_by", "inherits"};
        if (!table.options.is_object()) return;
        for (const auto& member : table.options.as_object()) {
            if (std::find(known.begin(), known.end(), member.key) == known.end()) {
                refuse("table " + table.name + ": unknown option '" + member.key + "' for PostgreSQL", "known are unlogged, with, tablespace, partition_by and inherits");
            } else if (member.key == "with" ? !member.value.is_object() : member.key == "unlogged" ? !member.value.is_bool() : !member.value.is_text()) {
                refuse("table " + table.name + ": option '" + member.key + "' is of the wrong kind");
            }
        }
    }

    void check(const Table& table) {
        check_options(table);
        for (const auto& column : table.columns) check(column);
        for (const auto& unique : table.uniques) check(unique);
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

ServerRelease::ServerRelease(const std::string& title) {
    const auto at = title.find("PostgreSQL ");
    if (at != std::string::npos) major = std::max(major, std::atoi(title.c_str() + at + 11));
}

bool accepts(const SchemaEdit& edit, std::size_t number, const ServerRelease& server, sql::Output& output) {
    Refusals refusals(number, server, output);
    switch (edit.kind) {
        case EditKind::create_table: refusals.check(*edit.table_value); break;
        case EditKind::alter_table: refusals.check_options(*edit.table_value); break;
        case EditKind::add_column:
        case EditKind::alter_column: refusals.check(*edit.column); break;
        case EditKind::add_unique: refusals.check(*edit.unique); break;
        default: break;
    }
    return refusals.clean();
}

}  // namespace reinhardt::db::postgresql
