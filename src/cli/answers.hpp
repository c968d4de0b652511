#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <reinhardt/db/migrations/autodetect/answers.hpp>

#include "arguments.hpp"
#include "terminal.hpp"

namespace reinhardt::db::cli {

/// The answers that the command line gives: --answers FILE first, then --rename, --no-renames, --backfill, --no-backfill.
/// Error(usage) for what cannot be read, Error(config) with file and line for the file.
[[nodiscard]] Answers read_answers(const Arguments& arguments);
/// A TOML literal as --backfill and prompts take it. Error(usage) that names `subject`.
[[nodiscard]] Value read_literal(const std::string& subject, const std::string& text);

/// Asks a person the questions of makemigrations and keeps what was answered as options, to be repeated elsewhere.
class Questioner {
public:
    explicit Questioner(Terminal& terminal) : terminal_(terminal) {}

    /// False when the person wants to stop. Error(interrupted) after Ctrl-C.
    bool ask(const Question& question, Answers& answers);
    /// Notes an answer that was given elsewhere; "" for `old`: it is new.
    void answer_rename(const std::string& subject, const std::string& old, Answers& answers);
    /// Takes back all options noted since there were `count`.
    void forget_after(std::size_t count) { options_.resize(std::min(count, options_.size())); }
    /// One line; nullopt at the end of input. Error(interrupted) after Ctrl-C.
    std::optional<std::string> prompt(const std::string& text);
    [[nodiscard]] const std::vector<std::string>& options() const noexcept { return options_; }

private:
    [[nodiscard]] std::string sentence(const Question& question) const;
    bool ask_rename(const Question& question, Answers& answers);
    bool ask_backfill(const Question& question, Answers& answers);

    Terminal& terminal_;
    std::vector<std::string> options_;
};

}  // namespace reinhardt::db::cli
