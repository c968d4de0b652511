#include "reviewer.hpp"

#include <reinhardt/db/migrations/operation_detail.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>

#include "render/changes.hpp"

namespace reinhardt::db::cli {
namespace {

/// What the operation changes, beyond its description.
std::string detail_of(const ReviewRound& round, std::size_t number) {
    ProjectState state = round.before;
    std::size_t first = 0;
    for (const Migration& migration : round.detected.migrations) {
        const std::vector<std::string> details = operation_details(migration, state);
        if (number < first + details.size()) return details[number - first];
        first += details.size();
    }
    return {};
}

[[noreturn]] void stop() { throw Error(ErrorCode::interrupted, "stopped; nothing was written"); }

/// The word of a choice that an answer stands for: the word itself, or its letter.
std::string choice_of(const std::string& answer, const std::vector<std::pair<std::string, std::string>>& choices) {
    for (const auto& [letter, word] : choices)
        if (answer == letter || answer == word) return word;
    return {};
}

}  // namespace

std::string Reviewer::prompt(const std::string& text) {
    const auto answer = questioner_.prompt(text);
    if (!answer || *answer == "q" || *answer == "quit") stop();
    return *answer;
}

bool Reviewer::review(const ReviewRound& round, Answers& answers, Selection& selection) {
    if (round.refused != nullptr) take_back(*round.refused);
    report_taken_along(round);
    options_before_ = questioner_.options().size();
    return next(round, answers, selection);
}

/// The answer given last cannot be: its change is open again.
void Reviewer::take_back(const Error& refused) {
    terminal_.err.line(terminal_.err.paint(Color::red, "that cannot be: ") + printable(refused.message()));
    taken_.erase(last_);
    questioner_.forget_after(options_before_);
}

/// Goes to the first change that is not decided. True when the changes have to be found again.
bool Reviewer::next(const ReviewRound& round, Answers& answers, Selection& selection) {
    const auto& changes = round.detected.changes;
    for (std::size_t number = 0; number < changes.size(); ++number) {
        const DetectedChange& change = changes[number];
        if (change.skipped()) continue;
        last_ = change.key;
        if (!taken_.contains(change.key)) {
            if (take_all_) taken_.insert(change.key);
            else if (decide(round, number, answers, selection)) return true;
        }
        if (taken_.contains(change.key) && change.question != no_change) return answer_open_question(round.detected.questions[change.question], answers);
    }
    return false;
}

void Reviewer::report_taken_along(const ReviewRound& round) {
    for (const DetectedChange& change : round.detected.changes) {
        if (!change.skipped() || change.taken_along_by.empty() || !told_.insert(change.key).second) continue;
        terminal_.err.line(terminal_.err.paint(Color::yellow, "skipped too: ") + printable(change.key) + " (it needs " + printable(change.taken_along_by) + ")");
    }
}

void Reviewer::show(const ReviewRound& round, std::size_t number) {
    Output& err = terminal_.err;
    const DetectedChange& change = round.detected.changes[number];
    std::string line = err.paint(Color::bold, printable(change.operation->app)) + "  " + operation_mark(err, change.operation->op()) + " " + printable(change.operation->describe());
    if (const std::string detail = detail_of(round, number); !detail.empty()) line += " (" + printable(detail) + ")";
    err.line(line);
    if (change.question != no_change) err.line("  " + printable(round.detected.questions[change.question].text));
}

/// True when the changes have to be found again.
bool Reviewer::decide(const ReviewRound& round, std::size_t number, Answers& answers, Selection& selection) {
    const DetectedChange& change = round.detected.changes[number];
    const ReviewChoices offered = review_choices(round.detected, round.before, number);
    std::vector<std::pair<std::string, std::string>> choices = {{"a", "accept"}, {"s", "skip"}};
    if (!offered.renames.empty()) choices.emplace_back("r", "rename");
    if (!offered.backfill.empty()) choices.emplace_back("b", "backfill");
    if (offered.split) choices.emplace_back("x", "split");
    choices.emplace_back("d", "done");
    choices.emplace_back("q", "quit");
    show(round, number);
    std::vector<std::string> words;
    for (const auto& [letter, word] : choices) words.push_back(letter + " " + word);
    for (;;) {
        const std::string word = choice_of(lower(prompt("  " + join(words, ", ") + "? ")), choices);
        if (word == "skip") {
            selection.skipped.insert(change.key);
            return true;
        }
        if (word == "rename") {
            if (rename(offered.renames, answers)) return true;
            continue;
        }
        if (word.empty()) {
            terminal_.err.line("  accept: write it; skip: leave it out, and what needs it; rename: it is the new name of what was removed; backfill: a value for");
            terminal_.err.line("  existing rows; split: it and what follows go into a file of their own; done: accept all that is left; quit: write nothing");
            continue;
        }
        taken_.insert(change.key);
        if (word == "done") take_all_ = true;
        if (word == "backfill") backfill(offered.backfill, answers);
        if (word == "split") {
            selection.splits.insert(change.key);
            split_ = true;
        }
        return word == "backfill" || word == "split";
    }
}

/// An accepted change that may be a rename is none; one that needs a value asks for it.
bool Reviewer::answer_open_question(const Question& question, Answers& answers) {
    if (question.kind != Question::Kind::backfill) {
        questioner_.answer_rename(question.subject, "", answers);
        return true;
    }
    if (!questioner_.ask(question, answers)) stop();
    return true;
}

/// False when the person took it back.
bool Reviewer::rename(const std::vector<RenameChoice>& choices, Answers& answers) {
    std::size_t chosen = 0;
    if (choices.size() > 1) {
        for (std::size_t i = 0; i < choices.size(); ++i)
            terminal_.err.line("    " + std::to_string(i + 1) + "  " + printable(choices[i].old + " -> " + choices[i].subject.substr(choices[i].subject.rfind('.') + 1)));
        for (;;) {
            const std::string answer = prompt("  which (a number; n for none)? ");
            if (answer == "n" || answer == "no" || answer == "none") return false;
            for (chosen = 0; chosen < choices.size(); ++chosen)
                if (answer == std::to_string(chosen + 1) || answer == choices[chosen].other) break;
            if (chosen < choices.size()) break;
        }
    }
    questioner_.answer_rename(choices[chosen].subject, choices[chosen].old, answers);
    taken_.insert(choices[chosen].key);
    return true;
}

void Reviewer::backfill(const std::string& field, Answers& answers) {
    Question question;
    question.subject = field;
    question.text = "which value do existing rows of " + field + " get?";
    if (!questioner_.ask(question, answers)) stop();
}

}  // namespace reinhardt::db::cli
