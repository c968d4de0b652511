#include <algorithm>

#include "oracle.hpp"

namespace oracle {

const std::vector<Table>& tables() {
    static const std::vector<Table> all{
        {"labels", {{"id", Type::integer, false}, {"word", Type::text, false}}, {{"pieces", Relation::pairs_back, pieces, 0}}},
        {"persons",
         {{"id", Type::integer, false}, {"name", Type::text, false}, {"age", Type::integer, true}, {"active", Type::boolean, false}, {"score", Type::real, false}},
         {{"boss", Relation::forward, persons, 5}, {"team", Relation::backward, persons, 5}, {"pieces", Relation::backward, pieces, 5}, {"edited", Relation::backward, pieces, 6}}},
        {"pieces",
         {{"id", Type::integer, false}, {"title", Type::text, true}, {"rank", Type::integer, true}, {"done", Type::boolean, false}, {"at", Type::moment, false}},
         {{"author", Relation::forward, persons, 5}, {"editor", Relation::forward, persons, 6}, {"labels", Relation::pairs, labels, 0}}}};
    return all;
}

namespace {

const char* const texts[] = {"", "a", "A", "ab", "aB", "50%", "5%0", "a_b", "axb", "back\\slash", "o'clock", "\"quoted\"", "a!b", "[a]", "*", "?", "abc", "%", "_", "a ", "\xC3\xA9"};

class Generator {
public:
    Generator(std::mt19937& random, const Data& data) : random_(random), data_(data) {}

    [[nodiscard]] int below(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }
    [[nodiscard]] std::string text() { return texts[below(static_cast<int>(std::size(texts)))]; }

    [[nodiscard]] Path path(int table, int most, bool many, int& at) {
        Path made;
        at = table;
        while (most-- > 0 && chance(45)) {
            const auto& relations = tables()[static_cast<std::size_t>(at)].relations;
            const int relation = below(static_cast<int>(relations.size()));
            if (relations[static_cast<std::size_t>(relation)].many() && !many) continue;
            made.relations.push_back(relation);
            at = relations[static_cast<std::size_t>(relation)].target;
        }
        made.field = below(static_cast<int>(tables()[static_cast<std::size_t>(at)].fields.size()));
        return made;
    }
    /// A path to a number.
    [[nodiscard]] Path number_path(int table, int most, bool many) {
        for (;;) {
            int at = table;
            Path made = path(table, most, many, at);
            const Type type = tables()[static_cast<std::size_t>(at)].fields[static_cast<std::size_t>(made.field)].type;
            if (type == Type::integer || type == Type::real) return made;
        }
    }

    [[nodiscard]] static bool is_many(int table, const Path& path) {
        bool many = false;
        for (const int one : path.relations) {
            const Relation& relation = tables()[static_cast<std::size_t>(table)].relations[static_cast<std::size_t>(one)];
            many = many || relation.many();
            table = relation.target;
        }
        return many;
    }

