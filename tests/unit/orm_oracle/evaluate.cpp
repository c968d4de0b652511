#include <algorithm>
#include <map>

#include "oracle.hpp"

namespace oracle {
namespace {

using Rows = std::map<std::vector<int>, const Line*>;  // what stands behind each path of relations; null: no row

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

double number(const Cell& cell) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*integer);
    return std::get<double>(cell);
}

bool is_null(const Cell& cell) { return cell.index() == 0; }

bool compares(const Cell& left, const std::string& lookup, const std::vector<Cell>& values) {
    if (lookup == "isnull") return is_null(left) == (std::get<std::int64_t>(values[0]) != 0);
    if (is_null(left)) return false;
    if (lookup == "in") return std::any_of(values.begin(), values.end(), [&](const Cell& one) { return compares(left, "exact", {one}); });
    if (is_null(values[0])) return false;
    if (const auto* text = std::get_if<std::string>(&left)) {
        const bool folded = lookup[0] == 'i';
        const std::string a = folded ? lower(*text) : *text, b = folded ? lower(std::get<std::string>(values[0])) : std::get<std::string>(values[0]);
        const std::string what = folded ? lookup.substr(1) : lookup;
        if (what == "exact") return a == b;
        if (what == "contains") return a.find(b) != std::string::npos;
        if (what == "startswith") return a.starts_with(b);
        return a.ends_with(b);
    }
    const double a = number(left), b = number(values[0]);
    if (lookup == "exact") return a == b;
    if (lookup == "gt") return a > b;
    if (lookup == "gte") return a >= b;
    if (lookup == "lt") return a < b;
    if (lookup == "lte") return a <= b;
    return a >= b && a <= number(values[1]);
}

class Evaluation {
public:
    Evaluation(const Query& query, const Data& data) : query_(query), data_(data) {}

    [[nodiscard]] std::vector<const Line*> related(const Line* row, const Relation& relation) const {
        std::vector<const Line*> found;
        if (row == nullptr) return found;
        const auto by_key = [&](std::int64_t key) {
            for (const Line& one : data_.rows[relation.target]) {
                if (one[0] == Cell(key)) found.push_back(&one);
            }
        };
        const auto column = static_cast<std::size_t>(relation.column);
        const std::int64_t key = std::get<std::int64_t>((*row)[0]);
        if (relation.kind == Relation::forward) {
            if (!is_null((*row)[column])) by_key(std::get<std::int64_t>((*row)[column]));
        } else if (relation.kind == Relation::backward) {
            for (const Line& one : data_.rows[relation.target]) {
                if (one[column] == Cell(key)) found.push_back(&one);
            }
        } else {
            for (const auto& [piece, label] : data_.pairs) {
                if (relation.kind == Relation::pairs && piece == key) by_key(label);
                if (relation.kind == Relation::pairs_back && label == key) by_key(piece);
            }
        }
        return found;
    }

    /// The rows of the outer joins along all these paths.
    [[nodiscard]] std::vector<Rows> joined(const Line& base, std::vector<std::vector<int>> paths) const {
        std::vector<Rows> made(1);
        made[0][{}] = &base;
        std::map<std::vector<int>, int> prefixes;  // in order: each behind what it begins with
        for (const auto& path : paths) {
            int table = query_.table;
            for (std::size_t i = 0; i < path.size(); ++i) {
                prefixes.emplace(std::vector<int>(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(i) + 1), table);
                table = tables()[static_cast<std::size_t>(table)].relations[static_cast<std::size_t>(path[i])].target;
            }
        }
        for (const auto& [prefix, table] : prefixes) {
            const Relation& relation = tables()[static_cast<std::size_t>(table)].relations[static_cast<std::size_t>(prefix.back())];
            const std::vector<int> parent(prefix.begin(), prefix.end() - 1);
            std::vector<Rows> next;
            for (const Rows& rows : made) {
                std::vector<const Line*> found = related(rows.at(parent), relation);
                if (found.empty()) found.push_back(nullptr);
                for (const Line* one : found) {
                    next.push_back(rows);
                    next.back()[prefix] = one;
                }
            }
            made = std::move(next);
        }
        return made;
    }

    [[nodiscard]] static Cell cell(const Rows& rows, const Path& path) {
        const Line* row = rows.at(path.relations);
        return row == nullptr ? Cell() : (*row)[static_cast<std::size_t>(path.field)];
    }

    [[nodiscard]] bool holds(const Condition& one, const Rows& rows, bool below) const {
        below = below || one.twice;
        switch (one.kind) {
            case Condition::all: return std::all_of(one.parts.begin(), one.parts.end(), [&](const Condition& part) { return holds(part, rows, below); });
            case Condition::any: return std::any_of(one.parts.begin(), one.parts.end(), [&](const Condition& part) { return holds(part, rows, below); });
            case Condition::negation: return !holds(one.parts[0], rows, true);
            default: break;
        }
        if (!below) return leaf_holds(one, rows);
        // Below a negation a relation to many is asked whether it has such a row.
        const std::vector<Rows> own = joined(*rows.at({}), {one.path.relations});
        return std::any_of(own.begin(), own.end(), [&](const Rows& each) { return leaf_holds(one, each); });
    }

