#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <reinhardt/db/support/value.hpp>

#include "touches.hpp"

namespace reinhardt::db::sql {

enum class ActionKind : std::uint8_t {
    add_column, drop_column, change_column, set_default, drop_default, set_not_null, drop_not_null,
    add_index, drop_index, add_check, drop_check, add_unique, add_primary_key, drop_constraint, add_foreign_key, drop_foreign_key, option,
};

/// What stands behind ALTER TABLE, and may stand there with others.
struct Action {
    ActionKind kind{};
    std::string text;
    Touches touches;
    int weight = 0;        ///< of the driver's own choosing, for MergeRules
    std::string happened;  ///< see Step
    bool repeatable = false;
};

/// A rendered statement, member for member as the host's RenderedStatement (docs/driver-guide.md).
struct Step {
    std::string sql;
    std::string kind = "run";
    std::vector<std::size_t> edits;
    bool transactional = true;
    std::string destroys, rewrites, blocks;
    std::string message, hint;
    std::string happened;
    bool repeatable = false;
    Touches touches = Touches::everything();
    std::string head;             ///< "ALTER TABLE x" where `sql` is made of `actions`
    std::vector<Action> actions;
};

/// When two ALTERs of a table may be one (merge.cpp).
struct MergeRules {
    /// Whether two statements cost no more as one; of each the weight of its heaviest action.
    bool (*share)(int some, int other);
    /// Whether the server, of two actions of one statement that touch the same thing, does `earlier` before `later`.
    bool (*in_turn)(ActionKind earlier, ActionKind later);
};

/// Collects the steps of a batch and what cannot be done.
class Output {
public:
    Step& run(std::string sql, std::size_t edit);
    Step& alter(std::string head, Action action, std::size_t edit);
    /// A query that must give no row.
    Step& check(std::string sql, std::size_t edit, std::string message, std::string hint = {});
    void fault(std::size_t edit, std::string message, std::string hint = {});

    /// Moves checks before the statements that neither make nor change what they read: where nothing rolls back, as much as can be is known before anything is done.
    void checks_first();

    /// Makes one statement of several ALTERs of a table where that comes to the same: they stand side by side, or one can move to the other.
    void merge(const MergeRules& rules);

    [[nodiscard]] std::size_t size() const noexcept { return steps_.size(); }
    /// `needs_live`: nothing but that, so that the host reads the tables and asks again.
    [[nodiscard]] Value to_value(bool needs_live = false) const;

private:
    struct Fault {
        std::size_t edit;
        std::string message, hint;
    };
    std::vector<Step> steps_;
    std::vector<Fault> faults_;
};

}  // namespace reinhardt::db::sql
