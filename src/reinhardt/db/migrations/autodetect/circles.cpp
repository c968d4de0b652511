#include <reinhardt/db/migrations/autodetect/circles.hpp>

#include <algorithm>

namespace reinhardt::db {

namespace {

/// Tarjan's algorithm with an explicit stack: chains of models may be long.
class ComponentFinder {
public:
    explicit ComponentFinder(const std::vector<std::vector<std::size_t>>& edges) : edges_(edges), number_(edges.size(), 0), low_(edges.size(), 0), open_(edges.size(), false) {}

    std::vector<std::vector<std::size_t>> run() {
        for (std::size_t node = 0; node < edges_.size(); ++node) {
            if (number_[node] == 0) walk(node);
        }
        std::sort(found_.begin(), found_.end());
        return std::move(found_);
    }

private:
    struct Frame {
        std::size_t node, next;
    };

    void enter(std::size_t node) {
        number_[node] = low_[node] = ++count_;
        open_[node] = true;
        path_.push_back(node);
        frames_.push_back({node, 0});
    }

    void walk(std::size_t start) {
        enter(start);
        while (!frames_.empty()) {
            Frame& frame = frames_.back();
            const std::size_t node = frame.node;
            if (frame.next < edges_[node].size()) {
                const std::size_t target = edges_[node][frame.next++];
                if (number_[target] == 0) {
                    enter(target);
                } else if (open_[target]) {
                    low_[node] = std::min(low_[node], number_[target]);
                }
                continue;
            }
            frames_.pop_back();
            if (!frames_.empty()) low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
            if (low_[node] == number_[node]) close(node);
        }
    }

    void close(std::size_t root) {
        std::vector<std::size_t> group;
        std::size_t node = 0;
        do {
            node = path_.back();
            path_.pop_back();
            open_[node] = false;
            group.push_back(node);
        } while (node != root);
        if (group.size() < 2) return;
        std::sort(group.begin(), group.end());
        found_.push_back(std::move(group));
    }

    const std::vector<std::vector<std::size_t>>& edges_;
    std::vector<std::size_t> number_, low_;
    std::vector<bool> open_;
    std::vector<std::size_t> path_;
    std::vector<Frame> frames_;
    std::vector<std::vector<std::size_t>> found_;
    std::size_t count_ = 0;
};

}  // namespace

std::vector<std::vector<std::size_t>> circles(const std::vector<std::vector<std::size_t>>& edges) { return ComponentFinder(edges).run(); }

}  // namespace reinhardt::db
