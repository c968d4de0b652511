#include <reinhardt/db/migrations/autodetect/splitting.hpp>

#include <algorithm>
#include <map>

#include <reinhardt/db/migrations/autodetect/circles.hpp>
#include <reinhardt/db/migrations/operations/create_model.hpp>
#include <reinhardt/db/support/error.hpp>
#include <reinhardt/db/support/text.hpp>
#include <reinhardt/db/support/topological_order.hpp>

namespace reinhardt::db {

namespace {

/// Cuts the changes of each app into batches. All of an app's changes go together when everything they need from other apps is placed;
/// a circle of apps is opened at the app that comes first by name.
class Splitter {
public:
    Splitter(const std::vector<Change>& changes, const ChangeGraph& graph, const std::vector<bool>& chosen) : changes_(changes), needs_(graph.needs), wishes_(graph.wishes) {
        placed_.assign(changes.size(), false);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (chosen[i]) {
                open_[changes[i].app()].push_back(i);
            } else {
                placed_[i] = true;  // left out: nobody waits for it
            }
        }
    }

    Split run() {
        while (!open_.empty()) {
            if (!place_whole_apps() && !drop_wishes() && !open_circle() && !drop_all_wishes()) fail();
            if (!result_.leave_out.empty()) break;
        }
        return std::move(result_);
    }

private:
    template <class Visit>
    void each_open_dependency(std::size_t change, Visit visit) const {
        for (const auto* edges : {&needs_[change], &wishes_[change]}) {
            for (const std::size_t other : *edges) {
                if (!placed_[other]) visit(other);
            }
        }
    }

    [[nodiscard]] bool waits_for_others(std::size_t change) const {
        bool waits = false;
        each_open_dependency(change, [&](std::size_t other) { waits = waits || changes_[other].app() != changes_[change].app(); });
        return waits;
    }

    bool place_whole_apps() {
        bool progress = false;
        for (auto it = open_.begin(); it != open_.end();) {
            if (std::any_of(it->second.begin(), it->second.end(), [&](std::size_t change) { return waits_for_others(change); })) {
                ++it;
                continue;
            }
            place(it->first, it->second);
            it = open_.erase(it);
            progress = true;
        }
        return progress;
    }

    /// Wishes between apps give way to a circle.
    bool drop_wishes() {
        bool dropped = false;
        for (std::size_t i = 0; i < changes_.size(); ++i) {
            if (placed_[i]) continue;
            dropped = std::erase_if(wishes_[i], [&](std::size_t other) { return !placed_[other] && changes_[other].app() != changes_[i].app(); }) != 0 || dropped;
        }
        return dropped;
    }

    bool drop_all_wishes() {
        bool dropped = false;
        for (std::size_t i = 0; i < changes_.size(); ++i) {
            if (!placed_[i]) dropped = std::erase_if(wishes_[i], [&](std::size_t other) { return !placed_[other]; }) != 0 || dropped;
        }
        return dropped;
    }

    /// The apps of the circles that wait for nobody outside, sorted.
    [[nodiscard]] std::vector<std::string> circle_apps() const {
        std::vector<std::string> apps;
        for (const auto& [app, changes] : open_) apps.push_back(app);
        const auto number = [&](const std::string& app) { return static_cast<std::size_t>(std::lower_bound(apps.begin(), apps.end(), app) - apps.begin()); };
        std::vector<std::vector<std::size_t>> edges(apps.size());
        for (const auto& open : open_) {
            const std::string& app = open.first;
            for (const std::size_t change : open.second) {
                each_open_dependency(change, [&](std::size_t other) {
                    if (changes_[other].app() != app) edges[number(app)].push_back(number(changes_[other].app()));
                });
            }
        }
        for (const auto& group : circles(edges)) {
            const bool closed = std::all_of(group.begin(), group.end(), [&](std::size_t member) {
                return std::all_of(edges[member].begin(), edges[member].end(), [&](std::size_t other) { return std::binary_search(group.begin(), group.end(), other); });
            });
            if (!closed) continue;
            std::vector<std::string> result;
            for (const std::size_t member : group) result.push_back(apps[member]);
            return result;
        }
        return apps;
    }

