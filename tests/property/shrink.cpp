#include "shrink.hpp"

#include <algorithm>
#include <set>

namespace property {

namespace {

using Change = std::function<void(ProjectTree&)>;

std::vector<ProjectTree*> trees_of(ProjectHistory& history) {
    std::vector<ProjectTree*> trees;
    for (auto& version : history.versions) trees.push_back(&version);
    trees.push_back(&history.left);
    trees.push_back(&history.right);
    return trees;
}

/// What names `id` goes too: it would be about nothing.
void forget(ProjectTree& tree, int id) {
    for (auto& model : tree.models) {
        std::erase_if(model.fields, [&](const auto& field) { return mentions(field.definition, id); });
        if (!model.keys.is_object()) continue;
        for (const auto* key : {"indexes", "constraints"})
            if (auto* list = model.keys.find(key)) {
                std::erase_if(list->as_list(), [&](const auto& part) { return mentions(part, id); });
                if (list->as_list().empty()) model.keys.erase(key);
            }
        for (const auto* key : {"ordering", "primary_key"})
            if (const auto* value = model.keys.find(key); value && mentions(*value, id)) model.keys.erase(key);
        if (model.base == id) model.base = 0;
    }
}

class Shrinker {
public:
    Shrinker(ProjectHistory history, const std::function<bool(const ProjectHistory&)>& fails, int tries) : best_(std::move(history)), fails_(fails), tries_(tries) {}

    ProjectHistory run() {
        for (bool smaller = true; smaller && tries_ > 0;) {
            smaller = false;
            smaller |= drop_versions();
            smaller |= drop_models();
            smaller |= drop_edits();
            smaller |= drop_fields();
            smaller |= drop_parts();
        }
        return best_;
    }

private:
    bool keep(ProjectHistory candidate) {
        if (tries_ <= 0) return false;
        --tries_;
        if (!fails_(candidate)) return false;
        best_ = std::move(candidate);
        return true;
    }

    bool everywhere(const Change& change) {
        auto candidate = best_;
        for (auto* tree : trees_of(candidate)) change(*tree);
        return keep(std::move(candidate));
    }

    bool drop_versions() {
        bool smaller = false;
        for (std::size_t i = best_.versions.size(); i-- > 0 && best_.versions.size() > 1;) {
            auto candidate = best_;
            candidate.versions.erase(candidate.versions.begin() + static_cast<std::ptrdiff_t>(i));
            smaller |= keep(std::move(candidate));
        }
        return smaller;
    }

    bool drop_models() {
        std::set<int> ids;
        for (auto* tree : trees_of(best_))
            for (const auto& model : tree->models) ids.insert(model.id);
        bool smaller = false;
        for (const int id : ids)
            smaller |= everywhere([id](ProjectTree& tree) {
                std::erase_if(tree.models, [&](const auto& model) { return model.id == id; });
                forget(tree, id);
            });
        return smaller;
    }

    /// A model as it was in the version before.
    bool drop_edits() {
        bool smaller = false;
        const std::size_t count = trees_of(best_).size();
        for (std::size_t i = 1; i < count; ++i) {
            const auto ids = [&] {
                std::vector<int> found;
                for (const auto& model : trees_of(best_)[i]->models) found.push_back(model.id);
                return found;
            }();
            for (const int id : ids) {
                auto candidate = best_;
                auto trees = trees_of(candidate);
                const auto* before = trees[std::min(i - 1, candidate.versions.size() - 1)]->model(id);
                if (!before || *before == *trees[i]->model(id)) continue;
                *trees[i]->model(id) = *before;
                smaller |= keep(std::move(candidate));
            }
        }
        return smaller;
    }

    bool drop_fields() {
        std::set<int> ids;
        for (auto* tree : trees_of(best_))
            for (const auto& model : tree->models)
                for (const auto& field : model.fields) ids.insert(field.id);
        bool smaller = false;
        for (const int id : ids)
            smaller |= everywhere([id](ProjectTree& tree) {
                for (auto& model : tree.models) std::erase_if(model.fields, [&](const auto& field) { return field.id == id; });
                forget(tree, id);
            });
        return smaller;
    }

    bool drop_parts() {
        bool smaller = false;
        std::set<std::pair<int, std::string>> keys, attributes;
        for (auto* tree : trees_of(best_))
            for (const auto& model : tree->models) {
                if (model.keys.is_object())
                    for (const auto& member : model.keys.as_object()) keys.insert({model.id, member.key});
                for (const auto& field : model.fields)
                    for (const auto& member : field.definition.as_object()) attributes.insert({field.id, member.key});
            }
        for (const auto& [id, key] : keys)
            smaller |= everywhere([id = id, key = key](ProjectTree& tree) {
                if (auto* model = tree.model(id)) model->keys.erase(key);
            });
        for (const auto& [id, key] : attributes)
            smaller |= everywhere([id = id, key = key](ProjectTree& tree) {
                for (auto& model : tree.models)
                    if (auto* field = model.field(id)) field->definition.erase(key);
            });
        return smaller;
    }

    ProjectHistory best_;
    const std::function<bool(const ProjectHistory&)>& fails_;
    int tries_;
};

}  // namespace

ProjectHistory shrink(ProjectHistory history, const std::function<bool(const ProjectHistory&)>& fails, int tries) {
    return Shrinker(std::move(history), fails, tries).run();
}

}  // namespace property
