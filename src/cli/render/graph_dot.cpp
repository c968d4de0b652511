#include <reinhardt/db/support/text.hpp>

#include "graph_picture.hpp"
#include "quoting.hpp"

namespace reinhardt::db::cli {

std::string graph_dot(const GraphPicture& picture) {
    std::string text =
        "digraph migrations {\n"
        "  rankdir=TB;\n"
        "  node [shape=box, style=\"rounded,filled\", fillcolor=\"white\", fontname=\"sans-serif\", fontsize=11];\n"
        "  edge [color=\"#5f6b7a\"];\n";
    std::size_t cluster = 0;
    for (const std::string& app : picture.apps()) {
        text += "  subgraph cluster_" + std::to_string(cluster++) + " {\n    label=" + dot_quoted(app) + "; fontname=\"sans-serif\"; color=\"#c8d0da\";\n";
        for (std::size_t id = 0; id < picture.nodes.size(); ++id) {
            const auto& node = picture.nodes[id];
            if (node.app != app) continue;
            std::string label = node.name;
            if (!node.databases.empty()) label += "\n" + join(node.databases, ", ");
            text += "    n" + std::to_string(id) + " [label=" + dot_quoted(label);
            if (node.applied) text += ", fillcolor=\"#d7f0dd\"";
            if (node.squash) text += ", peripheries=2";
            text += "];\n";
        }
        text += "  }\n";
    }
    for (std::size_t id = 0; id < picture.nodes.size(); ++id)
        for (const std::size_t parent : picture.nodes[id].parents) {
            text += "  n" + std::to_string(parent) + " -> n" + std::to_string(id);
            if (picture.nodes[parent].app != picture.nodes[id].app) text += " [style=dashed]";
            text += ";\n";
        }
    return text + "}\n";
}

}  // namespace reinhardt::db::cli