    /// At the circle's first app that can give way: a relation left out of a new model, else what does not wait goes alone.
    bool open_circle() {
        const auto apps = circle_apps();
        return std::any_of(apps.begin(), apps.end(), [&](const std::string& app) { return leave_out_keys(app, apps) || place_part(app); });
    }

    /// The relations, into the circle, of the app's new model that is declared first.
    bool leave_out_keys(const std::string& app, const std::vector<std::string>& apps) {
        for (const std::size_t number : open_.at(app)) {
            const auto* create = dynamic_cast<const CreateModel*>(changes_[number].operation.get());
            if (create == nullptr) continue;
            for (const auto& name : changes_[number].removable_keys) {
                const Field& field = *create->model.field(name);
                if (waits_for_model(number, field.to(), apps) || waits_for_model(number, field.through(), apps)) result_.leave_out.insert({create->model.label(), name});
            }
            if (!result_.leave_out.empty()) return true;
        }
        return false;
    }

    [[nodiscard]] bool waits_for_model(std::size_t number, const std::string& label, const std::vector<std::string>& apps) const {
        if (label.empty()) return false;
        bool waits = false;
        const std::vector<std::string> wanted = {facts::model(label), facts::single_key(label), facts::settled_key(label)};
        each_open_dependency(number, [&](std::size_t other) {
            const Change& change = changes_[other];
            const bool inside = change.app() != changes_[number].app() && std::find(apps.begin(), apps.end(), change.app()) != apps.end();
            waits = waits || (inside && std::find_first_of(change.provides.begin(), change.provides.end(), wanted.begin(), wanted.end()) != change.provides.end());
        });
        return waits;
    }

    /// All of the app that does not wait, directly or not, for another app.
    bool place_part(const std::string& app) {
        auto& changes = open_.at(app);
        std::vector<bool> ready(changes_.size(), false);
        for (const std::size_t change : changes) ready[change] = !waits_for_others(change);
        for (bool again = true; again;) {
            again = false;
            for (const std::size_t change : changes) {
                if (!ready[change]) continue;
                each_open_dependency(change, [&](std::size_t other) { ready[change] = ready[change] && ready[other]; });
                again = again || !ready[change];
            }
        }
        std::vector<std::size_t> part;
        for (const std::size_t change : changes) {
            if (ready[change]) part.push_back(change);
        }
        if (part.empty()) return false;
        std::erase_if(changes, [&](std::size_t change) { return ready[change]; });
        place(app, part);
        return true;
    }

    void place(const std::string& app, const std::vector<std::size_t>& changes) {
        result_.batches.push_back({app, in_order(changes)});
        for (const std::size_t change : changes) placed_[change] = true;
    }

    /// In the order of the phases, moved only as far as needed.
    [[nodiscard]] std::vector<std::size_t> in_order(const std::vector<std::size_t>& changes) {
        std::map<std::size_t, std::size_t> numbers;
        for (std::size_t i = 0; i < changes.size(); ++i) numbers[changes[i]] = i;
        std::vector<std::vector<std::size_t>> hard(changes.size()), soft(changes.size());
        for (std::size_t i = 0; i < changes.size(); ++i) {
            for (const std::size_t other : needs_[changes[i]]) {
                if (const auto found = numbers.find(other); found != numbers.end()) hard[i].push_back(found->second);
            }
            for (const std::size_t other : wishes_[changes[i]]) {
                if (const auto found = numbers.find(other); found != numbers.end()) soft[i].push_back(found->second);
            }
        }
        for (;;) {
            std::vector<std::vector<std::size_t>> edges = hard;
            for (std::size_t i = 0; i < edges.size(); ++i) edges[i].insert(edges[i].end(), soft[i].begin(), soft[i].end());
            const TopologicalOrder order = topological_order(edges);
            if (order.cycle.empty()) {
                std::vector<std::size_t> result;
                for (const std::size_t place : order.order) result.push_back(changes[place]);
                return result;
            }
            bool dropped = false;
            for (const std::size_t member : order.cycle) {
                const auto inside = [&](std::size_t other) { return std::find(order.cycle.begin(), order.cycle.end(), other) != order.cycle.end(); };
                dropped = std::erase_if(soft[member], inside) != 0 || dropped;
            }
            if (dropped) continue;
            std::vector<std::size_t> cycle;
            for (const std::size_t member : order.cycle) cycle.push_back(changes[member]);
            if (leave_out_in(std::move(cycle))) return {};
            std::vector<std::string> names;
            for (const std::size_t member : order.cycle) names.push_back(changes_[changes[member]].operation->describe());
            throw Error(ErrorCode::internal, "the changes wait for each other in a circle: " + join(names, ", "));
        }
    }

