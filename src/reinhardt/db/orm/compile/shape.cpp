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
        byte(static_cast<std::uint8_t>(state.none | state.ordered << 1 | state.reversed << 2 | state.distinct << 3 | state.values_mode << 4 | state.grouped_by_key << 5 | state.lock.has_value() << 6));
        byte(static_cast<std::uint8_t>(state.limit.has_value() | state.offset.has_value() << 1 | static_cast<std::uint8_t>(state.combination) << 2));
        number(state.limit.value_or(0));
        number(state.offset.value_or(0));
        number(state.group_after);
        count(state.conditions.size());
        for (const QueryCondition& one : state.conditions) {
            byte(one.exclude ? 1 : 0);
            add(one.condition);
        }
        add(state.ordering);
        count(state.annotations.size());
        for (const QueryAnnotation& one : state.annotations) {
            text(one.name);
            byte(one.selected ? 1 : 0);
            number(one.after);
            add(one.value);
        }
        for (const auto* names : {&state.distinct_on, &state.select_related, &state.only, &state.defer, &state.values}) {
            count(names->size());
            for (const std::string& name : *names) text(name);
        }
        count(state.combined.size());
        for (const auto& one : state.combined) add(*one);
        if (state.lock) {
            byte(static_cast<std::uint8_t>(state.lock->nowait | state.lock->skip_locked << 1 | state.lock->no_key << 2));
            count(state.lock->of.size());
            for (const std::string& name : state.lock->of) text(name);
        }
        count(state.ctes.size());
        for (const QueryCte& one : state.ctes) {
            text(one.name);
            byte(static_cast<std::uint8_t>(one.distinct | (one.recursive != nullptr) << 1));
            add(*one.query);
            if (one.recursive != nullptr) add(*one.recursive);
        }
        text(state.from_cte);
    }
    void plan(const ReadPlan& plan, const Dialect& dialect) {
        pointer(&dialect);
        byte(static_cast<std::uint8_t>(plan.what));
        byte(static_cast<std::uint8_t>(plan.reversed | plan.order_by_key << 1 | plan.unordered << 2 | plan.at_most.has_value() << 3 | plan.alone << 4));
        number(plan.at_most.value_or(0));
    }
    [[nodiscard]] const std::string& key() const noexcept { return key_; }
    [[nodiscard]] const std::vector<const Parameter*>& values() const noexcept { return values_; }
    void clear() {
        key_.clear();
        values_.clear();
    }

private:
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
        return node.text.ends_with("isnull") || node.text.ends_with("has_key") || node.text.ends_with("has_keys") || node.text.ends_with("has_any_keys");
    }
    void written(const Expr& expr) {
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
        if (value == 0) return byte(0);
        byte(1);
        key_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void count(std::size_t value) { number(value); }
    void pointer(const void* value) { key_.append(reinterpret_cast<const char*>(&value), sizeof value); }
    void text(std::string_view value) {
        number(value.size());
        key_ += value;
    }

    std::string key_;
    std::vector<const Parameter*> values_;
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
