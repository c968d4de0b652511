#include <reinhardt/db/orm/validators/pattern.hpp>

#include <algorithm>
#include <string>

#include <reinhardt/db/support/error.hpp>

#include "characters.hpp"

namespace reinhardt::db {

namespace {

using Step = Pattern::Step;
using Set = Pattern::Set;

constexpr std::size_t most_steps = 20'000;
constexpr int most_depth = 200;
constexpr std::uint32_t most_repeats = 1000;
constexpr std::uint32_t no_end = 0xFFFF'FFFFU;

/// Puts a pattern into steps. A piece of steps is self-contained: its jumps are counted from its own start until it is put into its place.
class Compiler {
public:
    Compiler(std::string_view pattern, std::vector<Set>& sets) : whole_(pattern), rest_(pattern), sets_(sets) {}

    std::vector<Step> compile() {
        std::vector<Step> steps = alternatives(0);
        if (!rest_.empty()) fail("an unexpected ')'");
        steps.push_back({Step::Kind::done});
        return steps;
    }

private:
    using Piece = std::vector<Step>;

    [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorCode::usage, "the pattern '" + std::string(whole_) + "' has " + what); }

    bool skip(std::string_view wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }

    void append(Piece& to, const Piece& piece) const {
        const auto base = static_cast<std::uint32_t>(to.size());
        for (Step step : piece) {
            if (step.kind == Step::Kind::split || step.kind == Step::Kind::jump) {
                step.next += base;
                if (step.kind == Step::Kind::split) step.other += base;
            }
            to.push_back(step);
        }
        if (to.size() > most_steps) fail("too many repeats");
    }

    static std::uint32_t size_of(const Piece& piece) { return static_cast<std::uint32_t>(piece.size()); }

    Piece alternatives(int depth) {
        if (depth > most_depth) fail("groups that are nested too deeply");
        Piece made = sequence(depth);
        while (skip("|")) {
            const Piece left = std::move(made), right = sequence(depth);
            made = {{Step::Kind::split, 0, 1, size_of(left) + 2}};
            append(made, left);
            made.push_back({Step::Kind::jump, 0, size_of(left) + 2 + size_of(right)});
            append(made, right);
        }
        return made;
    }

    Piece sequence(int depth) {
        Piece made;
        while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
            Piece piece = atom(depth);
            std::uint32_t least = 0, most = 0;
            bool repeated = false;
            while (repeat(least, most)) {
                if (repeated) fail("a repeat of a repeat");
                piece = repeat_of(piece, least, most);
                repeated = true;
            }
            append(made, piece);
        }
        return made;
    }

    bool repeat(std::uint32_t& least, std::uint32_t& most) {
        if (skip("*")) least = 0, most = no_end;
        else if (skip("+")) least = 1, most = no_end;
        else if (skip("?")) least = 0, most = 1;
        else if (!counted(least, most)) return false;
        skip("?");  // a lazy form finds the same texts
        return true;
    }

    /// {m}, {m,}, {,n}, {m,n}; any other brace is itself.
    bool counted(std::uint32_t& least, std::uint32_t& most) {
        const std::size_t end = rest_.find('}');
        if (!rest_.starts_with('{') || end == std::string_view::npos || end < 2 || end > 12) return false;
        const std::string_view inside = rest_.substr(1, end - 1);
        if (inside == "," || inside.find_first_not_of("0123456789,") != std::string_view::npos || inside.find(',') != inside.rfind(',')) return false;
        const std::size_t comma = inside.find(',');
        const auto number = [](std::string_view digits, std::uint32_t fallback) {
            if (digits.empty()) return fallback;
            std::uint32_t value = 0;
            for (const char c : digits) value = std::min(value * 10 + static_cast<std::uint32_t>(c - '0'), most_repeats + 1);
            return value;
        };
        least = number(inside.substr(0, comma), 0);
        most = comma == std::string_view::npos ? least : number(inside.substr(comma + 1), no_end);
        if (least > most_repeats || (most != no_end && most > most_repeats)) fail("more than 1000 repeats");
        if (most < least) fail("a repeat whose limits are in the wrong order");
        rest_.remove_prefix(end + 1);
        return true;
    }

