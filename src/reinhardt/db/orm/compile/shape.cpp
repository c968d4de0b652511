#include <reinhardt/db/orm/compile/shape.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace reinhardt::db::compile {
namespace {

constexpr std::size_t most = 1024;  // shapes of a thread

/// All of a query that its SQL depends on, as a key, and its values in a fixed order.
class Shape {
public:
    void add(const QueryState& state) {
        pointer(state.model);
        // Of most queries all but the conditions is absent.
        Bits has;
        has.add(state.none).add(state.ordered).add(state.reversed).add(state.distinct).add(state.values_mode).add(state.grouped_by_key);
        has.add(state.limit.has_value()).add(state.offset.has_value()).add(!state.ordering.empty()).add(!state.annotations.empty()).add(!state.distinct_on.empty());
        has.add(!state.select_related.empty()).add(!state.only.empty()).add(!state.defer.empty()).add(!state.values.empty()).add(state.lock.has_value());
        has.add(has_ctes(state)).add(is_combined(state)).add(!state.groups.empty()).add(state.slices.has_value());
        number(has.all);
        count(state.conditions.size());
        for (const QueryCondition& one : state.conditions) {
            byte(static_cast<std::uint8_t>(one.exclude | one.of_results << 1));
            add(one.condition);
        }
        if (state.limit) number(*state.limit);
        if (state.offset) number(*state.offset);
        if (state.slices) {
            text(state.slices->path);
            number(state.slices->from);
            number(state.slices->to);
        }
        if (!state.ordering.empty()) add(state.ordering);
        if (!state.annotations.empty()) add_annotations(state);
        for (const auto* names : {&state.distinct_on, &state.select_related, &state.only, &state.defer, &state.values}) {
            if (!names->empty()) texts(*names);
        }
        if (!state.groups.empty()) add_groups(state);
        if (state.lock) {
            byte(static_cast<std::uint8_t>(state.lock->nowait | state.lock->skip_locked << 1 | state.lock->no_key << 2));
            texts(state.lock->of);
        }
        if (has_ctes(state)) add_ctes(state);
        if (!is_combined(state)) return;
        byte(static_cast<std::uint8_t>(state.combination));
        count(state.combined.size());
        for (const auto& one : state.combined) add(*one);
    }
    void plan(const ReadPlan& plan, const Dialect& dialect) {
        pointer(&dialect);
        byte(static_cast<std::uint8_t>(plan.what));
        byte(static_cast<std::uint8_t>(plan.reversed | plan.order_by_key << 1 | plan.unordered << 2 | plan.at_most.has_value() << 3 | plan.alone << 4));
        number(plan.at_most.value_or(0));
    }
    /// Which of the values are one and the same node: the statement has one place for them.
    void shared() {
        if (values_.size() < 2) return;
        sorted_ = values_;
        std::sort(sorted_.begin(), sorted_.end());
        if (std::adjacent_find(sorted_.begin(), sorted_.end()) == sorted_.end()) return;
        std::unordered_map<const Parameter*, std::size_t> first;
        for (std::size_t i = 0; i < values_.size(); ++i) number(first.emplace(values_[i], i).first->second);
    }
    [[nodiscard]] const std::string& key() const noexcept { return key_; }
    [[nodiscard]] const std::vector<const Parameter*>& values() const noexcept { return values_; }
    void clear() {
        key_.clear();
        values_.clear();
    }

private:
    struct Bits {
        std::uint32_t all = 1;  ///< behind a first 1
        Bits& add(bool one) noexcept {
            all = all << 1 | static_cast<std::uint32_t>(one);
            return *this;
        }
    };
    static bool has_ctes(const QueryState& state) { return !state.from_cte.empty() || !state.ctes.empty() || !state.cte_joins.empty(); }
    static bool is_combined(const QueryState& state) { return state.combination != Combination::none || !state.combined.empty(); }
    void add_annotations(const QueryState& state) {
        number(state.group_after);
        count(state.annotations.size());
        for (const QueryAnnotation& one : state.annotations) {
            text(one.name);
            byte(one.selected ? 1 : 0);
            number(one.after);
            add(one.value);
        }
    }
    void add_groups(const QueryState& state) {
        count(state.groups.size());
        for (const QueryGroup& one : state.groups) {
            texts(one.names);
            number(one.annotations);
            number(one.conditions);
        }
    }
    void add_ctes(const QueryState& state) {
        count(state.ctes.size());
        for (const QueryCte& one : state.ctes) {
            text(one.name);
            byte(static_cast<std::uint8_t>(one.distinct | (one.recursive != nullptr) << 1));
            add(*one.query);
            if (one.recursive != nullptr) add(*one.recursive);
        }
        count(state.cte_joins.size());
        for (const QueryCteJoin& one : state.cte_joins) {
            for (const std::string* part : {&one.name, &one.field, &one.column}) text(*part);
            byte(one.outer ? 1 : 0);
        }
        text(state.from_cte);
    }
    void add(const Expr& expr) {
        if (expr.empty()) return byte(255);
        const ExprNode& node = expr.node();
        byte(static_cast<std::uint8_t>(node.kind));
        byte(static_cast<std::uint8_t>(node.distinct | node.descending << 1 | node.negated << 2 | node.has_frame << 3 | static_cast<std::uint8_t>(node.nulls) << 4 | node.output.has_value() << 6));
        if (node.output) byte(static_cast<std::uint8_t>(*node.output));
        if (node.kind == ExprKind::value || node.kind == ExprKind::filter) value(node.parameter, decides(node));
        text(node.text);
        add(node.arguments, decides(node));
        if (node.kind != ExprKind::aggregate && node.kind != ExprKind::window && node.query == nullptr && node.order.empty()) return;
        add(node.partition);
        add(node.order);
        add(node.filter);
        if (node.has_frame) {
            byte(static_cast<std::uint8_t>(node.frame.rows | node.frame.start.has_value() << 1 | node.frame.end.has_value() << 2));
            number(static_cast<std::uint64_t>(node.frame.start.value_or(0)));
            number(static_cast<std::uint64_t>(node.frame.end.value_or(0)));
        }
        byte(node.query != nullptr ? 1 : 0);
        if (node.query != nullptr) add(*node.query);
    }
    void add(const std::vector<Expr>& list, bool decide = false) {
        count(list.size());
        for (const Expr& one : list) {
            if (decide && !one.empty()) written(one);
            add(one);
        }
    }
    /// Lookups whose SQL depends on the value itself.
    static bool decides(const ExprNode& node) {
        if (node.kind != ExprKind::filter && node.kind != ExprKind::lookup) return false;
        const std::string_view lookup = node.text.substr(node.text.rfind('_') + 1);
        const bool list = !node.arguments.empty() && !node.arguments.back().empty() && node.arguments.back().node().kind == ExprKind::list;
        if (list && lookup != "in" && lookup != "range" && lookup != "pk") return true;  // an array
        return node.text.ends_with("isnull") || node.text.ends_with("has_key") || node.text.ends_with("has_keys") || node.text.ends_with("has_any_keys");
    }
    void written(const Expr& expr) {
        if (expr.empty()) return;
        const ExprNode& node = expr.node();
        if (node.kind == ExprKind::value) value(node.parameter, true, false);
        for (const Expr& one : node.arguments) written(one);
    }
    void value(const Parameter& value, bool decide, bool bound = true) {
        byte(static_cast<std::uint8_t>(value.tag()));
        if (decide || value.tag() == RDB_BOOL) {
            if (value.is_text()) text(value.text());
            else number(static_cast<std::uint64_t>(value.integer()));
        }
        if (bound) values_.push_back(&value);
    }
    void byte(std::uint8_t value) { key_ += static_cast<char>(value); }
    void number(std::uint64_t value) {
        if (value < 255) return byte(static_cast<std::uint8_t>(value));
        byte(255);
        key_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void count(std::size_t value) { number(value); }
    void texts(const std::vector<std::string>& list) {
        count(list.size());
        for (const std::string& one : list) text(one);
    }
    void pointer(const void* value) { key_.append(reinterpret_cast<const char*>(&value), sizeof value); }
    void text(std::string_view value) {
        number(value.size());
        key_ += value;
    }

    std::string key_;
    std::vector<const Parameter*> values_, sorted_;
};

struct Known {
    std::shared_ptr<const CompiledQuery> query;
    std::vector<std::size_t> places;  ///< of the values in the shape; beyond it: the compiler's own
};

struct Memory {
    Shape shape;
    std::unordered_map<std::string, Known> known;
};

}  // namespace

Prepared prepare(const QueryState& state, const Dialect& dialect, const ReadPlan& plan) {
    Prepared made;
    if (!state.raw.empty()) {
        auto query = std::make_shared<const CompiledQuery>(compile(state, dialect, plan));
        for (const Bound& one : query->values) made.values.push_back(&one.parameter());
        made.query = std::move(query);
        return made;
    }
    thread_local Memory memory;
    memory.shape.clear();
    memory.shape.plan(plan, dialect);
    memory.shape.add(state);
    memory.shape.shared();
    const std::vector<const Parameter*>& values = memory.shape.values();
    auto found = memory.known.find(memory.shape.key());
    if (found == memory.known.end()) {
        auto query = std::make_shared<CompiledQuery>(compile(state, dialect, plan));
        Known known;
        for (const Bound& one : query->values) {
            const auto at = one.source != nullptr ? std::find(values.begin(), values.end(), one.source) : values.end();
            if (one.of_many || (one.source != nullptr && at == values.end())) {
                // A value that is none of the query's own: the result is good for this query alone.
                for (const Bound& bound : query->values) made.values.push_back(&bound.parameter());
                made.query = std::move(query);
                return made;
            }
            known.places.push_back(static_cast<std::size_t>(at - values.begin()));
        }
        for (Bound& one : query->values) one.source = nullptr;
        known.query = std::move(query);
        if (memory.known.size() >= most) memory.known.clear();
        found = memory.known.emplace(memory.shape.key(), std::move(known)).first;
    }
    const Known& known = found->second;
    made.query = known.query;
    made.values.reserve(known.places.size());
    for (std::size_t i = 0; i < known.places.size(); ++i) made.values.push_back(known.places[i] < values.size() ? values[known.places[i]] : &known.query->values[i].own);
    return made;
}

}  // namespace reinhardt::db::compile
