#include <reinhardt/db/migrations/rehearsal_rows.hpp>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

constexpr int rows_per_table = 3;
constexpr int deepest_key = 8;

/// The value of a field's type for row `number`; null where nothing is known of the type.
Value generated(const Value& field, int number) {
    const std::string type = field.text_or("type");
    const auto ends = [&](std::string_view end) { return type.size() >= end.size() && type.compare(type.size() - end.size(), end.size(), end) == 0; };
    const auto cut = [&](std::string text) {
        const auto limit = static_cast<std::size_t>(field.int_or("max_length", 255));
        return Value(text.size() > limit ? text.substr(text.size() - limit) : text);
    };
    if (type == "EnumField") {
        const Value* choices = field.find("choices");
        if (choices == nullptr || !choices->is_list() || choices->as_list().empty()) return {};
        return choices->as_list()[static_cast<std::size_t>(number) % choices->as_list().size()];
    }
    if (type == "BooleanField") return Value(number % 2 == 0);
    if (type == "FloatField") return Value(number + 0.5);
    if (type == "DateField") return Value(fmt::format("2024-01-{:02}", number));
    if (type == "DateTimeField") return Value(fmt::format("2024-01-{:02} 12:00:00", number));
    if (type == "TimeField") return Value(fmt::format("{:02}:00:00", number));
    if (type == "UUIDField") return Value(fmt::format("00000000-0000-4000-8000-{:012}", number));
    if (type == "IPAddressField") return Value(fmt::format("10.0.0.{}", number));
    if (type == "JSONField") return Value(fmt::format("{{\"row\": {}}}", number));
    if (type == "DecimalField" || type == "DurationField" || ends("IntegerField") || ends("AutoField")) return Value(static_cast<std::int64_t>(number));
    return cut(fmt::format("row {}", number));
}

std::string sorted_text(const std::vector<std::vector<Value>>& rows, const std::vector<std::size_t>& places) {
    std::vector<std::string> lines;
    for (const auto& row : rows) {
        Value::List part;
        for (const std::size_t place : places) part.push_back(row[place]);
        lines.push_back(to_json(Value(std::move(part))));
    }
    std::sort(lines.begin(), lines.end());
    return join(lines, "\n");
}

/// What a migration does to names, and which columns it takes away or changes.
struct Moves {
    std::map<std::string, std::string> tables;                                    ///< old name -> new name
    std::map<std::pair<std::string, std::string>, std::string> columns;           ///< (old table, old column) -> new column
    std::set<std::string> dropped_tables;
    std::set<std::pair<std::string, std::string>> changed;                        ///< (old table, old column)
    bool rows_changed = false;

    explicit Moves(const MigrationWork& work) {
        for (const auto& item : work.items) {
            rows_changed = rows_changed || item.kind != WorkItem::Kind::schema;
            for (const auto& edit : item.edits.edits) take(edit);
        }
        for (const auto& run : work.operations) rows_changed = rows_changed || run.operation->work() != OperationWork::schema;
    }

private:
    std::map<std::string, std::string> first_name_;                               ///< of tables, by their name now
    std::map<std::pair<std::string, std::string>, std::string> first_column_;     ///< by table and column as they are named now

    [[nodiscard]] std::string table_before(const std::string& now) const {
        const auto known = first_name_.find(now);
        return known == first_name_.end() ? now : known->second;
    }
    [[nodiscard]] std::string column_before(const std::string& table, const std::string& now) const {
        const auto known = first_column_.find({table_before(table), now});
        return known == first_column_.end() ? now : known->second;
    }

    void take(const SchemaEdit& edit) {
        const std::string table = table_before(edit.table);
        switch (edit.kind) {
            case EditKind::rename_table: {
                const std::string first = table_before(edit.from);
                first_name_.erase(edit.from);
                first_name_[edit.to] = first;
                tables[first] = edit.to;
                break;
            }
            case EditKind::drop_table: dropped_tables.insert(table); break;
            case EditKind::rename_column: {
                const std::string first = column_before(edit.table, edit.from);
                first_column_[{table, edit.to}] = first;
                columns[{table, first}] = edit.to;
                break;
            }
            case EditKind::drop_column: changed.insert({table, column_before(edit.table, edit.column->name)}); break;
            case EditKind::alter_column: changed.insert({table, column_before(edit.table, edit.column->name)}); break;
            default: break;
        }
    }
};

}  // namespace

const Table* RehearsalRows::find(const std::string& name) const {
    const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const Table& table) { return table.name == name; });
    return found == tables_.end() ? nullptr : &*found;
}

