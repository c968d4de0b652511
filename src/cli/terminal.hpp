#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reinhardt::db::cli {

enum class Color : std::uint8_t { plain, bold, dim, red, green, yellow, cyan };
enum class ColorChoice : std::uint8_t { automatic, always, never };

/// One of the two output streams: buffered, knows whether it is a terminal and whether it takes colour. When the reader is gone
/// (EPIPE) it drops what is written from then on.
class Output {
public:
    explicit Output(int fd);
    ~Output() { flush(); }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    /// --color, then NO_COLOR, then FORCE_COLOR, then whether this is a terminal that can (cli.md §1).
    void choose_color(ColorChoice choice);
    void write(std::string_view text);
    void line(std::string_view text);
    void flush();
    /// `text` in that colour, or as it is when this stream takes none.
    [[nodiscard]] std::string paint(Color color, std::string_view text) const;
    [[nodiscard]] bool is_terminal() const noexcept { return terminal_; }
    [[nodiscard]] bool has_color() const noexcept { return color_; }
    [[nodiscard]] bool broken() const noexcept { return broken_; }
    [[nodiscard]] bool failed() const noexcept { return failed_; }  ///< a write failed other than by EPIPE
    [[nodiscard]] std::size_t width() const;  ///< columns of the terminal; 80 when it is none

private:
    int fd_;
    bool terminal_, color_ = false, broken_ = false, failed_ = false;
    std::string buffer_;
};

/// What a person at a terminal sees and answers: results on `out`, everything else on `err`, one live progress line, questions.
class Terminal {
public:
    Terminal();

    Output out, err;

    /// Questions may be asked: stdin and stderr are terminals and --no-input is not given.
    [[nodiscard]] bool can_ask() const noexcept;
    void forbid_questions() noexcept { no_input_ = true; }
    /// Shows `prompt` on stderr and reads one line; nullopt at the end of input or after Ctrl-C.
    [[nodiscard]] std::optional<std::string> ask(std::string_view prompt);
    /// A question with yes or no; `fallback` is what an empty answer means.
    [[nodiscard]] bool confirm(std::string_view question, bool fallback);

    /// Replaces the live line on a terminal's stderr; does nothing elsewhere. Empty removes it.
    void progress(std::string_view text);

private:
    bool no_input_ = false, live_ = false;
};

/// The number of terminal columns of a UTF-8 text (without escape sequences; wide characters count two).
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;
/// `text` filled with blanks up to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
/// `text` cut to `width` columns, with "…" where something was cut.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t width);
/// Control characters (but line feeds and tabs) shown as \xNN, so that no text from a file or database steers the terminal.
[[nodiscard]] std::string printable(std::string_view text);
/// Lines of at most `width` columns, broken at blanks, each behind `indent` blanks.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace reinhardt::db::cli
