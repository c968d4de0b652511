#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "../terminal.hpp"

namespace reinhardt::db::cli {

/// A history as a picture: its migrations, parents before children.
struct GraphPicture {
    struct Node {
        std::string app, name;
        bool applied = false, squash = false;
        std::vector<std::size_t> parents;       ///< indexes of nodes
        std::vector<std::string> databases;     ///< that stand here
    };
    std::vector<Node> nodes;

    [[nodiscard]] std::vector<std::string> apps() const;  ///< sorted
};

[[nodiscard]] std::string graph_text(const GraphPicture& picture, const Output& output);
[[nodiscard]] std::string graph_dot(const GraphPicture& picture);
[[nodiscard]] std::string graph_mermaid(const GraphPicture& picture);
[[nodiscard]] std::string graph_svg(const GraphPicture& picture);

}  // namespace reinhardt::db::cli