    Piece repeat_of(const Piece& piece, std::uint32_t least, std::uint32_t most) const {
        Piece made;
        for (std::uint32_t i = 0; i < least; ++i) append(made, piece);
        if (most == no_end) {
            const std::uint32_t begin = size_of(made);
            made.push_back({Step::Kind::split, 0, begin + 1, begin + 2 + size_of(piece)});
            append(made, piece);
            made.push_back({Step::Kind::jump, 0, begin});
            return made;
        }
        const std::uint32_t end = size_of(made) + (most - least) * (size_of(piece) + 1);
        for (std::uint32_t i = least; i < most; ++i) {
            made.push_back({Step::Kind::split, 0, size_of(made) + 1, end});
            append(made, piece);
        }
        return made;
    }

    Piece atom(int depth) {
        if (skip("(")) {
            if (rest_.starts_with('?') && !skip("?:")) fail("a group of a kind that is not supported");
            Piece made = alternatives(depth + 1);
            if (!skip(")")) fail("a group without end");
            return made;
        }
        if (skip("[")) return {set_step(set())};
        if (skip(".")) return {{Step::Kind::any}};
        if (skip("^")) return {{Step::Kind::begin}};
        if (skip("$")) return {{Step::Kind::end}};
        if (rest_.front() == '*' || rest_.front() == '+' || rest_.front() == '?') fail("a repeat of nothing");
        if (rest_.front() == '\\') return escape();
        return {{Step::Kind::one, next_character(rest_)}};
    }

    Step set_step(Set set) {
        sets_.push_back(std::move(set));
        return {Step::Kind::set, 0, 0, static_cast<std::uint32_t>(sets_.size() - 1)};
    }

    Piece escape() {
        if (skip("\\A")) return {{Step::Kind::begin}};
        if (skip("\\Z") || skip("\\z")) return {{Step::Kind::end_of_text}};
        if (skip("\\b")) return {{Step::Kind::word_edge}};
        if (skip("\\B")) return {{Step::Kind::no_word_edge}};
        Set set;
        if (class_of(set)) return {set_step(std::move(set))};
        return {{Step::Kind::one, escaped()}};
    }

    /// \d \w \s and their opposites.
    bool class_of(Set& set) {
        if (skip("\\d")) return set.digits = true;
        if (skip("\\D")) return set.no_digits = true;
        if (skip("\\w")) return set.words = true;
        if (skip("\\W")) return set.no_words = true;
        if (skip("\\s")) return set.spaces = true;
        if (skip("\\S")) return set.no_spaces = true;
        return false;
    }

    char32_t escaped() {
        rest_.remove_prefix(1);
        if (rest_.empty()) fail("a backslash at the end");
        const char32_t c = next_character(rest_);
        switch (c) {
            case 't': return '\t';
            case 'n': return '\n';
            case 'r': return '\r';
            case 'f': return '\f';
            case 'v': return '\v';
            case 'x': return hex(2);
            case 'u': return hex(4);
            default:
                if (is_ascii_letter(c) || is_ascii_digit(c)) fail(std::string("an escape that is not supported: \\") + static_cast<char>(c));
                return c;
        }
    }

    char32_t hex(std::size_t digits) {
        if (rest_.size() < digits) fail("an escape without its digits");
        char32_t value = 0;
        for (const char c : rest_.substr(0, digits)) {
            const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
            if (digit < 0) fail("an escape without its digits");
            value = value * 16 + static_cast<char32_t>(digit);
        }
        rest_.remove_prefix(digits);
        return value;
    }

    char32_t set_member() { return rest_.front() == '\\' ? escaped() : next_character(rest_); }

    Set set() {
        Set made;
        made.negated = skip("^");
        for (bool first = true;; first = false) {
            if (rest_.empty()) fail("a set without end");
            if (!first && skip("]")) return made;
            if (class_of(made)) continue;
            const char32_t low = set_member();
            if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') {
                rest_.remove_prefix(1);
                const char32_t high = set_member();
                if (high < low) fail("a set whose range is in the wrong order");
                made.ranges.push_back({low, high});
            } else {
                made.ranges.push_back({low, low});
            }
        }
    }

    std::string_view whole_, rest_;
    std::vector<Set>& sets_;
};

