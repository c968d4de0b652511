#pragma once

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
    [[nodiscard]] const std::vector<std::string>& options() const noexcept { return options_; }

private:
    std::optional<std::string> prompt(const std::string& text);
    [[nodiscard]] std::string sentence(const Question& question) const;
    bool ask_rename(const Question& question, Answers& answers);
    bool ask_backfill(const Question& question, Answers& answers);

    Terminal& terminal_;
    std::vector<std::string> options_;
};

}  // namespace reinhardt::db::cli
