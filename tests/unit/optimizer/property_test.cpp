#include <algorithm>
#include <cstdlib>

#include <boost/test/unit_test.hpp>

#include <reinhardt/db/migrations/optimizer.hpp>
#include <reinhardt/db/migrations/squash_proof.hpp>
#include <reinhardt/db/support/error.hpp>

#include "random_operations.hpp"

using namespace reinhardt::db;
using namespace reinhardt::db::test;

BOOST_AUTO_TEST_SUITE(test_optimizer_properties)

namespace {

/// REINHARDT_DB_HISTORIES=n: how many (a run of its own may take more).
unsigned histories() {
    const char* given = std::getenv("REINHARDT_DB_HISTORIES");
    return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 600;
}

/// What goes wrong when `optimized` runs on `start` instead of `operations`; "" when nothing does.
std::string fault(const ProjectState& start, const ProjectState& end, const std::vector<OperationPtr>& optimized) {
    ProjectState state = start;
    for (std::size_t i = 0; i < optimized.size(); ++i) {
        try {
            optimized[i]->apply(state);
        } catch (const Error& error) {
            return "operation " + std::to_string(i + 1) + " fails: " + error.message();
        }
    }
    if (!state.equivalent(end)) return first_difference(end, state);
    for (const ModelState* model : end.models()) {
        const auto& fields = state.find(model->label())->fields;
        if (!std::equal(fields.begin(), fields.end(), model->fields.begin(), [](const Field& a, const Field& b) { return a.name == b.name; })) {
            return "fields of " + model->label() + " are in another order";
        }
    }
    return {};
}

std::string check(const ProjectState& start, const std::vector<OperationPtr>& operations, bool known) {
    ProjectState end = start;
    for (const auto& operation : operations) operation->apply(end);
    const ProjectState* before = known ? &start : nullptr;
    const auto optimized = optimize(operations, "blog", before);
    if (optimized.size() > operations.size()) return "it became longer";
    if (std::string what = fault(start, end, optimized); !what.empty()) return what + "\n  optimized:" + text_of(optimized);
    const auto again = optimize(optimized, "blog", before);
    const bool same = std::equal(again.begin(), again.end(), optimized.begin(), optimized.end(),
                                 [](const OperationPtr& a, const OperationPtr& b) { return same_operation(*a, *b); });
    return same ? std::string() : "optimized once more it changes again\n  once:" + text_of(optimized) + "\n  twice:" + text_of(again);
}

/// The failing list without operations that are not needed for the failure.
std::vector<OperationPtr> shrunk(const ProjectState& start, std::vector<OperationPtr> operations, bool known) {
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (std::size_t i = operations.size(); i-- > 0;) {
            auto fewer = operations;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
            try {
                if (check(start, fewer, known).empty()) continue;
            } catch (const Error&) {
                continue;
            }
            operations = std::move(fewer);
            smaller = true;
        }
    }
    return operations;
}

void run(unsigned seed, std::size_t before, std::size_t count, bool barriers, bool known) {
    RandomOperations random(seed);
    (void)random.take(before, false);
    const ProjectState start = random.state();
    const auto operations = random.take(count, barriers);
    if (check(start, operations, known).empty()) return;
    const auto fewest = shrunk(start, operations, known);
    BOOST_ERROR("seed " << seed << ": " << check(start, fewest, known) << "\n  operations:" << text_of(fewest));
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_optimized_history_ends_in_the_same_state_and_stays_as_it_is) {
    for (unsigned seed = 1; seed <= histories(); ++seed) run(seed, 0, 5 + seed % 60, false, true);
}

BOOST_AUTO_TEST_CASE(an_optimized_range_of_a_history_ends_in_the_same_state) {
    for (unsigned seed = 10'001; seed <= 10'000 + histories(); ++seed) run(seed, 20 + seed % 40, 5 + seed % 60, false, true);
}

BOOST_AUTO_TEST_CASE(without_the_state_before_the_result_is_the_same_state_too) {
    for (unsigned seed = 20'001; seed <= 20'000 + histories(); ++seed) run(seed, seed % 3 * 15, 5 + seed % 50, false, false);
}

BOOST_AUTO_TEST_CASE(raw_sql_stays_where_it_is_between_what_stood_around_it) {
    for (unsigned seed = 30'001; seed <= 30'000 + histories(); ++seed) run(seed, seed % 2 * 25, 5 + seed % 60, true, true);
}

BOOST_AUTO_TEST_SUITE_END()
