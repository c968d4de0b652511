#include "interval.hpp"

#include <cstdio>
#include <sstream>

namespace reinhardt::db::postgresql {

namespace {

/// "02:03:04.5" behind the T of a duration.
bool clock_parts(const std::string& word, std::string& time) {
    int hours = 0, minutes = 0, used = 0;
    const bool negative = !word.empty() && word.front() == '-';
    const std::string text = negative ? word.substr(1) : word;
    if (std::sscanf(text.c_str(), "%d:%2d:%n", &hours, &minutes, &used) < 2 || used == 0) return false;
    std::string seconds = text.substr(static_cast<std::size_t>(used));
    if (seconds.size() > 1 && seconds.front() == '0' && seconds[1] != '.') seconds.erase(0, 1);
    const std::string sign = negative ? "-" : "";
    if (hours != 0) time += sign + std::to_string(hours) + "H";
    if (minutes != 0) time += sign + std::to_string(minutes) + "M";
    if (seconds != "0") time += sign + seconds + "S";
    return true;
}

}  // namespace

std::string iso_duration(std::string_view interval) {
    std::istringstream words{std::string(interval)};
    std::string word, unit, date, time;
    while (words >> word) {
        if (word.find(':') != std::string::npos) {
            if (!clock_parts(word, time)) return std::string(interval);
            continue;
        }
        if (!(words >> unit)) return std::string(interval);
        if (unit.rfind("year", 0) == 0) {
            date += word + "Y";
        } else if (unit.rfind("mon", 0) == 0) {
            date += word + "M";
        } else if (unit.rfind("day", 0) == 0) {
            date += word + "D";
        } else {
            return std::string(interval);
        }
    }
    if (date.empty() && time.empty()) return "PT0S";
    return "P" + date + (time.empty() ? "" : "T" + time);
}

}  // namespace reinhardt::db::postgresql
