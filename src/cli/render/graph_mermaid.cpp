#include <reinhardt/db/support/text.hpp>

#include "graph_picture.hpp"
#include "quoting.hpp"

namespace reinhardt::db::cli {

std::string graph_mermaid(const GraphPicture& picture) {
    std::string text = "flowchart TB\n";
    std::string applied;
    std::size_t group = 0;
    for (const std::string& app : picture.apps()) {
        text += "  subgraph app" + std::to_string(group++) + "[" + mermaid_quoted(app) + "]\n";
        for (std::size_t id = 0; id < picture.nodes.size(); ++id) {
            const auto& node = picture.nodes[id];
            if (node.app != app) continue;
            std::string label = node.name;
            if (!node.databases.empty()) label += " (" + join(node.databases, ", ") + ")";
            const std::string quoted = mermaid_quoted(label);
            text += "    n" + std::to_string(id) + (node.squash ? "[[" + quoted + "]]" : "(" + quoted + ")") + "\n";
            if (node.applied) applied += (applied.empty() ? "n" : ",n") + std::to_string(id);
        }
        text += "  end\n";
    }
    for (std::size_t id = 0; id < picture.nodes.size(); ++id)
        for (const std::size_t parent : picture.nodes[id].parents) {
            const bool same = picture.nodes[parent].app == picture.nodes[id].app;
            text += "  n" + std::to_string(parent) + (same ? " --> n" : " -.-> n") + std::to_string(id) + "\n";
        }
    text += "  classDef applied fill:#d7f0dd,stroke:#3f8f56\n";
    if (!applied.empty()) text += "  class " + applied + " applied\n";
    return text;
}

}  // namespace reinhardt::db::cli
