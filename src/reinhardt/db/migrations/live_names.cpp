#include <reinhardt/db/migrations/live_names.hpp>

#include <algorithm>
#include <string>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

class Spelling {
public:
    Spelling(Schema& live, Connection& connection) : live_(live), connection_(connection) {}

    void table(const Table& wanted) {
        Table* found = nullptr;
        for (auto& table : live_.tables) {
            if (table.name == wanted.name) found = &table;
        }
        for (auto& table : live_.tables) {
            if (found == nullptr && lower(table.name) == lower(wanted.name) && knows("1", wanted.name)) {
                rename_table(table.name, wanted.name);
                found = &table;
            }
        }
        if (found == nullptr) return;
        for (const auto& column : wanted.columns) {
            if (found->column(column.name) == nullptr) look_for(*found, column.name);
        }
        for (auto& table : live_.tables) {
            for (auto& key : table.foreign_keys) refer(key, *found);
        }
    }

private:
    [[nodiscard]] std::string quoted(const std::string& name) const { return connection_.driver().quote_identifier(name); }

    [[nodiscard]] bool knows(const std::string& expression, const std::string& table) {
        try {
            const Statement query(connection_, "SELECT " + expression + " FROM " + quoted(table) + " WHERE 1 = 0");
            return true;
        } catch (const Error&) {
            return false;
        }
    }

    void look_for(Table& table, const std::string& name) {
        for (auto& column : table.columns) {
            if (lower(column.name) != lower(name) || !knows(quoted(table.name) + "." + quoted(name), table.name)) continue;
            rename_column(table, column.name, name);
            return;
        }
    }

    /// A key may spell what it refers to in a way of its own.
    void refer(ForeignKeyConstraint& key, const Table& table) {
        if (lower(key.to_table) != lower(table.name) || (key.to_table != table.name && (live_.table(key.to_table) != nullptr || !knows("1", key.to_table)))) return;
        key.to_table = table.name;
        for (auto& name : key.to_columns) {
            for (const auto& column : table.columns) {
                if (table.column(name) == nullptr && lower(column.name) == lower(name) && knows(quoted(table.name) + "." + quoted(name), table.name)) name = column.name;
            }
        }
    }

    void rename_table(const std::string& was, const std::string& name) {
        const std::string old = was;
        for (auto& table : live_.tables) {
            if (table.name == old) table.name = name;
            for (auto& key : table.foreign_keys) {
                if (key.to_table == old) key.to_table = name;
            }
        }
    }

    void rename_column(Table& table, const std::string& was, const std::string& name) {
        const std::string old = was;
        const auto rename = [&](std::vector<std::string>& names) { std::replace(names.begin(), names.end(), old, name); };
        for (auto& column : table.columns) {
            if (column.name == old) column.name = name;
        }
        rename(table.primary_key.columns);
        for (auto& unique : table.uniques) rename(unique.columns);
        for (auto& key : table.foreign_keys) rename(key.columns);
        for (auto& index : table.indexes) {
            for (auto& part : index.parts) {
                if (part.column == old) part.column = name;
            }
        }
        for (auto& other : live_.tables) {
            for (auto& key : other.foreign_keys) {
                if (key.to_table == table.name) rename(key.to_columns);
            }
        }
    }

    Schema& live_;
    Connection& connection_;
};

}  // namespace

void spell_as(Schema& live, const std::vector<Table>& wanted, Connection& connection) {
    Spelling spelling(live, connection);
    for (const auto& table : wanted) spelling.table(table);
}

}  // namespace reinhardt::db