Value RehearsalRows::value_of(const Table& table, const Column& column, int number, int depth) const {
    for (const auto& key : table.foreign_keys) {
        const auto place = std::find(key.columns.begin(), key.columns.end(), column.name);
        if (place == key.columns.end()) continue;
        const Table* target = find(key.to_table);
        const bool is_self = key.to_table == table.name;
        if (target == nullptr || depth > deepest_key || (!is_self && kept_.count(key.to_table) == 0)) return {};
        const Column* referred = target->column(key.to_columns[static_cast<std::size_t>(place - key.columns.begin())]);
        return referred == nullptr ? Value() : value_of(*target, *referred, number, depth + 1);
    }
    return generated(column.logical, number);
}

bool RehearsalRows::insert(const Table& table, int number, bool all_columns) {
    const Driver& driver = connection_.driver();
    std::vector<std::string> names, values;
    for (const auto& column : table.columns) {
        const bool is_key = std::find(table.primary_key.columns.begin(), table.primary_key.columns.end(), column.name) != table.primary_key.columns.end();
        const bool has_own = column.null || !column.default_value.is_null() || !column.db_default.empty();
        if (column.generated || (!all_columns && has_own && !is_key)) continue;
        const Value value = value_of(table, column, number, 0);
        if (value.is_null() && !column.null) return false;
        names.push_back(driver.quote_identifier(column.name));
        values.push_back(value.is_null() ? "NULL" : driver.quote_literal(value));
    }
    if (names.empty()) return false;
    try {
        connection_.execute("INSERT INTO " + driver.quote_identifier(table.name) + " (" + join(names, ", ") + ") VALUES (" + join(values, ", ") + ")");
        return true;
    } catch (const Error&) {
        // A constraint that generated values do not meet.
        return false;
    }
}

void RehearsalRows::fill(const std::vector<Table>& tables) {
    tables_ = tables;
    remember();
    for (const auto& table : tables_) {
        if (kept_.count(table.name) != 0) continue;
        std::size_t made = 0;
        for (int number = 1; number <= rows_per_table; ++number) made += insert(table, number, true) || insert(table, number, false) ? 1U : 0U;
        if (made == 0) continue;
        kept_[table.name] = read(table);
    }
}

RehearsalRows::Kept RehearsalRows::read(const Table& table) {
    Kept kept;
    std::vector<std::string> names;
    for (const auto& column : table.columns) {
        if (column.generated) continue;
        kept.columns.push_back(column.name);
        names.push_back(connection_.driver().quote_identifier(column.name));
    }
    if (!names.empty()) kept.rows = connection_.query("SELECT " + join(names, ", ") + " FROM " + connection_.driver().quote_identifier(table.name)).rows;
    return kept;
}

void RehearsalRows::remember() {
    kept_.clear();
    for (const auto& table : tables_) {
        Kept kept = read(table);
        if (!kept.rows.empty()) kept_[table.name] = std::move(kept);
    }
}

std::vector<std::string> RehearsalRows::lost(const MigrationWork& work) {
    const Moves moves(work);
    std::vector<std::string> lines;
    if (moves.rows_changed) return lines;
    for (const auto& [name, before] : kept_) {
        if (moves.dropped_tables.contains(name)) continue;
        const auto renamed = moves.tables.find(name);
        Table now;
        now.name = renamed == moves.tables.end() ? name : renamed->second;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < before.columns.size(); ++i) {
            if (moves.changed.contains({name, before.columns[i]})) continue;
            const auto column = moves.columns.find({name, before.columns[i]});
            places.push_back(i);
            now.columns.emplace_back().name = column == moves.columns.end() ? before.columns[i] : column->second;
        }
        std::vector<std::size_t> all(places.size());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
        const auto rows = places.empty() ? before.rows : read(now).rows;
        if (rows.size() != before.rows.size()) {
            lines.push_back("table " + now.name + " has " + count_of(rows.size(), "row") + ", before there were " + std::to_string(before.rows.size()));
        } else if (const std::string old = sorted_text(before.rows, places), is = sorted_text(rows, all); old != is) {
            lines.push_back("rows of table " + now.name + " were changed: " + replace_all(old, "\n", " ") + " became " + replace_all(is, "\n", " "));
        }
    }
    return lines;
}

void RehearsalRows::clear() {
    // Keys between the tables decide the order; each round empties what nothing refers to any longer.
    for (std::size_t round = 0; round < tables_.size() + 1; ++round) {
        bool left = false;
        for (auto table = tables_.rbegin(); table != tables_.rend(); ++table) {
            try {
                connection_.execute("DELETE FROM " + connection_.driver().quote_identifier(table->name));
            } catch (const Error&) {
                left = true;
            }
        }
        if (!left) break;
    }
    kept_.clear();
}

}  // namespace reinhardt::db
