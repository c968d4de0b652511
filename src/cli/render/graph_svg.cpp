#include <algorithm>
#include <map>

#include <reinhardt/db/support/text.hpp>

#include "graph_picture.hpp"
#include "svg.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr double margin = 20, lane_padding = 16, node_height = 28, row_gap = 34, lane_gap = 44, track_gap = 20, head = 34;
constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Lays a history out: a lane for each app, rows by distance from the beginning, branches of one app on tracks side by side. Lines inside an app
/// stay on the track of the older migration, which is free until then; lines between apps run in the gaps between lanes and rows.
class GraphSvg {
public:
    explicit GraphSvg(const GraphPicture& picture) : picture_(picture), apps_(picture.apps()), rank_(picture.nodes.size()), track_(picture.nodes.size()) {}

    std::string document() {
        set_ranks();
        for (std::size_t i = 0; i < apps_.size(); ++i) set_lane(i);
        double height = margin + head + row_gap;
        for (const std::size_t rank : rank_) height = std::max(height, row_top(rank) + node_height + row_gap / 2);
        const double width = lanes_.empty() ? 160 : lanes_.back().left + lanes_.back().width + margin;
        for (const Lane& lane : lanes_) {
            svg_.rect(lane.left, margin, lane.width, height - margin, 8, "lane");
            svg_.text(lane.left + lane_padding, margin + 21, lane.app, "title");
        }
        for (std::size_t id = 0; id < picture_.nodes.size(); ++id)
            for (const std::size_t parent : picture_.nodes[id].parents) draw_link(parent, id);
        for (std::size_t id = 0; id < picture_.nodes.size(); ++id) draw_node(id);
        if (lanes_.empty()) svg_.text(margin, margin + 20, "no migrations", "quiet");
        return svg_.document(width, height + margin, "migrations");
    }

private:
    struct Lane {
        std::string app;
        double left = 0, width = 0, node_width = 0;
    };

    [[nodiscard]] std::size_t lane_of(std::size_t id) const {
        return static_cast<std::size_t>(std::lower_bound(apps_.begin(), apps_.end(), picture_.nodes[id].app) - apps_.begin());
    }
    [[nodiscard]] double row_top(std::size_t rank) const { return margin + head + static_cast<double>(rank) * (node_height + row_gap); }
    [[nodiscard]] double left_of(std::size_t id) const {
        const Lane& lane = lanes_[lane_of(id)];
        return lane.left + lane_padding + static_cast<double>(track_[id]) * (lane.node_width + track_gap);
    }
    [[nodiscard]] double middle_of(std::size_t id) const { return left_of(id) + lanes_[lane_of(id)].node_width / 2; }

    void set_ranks() {
        for (std::size_t id = 0; id < picture_.nodes.size(); ++id)
            for (const std::size_t parent : picture_.nodes[id].parents) rank_[id] = std::max(rank_[id], rank_[parent] + 1);
    }

    static std::string badge(const GraphPicture::Node& node) { return join(node.databases, ", "); }

