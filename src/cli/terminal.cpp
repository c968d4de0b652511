#include "terminal.hpp"

#include <cerrno>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include <reinhardt/db/support/text.hpp>

#include "interrupt.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr std::size_t flush_at = 1 << 16;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::string_view(value) : std::string_view();
}

const char* code_of(Color color) {
    switch (color) {
        case Color::bold: return "1";
        case Color::dim: return "2";
        case Color::red: return "1;31";
        case Color::green: return "32";
        case Color::yellow: return "33";
        case Color::cyan: return "36";
        case Color::plain: break;
    }
    return "0";
}

/// The length of the UTF-8 character that begins with `lead`.
std::size_t length_of(unsigned char lead) noexcept {
    if (lead < 0xC0) return 1;
    if (lead < 0xE0) return 2;
    return lead < 0xF0 ? 3 : 4;
}

std::size_t width_of(std::string_view character) noexcept {
    if (character.size() < 3) return character.size() == 2 && static_cast<unsigned char>(character[0]) == 0xCC ? 0 : 1;
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
    if (character.size() == 4) return at(0) == 0xF0 && at(1) >= 0x9F ? 2 : 1;
    const std::uint32_t code = (at(0) & 0x0FU) << 12U | (at(1) & 0x3FU) << 6U | (at(2) & 0x3FU);
    const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) || (code >= 0xAC00 && code <= 0xD7A3) ||
                      (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60);
    return wide ? 2 : 1;
}

}  // namespace

Output::Output(int fd) : fd_(fd), terminal_(isatty(fd) == 1) { choose_color(ColorChoice::automatic); }

void Output::choose_color(ColorChoice choice) {
    if (choice != ColorChoice::automatic) {
        color_ = choice == ColorChoice::always;
    } else if (!variable("NO_COLOR").empty()) {
        color_ = false;
    } else if (const std::string_view force = variable("FORCE_COLOR"); !force.empty()) {
        color_ = force != "0" && force != "false";
    } else {
        const std::string_view term = variable("TERM");
        color_ = terminal_ && !term.empty() && term != "dumb";
    }
}

void Output::write(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= flush_at) flush();
}

void Output::line(std::string_view text) {
    write(text);
    write("\n");
    if (terminal_) flush();
}

void Output::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && !broken_ && !failed_) {
        const ssize_t count = ::write(fd_, rest.data(), rest.size());
        if (count > 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EPIPE) {
            broken_ = true;
        } else if (errno != EINTR && errno != EAGAIN) {
            failed_ = true;
        }
    }
    buffer_.clear();
}

std::string Output::paint(Color color, std::string_view text) const {
    if (!color_ || color == Color::plain || text.empty()) return std::string(text);
    return "\x1b[" + std::string(code_of(color)) + "m" + std::string(text) + "\x1b[0m";
}

std::size_t Output::width() const {
    winsize size{};
    if (terminal_ && ioctl(fd_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

Terminal::Terminal() : out(STDOUT_FILENO), err(STDERR_FILENO) {}

bool Terminal::can_ask() const noexcept { return !no_input_ && err.is_terminal() && isatty(STDIN_FILENO) == 1; }

std::optional<std::string> Terminal::ask(std::string_view prompt) {
    progress({});
    out.flush();
    err.write(prompt);
    err.flush();
    std::string line;
    for (;;) {
        char c = 0;
        const ssize_t count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR && !interrupted().load()) continue;
        if (count <= 0 && line.empty()) {
            err.line("");
            return std::nullopt;
        }
        if (count <= 0 || c == '\n') return std::string(trim(line));
        line += c;
    }
}

bool Terminal::confirm(std::string_view question, bool fallback) {
    for (;;) {
        const auto answer = ask(std::string(question) + (fallback ? " [Y/n] " : " [y/N] "));
        if (!answer) return false;
        const std::string word = lower(*answer);
        if (word.empty()) return fallback;
        if (word == "y" || word == "yes") return true;
        if (word == "n" || word == "no") return false;
        err.line("answer y or n");
    }
}

void Terminal::progress(std::string_view text) {
    if (!err.is_terminal() || (text.empty() && !live_)) return;
    out.flush();
    err.write("\r\x1b[K");
    if (!text.empty()) err.write(cut_to(text, err.width() - 1));
    err.flush();
    live_ = !text.empty();
}

std::size_t display_width(std::string_view text) noexcept {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = length_of(static_cast<unsigned char>(text[i]));
        width += width_of(text.substr(i, length));
        i += length;
    }
    return width;
}

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    if (const std::size_t have = display_width(text); have < width) out.append(width - have, ' ');
    return out;
}

std::string cut_to(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) return std::string(text);
    std::string out;
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view character = text.substr(i, length_of(static_cast<unsigned char>(text[i])));
        if (used + width_of(character) + 1 > width) break;
        used += width_of(character);
        out += character;
        i += character.size();
    }
    return out + "…";
}

std::string printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F) out += c;
        else if (c == '\n' || c == '\t') out += c;
        else (out += "\\x") += {digits[byte >> 4U], digits[byte & 0xFU]};
    }
    return out;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = std::min(text.find(' ', i), text.size());
        const std::string_view word = text.substr(i, end - i);
        const std::size_t length = display_width(word);
        if (column != 0 && column + 1 + length > width) {
            out += '\n';
            column = 0;
        }
        if (column == 0) {
            out.append(indent, ' ');
            column = indent + length;
        } else {
            out += ' ';
            column += 1 + length;
        }
        out += word;
        i = end + 1;
    }
    return out;
}

}  // namespace reinhardt::db::cli
