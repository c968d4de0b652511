#include <reinhardt/db/schema/declarable.hpp>

#include <algorithm>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// The type without what a column that refers to it does not take over: numbering, and the like, which begin behind a blank in capitals.
std::string referred_type(const std::string& type) {
    std::string bare = lower(type);
    for (const char* attribute : {" generated ", " auto_increment", " on update ", " invisible", " without system"}) {
        bare = bare.substr(0, bare.find(attribute));
    }
    return bare;
}

bool is_unique(const Table& table, const std::vector<std::string>& columns) {
    if (table.primary_key.columns == columns) return true;
    return std::any_of(table.uniques.begin(), table.uniques.end(), [&](const Unique& unique) {
        return unique.columns == columns && unique.deferrable.empty() && unique.nulls_distinct && unique.include.empty();
    });
}

}  // namespace

bool can_be_declared(const Table& table) { return !table.columns.empty() && !table.primary_key.columns.empty(); }

bool can_be_declared(const Schema& schema, const Table& table, const ForeignKeyConstraint& key) {
    const Table* target = schema.table(key.to_table);
    if (key.columns.size() != 1 || key.to_columns.size() != 1 || target == nullptr || !can_be_declared(*target) || !is_unique(*target, key.to_columns)) return false;
    const Column* own = table.column(key.columns.front());
    const Column* referred = target->column(key.to_columns.front());
    if (own == nullptr || referred == nullptr || own->auto_increment || own->generated || referred_type(own->type) != referred_type(referred->type)) return false;
    if (lower(own->collation) != lower(referred->collation)) return false;
    const auto first = std::find_if(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKeyConstraint& other) { return other.columns == key.columns; });
    return first == table.foreign_keys.end() || first->name == key.name;
}

}  // namespace reinhardt::db
