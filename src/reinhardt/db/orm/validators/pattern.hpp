#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace reinhardt::db {

/// A regular expression over code points of UTF-8 that is matched in time linear in the text, whatever the pattern: an automaton without
/// backtracking. Literals, ., [a-z] and [^…], \d \w \s \D \W \S, \t \n \r \f \v \xHH \uHHHH, ^ $ \A \Z \b \B, (…) and (?:…), |, * + ? {m} {m,} {,n}
/// {m,n} (lazy forms too), "(?i)" in front; \d is 0 to 9. What needs backtracking (back references, look-around) is Error(usage).
class Pattern {
public:
    explicit Pattern(std::string_view pattern);
    /// Whether it matches anywhere in `text`.
    [[nodiscard]] bool search(std::string_view text) const;
    /// Whether it matches the whole of `text`.
    [[nodiscard]] bool matches(std::string_view text) const;

    struct Range {
        char32_t low, high;
    };
    struct Set {
        std::vector<Range> ranges;
        bool negated = false, words = false, no_words = false, spaces = false, no_spaces = false, digits = false, no_digits = false;
    };
    struct Step {
        enum class Kind : std::uint8_t { one, any, set, begin, end, end_of_text, word_edge, no_word_edge, split, jump, done };
        Kind kind;
        char32_t one = 0;
        std::uint32_t next = 0, other = 0;  ///< of split and jump; `other` is the set's number
    };

private:
    [[nodiscard]] bool run(std::string_view text, bool anywhere, bool whole) const;
    std::vector<Step> steps_;
    std::vector<Set> sets_;
    bool ignore_case_ = false;
};

}  // namespace reinhardt::db