    /// Opens a circle within an app: the relations, into it, of its new model that is declared first.
    bool leave_out_in(std::vector<std::size_t> cycle) {
        std::sort(cycle.begin(), cycle.end(), [&](std::size_t a, std::size_t b) { return changes_[a].model_place < changes_[b].model_place; });
        for (const std::size_t number : cycle) {
            const auto* create = dynamic_cast<const CreateModel*>(changes_[number].operation.get());
            if (create == nullptr) continue;
            for (const auto& name : changes_[number].removable_keys) {
                const Field& field = *create->model.field(name);
                const std::vector<std::string> wanted = {facts::model(field.to()), facts::single_key(field.to()), facts::settled_key(field.to()), facts::field(field.to(), field.attributes.text_or("to_field")),
                                                         facts::model(field.through())};
                const bool inside = std::any_of(cycle.begin(), cycle.end(), [&](std::size_t other) {
                    const auto& provided = changes_[other].provides;
                    return other != number && std::find_first_of(provided.begin(), provided.end(), wanted.begin(), wanted.end()) != provided.end();
                });
                if (inside) result_.leave_out.insert({create->model.label(), name});
            }
            if (!result_.leave_out.empty()) return true;
        }
        return false;
    }

    [[noreturn]] void fail() const {
        std::vector<std::string> names;
        for (const auto& [app, changes] : open_) {
            for (const std::size_t change : changes) names.push_back(app + ": " + changes_[change].operation->describe());
        }
        throw Error(ErrorCode::internal, "the changes of these apps wait for each other in a circle: " + join(names, ", "));
    }

    const std::vector<Change>& changes_;
    const std::vector<std::vector<std::size_t>>& needs_;
    std::vector<std::vector<std::size_t>> wishes_;
    std::vector<bool> placed_;
    std::map<std::string, std::vector<std::size_t>> open_;
    Split result_;
};

}  // namespace

ChangeGraph resolve(const std::vector<Change>& changes) {
    std::unordered_map<std::string, std::vector<std::size_t>> providers;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        for (const auto& fact : changes[i].provides) providers[fact].push_back(i);
    }
    const auto edges = [&](std::size_t number, const std::vector<std::string>& wanted) {
        std::set<std::size_t> result;
        for (const auto& fact : wanted) {
            if (const auto found = providers.find(fact); found != providers.end()) result.insert(found->second.begin(), found->second.end());
        }
        result.erase(number);
        return std::vector<std::size_t>(result.begin(), result.end());
    };
    ChangeGraph graph;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        graph.needs.push_back(edges(i, changes[i].needs));
        graph.wishes.push_back(edges(i, changes[i].wishes));
    }
    return graph;
}

Split split_into_batches(const std::vector<Change>& changes, const ChangeGraph& graph, const std::vector<bool>& chosen) { return Splitter(changes, graph, chosen).run(); }

std::vector<bool> choose(const std::vector<Change>& changes, const ChangeGraph& graph, const std::vector<std::string>& apps) {
    std::vector<bool> chosen(changes.size(), apps.empty());
    if (apps.empty()) return chosen;
    std::unordered_map<std::string, std::vector<std::size_t>> of_model;
    for (std::size_t i = 0; i < changes.size(); ++i) of_model[changes[i].app() + "." + changes[i].operation->model_name()].push_back(i);
    std::vector<std::size_t> open;
    const auto take = [&](std::size_t number) {
        if (chosen[number]) return;
        chosen[number] = true;
        open.push_back(number);
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (std::find(apps.begin(), apps.end(), changes[i].app()) != apps.end()) take(i);
    }
    while (!open.empty()) {
        const std::size_t number = open.back();
        open.pop_back();
        for (const std::size_t other : graph.needs[number]) take(other);
        const auto* create = dynamic_cast<const CreateModel*>(changes[number].operation.get());
        if (create == nullptr) continue;
        for (const std::size_t other : of_model[create->model.label()]) take(other);  // what was left out of a new model belongs to it
    }
    return chosen;
}

}  // namespace reinhardt::db
