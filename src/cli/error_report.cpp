#include "error_report.hpp"

#include <fmt/format.h>

#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db::cli {
namespace {

constexpr std::size_t statement_limit = 2000;

std::string indented(std::string_view text, std::string_view indent) {
    return replace_all(std::string(text), "\n", "\n" + std::string(indent));
}

std::string place_of(const Error& error) {
    std::string place = printable(error.file());
    if (error.line() != 0 && !place.empty()) place += ":" + std::to_string(error.line());
    if (!error.operation().empty()) (place += place.empty() ? "" : ", ") += printable(error.operation());
    return place;
}

std::string one_error(const Error& error, const Output& output) {
    std::string text = output.paint(Color::red, "error:") + " " + indented(printable(error.message()), "       ") + "\n";
    if (const std::string place = place_of(error); !place.empty()) text += "  " + output.paint(Color::cyan, "-->") + " " + place + "\n";
    if (!error.statement().empty()) {
        std::string statement = printable(trim(error.statement()));
        if (statement.size() > statement_limit) statement = cut_to(statement, statement_limit);
        text += "  statement: " + indented(statement, "    ") + "\n";
    }
    for (const std::string& note : error.notes()) text += output.paint(Color::bold, "note:") + " " + indented(printable(note), "      ") + "\n";
    if (!error.hint().empty()) {
        if (error.notes().empty() && error.statement().empty()) text += "\n";
        text += output.paint(Color::green, "hint:") + " " + indented(printable(error.hint()), "      ") + "\n";
    }
    return text;
}

}  // namespace

int exit_code_of(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::database:
        case ErrorCode::file:
        case ErrorCode::irreversible:
        case ErrorCode::query:
        case ErrorCode::validation:
        case ErrorCode::rows:
        case ErrorCode::not_found:
        case ErrorCode::squash_refused:
        case ErrorCode::schema_differs:
        case ErrorCode::refused:
        case ErrorCode::lock_timeout:
        case ErrorCode::statement_timeout:
        case ErrorCode::internal: return 1;
        case ErrorCode::usage:
        case ErrorCode::config:
        case ErrorCode::models:
        case ErrorCode::question:
        case ErrorCode::unsupported:
        case ErrorCode::driver:
        case ErrorCode::confirmation: return 2;
        case ErrorCode::migration_file:
        case ErrorCode::conflict:
        case ErrorCode::missing_dependency:
        case ErrorCode::cycle:
        case ErrorCode::inconsistent_history:
        case ErrorCode::edited: return 5;
        case ErrorCode::lock_held: return 6;
        case ErrorCode::partial: return 7;
        case ErrorCode::interrupted: return 130;
    }
    return 1;
}

int exit_code_of(const Error& error) noexcept {
    int code = exit_code_of(error.code());
    for (const Error& other : error.others()) {
        const int its = exit_code_of(other.code());
        if (its == 7 || (its == 130 && code != 7) || (its == 5 && code != 7 && code != 130)) code = its;
    }
    return code;
}

std::string error_text(const Error& error, const Output& output) {
    std::string text = one_error(error, output);
    for (const Error& other : error.others()) text += "\n" + one_error(other, output);
    return text;
}

std::string error_line(const Error& error) {
    std::string line = "error: " + replace_all(printable(error.message()), "\n", " ");
    if (const std::string place = place_of(error); !place.empty()) line += " (" + place + ")";
    if (!error.others().empty()) line += fmt::format(" and {} more", count_of(error.others().size(), "error"));
    return line;
}

Value error_value(const Error& error) {
    Value value = Value::object();
    value.set("code", error_code_name(error.code())).set("message", error.message());
    value.set_if("hint", error.hint()).set_if("file", error.file());
    if (error.line() != 0) value.set("line", static_cast<std::int64_t>(error.line()));
    value.set_if("operation", error.operation()).set_if("statement", error.statement()).set_if("sqlstate", error.sqlstate());
    value.set_if("notes", Value::list_of(error.notes()));
    Value others = Value::list();
    for (const Error& other : error.others()) others.push(error_value(other));
    value.set_if("others", std::move(others));
    return value;
}

Value error_document(const Error& error) {
    Value document = Value::object();
    document.set("format_version", "1.0").set("error", error_value(error));
    return document;
}

}  // namespace reinhardt::db::cli
