#pragma once

#include <cstddef>
#include <vector>

#include "svg.hpp"

namespace reinhardt::db::cli {

/// Places boxes in columns from left to right so that links go from one column to a later one, boxes never overlap, and links that
/// span several columns run between the boxes (after Sugiyama: cycles broken, longest-path layers, barycentre ordering, coordinates
/// by isotonic regression). Boxes without links are set in rows below. The same input gives the same picture.
class LayeredLayout {
public:
    struct Box {
        double width = 0, height = 0;
        double x = 0, y = 0;                  ///< filled by run()
    };
    /// A link between two boxes, with the heights inside them where it starts and ends.
    struct Link {
        std::size_t from = 0, to = 0;
        double from_y = 0, to_y = 0;
        bool backwards = false;               ///< `to` stands left of `from`
        std::vector<Point> route;             ///< filled by run(): start, passages through other columns, end; empty for a link to itself
    };
    struct Gaps {
        double columns = 80, boxes = 28, margin = 24;
    };

    std::vector<Box> boxes;
    std::vector<Link> links;
    Gaps gaps;
    double width = 0, height = 0;             ///< of the whole, filled by run()

    void run();

private:
    struct Slot;
    class Columns;
    void place_unlinked(const std::vector<bool>& linked);
};

}  // namespace reinhardt::db::cli