    [[nodiscard]] bool leaf_holds(const Condition& one, const Rows& rows) const {
        const Cell left = cell(rows, one.path);
        if (one.within) {
            std::vector<Cell> keys;
            for (const Line& line : evaluate(*one.within, data_)) keys.push_back(line[0]);
            return compares(left, "in", keys);
        }
        if (one.other < 0) return compares(left, one.lookup, one.values);
        Cell right = (*rows.at({}))[static_cast<std::size_t>(one.other)];
        if (one.plus != 0 && !is_null(right)) right = std::get<std::int64_t>(right) + one.plus;
        return compares(left, one.lookup, {right});
    }

    static void collect(const Condition& one, std::vector<std::vector<int>>& paths) {
        if (one.kind == Condition::negation || one.twice) return;
        if (one.kind == Condition::leaf) paths.push_back(one.path.relations);
        for (const Condition& part : one.parts) collect(part, paths);
    }

    /// How often a row comes: each filter() has joins of its own.
    [[nodiscard]] std::size_t times(const Line& base) const {
        std::size_t product = 1;
        for (const Call& call : query_.calls) {
            std::vector<std::vector<int>> paths;
            if (!call.exclude) collect(call.condition, paths);
            std::size_t count = 0;
            for (const Rows& rows : joined(base, paths)) count += holds(call.condition, rows, call.exclude) != call.exclude ? 1 : 0;
            product *= count;
        }
        return product;
    }

    [[nodiscard]] Cell measured(const std::vector<Cell>& all) const {
        const Measure& measure = *query_.measure;
        std::vector<Cell> some;
        for (const Cell& one : all) {
            if (is_null(one) || (measure.distinct && std::find(some.begin(), some.end(), one) != some.end())) continue;
            some.push_back(one);
        }
        if (measure.function == "Count") return static_cast<double>(some.size());
        if (some.empty()) return {};
        double sum = 0, least = number(some[0]), most = least;
        for (const Cell& one : some) {
            sum += number(one);
            least = std::min(least, number(one));
            most = std::max(most, number(one));
        }
        if (measure.function == "Sum") return sum;
        if (measure.function == "Avg") return sum / static_cast<double>(some.size());
        return measure.function == "Min" ? least : most;
    }

    [[nodiscard]] std::vector<Line> measured_rows() const {
        const Measure& measure = *query_.measure;
        std::vector<std::pair<Cell, std::vector<Cell>>> groups;
        std::vector<std::vector<int>> paths{measure.path.relations};
        if (measure.filter) paths.push_back(measure.filter->path.relations);
        if (query_.group) paths.push_back(query_.group->relations);
        for (const Line& base : data_.rows[query_.table]) {
            for (std::size_t i = times(base); i > 0; --i) {
                for (const Rows& rows : joined(base, paths)) {
                    const Cell key = cell(rows, query_.group ? *query_.group : Path());
                    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == key; });
                    if (group == groups.end()) group = groups.insert(group, {key, {}});
                    if (!measure.filter || leaf_holds(*measure.filter, rows)) group->second.push_back(cell(rows, measure.path));
                }
            }
        }
        std::vector<Line> lines;
        for (const auto& group : groups) {
            const Cell value = measured(group.second);
            if (measure.having && compares(value, measure.having->condition.lookup, measure.having->condition.values) == measure.having->exclude) continue;
            lines.push_back({group.first, value});
        }
        return lines;
    }

    void sort(std::vector<Line>& lines) const {
        const auto row_of = [&](const Line& line) { return std::find_if(data_.rows[query_.table].begin(), data_.rows[query_.table].end(), [&](const Line& row) { return row[0] == line[0]; }); };
        std::stable_sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
            for (const Order& term : query_.order) {
                const Cell left = cell(joined(*row_of(a), {term.path.relations})[0], term.path), right = cell(joined(*row_of(b), {term.path.relations})[0], term.path);
                if (is_null(left) || is_null(right)) {
                    if (is_null(left) != is_null(right)) return is_null(left) == term.nulls_first;
                } else if (number(left) != number(right)) {
                    return (number(left) < number(right)) != term.descending;
                }
            }
            return query_.key_descends ? number(b[0]) < number(a[0]) : number(a[0]) < number(b[0]);
        });
    }

    [[nodiscard]] std::vector<Line> run() const {
        std::vector<Line> lines;
        if (query_.measure) lines = measured_rows();
        else {
            for (const Line& base : data_.rows[query_.table]) {
                const std::size_t count = times(base);
                for (std::size_t i = 0; i < (query_.distinct ? std::min<std::size_t>(count, 1) : count); ++i) lines.push_back({base[0]});
            }
        }
        if (query_.order.empty()) return lines;
        sort(lines);
        if (!query_.slice) return lines;
        const auto from = std::min<std::size_t>(query_.slice->first, lines.size()), to = std::min<std::size_t>(query_.slice->second, lines.size());
        return {lines.begin() + static_cast<std::ptrdiff_t>(from), lines.begin() + static_cast<std::ptrdiff_t>(to)};
    }

private:
    const Query& query_;
    const Data& data_;
};

}  // namespace

std::vector<Line> evaluate(const Query& query, const Data& data) { return Evaluation(query, data).run(); }

}  // namespace oracle
