#include "layered_layout.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

namespace reinhardt::db::cli {

/// What takes a place in a column: a box, or the passage of a link through it.
struct LayeredLayout::Slot {
    std::size_t box = npos, link = npos;
    double height = 0, y = 0;
    std::vector<std::size_t> left, right;  ///< neighbours in the columns beside
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

class LayeredLayout::Columns {
public:
    explicit Columns(LayeredLayout& layout) : layout_(layout), layer_(layout.boxes.size(), 0), slot_of_(layout.boxes.size(), Slot::npos) {}

    void run(const std::vector<bool>& linked) {
        turn_round_cycles();
        assign_layers();
        make_slots(linked);
        for (int sweep = 0; sweep < 12; ++sweep) order_columns(sweep % 2 == 0);
        set_heights();
        set_positions();
    }

private:
    static constexpr double passage = 10;

    [[nodiscard]] std::size_t left_end(const Link& link) const { return link.backwards ? link.to : link.from; }
    [[nodiscard]] std::size_t right_end(const Link& link) const { return link.backwards ? link.from : link.to; }

    /// Links that close a circle are laid out backwards.
    void turn_round_cycles() {
        const std::size_t count = layout_.boxes.size();
        std::vector<std::vector<std::size_t>> out(count);
        for (std::size_t i = 0; i < layout_.links.size(); ++i)
            if (layout_.links[i].from != layout_.links[i].to) out[layout_.links[i].from].push_back(i);
        std::vector<int> color(count, 0);
        for (std::size_t start = 0; start < count; ++start) {
            if (color[start] != 0) continue;
            std::vector<std::pair<std::size_t, std::size_t>> stack{{start, 0}};
            color[start] = 1;
            while (!stack.empty()) {
                auto& [node, next] = stack.back();
                if (next == out[node].size()) {
                    color[node] = 2;
                    stack.pop_back();
                    continue;
                }
                Link& link = layout_.links[out[node][next++]];
                if (color[link.to] == 1) link.backwards = true;
                else if (color[link.to] == 0) {
                    color[link.to] = 1;
                    stack.emplace_back(link.to, 0);
                }
            }
        }
    }

    void assign_layers() {
        const std::size_t count = layout_.boxes.size();
        // Longest path from the left; no circles are left, so that as many rounds as boxes are enough.
        bool moved = true;
        for (std::size_t round = 0; moved && round <= count; ++round) {
            moved = false;
            for (const Link& link : layout_.links) {
                if (link.from == link.to) continue;
                const std::size_t a = left_end(link), b = right_end(link);
                if (layer_[b] >= layer_[a] + 1) continue;
                layer_[b] = layer_[a] + 1;
                moved = true;
            }
        }
        // A box with nothing on its left moves to just before what it leads to.
        std::vector<bool> has_left(count, false);
        std::vector<std::size_t> nearest(count, Slot::npos);
        for (const Link& link : layout_.links) {
            if (link.from == link.to) continue;
            has_left[right_end(link)] = true;
            nearest[left_end(link)] = std::min(nearest[left_end(link)], layer_[right_end(link)]);
        }
        for (std::size_t i = 0; i < count; ++i)
            if (!has_left[i] && nearest[i] != Slot::npos && nearest[i] > 0) layer_[i] = nearest[i] - 1;
    }

    std::size_t add_slot(Slot slot, std::size_t layer) {
        if (columns_.size() <= layer) columns_.resize(layer + 1);
        columns_[layer].push_back(slots_.size());
        slots_.push_back(std::move(slot));
        return slots_.size() - 1;
    }

    void join(std::size_t left, std::size_t right) {
        slots_[left].right.push_back(right);
        slots_[right].left.push_back(left);
    }

