#include "answers.hpp"

#include <reinhardt/db/state/reader.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/files.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/toml.hpp>

#include "interrupt.hpp"

namespace reinhardt::db::cli {
namespace {

std::pair<std::string, std::string> key_and_value(const std::string& option, const std::string& text, const std::string& example) {
    const std::size_t equals = text.find('=');
    // An empty old name is an answer too: no rename.
    if (equals == std::string::npos || equals == 0 || (equals + 1 == text.size() && option != "rename"))
        throw Error(ErrorCode::usage, "--" + option + " '" + text + "' is not of the form NAME=" + (option == "rename" ? "OLD" : "VALUE"))
            .hint("for example: --" + option + " " + example);
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void check_subject(const std::string& option, const std::string& subject) {
    if (subject.find('.') != std::string::npos) return;
    throw Error(ErrorCode::usage, "--" + option + " '" + subject + "' does not name an app and a model")
        .hint("write " + std::string(option == "rename" ? "app.Model=Old or app.Model.field=old" : "app.Model.field"));
}

void add_rename(Answers& answers, const std::string& text) {
    auto [subject, old] = key_and_value("rename", text, "blog.Post.title=headline");
    check_subject("rename", subject);
    if (const auto [at, fresh] = answers.renames.emplace(subject, old); !fresh && at->second != old)
        throw Error(ErrorCode::usage, "--rename says twice what " + subject + " was called: " + at->second + " and " + old);
}

void read_answers_file(const std::string& path, Answers& answers) {
    const Value document = parse_toml(read_file(path), path, ErrorCode::config);
    Reader reader;
    reader.code = ErrorCode::config;
    reader.file = path;
    reader.known_keys(document, {"renames", "no_renames", "no_backfill", "backfill"}, "the answers file");
    for (const std::string& rename : reader.texts(document, "renames").value_or(std::vector<std::string>{})) {
        try {
            add_rename(answers, rename);
        } catch (const Error& error) {
            reader.fail(document.find("renames")->line(), error.message(), error.hint());
        }
    }
    answers.no_renames = reader.boolean(document, "no_renames").value_or(false);
    for (const std::string& field : reader.texts(document, "no_backfill").value_or(std::vector<std::string>{})) answers.no_backfills.insert(field);
    if (const Value* backfill = document.find("backfill")) {
        if (!backfill->is_object()) reader.fail(backfill->line(), "'backfill' must be a table: [backfill]");
        else
            for (const Member& member : backfill->as_object()) answers.backfills[member.key] = member.value;
    }
    throw_all(std::move(reader.errors));
}

std::string shell_quoted(const std::string& text) {
    if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.=-,:/+@") == std::string::npos) return text;
    return "'" + replace_all(text, "'", "'\\''") + "'";
}

}  // namespace

Value read_literal(const std::string& subject, const std::string& text) {
    try {
        Value document = parse_toml("value = " + text, {}, ErrorCode::usage);
        const Value* value = document.find("value");
        if (value != nullptr && document.as_object().size() == 1) return *value;
    } catch (const Error&) {
        // Reported below with what was meant.
    }
    throw Error(ErrorCode::usage, "the value for " + subject + " is no TOML literal: " + text)
        .hint("texts need quotes of their own: --backfill " + subject + "='\"text\"'; others: 0, 1.5, true, 2024-01-31, { sql = \"…\" }");
}

Answers read_answers(const Arguments& arguments) {
    Answers answers;
    for (const std::string& path : arguments.values("answers")) read_answers_file(path, answers);
    for (const std::string& text : arguments.values("rename")) add_rename(answers, text);
    if (arguments.has("no-renames")) answers.no_renames = true;
    for (const std::string& text : arguments.values("backfill")) {
        const auto [subject, value] = key_and_value("backfill", text, "blog.Post.slug='\"x\"'");
        check_subject("backfill", subject);
        answers.backfills[subject] = read_literal(subject, value);
    }
    for (const std::string& subject : arguments.values("no-backfill")) {
        check_subject("no-backfill", subject);
        answers.no_backfills.insert(subject);
    }
    return answers;
}

std::optional<std::string> Questioner::prompt(const std::string& text) {
    auto answer = terminal_.ask(text);
    if (interrupted().load()) throw Error(ErrorCode::interrupted, "interrupted; nothing was written");
    return answer;
}

bool Questioner::ask(const Question& question, Answers& answers) {
    // Asked again: the answer before was none.
    if (question.kind == Question::Kind::backfill)
        std::erase_if(options_, [&](const std::string& option) { return option.starts_with("--backfill ") && option.find(question.subject + "=") != std::string::npos; });
    return question.kind == Question::Kind::backfill ? ask_backfill(question, answers) : ask_rename(question, answers);
}

/// The question as a sentence of its own.
std::string Questioner::sentence(const Question& question) const {
    std::string text = printable(question.text);
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z' && question.kind != Question::Kind::backfill) text[0] = static_cast<char>(text[0] - 'a' + 'A');
    if (question.kind != Question::Kind::backfill && !text.empty() && text.back() != '?') text += '.';
    return terminal_.err.paint(Color::bold, text);
}

void Questioner::answer_rename(const std::string& subject, const std::string& old, Answers& answers) {
    answers.renames[subject] = old;
    options_.push_back("--rename " + shell_quoted(subject + "=" + old));
}

bool Questioner::ask_rename(const Question& question, Answers& answers) {
    Output& err = terminal_.err;
    if (question.candidates.size() == 1) {
        for (;;) {
            const auto answer = prompt(sentence(question) + " [y/N] ");
            const std::string word = lower(answer.value_or("q"));
            if (word == "q") return false;
            const bool yes = word == "y" || word == "yes";
            if (!yes && !word.empty() && word != "n" && word != "no") {
                err.line("answer y, n, or q to stop");
                continue;
            }
            const std::string old = yes ? question.candidates.front() : std::string();
            answer_rename(question.subject, old, answers);
            return true;
        }
    }
    err.line(sentence(question));
    for (std::size_t i = 0; i < question.candidates.size(); ++i)
        err.line("  " + std::to_string(i + 1) + "  renamed from " + printable(question.candidates[i]));
    err.line("  n  no: it is new, and what was removed is lost");
    err.line("  q  stop, write nothing");
    for (;;) {
        const auto answer = prompt("? ");
        if (!answer || *answer == "q") return false;
        if (*answer == "n" || *answer == "no") {
            answer_rename(question.subject, "", answers);
            return true;
        }
        const std::string& word = *answer;
        for (std::size_t i = 0; i < question.candidates.size(); ++i) {
            if (word != std::to_string(i + 1) && word != question.candidates[i]) continue;
            answer_rename(question.subject, question.candidates[i], answers);
            return true;
        }
        err.line("answer with a number, n or q");
    }
}

bool Questioner::ask_backfill(const Question& question, Answers& answers) {
    Output& err = terminal_.err;
    err.line(sentence(question));
    err.line("  a TOML literal (\"text\", 0, true, 2024-01-31), or { sql = \"…\" }, for the rows that exist");
    err.line("  n  no value: applying the migration fails if there are rows");
    err.line("  q  stop, write nothing");
    for (;;) {
        const auto answer = prompt("? ");
        if (!answer || *answer == "q") return false;
        if (*answer == "n" || *answer == "no") {
            answers.no_backfills.insert(question.subject);
            options_.push_back("--no-backfill " + question.subject);
            return true;
        }
        if (answer->empty()) continue;
        try {
            answers.backfills[question.subject] = read_literal(question.subject, *answer);
            options_.push_back("--backfill " + shell_quoted(question.subject + "=" + *answer));
            return true;
        } catch (const Error& error) {
            err.line(printable(error.message()));
            err.line("write texts in quotes: \"" + printable(*answer) + "\"");
        }
    }
}

}  // namespace reinhardt::db::cli
