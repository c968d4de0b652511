#include "svg.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "quoting.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr std::string_view style_sheet =
    "text{font-family:'Inter','Helvetica Neue','DejaVu Sans',Arial,sans-serif;font-size:12px;fill:#1f2933}"
    ".page{fill:#fff}"
    ".title{font-size:13px;font-weight:600}"
    ".quiet{fill:#7b8794}"
    ".small{font-size:10px;fill:#7b8794}"
    ".key{font-size:9px;font-weight:600;fill:#8a6d1f}"
    ".ref{font-size:9px;font-weight:600;fill:#2f6f9f}"
    ".head{fill:#e8eef5;stroke:none}"
    ".box{fill:#fff;stroke:#9aa5b1;stroke-width:1}"
    ".frame{fill:none;stroke:#9aa5b1;stroke-width:1}"
    ".lane{fill:#f5f7fa;stroke:#e4e7eb;stroke-width:1}"
    ".applied{fill:#d7f0dd;stroke:#3f8f56;stroke-width:1}"
    ".pending{fill:#fff;stroke:#9aa5b1;stroke-width:1}"
    ".rule{fill:none;stroke:#e4e7eb;stroke-width:1}"
    ".edge{fill:none;stroke:#52606d;stroke-width:1.3}"
    ".cross{fill:none;stroke:#8a94a0;stroke-width:1.2;stroke-dasharray:4 3}"
    ".foot{fill:#fff;stroke:#52606d;stroke-width:1.3}"
    ".tip{fill:#52606d;stroke:none}"
    ".crosstip{fill:#8a94a0;stroke:none}"
    ".badge{fill:#2f6f9f;stroke:none}"
    ".badgetext{font-size:10px;fill:#fff}";

/// Widths of DejaVu Sans, the widest of the faces named above, in thousandths of the size.
double character_width(char c) {
    if (std::string_view("ijl'|").find(c) != std::string_view::npos) return 0.30;
    if (std::string_view("ftr()[]{}.,:;! -\"").find(c) != std::string_view::npos) return 0.41;
    if (std::string_view("mMW@%").find(c) != std::string_view::npos) return 0.98;
    if (std::string_view("wGOQDHNU<>=+").find(c) != std::string_view::npos) return 0.82;
    if (c >= 'A' && c <= 'Z') return 0.70;
    return 0.635;
}

}  // namespace

std::string svg_number(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

double text_width(std::string_view text, double size, bool bold) {
    double width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) width += character_width(text[i]);
        else if (byte >= 0xE0) width += 1.0;
        else if (byte >= 0xC0) width += 0.70;
    }
    return width * size * (bold ? 1.12 : 1.0);
}

void Svg::rect(double x, double y, double width, double height, double radius, std::string_view style) {
    body_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", style, svg_number(x), svg_number(y), svg_number(width), svg_number(height));
    if (radius > 0) body_ += fmt::format(" rx=\"{}\"", svg_number(radius));
    body_ += "/>\n";
}

void Svg::text(double x, double y, std::string_view text, std::string_view style, std::string_view anchor) {
    body_ += "<text";
    if (!style.empty()) body_ += fmt::format(" class=\"{}\"", style);
    body_ += fmt::format(" x=\"{}\" y=\"{}\"", svg_number(x), svg_number(y));
    if (anchor != "start") body_ += fmt::format(" text-anchor=\"{}\"", anchor);
    body_ += ">" + xml_text(text) + "</text>\n";
}

void Svg::path(std::string_view data, std::string_view style) { body_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", style, data); }

void Svg::circle(double x, double y, double radius, std::string_view style) {
    body_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", style, svg_number(x), svg_number(y), svg_number(radius));
}

void Svg::line(Point from, Point to, std::string_view style) {
    path(fmt::format("M{} {}L{} {}", svg_number(from.x), svg_number(from.y), svg_number(to.x), svg_number(to.y)), style);
}

void Svg::open_group(std::string_view title) { body_ += "<g><title>" + xml_text(title) + "</title>\n"; }
void Svg::close_group() { body_ += "</g>\n"; }

std::string Svg::document(double width, double height, std::string_view title) const {
    const std::string w = svg_number(std::ceil(width)), h = svg_number(std::ceil(height));
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\">\n<title>{2}</title>\n"
               "<style>{3}</style>\n<rect class=\"page\" width=\"{0}\" height=\"{1}\"/>\n",
               w, h, xml_text(title), style_sheet) +
           body_ + "</svg>\n";
}

std::string rounded_path(const std::vector<Point>& points, double radius) {
    if (points.empty()) return {};
    std::string data = fmt::format("M{} {}", svg_number(points[0].x), svg_number(points[0].y));
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Point at = points[i], from = points[i - 1];
        if (i + 1 == points.size()) {
            data += fmt::format("L{} {}", svg_number(at.x), svg_number(at.y));
            break;
        }
        const Point to = points[i + 1];
        const double before = std::hypot(at.x - from.x, at.y - from.y), after = std::hypot(to.x - at.x, to.y - at.y);
        const double r = std::min({radius, before / 2, after / 2});
        if (r < 0.5) {
            data += fmt::format("L{} {}", svg_number(at.x), svg_number(at.y));
            continue;
        }
        const Point in{at.x + (from.x - at.x) * r / before, at.y + (from.y - at.y) * r / before};
        const Point out{at.x + (to.x - at.x) * r / after, at.y + (to.y - at.y) * r / after};
        data += fmt::format("L{} {}Q{} {} {} {}", svg_number(in.x), svg_number(in.y), svg_number(at.x), svg_number(at.y), svg_number(out.x), svg_number(out.y));
    }
    return data;
}

}  // namespace reinhardt::db::cli