    void make_slots(const std::vector<bool>& linked) {
        for (std::size_t i = 0; i < layout_.boxes.size(); ++i) {
            if (!linked[i]) continue;
            Slot slot;
            slot.box = i;
            slot.height = layout_.boxes[i].height;
            slot_of_[i] = add_slot(slot, layer_[i]);
        }
        passages_.resize(layout_.links.size());
        for (std::size_t i = 0; i < layout_.links.size(); ++i) {
            const Link& link = layout_.links[i];
            if (link.from == link.to) continue;
            std::size_t previous = slot_of_[left_end(link)];
            for (std::size_t layer = layer_[left_end(link)] + 1; layer < layer_[right_end(link)]; ++layer) {
                Slot slot;
                slot.link = i;
                slot.height = passage;
                const std::size_t at = add_slot(slot, layer);
                passages_[i].push_back(at);
                join(previous, at);
                previous = at;
            }
            join(previous, slot_of_[right_end(link)]);
        }
    }

    void order_columns(bool rightwards) {
        std::vector<double> place(slots_.size(), 0);
        for (const auto& column : columns_)
            for (std::size_t i = 0; i < column.size(); ++i) place[column[i]] = static_cast<double>(i) / static_cast<double>(column.size());
        for (std::size_t step = 0; step < columns_.size(); ++step) {
            auto& column = columns_[rightwards ? step : columns_.size() - 1 - step];
            std::vector<std::pair<double, std::size_t>> keyed;
            for (const std::size_t id : column) {
                const auto& beside = rightwards ? slots_[id].left : slots_[id].right;
                double sum = 0;
                for (const std::size_t other : beside) sum += place[other];
                keyed.emplace_back(beside.empty() ? place[id] : sum / static_cast<double>(beside.size()), id);
            }
            std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
            for (std::size_t i = 0; i < keyed.size(); ++i) {
                column[i] = keyed[i].second;
                place[column[i]] = static_cast<double>(i) / static_cast<double>(column.size());
            }
        }
    }

    [[nodiscard]] double gap_between(const Slot& a, const Slot& b) const {
        return a.box != Slot::npos && b.box != Slot::npos ? layout_.gaps.boxes : layout_.gaps.boxes / 2;
    }

    /// Puts the slots of a column as near as possible to `wanted` (their centres), in order and without overlaps.
    void settle(const std::vector<std::size_t>& column, const std::vector<double>& wanted) {
        struct Block {
            double sum;
            std::size_t count;
            [[nodiscard]] double mean() const { return sum / static_cast<double>(count); }
        };
        std::vector<Block> blocks;
        std::vector<double> offsets;
        double offset = 0;
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (i > 0) offset += slots_[column[i - 1]].height + gap_between(slots_[column[i - 1]], slots_[column[i]]);
            offsets.push_back(offset);
            blocks.push_back({wanted[i] - slots_[column[i]].height / 2 - offset, 1});
            while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
                blocks[blocks.size() - 2].sum += blocks.back().sum;
                blocks[blocks.size() - 2].count += blocks.back().count;
                blocks.pop_back();
            }
        }
        std::size_t i = 0;
        for (const Block& block : blocks)
            for (std::size_t k = 0; k < block.count; ++k, ++i) slots_[column[i]].y = block.mean() + offsets[i];
    }

    void set_heights() {
        for (const auto& column : columns_) settle(column, std::vector<double>(column.size(), 0));
        for (int sweep = 0; sweep < 16; ++sweep) {
            for (std::size_t step = 0; step < columns_.size(); ++step) {
                const auto& column = columns_[sweep % 2 == 0 ? step : columns_.size() - 1 - step];
                std::vector<double> wanted;
                for (const std::size_t id : column) {
                    const Slot& slot = slots_[id];
                    double sum = 0, weight = 0;
                    for (const auto* beside : {&slot.left, &slot.right})
                        for (const std::size_t other : *beside) {
                            sum += slots_[other].y + slots_[other].height / 2;
                            weight += 1;
                        }
                    wanted.push_back(weight == 0 ? slot.y + slot.height / 2 : sum / weight);
                }
                settle(column, wanted);
            }
        }
    }

