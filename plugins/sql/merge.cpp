#include <algorithm>
#include <iterator>
#include <optional>

#include <reinhardt/db/support/text.hpp>

#include "output.hpp"

namespace reinhardt::db::sql {

namespace {

void add_words(std::string& words, const std::string& more) {
    if (!more.empty()) words += (words.empty() ? "" : ", ") + more;
}

class Merger {
public:
    Merger(std::vector<Step>& steps, const MergeRules& rules) : steps_(steps), rules_(rules) {}

    void run() {
        for (std::size_t later = 1; later < steps_.size(); ++later) {
            const auto earlier = partner_of(later);
            if (!earlier) continue;
            const bool sinks = !moves_up(*earlier, later);
            join(steps_[*earlier], steps_[later]);
            if (sinks) steps_[later] = std::move(steps_[*earlier]);
            steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(sinks ? *earlier : later));
            later = *earlier == 0 ? 0 : *earlier - 1;  // what is heavier now may take in what it could not before
        }
        for (auto& step : steps_) write(step);
    }

private:
    /// The first step that it can be one statement with: so do columns that are added one by one, each with something behind it, come together.
    [[nodiscard]] std::optional<std::size_t> partner_of(std::size_t later) const {
        if (steps_[later].actions.empty()) return std::nullopt;
        for (std::size_t at = 0; at < later; ++at) {
            if (can_be_one(steps_[at], steps_[later]) && (moves_up(at, later) || moves_down(at, later))) return at;
        }
        return std::nullopt;
    }

    [[nodiscard]] bool can_be_one(const Step& earlier, const Step& later) const {
        if (earlier.actions.empty() || earlier.head != later.head || !rules_.share(weight_of(earlier), weight_of(later))) return false;
        if (!earlier.touches.meets(later.touches)) return true;
        const auto goes_with = [&](const Action& one, const Action& other) { return !one.touches.meets(other.touches) || rules_.in_turn(one.kind, other.kind); };
        return std::all_of(earlier.actions.begin(), earlier.actions.end(), [&](const Action& one) {
            return std::all_of(later.actions.begin(), later.actions.end(), [&](const Action& other) { return goes_with(one, other); });
        });
    }

    static int weight_of(const Step& step) {
        const auto lighter = [](const Action& one, const Action& other) { return one.weight < other.weight; };
        return std::max_element(step.actions.begin(), step.actions.end(), lighter)->weight;
    }

    [[nodiscard]] bool moves_down(std::size_t from, std::size_t to) const { return passes(steps_[from], from + 1, to); }

    /// A change is not made before a check that stood in front of it.
    [[nodiscard]] bool moves_up(std::size_t to, std::size_t from) const {
        const auto check = [](const Step& step) { return step.kind == "check"; };
        return std::none_of(at(to + 1), at(from), check) && passes(steps_[from], to + 1, from);
    }

    [[nodiscard]] bool passes(const Step& step, std::size_t begin, std::size_t end) const {
        return std::all_of(at(begin), at(end), [&](const Step& other) { return step.touches.commutes_with(other.touches); });
    }

    [[nodiscard]] std::vector<Step>::const_iterator at(std::size_t number) const { return steps_.begin() + static_cast<std::ptrdiff_t>(number); }

    static void join(Step& step, Step& later) {
        std::move(later.actions.begin(), later.actions.end(), std::back_inserter(step.actions));
        step.touches.join(later.touches);
        for (const std::size_t edit : later.edits) {
            if (std::find(step.edits.begin(), step.edits.end(), edit) == step.edits.end()) step.edits.push_back(edit);
        }
        std::sort(step.edits.begin(), step.edits.end());
        add_words(step.destroys, later.destroys);
        if (step.rewrites.empty()) step.rewrites = later.rewrites;
        if (step.blocks.empty() || later.blocks == "reads and writes") step.blocks = later.blocks.empty() ? step.blocks : later.blocks;
    }

    /// All of it happened, or nothing.
    static void write(Step& step) {
        if (step.actions.size() < 2) return;
        std::vector<std::string> texts, happened;
        for (const auto& action : step.actions) {
            texts.push_back(action.text);
            if (!action.happened.empty()) happened.push_back(action.happened);
        }
        step.sql = step.head + "\n    " + reinhardt::db::join(texts, ",\n    ");
        step.repeatable = std::all_of(step.actions.begin(), step.actions.end(), [](const Action& action) { return action.repeatable; });
        step.happened = happened.size() > 1 ? "SELECT (" + reinhardt::db::join(happened, ") AND (") + ')' : happened.empty() ? std::string() : happened.front();
    }

    std::vector<Step>& steps_;
    const MergeRules& rules_;
};

}  // namespace

void Output::checks_first() {
    auto end = steps_.begin();  // of the checks that stand in front
    for (auto step = steps_.begin(); step != steps_.end(); ++step) {
        if (step->kind != "check" || !std::all_of(end, step, [&](const Step& other) { return step->touches.commutes_with(other.touches); })) continue;
        std::rotate(end, step, step + 1);
        ++end;
    }
}

void Output::merge(const MergeRules& rules) { Merger(steps_, rules).run(); }

}  // namespace reinhardt::db::sql