bool in_set(const Set& set, char32_t c) noexcept {
    const bool digit = is_ascii_digit(c), word = is_word_character(c), space = is_space_character(c);
    return (set.digits && digit) || (set.no_digits && !digit) || (set.words && word) || (set.no_words && !word) || (set.spaces && space) || (set.no_spaces && !space) ||
           std::any_of(set.ranges.begin(), set.ranges.end(), [&](const Pattern::Range& range) { return c >= range.low && c <= range.high; });
}

/// The steps that the automaton is at, each once.
class States {
public:
    explicit States(std::size_t size) : marks_(size, 0) {}
    void clear() {
        list.clear();
        ++round_;
    }
    bool add(std::uint32_t step) {
        if (marks_[step] == round_) return false;
        marks_[step] = round_;
        return true;
    }
    std::vector<std::uint32_t> list;  ///< those that read a character

private:
    std::vector<std::uint32_t> marks_;
    std::uint32_t round_ = 1;
};

struct Place {
    bool at_begin, at_end, before_last_newline, word_edge;
};

/// Follows what reads nothing; true when the end of the pattern is reached.
bool follow(const std::vector<Step>& steps, States& states, std::uint32_t from, const Place& place, std::vector<std::uint32_t>& stack) {
    bool done = false;
    stack.assign(1, from);
    while (!stack.empty()) {
        const std::uint32_t at = stack.back();
        stack.pop_back();
        if (!states.add(at)) continue;
        const Step& step = steps[at];
        bool through = false;
        switch (step.kind) {
            case Step::Kind::split: stack.push_back(step.other); [[fallthrough]];
            case Step::Kind::jump: stack.push_back(step.next); break;
            case Step::Kind::begin: through = place.at_begin; break;
            case Step::Kind::end: through = place.at_end || place.before_last_newline; break;
            case Step::Kind::end_of_text: through = place.at_end; break;
            case Step::Kind::word_edge: through = place.word_edge; break;
            case Step::Kind::no_word_edge: through = !place.word_edge; break;
            case Step::Kind::done: done = true; break;
            default: states.list.push_back(at);
        }
        if (through) stack.push_back(at + 1);
    }
    return done;
}

}  // namespace

Pattern::Pattern(std::string_view pattern) {
    std::string_view body = pattern;
    if (body.starts_with("(?i)")) {
        ignore_case_ = true;
        body.remove_prefix(4);
    }
    steps_ = Compiler(body, sets_).compile();
}

bool Pattern::run(std::string_view text, bool anywhere, bool whole) const {
    States now(steps_.size()), then(steps_.size());
    std::vector<std::uint32_t> stack;
    const auto folded = [this](char32_t c) { return ignore_case_ ? lower_character(c) : c; };
    const auto upper_in = [this](const Set& set, char32_t c) {
        // A set holds what it was written with: both cases of an ASCII letter are tried, the lower case of any other.
        return ignore_case_ && ((is_ascii_letter(c) && in_set(set, c ^ 0x20U)) || in_set(set, lower_character(c)));
    };
    bool word_before = false, first = true;
    now.clear();
    for (;; first = false) {
        std::string_view rest = text;
        const char32_t c = rest.empty() ? 0 : next_character(rest);
        const bool word_here = !text.empty() && is_word_character(c);
        const Place place{first, text.empty(), text == "\n", word_before != word_here};
        // Those that a character led to are followed here, where it is known what stands behind it.
        then.clear();
        bool done = false;
        for (const std::uint32_t step : now.list) done = follow(steps_, then, step, place, stack) || done;
        if (first || anywhere) done = follow(steps_, then, 0, place, stack) || done;
        if (done && (!whole || text.empty())) return true;
        if (text.empty()) return false;
        now.clear();
        for (const std::uint32_t at : then.list) {
            const Step& step = steps_[at];
            bool good = step.kind == Step::Kind::any && c != '\n';
            if (step.kind == Step::Kind::one) good = step.one == c || folded(step.one) == folded(c);
            if (step.kind == Step::Kind::set) good = (in_set(sets_[step.other], c) || upper_in(sets_[step.other], c)) != sets_[step.other].negated;
            if (good && now.add(at + 1)) now.list.push_back(at + 1);
        }
        word_before = word_here;
        text = rest;
    }
}

bool Pattern::search(std::string_view text) const { return run(text, true, false); }

bool Pattern::matches(std::string_view text) const { return run(text, false, true); }

}  // namespace reinhardt::db
