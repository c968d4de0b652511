#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>
#include <reinhardt/db/migrations/planner.hpp>

namespace reinhardt::db {

/// Walks a plan without running it: gives the work of each step with the state it starts from, and what can be known of the tables then.
class PlanWalk {
public:
    /// `live` (may be nullptr): where present tables are read from, as long as no earlier step of the plan has changed them.
    /// Nothing can be rendered of a narrower scope.
    PlanWalk(const MigrationGraph& graph, const Plan& plan, Driver& driver, Connection* live, EditScope scope = EditScope::whole);

    struct Step {
        const Migration* migration = nullptr;
        Direction direction = Direction::forward;
        MigrationWork work;
        std::vector<std::pair<std::size_t, std::string>> irreversible;  ///< operation and reason; backward only
    };
    /// The next step; nullopt at the end. Errors have file and operation.
    [[nodiscard]] std::optional<Step> next();

    /// Renders an item of the step that next() gave last; to be called for each item, in order. `script`: for a file, so that no statement is
    /// made of what only the running database knows.
    [[nodiscard]] std::vector<RenderedStatement> render(const Step& step, const WorkItem& item, bool script);
    /// Says that an item's tables are no longer as they are in the database.
    void pass(const WorkItem& item);
    /// Whether the table is known to hold no rows when its turn comes.
    [[nodiscard]] bool known_empty(const std::string& table);

private:
    void include(NodeId node);
    Step forward(NodeId node);
    Step backward(NodeId node);
    void start_backward();

    const MigrationGraph& graph_;
    const Plan& plan_;
    Driver& driver_;
    Connection* live_;
    EditScope scope_;
    std::size_t next_ = 0;
    ProjectState state_;
    std::vector<bool> included_;
    std::vector<std::vector<StateLog>> logs_;  ///< of the nodes to undo, in the order in which they were applied
    std::set<std::string> changed_;            ///< tables that the plan has touched so far
    std::set<std::string> created_;            ///< those that it has made
    bool rows_changed_ = false;                ///< by statements that nobody looks into
};

}  // namespace reinhardt::db
