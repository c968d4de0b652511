#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/support/value.hpp>

namespace reinhardt::db::sqlite {

/// A rendered statement, member for member as the host's RenderedStatement (docs/driver-guide.md).
struct Step {
    std::string sql;
    std::string kind = "run";
    std::string phase = "main";
    std::vector<std::size_t> edits;
    std::string destroys, rewrites, blocks;
    std::string name, message, hint;
};

/// Collects the steps of a batch and what cannot be done.
class Output {
public:
    Step& run(std::string sql, const std::vector<std::size_t>& edits);
    /// A query that must give no row.
    Step& check(std::string sql, const std::vector<std::size_t>& edits, std::string message, std::string hint = {});
    void fault(std::size_t edit, std::string message, std::string hint = {});
    Step& add(Step step);
    /// Where add_early() puts steps from now on: here, before what comes later.
    void mark() noexcept { mark_ = steps_.size(); }
    Step& add_early(Step step);
    /// Statements around the transaction, each at most once.
    void around(const std::string& setup, const std::string& teardown, const std::vector<std::size_t>& edits);

    [[nodiscard]] bool faulty() const noexcept { return !faults_.empty(); }
    [[nodiscard]] Value to_value() const;

private:
    struct Fault {
        std::size_t edit;
        std::string message, hint;
    };
    std::vector<Step> setup_, steps_, teardown_;
    std::size_t mark_ = 0;
    std::vector<Fault> faults_;
};

}  // namespace reinhardt::db::sqlite