    void set_lane(std::size_t index) {
        Lane lane;
        lane.app = apps_[index];
        lane.left = lanes_.empty() ? margin : lanes_.back().left + lanes_.back().width + lane_gap;
        lane.node_width = 90;
        std::vector<std::size_t> members;
        for (std::size_t id = 0; id < picture_.nodes.size(); ++id) {
            const auto& node = picture_.nodes[id];
            if (node.app != lane.app) continue;
            members.push_back(id);
            double wide = text_width(node.name, 12) + 24;
            if (!node.databases.empty()) wide += text_width(badge(node), 10) + 20;
            lane.node_width = std::max(lane.node_width, wide);
        }
        std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) { return rank_[a] < rank_[b]; });
        const std::size_t tracks = set_tracks(lane.app, members);
        lane.width = std::max(2 * lane_padding + static_cast<double>(tracks) * lane.node_width + static_cast<double>(tracks - 1) * track_gap,
                              text_width(lane.app, 13, true) + 2 * lane_padding);
        lanes_.push_back(std::move(lane));
    }

    std::size_t set_tracks(const std::string& app, const std::vector<std::size_t>& members) {
        std::map<std::size_t, std::size_t> open;  // children that are still to come
        for (const std::size_t id : members)
            for (const std::size_t parent : picture_.nodes[id].parents)
                if (picture_.nodes[parent].app == app) ++open[parent];
        std::vector<std::size_t> tips;
        for (const std::size_t id : members) {
            std::size_t track = none;
            for (const std::size_t parent : picture_.nodes[id].parents) {
                if (picture_.nodes[parent].app != app || --open[parent] != 0) continue;
                if (track == none) track = track_[parent];
                tips[track_[parent]] = none;
            }
            if (track == none) track = static_cast<std::size_t>(std::find(tips.begin(), tips.end(), none) - tips.begin());
            if (track >= tips.size()) tips.push_back(none);
            track_[id] = track;
            tips[track] = open[id] > 0 ? id : none;
        }
        return std::max<std::size_t>(tips.size(), 1);
    }

    void draw_link(std::size_t parent, std::size_t id) {
        const Point from{middle_of(parent), row_top(rank_[parent]) + node_height}, to{middle_of(id), row_top(rank_[id]) - 1};
        const bool same = picture_.nodes[parent].app == picture_.nodes[id].app;
        if (same) {
            const double turn = to.y - row_gap / 2;
            if (from.x == to.x) svg_.line(from, {to.x, to.y - 4}, "edge");
            else svg_.path(rounded_path({from, {from.x, turn}, {to.x, turn}, {to.x, to.y - 4}}, 10), "edge");
            draw_tip(to, "tip");
            return;
        }
        // Lines between apps arrive beside the middle, so that they do not cover the app's own line.
        const bool rightwards = lane_of(parent) < lane_of(id);
        const Lane& lane = lanes_[lane_of(id)];
        const double shift = 4.0 * static_cast<double>(crossing_++ % 5);
        const Point start{from.x + (rightwards ? 14 : -14), from.y}, end{to.x + (rightwards ? -14 : 14), to.y};
        const double below = start.y + 7 + shift / 2, above = end.y - 9 - shift / 2;
        std::vector<Point> points{start};
        if (rank_[id] == rank_[parent] + 1) {
            points.push_back({start.x, below});
            points.push_back({end.x, below});
        } else {
            const double gutter = rightwards ? lane.left - 10 - shift : lane.left + lane.width + 10 + shift;
            points.insert(points.end(), {{start.x, below}, {gutter, below}, {gutter, above}, {end.x, above}});
        }
        points.push_back({end.x, end.y - 4});
        svg_.path(rounded_path(points, 8), "cross");
        draw_tip(end, "crosstip");
    }

    void draw_tip(Point at, std::string_view style) {
        svg_.path("M" + svg_number(at.x) + " " + svg_number(at.y) + "l-4 -7h8z", style);
    }

    void draw_node(std::size_t id) {
        const auto& node = picture_.nodes[id];
        const double width = lanes_[lane_of(id)].node_width, x = left_of(id), y = row_top(rank_[id]);
        const std::string_view style = node.applied ? "applied" : "pending";
        svg_.open_group(node.app + "." + node.name + (node.applied ? ", applied" : ", not applied") + (node.squash ? ", a squash" : ""));
        svg_.rect(x, y, width, node_height, 6, style);
        if (node.squash) svg_.rect(x + 3, y + 3, width - 6, node_height - 6, 4, style);
        svg_.text(x + 12, y + 18.5, node.name, "");
        if (!node.databases.empty()) {
            const double wide = text_width(badge(node), 10) + 12;
            svg_.rect(x + width - wide - 6, y + 6, wide, node_height - 12, 8, "badge");
            svg_.text(x + width - wide / 2 - 6, y + 17.5, badge(node), "badgetext", "middle");
        }
        svg_.close_group();
    }

    const GraphPicture& picture_;
    std::vector<std::string> apps_;
    std::vector<std::size_t> rank_, track_;
    std::vector<Lane> lanes_;
    Svg svg_;
    std::size_t crossing_ = 0;
};

}  // namespace

std::string graph_svg(const GraphPicture& picture) { return GraphSvg(picture).document(); }

}  // namespace reinhardt::db::cli
