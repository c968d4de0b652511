#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reinhardt/db/schema/schema.hpp>

namespace reinhardt::db::sql {

/// What a statement reads and changes, so that one can tell whether two may change places. Names are taken without case: too much is no harm.
class Touches {
public:
    /// Nothing is known: it keeps its place.
    static Touches everything();
    /// A statement about that table.
    static Touches of(std::string_view table);

    Touches& reads(std::string_view table, std::string_view column);
    Touches& reads(std::string_view table, const std::vector<std::string>& columns);
    /// The columns that an expression names; everything where it may read other rows.
    Touches& reads_in(std::string_view table, std::string_view expression);
    Touches& writes(std::string_view table, std::string_view column);
    /// The whole table, all its columns.
    Touches& writes(std::string_view table);
    /// An index or constraint.
    Touches& names(std::string_view object);
    /// Statements that share `what` of the table never change places, and may be one statement.
    Touches& keeps_order(std::string_view table, std::string_view what);

    /// Whether one of the two changes what the other reads or changes.
    [[nodiscard]] bool meets(const Touches& other) const;
    /// Whether both orders of the two come to the same.
    [[nodiscard]] bool commutes_with(const Touches& other) const;

    void join(const Touches& other);

private:
    using Thing = std::pair<std::string, std::string>;  ///< table and item of it; without item the whole table
    using Things = std::set<Thing>;
    static bool overlap(const Things& some, const Things& others);
    bool everything_ = false;
    Things reads_, writes_, order_;
};

/// A column that is made or changed; `default_clause` is its default in SQL.
[[nodiscard]] Touches touches_of_column(const std::string& table, const Column& column, const std::string& default_clause);
/// A column that is dropped, with the indexes, constraints and checks that go with it.
[[nodiscard]] Touches touches_of_dropped(const Table& table, const Column& column);
/// An index or a constraint that has one, made or dropped.
[[nodiscard]] Touches touches_of_index(const std::string& table, const std::string& name, const std::vector<std::string>& columns);
[[nodiscard]] Touches touches_of_index(const std::string& table, const Index& index);
[[nodiscard]] Touches touches_of_check(const std::string& table, const Check& check);
[[nodiscard]] Touches touches_of_key(const std::string& table, const ForeignKeyConstraint& key);
[[nodiscard]] Touches touches_of_table(const Table& table);

}  // namespace reinhardt::db::sql