    void set_positions() {
        double top = 0;
        for (const Slot& slot : slots_) top = std::min(top, slot.y);
        std::vector<std::size_t> crossing(columns_.size(), 0);
        for (const Link& link : layout_.links)
            if (link.from != link.to)
                for (std::size_t layer = layer_[left_end(link)]; layer < layer_[right_end(link)]; ++layer) ++crossing[layer];
        std::vector<double> lefts, widths;
        double x = layout_.gaps.margin;
        for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
            double widest = 0;
            for (const std::size_t id : columns_[layer])
                if (slots_[id].box != Slot::npos) widest = std::max(widest, layout_.boxes[slots_[id].box].width);
            lefts.push_back(x);
            widths.push_back(widest);
            x += widest + layout_.gaps.columns + 3.0 * static_cast<double>(std::min<std::size_t>(crossing[layer], 30));
        }
        for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
            for (const std::size_t id : columns_[layer]) {
                Slot& slot = slots_[id];
                slot.y += layout_.gaps.margin - top;
                layout_.height = std::max(layout_.height, slot.y + slot.height);
                if (slot.box == Slot::npos) continue;
                Box& box = layout_.boxes[slot.box];
                box.x = lefts[layer];
                box.y = slot.y;
                layout_.width = std::max(layout_.width, box.x + box.width);
            }
        }
        for (std::size_t i = 0; i < layout_.links.size(); ++i) set_route(i, lefts, widths);
    }

    void set_route(std::size_t index, const std::vector<double>& lefts, const std::vector<double>& widths) {
        Link& link = layout_.links[index];
        if (link.from == link.to) return;
        const std::size_t a = left_end(link), b = right_end(link);
        const Box& left = layout_.boxes[a];
        const Box& right = layout_.boxes[b];
        link.route.push_back({left.x + left.width, left.y + (link.backwards ? link.to_y : link.from_y)});
        for (std::size_t k = 0; k < passages_[index].size(); ++k) {
            const double y = slots_[passages_[index][k]].y + passage / 2;
            const std::size_t layer = layer_[a] + 1 + k;
            link.route.push_back({lefts[layer], y});
            link.route.push_back({lefts[layer] + widths[layer], y});
        }
        link.route.push_back({right.x, right.y + (link.backwards ? link.from_y : link.to_y)});
        // A box that is narrower than its column: stay level until the column ends.
        const double column_end = lefts[layer_[a]] + widths[layer_[a]];
        if (column_end > link.route.front().x + 1) link.route.insert(link.route.begin() + 1, {column_end, link.route.front().y});
        if (link.backwards) std::reverse(link.route.begin(), link.route.end());
    }

    LayeredLayout& layout_;
    std::vector<std::size_t> layer_, slot_of_;
    std::vector<Slot> slots_;
    std::vector<std::vector<std::size_t>> columns_, passages_;
};

void LayeredLayout::run() {
    std::vector<bool> linked(boxes.size(), false);
    for (const Link& link : links)
        if (link.from != link.to) linked[link.from] = linked[link.to] = true;
    Columns(*this).run(linked);
    place_unlinked(linked);
    width += gaps.margin;
    height += gaps.margin;
}

void LayeredLayout::place_unlinked(const std::vector<bool>& linked) {
    double area = 0, widest = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (linked[i]) continue;
        area += (boxes[i].width + gaps.columns / 2) * (boxes[i].height + gaps.boxes);
        widest = std::max(widest, boxes[i].width);
    }
    if (area <= 0) return;
    const double limit = std::max({width, widest + gaps.margin, std::sqrt(area) * 1.4});
    double x = gaps.margin, y = height > 0 ? height + gaps.boxes * 1.5 : gaps.margin, tallest = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (linked[i]) continue;
        if (x > gaps.margin && x + boxes[i].width > limit) {
            x = gaps.margin;
            y += tallest + gaps.boxes;
            tallest = 0;
        }
        boxes[i].x = x;
        boxes[i].y = y;
        x += boxes[i].width + gaps.columns / 2;
        tallest = std::max(tallest, boxes[i].height);
        width = std::max(width, boxes[i].x + boxes[i].width);
        height = std::max(height, y + boxes[i].height);
    }
}

}  // namespace reinhardt::db::cli
