#pragma once

#include <set>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/makemigrations.hpp>
#include <reinhardt/db/migrations/review.hpp>

#include "answers.hpp"
#include "terminal.hpp"

namespace reinhardt::db::cli {

/// The dialogue of makemigrations -i: shows one change after the other and asks what to do with it.
class Reviewer {
public:
    Reviewer(Terminal& terminal, Questioner& questioner) : terminal_(terminal), questioner_(questioner) {}

    /// For MakeMigrationsOptions::review. Error(interrupted) when the person stops.
    bool review(const ReviewRound& round, Answers& answers, Selection& selection);
    [[nodiscard]] bool split_any() const noexcept { return split_; }

private:
    bool next(const ReviewRound& round, Answers& answers, Selection& selection);
    void take_back(const Error& refused);
    void show(const ReviewRound& round, std::size_t number);
    void report_taken_along(const ReviewRound& round);
    bool decide(const ReviewRound& round, std::size_t number, Answers& answers, Selection& selection);
    bool answer_open_question(const Question& question, Answers& answers);
    bool rename(const std::vector<RenameChoice>& choices, Answers& answers);
    void backfill(const std::string& field, Answers& answers);
    std::string prompt(const std::string& text);

    Terminal& terminal_;
    Questioner& questioner_;
    std::set<std::string> taken_, told_;  ///< keys of changes that are decided, and of those that went along with skipped ones
    std::string last_;                    ///< the change decided last
    std::size_t options_before_ = 0;      ///< how many options had been given before it
    bool take_all_ = false, split_ = false;
};

}  // namespace reinhardt::db::cli
