#include <algorithm>
#include <set>

#include <reinhardt/db/support/text.hpp>

#include "graph_picture.hpp"

namespace reinhardt::db::cli {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// Draws one app's migrations, oldest first, one a line; a fork or a join gets a line of its own in front of the migration.
class AppLanes {
public:
    AppLanes(const GraphPicture& picture, std::string app, const Output& output) : picture_(picture), app_(std::move(app)), output_(output), open_(picture.nodes.size()) {
        for (const auto& node : picture.nodes)
            if (node.app == app_)
                for (const std::size_t parent : node.parents)
                    if (is_here(parent)) ++open_[parent];
    }

    std::string text() {
        for (std::size_t id = 0; id < picture_.nodes.size(); ++id)
            if (is_here(id)) add_node(id);
        std::size_t widest = 0;
        for (const Line& line : lines_) widest = std::max(widest, line.width);
        std::string text = output_.paint(Color::bold, printable(app_)) + "\n";
        for (const Line& line : lines_) text += line.text + (line.tail.empty() ? "" : std::string(widest - line.width + 2, ' ') + line.tail) + "\n";
        return text;
    }

private:
    struct Line {
        std::string text, tail;
        std::size_t width = 0;
    };

    bool is_here(std::size_t id) const { return picture_.nodes[id].app == app_; }

    std::size_t free_lane() {
        const auto found = std::find(lanes_.begin(), lanes_.end(), none);
        if (found != lanes_.end()) return static_cast<std::size_t>(found - lanes_.begin());
        lanes_.push_back(none);
        return lanes_.size() - 1;
    }
    std::size_t lane_of(std::size_t id) const { return static_cast<std::size_t>(std::find(lanes_.begin(), lanes_.end(), id) - lanes_.begin()); }

    /// A line that joins lane `from` with lane `to`: "├─╮" when `to` begins, "├─╯" when it ends.
    std::string link(std::size_t from, std::size_t to, bool begins) const {
        const auto [left, right] = std::minmax(from, to);
        std::string line = "  ";
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
            const bool inside = lane > left && lane < right;
            const bool used = lanes_[lane] != none;
            if (lane == from) line += from == left ? "├" : "┤";
            else if (lane == to) line += begins ? (to == right ? "╮" : "╭") : (to == right ? "╯" : "╰");
            else if (inside) line += used ? "┼" : "─";
            else line += used ? "│" : " ";
            line += lane >= left && lane < right ? "─" : " ";
        }
        return std::string(trim_end(line));
    }
    static std::string_view trim_end(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

    void add_node(std::size_t id) {
        const auto& node = picture_.nodes[id];
        std::size_t lane = none;
        for (const std::size_t parent : node.parents) {
            if (!is_here(parent)) continue;
            --open_[parent];
            const std::size_t at = lane_of(parent);
            if (lane == none && open_[parent] == 0) {
                lane = at;
            } else if (lane == none) {
                lane = free_lane();
                lanes_[lane] = id;
                lines_.push_back({link(at, lane, true), {}, 0});
            } else if (open_[parent] == 0) {
                lines_.push_back({link(lane, at, false), {}, 0});
                lanes_[at] = none;
            }
        }
        if (lane == none) lane = free_lane();
        lanes_[lane] = id;
        lines_.push_back(node_line(node, lane));
        if (open_[id] == 0) lanes_[lane] = none;
        while (!lanes_.empty() && lanes_.back() == none) lanes_.pop_back();
    }

    Line node_line(const GraphPicture::Node& node, std::size_t lane) const {
        std::string line = "  ";
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            if (i == lane) line += node.applied ? output_.paint(Color::green, "●") : "○";
            else line += lanes_[i] != none ? "│" : " ";
            line += ' ';
        }
        line += printable(node.name);
        std::vector<std::string> notes;
        if (node.squash) notes.emplace_back("squash");
        std::vector<std::string> needs;
        for (const std::size_t parent : node.parents)
            if (!is_here(parent)) needs.push_back(picture_.nodes[parent].app + "." + picture_.nodes[parent].name);
        if (!needs.empty()) notes.push_back("needs " + join(needs, ", "));
        std::string tail = join(notes, ", ");
        if (!node.databases.empty()) tail += (tail.empty() ? "" : "  ") + output_.paint(Color::cyan, "<- " + printable(join(node.databases, ", ")));
        return {std::move(line), std::move(tail), 2 + 2 * lanes_.size() + display_width(node.name)};
    }

    const GraphPicture& picture_;
    std::string app_;
    const Output& output_;
    std::vector<std::size_t> open_;    ///< children in the app that are still to come
    std::vector<std::size_t> lanes_;   ///< the last migration of each lane, or none
    std::vector<Line> lines_;
};

}  // namespace

std::vector<std::string> GraphPicture::apps() const {
    std::set<std::string> names;
    for (const Node& node : nodes) names.insert(node.app);
    return {names.begin(), names.end()};
}

std::string graph_text(const GraphPicture& picture, const Output& output) {
    std::string text;
    for (const std::string& app : picture.apps()) text += AppLanes(picture, app, output).text();
    return text;
}

}  // namespace reinhardt::db::cli
