#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reinhardt::db::cli {

struct Point {
    double x = 0, y = 0;
};

/// Builds an SVG document: texts are escaped, numbers short, colours and fonts in one style sheet.
class Svg {
public:
    void rect(double x, double y, double width, double height, double radius, std::string_view style);
    /// Text whose baseline begins (or, with anchor "middle" or "end", is centred or ends) at x, y.
    void text(double x, double y, std::string_view text, std::string_view style, std::string_view anchor = "start");
    void path(std::string_view data, std::string_view style);
    void circle(double x, double y, double radius, std::string_view style);
    void line(Point from, Point to, std::string_view style);
    void open_group(std::string_view title);  ///< a group with a tooltip
    void close_group();
    [[nodiscard]] std::string document(double width, double height, std::string_view title) const;

private:
    std::string body_;
};

/// A number with at most one digit behind the point.
[[nodiscard]] std::string svg_number(double value);
/// The width of a text in the sans-serif face, on the generous side, at that size.
[[nodiscard]] double text_width(std::string_view text, double size, bool bold = false);
/// A line through the points with its corners rounded.
[[nodiscard]] std::string rounded_path(const std::vector<Point>& points, double radius);

}  // namespace reinhardt::db::cli
