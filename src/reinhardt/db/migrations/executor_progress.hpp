#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <reinhardt/db/backends/connection.hpp>
#include <reinhardt/db/backends/rendered.hpp>
#include <reinhardt/db/migrations/executor_work.hpp>

namespace reinhardt::db {

/// How far a step has come whose statements are committed one by one: the `position` of its row in the journal, written before each of them.
struct StepProgress {
    std::size_t item = 0;                       ///< of what undoes the step: the item under way
    std::size_t operations = 0;                 ///< undoing: how many operations of the step's item were done; 0 = all
    std::vector<RenderedStatement> statements;  ///< of the item, as they were rendered before the first one ran
    std::size_t done = 0;                       ///< of `statements`; the next one may have been sent
    std::string before;                         ///< what catalog_digest() was before the next one; "" = not asked

    /// Of nothing done for an empty or another kind of position.
    [[nodiscard]] static StepProgress from(const std::string& position);
    [[nodiscard]] std::string text() const;
    /// The statements that changed something: checks are none.
    [[nodiscard]] std::vector<std::string> changes_done() const;
    /// How many operations at the front of the item are wholly done; 0 also where more than these has been begun.
    [[nodiscard]] std::size_t operations_done(const WorkItem& item) const;
};

/// Whether a statement, by its first word, changes rows alone, so that it rolls back wherever there are transactions.
[[nodiscard]] bool changes_rows_alone(std::string_view sql);
/// Whether it does no harm to run a statement once more.
[[nodiscard]] bool may_repeat(std::string_view sql);
/// Whether the schema, as it is read, tells if a statement has run.
[[nodiscard]] bool shows_in_catalog(std::string_view sql);
/// A fingerprint of what the database says of the tables that a statement names.
[[nodiscard]] std::string catalog_digest(Connection& connection, std::string_view sql);

}  // namespace reinhardt::db
