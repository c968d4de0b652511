#include <reinhardt/db/migrations/profile.hpp>

#include <algorithm>
#include <utility>

namespace reinhardt::db {

void Profile::add(const Migration& migration, StatementTime statement) {
    if (statement.index > migration.operations.size()) statement.index = 0;
    if (statement.index != 0) {
        const auto known = std::find_if(operations.rbegin(), operations.rend(), [&](const OperationTime& one) { return one.index == statement.index && one.migration == statement.migration; });
        if (known == operations.rend()) {
            operations.push_back({statement.migration, statement.index, migration.operations[statement.index - 1]->describe(), statement.spent});
        } else {
            known->spent += statement.spent;
        }
    }
    statements.push_back(std::move(statement));
}

void Profile::sort() {
    const auto slower = [](const auto& a, const auto& b) { return a.spent > b.spent; };
    std::stable_sort(migrations.begin(), migrations.end(), slower);
    std::stable_sort(operations.begin(), operations.end(), slower);
    std::stable_sort(statements.begin(), statements.end(), slower);
}

}  // namespace reinhardt::db
