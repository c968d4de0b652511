#include "touches.hpp"

#include <algorithm>
#include <initializer_list>

#include <reinhardt/db/schema/identifiers.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::sql {

namespace {

constexpr const char* keys = "keys";
constexpr const char* itself = "\1itself";
constexpr const char* objects = "\1objects";  ///< no table has the name

std::string without_strings(std::string_view expression) {
    std::string rest;
    bool inside = false;
    for (const char c : expression) {
        if (c == '\'') inside = !inside;
        if (!inside) rest += c;
    }
    return rest;
}

/// Whether it may read more than the columns whose names stand alone in it.
bool is_intricate(std::string_view text) {
    if (text.find('\\') != std::string_view::npos) return true;
    const std::string expression = without_strings(text);
    for (const std::string_view sign : {"``", "\"\"", "]]"}) {
        if (expression.find(sign) != std::string::npos) return true;
    }
    for (std::size_t dot = expression.find('.'); dot != std::string::npos; dot = expression.find('.', dot + 1)) {
        if (dot == 0 || expression[dot - 1] < '0' || expression[dot - 1] > '9') return true;
    }
    return lower(expression).find("select") != std::string::npos;
}

}  // namespace

Touches Touches::everything() {
    Touches all;
    all.everything_ = true;
    return all;
}

Touches Touches::of(std::string_view table) {
    Touches one;
    one.reads_.emplace(lower(table), itself);
    return one;
}

Touches& Touches::reads(std::string_view table, std::string_view column) {
    reads_.emplace(lower(table), lower(column));
    return *this;
}

Touches& Touches::reads(std::string_view table, const std::vector<std::string>& columns) {
    for (const auto& column : columns) reads_.emplace(lower(table), lower(column));
    return *this;
}

Touches& Touches::reads_in(std::string_view table, std::string_view expression) {
    if (is_intricate(expression)) everything_ = true;
    for (const auto& name : identifiers_in(expression)) reads_.emplace(lower(table), lower(name));
    return *this;
}

Touches& Touches::writes(std::string_view table, std::string_view column) {
    writes_.emplace(lower(table), lower(column));
    return *this;
}

Touches& Touches::writes(std::string_view table) {
    writes_.emplace(lower(table), "");
    return *this;
}

Touches& Touches::names(std::string_view object) {
    writes_.emplace(objects, lower(object));
    return *this;
}

Touches& Touches::keeps_order(std::string_view table, std::string_view what) {
    order_.emplace(lower(table), what);
    return *this;
}

bool Touches::overlap(const Things& some, const Things& others) {
    if (some.size() > others.size()) return overlap(others, some);
    return std::any_of(some.begin(), some.end(), [&](const Thing& one) {
        // The whole table stands in front of its items.
        const auto first = others.lower_bound({one.first, ""});
        if (first == others.end() || first->first != one.first) return false;
        return one.second.empty() || first->second.empty() || others.contains(one);
    });
}

bool Touches::meets(const Touches& other) const {
    if (everything_ || other.everything_) return true;
    return overlap(writes_, other.writes_) || overlap(writes_, other.reads_) || overlap(reads_, other.writes_);
}

bool Touches::commutes_with(const Touches& other) const { return !meets(other) && !overlap(order_, other.order_); }

Touches touches_of_column(const std::string& table, const Column& column, const std::string& default_clause) {
    return Touches::of(table).writes(table, column.name).reads_in(table, default_clause).reads_in(table, column.generated ? column.generated->expression : std::string());
}

Touches touches_of_dropped(const Table& table, const Column& column) {
    Touches touches = Touches::of(table.name).writes(table.name, column.name).keeps_order(table.name, keys);
    const auto holds = [&](const std::vector<std::string>& names) { return std::find(names.begin(), names.end(), column.name) != names.end(); };
    for (const auto& index : table.indexes) {
        const auto of_column = [&](const IndexPart& part) { return part.column == column.name || holds(identifiers_in(part.expression)); };
        if (holds(index.include) || holds(identifiers_in(index.where)) || std::any_of(index.parts.begin(), index.parts.end(), of_column)) touches.names(index.name);
    }
    for (const auto& unique : table.uniques) {
        if (holds(unique.columns)) touches.names(unique.name);
    }
    for (const auto& check : table.checks) {
        if (holds(identifiers_in(check.expression))) touches.names(check.name);
    }
    for (const auto& key : table.foreign_keys) {
        if (holds(key.columns)) touches.names(key.name);
    }
    return touches;
}

Touches touches_of_index(const std::string& table, const std::string& name, const std::vector<std::string>& columns) {
    return Touches::of(table).names(name).reads(table, columns).keeps_order(table, keys);
}

Touches touches_of_index(const std::string& table, const Index& index) {
    Touches touches = touches_of_index(table, index.name, index.include).reads_in(table, index.where);
    for (const auto& part : index.parts) {
        if (!part.column.empty()) touches.reads(table, part.column);
        touches.reads_in(table, part.expression);
    }
    return touches;
}

Touches touches_of_check(const std::string& table, const Check& check) { return Touches::of(table).names(check.name).reads_in(table, check.expression); }

Touches touches_of_key(const std::string& table, const ForeignKeyConstraint& key) {
    return Touches::of(table).names(key.name).reads(table, key.columns).keeps_order(table, keys).reads(key.to_table, key.to_columns).keeps_order(key.to_table, keys);
}

Touches touches_of_table(const Table& table) {
    Touches touches = Touches::of(table.name).writes(table.name);
    for (const auto& index : table.indexes) touches.names(index.name);
    for (const auto& unique : table.uniques) touches.names(unique.name);
    for (const auto& check : table.checks) touches.names(check.name);
    for (const auto& key : table.foreign_keys) touches.names(key.name).reads(key.to_table, key.to_columns).keeps_order(key.to_table, keys);
    return touches;
}

void Touches::join(const Touches& other) {
    everything_ = everything_ || other.everything_;
    reads_.insert(other.reads_.begin(), other.reads_.end());
    writes_.insert(other.writes_.begin(), other.writes_.end());
    order_.insert(other.order_.begin(), other.order_.end());
}

}  // namespace reinhardt::db::sql
