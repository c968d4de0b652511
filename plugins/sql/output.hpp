#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::sql {

/// A rendered statement, member for member as the host's RenderedStatement (docs/driver-guide.md).
struct Step {
    std::string sql;
    std::string kind = "run";
    std::vector<std::size_t> edits;
    bool transactional = true;
    std::string destroys, rewrites, blocks;
    std::string message, hint;
    std::string happened;
};

/// Collects the steps of a batch and what cannot be done.
class Output {
public:
    Step& run(std::string sql, std::size_t edit);
    /// A query that must give no row.
    Step& check(std::string sql, std::size_t edit, std::string message, std::string hint = {});
    void fault(std::size_t edit, std::string message, std::string hint = {});

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
