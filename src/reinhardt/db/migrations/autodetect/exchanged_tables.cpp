#include <algorithm>
#include <map>
#include <tuple>

#include <reinhardt/db/migrations/autodetect/detection.hpp>
#include <reinhardt/db/migrations/operations/alter_model_table.hpp>

namespace reinhardt::db {

namespace {

/// Models that give their table another name, by that of the table before. A table's name goes from one to the next.
class TableMoves {
public:
    explicit TableMoves(Detection& detection) : detection_(detection) {
        for (std::size_t i = 0; i < detection.changes.size(); ++i) {
            const auto* operation = dynamic_cast<const AlterModelTable*>(detection.changes[i].operation.get());
            if (operation == nullptr || detection.changes[i].phase != Phase::alter_table) continue;
            const std::string label = operation->app + "." + operation->model;
            moves_[detection.renames.renamed.find(label)->table_name()] = {i, detection.target.find(label)->table_name()};
        }
    }

    void run() {
        for (const auto& move : moves_) {
            const std::vector<std::string> names = chain(move.first);
            const bool circle = moves_.at(names.back()).to == names.front();
            if (circle && apart(names) && first(names) == move.first) part(move.first);
        }
        for (const auto& move : moves_) wait_for_name(move.second);
    }

private:
    struct Move {
        std::size_t change = 0;
        std::string to;
    };

    [[nodiscard]] const std::string& app(const std::string& table) const { return detection_.changes[moves_.at(table).change].app(); }

    /// `table` and the names that must be left one after the other before it can go.
    [[nodiscard]] std::vector<std::string> chain(const std::string& table) const {
        std::vector<std::string> names{table};
        for (auto next = moves_.find(moves_.at(table).to); next != moves_.end(); next = moves_.find(next->second.to)) {
            if (std::find(names.begin(), names.end(), next->first) != names.end()) break;
            names.push_back(next->first);
        }
        return names;
    }

    [[nodiscard]] bool apart(const std::vector<std::string>& names) const {
        return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return app(name) != app(names.front()); });
    }

    /// Of a circle that of the app and name that come first.
    [[nodiscard]] std::string first(const std::vector<std::string>& names) const {
        return *std::min_element(names.begin(), names.end(), [&](const std::string& a, const std::string& b) { return std::tie(app(a), a) < std::tie(app(b), b); });
    }

    /// One table of the circle steps aside first, in a migration before the other apps'.
    void part(const std::string& table) {
        const Move move = moves_.at(table);
        const ModelState& target = *detection_.target.find(label_of(move.change));
        ModelState before = *detection_.renames.renamed.find(target.label());
        ModelState between = before;
        between.table = move.to + "_swap";
        while (in_use(between.table)) between.table += "_swap";
        auto aside = std::make_shared<AlterModelTable>();
        aside->model = target.name;
        aside->table = between.table;
        Change& change = detection_.add(aside, Phase::alter_table, target);
        change.need(facts::model(target.label())).provide(facts::table_aside(target.label()));
        note_tables(change, &before, &between);
        ModelState after = before;
        after.table = target.table;
        Change& last = detection_.changes[move.change];
        last.provides.clear();
        last.wishes.clear();
        note_tables(last, &between, &after);
        last.need(facts::table_aside(target.label()));
    }

    /// Another app's migration comes before, whatever else there is between the apps: two tables never have one name.
    void wait_for_name(const Move& move) {
        const auto holder = moves_.find(move.to);
        Change& change = detection_.changes[move.change];
        if (holder != moves_.end() && app(holder->first) != change.app()) change.need(facts::table(move.to));
    }

    [[nodiscard]] std::string label_of(std::size_t change) const {
        const Operation& operation = *detection_.changes[change].operation;
        return operation.app + "." + operation.model_name();
    }

    [[nodiscard]] bool in_use(const std::string& table) const {
        const auto has = [&](const ProjectState& state) {
            const auto models = state.models();
            return std::any_of(models.begin(), models.end(), [&](const ModelState* model) { return model->table_name() == table; });
        };
        return has(detection_.from) || has(detection_.target);
    }

    Detection& detection_;
    std::map<std::string, Move> moves_;
};

}  // namespace

void part_exchanged_tables(Detection& detection) { TableMoves(detection).run(); }

}  // namespace reinhardt::db