    [[nodiscard]] Cell value(Type type, int table, int field) {
        if (chance(60)) {
            const auto& rows = data_.rows[table];
            const Cell cell = rows[static_cast<std::size_t>(below(static_cast<int>(rows.size())))][static_cast<std::size_t>(field)];
            if (cell.index() != 0) return cell;
        }
        switch (type) {
            case Type::text: return text();
            case Type::boolean: return std::int64_t(below(2));
            case Type::real: return below(40) * 0.25 - 2;
            case Type::moment: return std::int64_t(1'700'000'000 + below(1000) * 3600);
            default: return std::int64_t(below(30) - 2);
        }
    }

    [[nodiscard]] Condition leaf(int table, bool many, bool negated) {
        Condition made;
        int at = table;
        made.path = path(table, 3, many, at);
        const Field& field = tables()[static_cast<std::size_t>(at)].fields[static_cast<std::size_t>(made.path.field)];
        const bool far = is_many(table, made.path);
        made.twice = chance(5);
        negated = negated || made.twice;
        made.path.bare = made.path.field == 0 && !made.path.relations.empty() && chance(50);
        if (chance(15) && !(negated && far && made.path.relations.size() > 1)) {
            made.lookup = "isnull";
            made.values = {std::int64_t(below(2))};
            return made;
        }
        if (made.path.field == 0 && depth_ == 0 && chance(25)) {
            ++depth_;
            made.within = std::make_shared<Query>();
            made.within->table = at;
            made.within->calls.push_back({tree(at, 1, false, true), chance(30)});
            --depth_;
            return made;
        }
        if (field.type == Type::integer && chance(15)) {
            made.other = table == labels || chance(50) ? 0 : 2;
            made.plus = made.other == 0 && chance(50) ? below(9) - 4 : 0;
            const char* const signs[] = {"exact", "gt", "gte", "lt", "lte"};
            made.lookup = signs[below(5)];
            return made;
        }
        const char* const of_text[] = {"exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "in"};
        const char* const of_numbers[] = {"exact", "gt", "gte", "lt", "lte", "in", "range"};
        made.lookup = field.type == Type::text ? of_text[below(9)] : field.type == Type::boolean ? "exact" : of_numbers[below(7)];
        const int count = made.lookup == "in" ? 1 + below(3) : made.lookup == "range" ? 2 : 1;
        for (int i = 0; i < count; ++i) made.values.push_back(value(field.type, at, made.path.field));
        return made;
    }

    [[nodiscard]] Condition tree(int table, int levels, bool negated, bool many) {
        if (levels == 0 || chance(35)) return leaf(table, many || negated, negated);
        Condition made;
        if (chance(30)) {
            made.parts.push_back(tree(table, levels - 1, true, many));
            if (made.parts[0].kind == Condition::negation) return made.parts[0];  // !! is of what has `twice`
            made.kind = Condition::negation;
            return made;
        }
        made.kind = chance(50) ? Condition::all : Condition::any;
        made.twice = chance(10);
        for (int i = 2 + below(2); i > 0; --i) made.parts.push_back(tree(table, levels - 1, negated || made.twice, many));
        return made;
    }

    [[nodiscard]] Query query() {
        Query made;
        made.table = below(3);
        const bool measured = chance(35);
        for (int i = below(4); i > 0; --i) {
            const bool exclude = chance(35);
            made.calls.push_back({tree(made.table, 2, exclude, !measured), exclude});
        }
        if (measured) {
            made.measure = measure(made.table);
            if (chance(40)) made.group = number_path(made.table, 2, false);
        } else {
            made.distinct = chance(25);
        }
        if (!made.group && chance(50)) {
            for (int i = 1 + below(2); i > 0; --i) {
                Order term{number_path(made.table, 2, false), chance(50), chance(50), chance(40)};
                if (term.plain) term.nulls_first = !term.descending;
                made.order.push_back(std::move(term));
            }
            made.key_descends = chance(40);
            if (chance(60)) {
                const auto from = static_cast<std::uint64_t>(below(4));
                made.slice = {from, chance(25) ? no_end : from + static_cast<std::uint64_t>(below(6))};
            }
        }
        return made;
    }

    [[nodiscard]] Measure measure(int table) {
        const char* const functions[] = {"Count", "Sum", "Min", "Max", "Avg"};
        Measure made;
        made.function = functions[below(5)];
        made.path = number_path(table, 2, true);
        made.distinct = made.function == "Count" && chance(40);
        if (chance(40)) {
            Condition one = leaf(table, false, true);
            while (one.within) one = leaf(table, false, true);
            made.filter = one;
        }
        if (chance(40)) {
            Condition one;
            one.lookup = chance(50) ? "gte" : "lt";
            one.values = {std::int64_t(below(8))};
            made.having = Call{one, made.function == "Count" && chance(40)};
        }
        return made;
    }

private:
    std::mt19937& random_;
    const Data& data_;
    int depth_ = 0;
};

}  // namespace

Data make_data(std::mt19937& random) {
    Data data;
    Generator make(random, data);
    const auto maybe = [&](int percent, std::int64_t value) { return make.chance(percent) ? Cell() : Cell(value); };
    for (std::int64_t id = 1; id <= 5; ++id) data.rows[labels].push_back({id, make.text()});
    for (std::int64_t id = 1; id <= 7; ++id) {
        data.rows[persons].push_back({id, make.text(), maybe(30, make.below(20)), std::int64_t(make.below(2)), make.below(30) * 0.25, id == 1 ? Cell() : maybe(35, 1 + make.below(static_cast<int>(id) - 1))});
    }
    for (std::int64_t id = 1; id <= 10; ++id) {
        data.rows[pieces].push_back({id, make.chance(25) ? Cell() : Cell(make.text()), maybe(30, make.below(12)), std::int64_t(make.below(2)), std::int64_t(1'700'000'000 + make.below(1000) * 3600),
                                     std::int64_t(1 + make.below(6)), maybe(40, 1 + make.below(7))});
        for (std::int64_t label = 1; label <= 5; ++label) {
            if (make.chance(25)) data.pairs.emplace_back(id, label);
        }
    }
    return data;
}

Query make_query(std::mt19937& random, const Data& data) { return Generator(random, data).query(); }

namespace {

std::vector<Condition> smaller(const Condition& one) {
    std::vector<Condition> made = one.parts;
    if (one.twice) {
        made.push_back(one);
        made.back().twice = false;
    }
    for (std::size_t i = 0; i < one.parts.size(); ++i) {
        for (const Condition& part : smaller(one.parts[i])) {
            if (one.kind == Condition::negation && part.kind == Condition::negation) continue;
            made.push_back(one);
            made.back().parts[i] = part;
        }
    }
    return made;
}

}  // namespace

std::vector<Query> smaller(const Query& query) {
    std::vector<Query> made;
    const auto with = [&](auto change) {
        made.push_back(query);
        change(made.back());
    };
    for (std::size_t i = 0; i < query.calls.size(); ++i) {
        with([&](Query& one) { one.calls.erase(one.calls.begin() + static_cast<std::ptrdiff_t>(i)); });
        for (const Condition& condition : smaller(query.calls[i].condition)) with([&](Query& one) { one.calls[i].condition = condition; });
    }
    if (query.slice) with([](Query& one) { one.slice.reset(); });
    if (!query.order.empty() && !query.slice) with([](Query& one) { one.order.clear(); });
    if (query.order.size() > 1) with([](Query& one) { one.order.pop_back(); });
    if (query.key_descends) with([](Query& one) { one.key_descends = false; });
    if (query.distinct) with([](Query& one) { one.distinct = false; });
    if (query.group) with([](Query& one) { one.group.reset(); });
    if (query.measure) {
        if (!query.group) with([](Query& one) { one.measure.reset(); });
        if (query.measure->filter) with([](Query& one) { one.measure->filter.reset(); });
        if (query.measure->having) with([](Query& one) { one.measure->having.reset(); });
        if (query.measure->distinct) with([](Query& one) { one.measure->distinct = false; });
    }
    return made;
}

std::string name_of(int table, const Path& path) {
    std::string made;
    for (const int one : path.relations) {
        const Relation& relation = tables()[static_cast<std::size_t>(table)].relations[static_cast<std::size_t>(one)];
        made += std::string(relation.name) + "__";
        table = relation.target;
    }
    if (path.bare) return made.substr(0, made.size() - 2);
    return made + tables()[static_cast<std::size_t>(table)].fields[static_cast<std::size_t>(path.field)].name;
}

std::string to_text(const Line& line) {
    std::string made;
    for (const Cell& cell : line) {
        if (!made.empty()) made += ' ';
        if (cell.index() == 0) made += "NULL";
        if (const auto* integer = std::get_if<std::int64_t>(&cell)) made += std::to_string(*integer);
        if (const auto* real = std::get_if<double>(&cell)) made += std::to_string(*real);
        if (const auto* text = std::get_if<std::string>(&cell)) made += "'" + *text + "'";
    }
    return made;
}

namespace {

std::string to_text(const Condition& one, int table) {
    if (one.twice) {
        Condition once = one;
        once.twice = false;
        return "!!" + to_text(once, table);
    }
    if (one.kind == Condition::negation) return "!" + to_text(one.parts[0], table);
    if (one.kind != Condition::leaf) {
        std::string made = "(";
        for (std::size_t i = 0; i < one.parts.size(); ++i) made += (i == 0 ? "" : one.kind == Condition::all ? " && " : " || ") + to_text(one.parts[i], table);
        return made + ")";
    }
    const std::string name = name_of(table, one.path);
    if (one.within) return name + "__in {" + oracle::to_text(*one.within) + "}";
    if (one.other >= 0) return name + "__" + one.lookup + "=F(" + name_of(table, {{}, one.other}) + ")+" + std::to_string(one.plus);
    return name + "__" + one.lookup + "=" + oracle::to_text(one.values);
}

}  // namespace

std::string to_text(const Query& query) {
    std::string made = tables()[static_cast<std::size_t>(query.table)].name;
    for (const Call& call : query.calls) made += (call.exclude ? ".exclude(" : ".filter(") + to_text(call.condition, query.table) + ")";
    if (query.distinct) made += ".distinct()";
    if (query.group) made += ".values(" + name_of(query.table, *query.group) + ")";
    if (const auto& measure = query.measure) {
        made += ".annotate(n=" + measure->function + "(" + (measure->distinct ? "distinct " : "") + name_of(query.table, measure->path);
        if (measure->filter) made += ", filter " + to_text(*measure->filter, query.table);
        made += "))";
        if (measure->having) made += (measure->having->exclude ? ".exclude(n__" : ".filter(n__") + measure->having->condition.lookup + "=" + to_text(measure->having->condition.values) + ")";
    }
    for (const Order& term : query.order) made += std::string(".order_by(") + (term.descending ? "-" : "") + name_of(query.table, term.path) + (term.plain ? ")" : term.nulls_first ? " nulls first)" : " nulls last)");
    if (query.key_descends) made += ".order_by(-id)";
    if (query.slice) made += ".slice(" + std::to_string(query.slice->first) + ", " + std::to_string(query.slice->second) + ")";
    return made;
}

}  // namespace oracle
