#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <reinhardt/db/support/text.hpp>

#include "erd.hpp"
#include "layered_layout.hpp"
#include "svg.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr double row_height = 20, head_height = 28, padding = 10, key_width = 22, type_gap = 18, loop_width = 30;
constexpr std::size_t longest_text = 48;

std::string cut(const std::string& text) {
    if (text.size() <= longest_text) return text;
    std::size_t end = longest_text - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

std::string type_of(const Column& column) { return cut(column.type) + (column.null ? " null" : ""); }

LayeredLayout::Box box_of(const Table& table) {
    double name = 0, type = 0;
    for (const Column& column : table.columns) {
        name = std::max(name, text_width(cut(column.name), 12));
        type = std::max(type, text_width(type_of(column), 12));
    }
    const double head = text_width(cut(table.name), 13, true) + 2 * padding;
    LayeredLayout::Box box;
    box.width = std::max({head, 2 * padding + key_width + name + type_gap + type, 120.0});
    box.height = head_height + row_height * static_cast<double>(table.columns.size()) + 6;
    return box;
}

double row_middle(const Table& table, const std::vector<std::string>& columns) {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (!columns.empty() && table.columns[i].name == columns.front()) return head_height + row_height * (static_cast<double>(i) + 0.5) + 3;
    return head_height / 2;
}

bool is_nullable(const Table& table, const ForeignKeyConstraint& key) {
    return std::any_of(key.columns.begin(), key.columns.end(), [&](const std::string& name) {
        const Column* column = table.column(name);
        return column != nullptr && column->null;
    });
}

void draw_table(Svg& svg, const Table& table, const LayeredLayout::Box& box) {
    svg.open_group(table.model.empty() ? table.name : table.name + " (" + table.model + ")");
    svg.rect(box.x, box.y, box.width, box.height, 5, "box");
    svg.path(fmt::format("M{0} {2}v-{3}q0 -4.5 4.5 -4.5h{4}q4.5 0 4.5 4.5v{3}z", svg_number(box.x + 0.5), 0, svg_number(box.y + head_height),
                         svg_number(head_height - 5), svg_number(box.width - 10)),
             "head");
    svg.line({box.x, box.y + head_height}, {box.x + box.width, box.y + head_height}, "frame");
    svg.text(box.x + padding, box.y + 18.5, cut(table.name), "title");
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        const double top = box.y + head_height + 3 + row_height * static_cast<double>(i);
        if (is_key_column(table, column.name)) svg.text(box.x + padding, top + 13.5, "PK", "key");
        else if (is_reference_column(table, column.name)) svg.text(box.x + padding, top + 13.5, "FK", "ref");
        svg.text(box.x + padding + key_width, top + 14, cut(column.name), "");
        svg.text(box.x + box.width - padding, top + 14, type_of(column), "quiet", "end");
    }
    svg.close_group();
}

/// Curves through the points of a route, level at each of them.
std::string curve(const std::vector<Point>& route) {
    std::string data = fmt::format("M{} {}", svg_number(route[0].x), svg_number(route[0].y));
    for (std::size_t i = 1; i < route.size(); ++i) {
        const Point from = route[i - 1], to = route[i];
        const double middle = (from.x + to.x) / 2;
        data += fmt::format("C{} {} {} {} {} {}", svg_number(middle), svg_number(from.y), svg_number(middle), svg_number(to.y), svg_number(to.x), svg_number(to.y));
    }
    return data;
}

/// The end at the referring table: a crow's foot for many, a bar for one. `side` is 1 when the line leaves to the right.
void draw_many_end(Svg& svg, Point at, double side, bool one) {
    if (one) {
        svg.line({at.x + 7 * side, at.y - 5}, {at.x + 7 * side, at.y + 5}, "edge");
        return;
    }
    svg.line({at.x, at.y - 5}, {at.x + 9 * side, at.y}, "edge");
    svg.line({at.x, at.y + 5}, {at.x + 9 * side, at.y}, "edge");
}

/// The end at the table that is referred to: a bar, and a circle where the reference may be absent.
void draw_one_end(Svg& svg, Point at, double side, bool optional) {
    svg.line({at.x + 6 * side, at.y - 5}, {at.x + 6 * side, at.y + 5}, "edge");
    if (optional) svg.circle(at.x + 12 * side, at.y, 3.5, "foot");
    else svg.line({at.x + 10 * side, at.y - 5}, {at.x + 10 * side, at.y + 5}, "edge");
}

}  // namespace

std::string erd_svg(const Schema& schema) {
    LayeredLayout layout;
    layout.gaps.columns = 90;
    std::map<std::string, std::size_t> places;
    for (const Table& table : schema.tables) {
        places[table.name] = layout.boxes.size();
        layout.boxes.push_back(box_of(table));
    }
    std::vector<std::pair<const Table*, const ForeignKeyConstraint*>> keys;
    for (const Table& table : schema.tables)
        for (const ForeignKeyConstraint& key : table.foreign_keys) {
            const auto target = places.find(key.to_table);
            if (target == places.end()) continue;
            LayeredLayout::Link link;
            link.from = target->second;
            link.to = places[table.name];
            const Table& other = schema.tables[link.from];
            link.from_y = row_middle(other, key.to_columns.empty() ? other.primary_key.columns : key.to_columns);
            link.to_y = row_middle(table, key.columns);
            layout.links.push_back(std::move(link));
            keys.emplace_back(&table, &key);
        }
    layout.run();

    Svg svg;
    double width = layout.width;
    for (std::size_t i = 0; i < layout.links.size(); ++i) {
        const auto& link = layout.links[i];
        const auto& [table, key] = keys[i];
        svg.open_group(table->name + "(" + join(key->columns, ", ") + ") refers to " + key->to_table);
        Point one, many;
        double one_side = 1, many_side = 1;
        if (link.from == link.to) {
            const auto& box = layout.boxes[link.from];
            one = {box.x + box.width, box.y + link.from_y};
            many = {box.x + box.width, box.y + link.to_y};
            // Above the middle of the row, where other lines arrive.
            one.y -= row_height / 2 - 3;
            svg.path(rounded_path({one, {one.x + loop_width, one.y}, {many.x + loop_width, many.y}, many}, 8), "edge");
            width = std::max(width, one.x + loop_width + layout.gaps.margin);
        } else {
            one = link.route.front();
            many = link.route.back();
            one_side = link.route[1].x >= one.x ? 1 : -1;
            many_side = -one_side;
            svg.path(curve(link.route), "edge");
        }
        draw_one_end(svg, one, one_side, is_nullable(*table, *key));
        draw_many_end(svg, many, many_side, is_one_to_one(*table, *key));
        svg.close_group();
    }
    for (std::size_t i = 0; i < schema.tables.size(); ++i) draw_table(svg, schema.tables[i], layout.boxes[i]);
    if (schema.tables.empty()) {
        svg.text(24, 40, "no tables", "quiet");
        return svg.document(160, 64, "schema");
    }
    return svg.document(width, layout.height, "schema");
}

}  // namespace reinhardt::db::cli
