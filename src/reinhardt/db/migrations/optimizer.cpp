#include <reinhardt/db/migrations/optimizer.hpp>

#include <algorithm>

#include <reinhardt/db/migrations/operations/operations.hpp>
#include <reinhardt/db/migrations/optimizer/reduction.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {

namespace {

/// Nothing moves over these: what they do to rows or to the database is not known.
bool is_barrier(const Operation& operation) { return operation.work() != OperationWork::schema; }

/// Elidable ones whose only effect is on the database.
bool may_be_left_out(const Operation& operation) {
    if (!operation.elidable()) return false;
    const auto* sql = dynamic_cast<const RunSql*>(&operation);
    return sql == nullptr || sql->state_operations.empty();
}

std::vector<OperationPtr> reduce_once(const std::vector<OperationPtr>& operations, const ProjectState* before) {
    optimizer::KnownModels known(before);
    std::vector<OperationPtr> result;
    const auto flush = [&](optimizer::Reduction& reduction) {
        for (auto& operation : reduction.result()) result.push_back(std::move(operation));
    };
    const bool has_extensions = std::any_of(operations.begin(), operations.end(), [](const OperationPtr& operation) { return optimizer::makes_extension(*operation); });
    for (std::size_t i = 0; i < operations.size();) {
        if (is_barrier(*operations[i])) {
            (void)known.apply(*operations[i]);
            result.push_back(operations[i++]);
            continue;
        }
        optimizer::Reduction reduction(known, has_extensions);
        while (i < operations.size() && !is_barrier(*operations[i])) reduction.add(operations[i++]);
        flush(reduction);
    }
    return result;
}

}  // namespace

std::vector<OperationPtr> optimize(const std::vector<OperationPtr>& operations, const std::string&, const ProjectState* before) {
    std::vector<OperationPtr> result = operations;
    std::erase_if(result, [](const OperationPtr& operation) { return may_be_left_out(*operation); });
    try {
        for (;;) {
            auto shorter = reduce_once(result, before);
            if (shorter.size() >= result.size()) return result;
            result = std::move(shorter);
        }
    } catch (const Error&) {
        // Operations that do not apply to this state stay as they are; who applies them says what is wrong.
        return result;
    }
}

}  // namespace reinhardt::db
