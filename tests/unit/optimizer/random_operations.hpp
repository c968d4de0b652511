#pragma once

#include <random>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/operation.hpp>

namespace reinhardt::db::test {

/// Random operations of app "blog" that apply one after the other, from a state that grows with them. The same seed gives the same.
class RandomOperations {
public:
    explicit RandomOperations(unsigned seed);

    /// `count` operations that apply to state(), which then is the one behind them. `barriers`: some are RunSQL.
    std::vector<OperationPtr> take(std::size_t count, bool barriers);
    [[nodiscard]] const ProjectState& state() const { return state_; }

private:
    OperationPtr draw();
    OperationPtr create_model();
    OperationPtr change_field(const ModelState& model);
    OperationPtr change_index(const ModelState& model);
    OperationPtr change_constraint(const ModelState& model);
    OperationPtr change_model(const ModelState& model);
    Field random_field(std::string name, const ModelState* owner);
    ColumnFill random_fill(const Field& field);
    std::string some_name(char kind);
    const ModelState* some_model();
    std::size_t below(std::size_t limit);
    bool one_in(std::size_t chance) { return below(chance) == 0; }
    template <class Items> const auto& pick(const Items& items) { return items[below(items.size())]; }

    std::mt19937 random_;
    ProjectState state_;
};

/// One operation a line, as JSON.
[[nodiscard]] std::string text_of(const std::vector<OperationPtr>& operations);

}  // namespace reinhardt::db::test
