#include "random_query.hpp"

#include <algorithm>
#include <array>

namespace query_random {
namespace {

const std::vector<std::string> words = {"a", "b", "ab", "Ab", "a_b", "a%b", "x!y", "o'k", "q\"t", "b\\c", "[a]", "*", "?", "", "a ", "\xC3\xA9"};

std::size_t below(std::mt19937& random, std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); }
const std::string& word(std::mt19937& random) { return words[below(random, words.size())]; }

struct Path {
    const char* name;
    bool text;
};
constexpr std::array<Path, 12> paths = {{{"id", false}, {"pages", false}, {"stock", false}, {"title", true}, {"author__age", false}, {"author__name", true}, {"author__email", true},
                                         {"editor__age", false}, {"editor__email", true}, {"editor", false}, {"tags", false}, {"tags__word", true}}};
constexpr std::array<const char*, 7> number_lookups = {"exact", "gt", "gte", "lt", "lte", "in", "range"};
constexpr std::array<const char*, 9> text_lookups = {"exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "in"};

Node leaf(std::mt19937& random) {
    const Path& path = paths[below(random, paths.size())];
    Node made;
    made.path = path.name;
    if (below(random, 6) == 0) {
        made.lookup = "isnull";
        made.flag = below(random, 2) == 0;
        return made;
    }
    made.lookup = path.text ? text_lookups[below(random, text_lookups.size())] : number_lookups[below(random, number_lookups.size())];
    const std::size_t count = made.lookup == "in" ? below(random, 4) : made.lookup == "range" ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i) {
        if (path.text) made.texts.push_back(word(random));
        else made.numbers.push_back(static_cast<std::int64_t>(below(random, 8)));
    }
    return made;
}

Node tree(std::mt19937& random, int depth) {
    const std::size_t choice = depth <= 0 ? 0 : below(random, 6);
    if (choice < 3) return leaf(random);
    Node made;
    made.kind = choice == 3 ? Node::Kind::all : choice == 4 ? Node::Kind::any : Node::Kind::negation;
    const std::size_t count = made.kind == Node::Kind::negation ? 1 : 2 + below(random, 2);
    for (std::size_t i = 0; i < count; ++i) made.parts.push_back(tree(random, depth - 1));
    return made;
}

/// A book, with the tag that a filter()'s join has come to.
struct Place {
    const World* world = nullptr;
    std::size_t book = 0;
    std::optional<std::size_t> tag;
};

struct Value {
    std::optional<std::int64_t> number;
    std::optional<std::string> text;
    [[nodiscard]] bool null() const { return !number && !text; }
};

Value value_at(const Place& place, const std::string& path) {
    const BookRow& book = place.world->books[place.book];
    const auto author = [&](std::size_t key, std::string_view field) -> Value {
        const AuthorRow& row = place.world->authors[key - 1];
        if (field == "age") return {row.age, {}};
        if (field == "name") return {{}, row.name};
        return {{}, row.email};
    };
    if (path == "id") return {static_cast<std::int64_t>(place.book) + 1, {}};
    if (path == "pages") return {book.pages, {}};
    if (path == "stock") return {book.stock ? std::optional<std::int64_t>(*book.stock) : std::nullopt, {}};
    if (path == "title") return {{}, book.title};
    if (path.starts_with("author__")) return author(book.author, std::string_view(path).substr(8));
    if (path == "editor") return {book.editor ? std::optional<std::int64_t>(static_cast<std::int64_t>(*book.editor)) : std::nullopt, {}};
    if (path.starts_with("editor__")) return book.editor ? author(*book.editor, std::string_view(path).substr(8)) : Value{};
    if (!place.tag) return {};
    if (path == "tags") return {static_cast<std::int64_t>(*place.tag), {}};
    return {{}, place.world->tags[*place.tag - 1]};
}

std::string folded(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

bool holds_text(const Node& node, std::string value) {
    std::string_view lookup = node.lookup;
    if (lookup == "in") return std::find(node.texts.begin(), node.texts.end(), value) != node.texts.end();
    std::string wanted = node.texts.front();
    if (lookup.starts_with('i')) {
        lookup.remove_prefix(1);
        value = folded(value);
        wanted = folded(wanted);
    }
    if (lookup == "exact") return value == wanted;
    if (lookup == "contains") return value.find(wanted) != std::string::npos;
    return lookup == "startswith" ? value.starts_with(wanted) : value.ends_with(wanted);
}

bool holds_leaf(const Node& node, const Place& place) {
    const Value value = value_at(place, node.path);
    if (node.lookup == "isnull") return value.null() == node.flag;
    if (value.null()) return false;
    if (value.text) return holds_text(node, *value.text);
    const std::int64_t number = *value.number;
    if (node.lookup == "in") return std::find(node.numbers.begin(), node.numbers.end(), number) != node.numbers.end();
    const std::int64_t wanted = node.numbers.front();
    if (node.lookup == "exact") return number == wanted;
    if (node.lookup == "gt") return number > wanted;
    if (node.lookup == "gte") return number >= wanted;
    if (node.lookup == "lt") return number < wanted;
    if (node.lookup == "lte") return number <= wanted;
    return number >= wanted && number <= node.numbers[1];
}

/// !!condition is the condition itself.
bool is_double(const Node& node) { return node.kind == Node::Kind::negation && node.parts.front().kind == Node::Kind::negation; }

bool is_many(const Node& node) { return node.path.starts_with("tags"); }

/// `below`: under a negation, where a relation to many is asked for any of its rows.
bool holds(const Node& node, const Place& place, bool below_negation) {
    switch (node.kind) {
        case Node::Kind::all: return std::all_of(node.parts.begin(), node.parts.end(), [&](const Node& one) { return holds(one, place, below_negation); });
        case Node::Kind::any: return std::any_of(node.parts.begin(), node.parts.end(), [&](const Node& one) { return holds(one, place, below_negation); });
        case Node::Kind::negation:
            if (is_double(node)) return holds(node.parts.front().parts.front(), place, below_negation);
            return !holds(node.parts.front(), place, true);
        default: break;
    }
    if (!below_negation || !is_many(node)) return holds_leaf(node, place);
    const auto& tags = place.world->books[place.book].tags;
    Place other = place;
    other.tag.reset();
    if (tags.empty()) return holds_leaf(node, other);
    return std::any_of(tags.begin(), tags.end(), [&](std::size_t tag) {
        other.tag = tag;
        return holds_leaf(node, other);
    });
}

bool joins_many(const Node& node, bool below_negation) {
    if (node.kind == Node::Kind::leaf) return !below_negation && is_many(node);
    if (is_double(node)) return joins_many(node.parts.front().parts.front(), below_negation);
    return std::any_of(node.parts.begin(), node.parts.end(), [&](const Node& one) { return joins_many(one, below_negation || node.kind == Node::Kind::negation); });
}

/// How many rows the joins of one filter() make of a book.
std::size_t rows_of(const Call& call, const World& world, std::size_t book) {
    Place place{&world, book, {}};
    const auto fits = [&] { return call.exclude ? !holds(call.condition, place, true) : holds(call.condition, place, false); };
    const auto& tags = world.books[book].tags;
    if (!joins_many(call.condition, call.exclude) || tags.empty()) return fits() ? 1 : 0;
    std::size_t count = 0;
    for (const std::size_t tag : tags) {
        place.tag = tag;
        if (fits()) ++count;
    }
    return count;
}

db::Expr expr_of(const Node& node) {
    if (node.kind == Node::Kind::negation) return !expr_of(node.parts.front());
    if (node.kind != Node::Kind::leaf) {
        db::Expr made;
        for (const Node& one : node.parts) made = node.kind == Node::Kind::all ? std::move(made) && expr_of(one) : std::move(made) || expr_of(one);
        return made;
    }
    const bool list = node.lookup == "in" || node.lookup == "range";
    db::Expr value;
    if (node.lookup == "isnull") value = db::lookup_value(node.flag);
    else if (list) value = node.texts.empty() ? db::lookup_value(node.numbers) : db::lookup_value(node.texts);
    else value = node.texts.empty() ? db::lookup_value(node.numbers.front()) : db::lookup_value(node.texts.front());
    return db::expressions::make_named(db::ExprKind::filter, node.path + "__" + node.lookup, {std::move(value)});
}

std::vector<Node> smaller_nodes(const Node& node) {
    std::vector<Node> made = node.parts;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        if (node.parts.size() > 1) {
            Node without = node;
            without.parts.erase(without.parts.begin() + static_cast<std::ptrdiff_t>(i));
            made.push_back(std::move(without));
        }
        for (Node& part : smaller_nodes(node.parts[i])) {
            Node with = node;
            with.parts[i] = std::move(part);
            made.push_back(std::move(with));
        }
    }
    return made;
}

}  // namespace

World make_world(std::uint32_t seed) {
    std::mt19937 random(seed);
    World made;
    for (int i = 0; i < 6; ++i) made.authors.push_back({word(random), static_cast<std::int32_t>(below(random, 8)), below(random, 3) == 0 ? std::nullopt : std::optional(word(random))});
    for (int i = 0; i < 5; ++i) made.tags.push_back(word(random));
    for (int i = 0; i < 25; ++i) {
        BookRow book{word(random), 1 + below(random, 6), {}, static_cast<std::int32_t>(below(random, 8)), {}, {}};
        if (below(random, 3) != 0) book.editor = 1 + below(random, 6);
        if (below(random, 3) != 0) book.stock = static_cast<std::int32_t>(below(random, 8));
        for (std::size_t tag = 1; tag <= 5; ++tag) {
            if (below(random, 3) == 0) book.tags.push_back(tag);
        }
        made.books.push_back(std::move(book));
    }
    return made;
}

RandomQuery random_query(std::mt19937& random) {
    RandomQuery made;
    const std::size_t calls = below(random, 4);
    for (std::size_t i = 0; i < calls; ++i) made.calls.push_back({tree(random, 3), below(random, 3) == 0});
    constexpr std::array<const char*, 6> orders = {"pages", "-pages", "stock", "-stock", "author__age", "-editor__age"};
    for (std::size_t i = below(random, 3); i > 0; --i) made.order.emplace_back(orders[below(random, orders.size())]);
    made.order.emplace_back(below(random, 2) == 0 ? "id" : "-id");
    if (below(random, 4) == 0) made.offset = below(random, 10);
    if (below(random, 3) == 0) made.limit = below(random, 12);
    made.distinct = below(random, 3) == 0;
    return made;
}

db::QuerySet<Book> query_set(const RandomQuery& query) {
    db::QuerySet<Book> made = Book::objects();
    for (const Call& call : query.calls) made = call.exclude ? made.exclude(expr_of(call.condition)) : made.filter(expr_of(call.condition));
    db::Query raw(made.state());
    raw.own().ordered = true;
    for (const std::string& term : query.order) raw.add_order(term);
    made = db::QuerySet<Book>(raw);
    if (query.distinct) made = made.distinct();
    if (query.offset) made = made.offset(*query.offset);
    if (query.limit) made = made.limit(*query.limit);
    return made;
}

std::vector<std::int64_t> expected(const RandomQuery& query, const World& world) {
    std::vector<std::size_t> rows;
    for (std::size_t book = 0; book < world.books.size(); ++book) {
        std::size_t count = 1;
        for (const Call& call : query.calls) count *= rows_of(call, world, book);
        rows.insert(rows.end(), query.distinct ? std::min<std::size_t>(count, 1) : count, book);
    }
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        for (const std::string& term : query.order) {
            const bool descending = term.starts_with('-');
            const std::string path = descending ? term.substr(1) : term;
            const auto left = value_at({&world, a, {}}, path).number, right = value_at({&world, b, {}}, path).number;
            if (left == right) continue;
            return descending ? right < left : left < right;  // NULL is the smallest
        }
        return false;
    });
    std::vector<std::int64_t> keys;
    const std::size_t from = std::min<std::size_t>(query.offset.value_or(0), rows.size());
    const std::size_t to = std::min<std::size_t>(query.limit ? from + *query.limit : rows.size(), rows.size());
    for (std::size_t i = from; i < to; ++i) keys.push_back(static_cast<std::int64_t>(rows[i]) + 1);
    return keys;
}

std::vector<RandomQuery> smaller(const RandomQuery& query) {
    std::vector<RandomQuery> made;
    const auto with = [&](auto change) {
        RandomQuery one = query;
        change(one);
        made.push_back(std::move(one));
    };
    for (std::size_t i = 0; i < query.calls.size(); ++i) {
        with([&](RandomQuery& one) { one.calls.erase(one.calls.begin() + static_cast<std::ptrdiff_t>(i)); });
        for (const Node& node : smaller_nodes(query.calls[i].condition)) with([&](RandomQuery& one) { one.calls[i].condition = node; });
    }
    if (query.limit) with([](RandomQuery& one) { one.limit.reset(); });
    if (query.offset) with([](RandomQuery& one) { one.offset.reset(); });
    if (query.distinct) with([](RandomQuery& one) { one.distinct = false; });
    if (query.order.size() > 1) with([](RandomQuery& one) { one.order.erase(one.order.begin()); });
    return made;
}

std::string Node::shown() const {
    if (kind == Kind::negation) return "~(" + parts.front().shown() + ")";
    std::string text;
    if (kind != Kind::leaf) {
        for (const Node& one : parts) text += (text.empty() ? "(" : kind == Kind::all ? " & " : " | ") + one.shown();
        return text + ")";
    }
    text = path + "__" + lookup + "=";
    if (lookup == "isnull") return text + (flag ? "true" : "false");
    for (const auto number : numbers) text += std::to_string(number) + ",";
    for (const auto& one : texts) text += "'" + one + "',";
    return text;
}

std::string RandomQuery::shown() const {
    std::string text;
    for (const Call& call : calls) text += (call.exclude ? ".exclude(" : ".filter(") + call.condition.shown() + ")";
    text += ".order_by(";
    for (const std::string& term : order) text += term + ",";
    text += ")";
    if (distinct) text += ".distinct()";
    if (offset) text += ".offset(" + std::to_string(*offset) + ")";
    if (limit) text += ".limit(" + std::to_string(*limit) + ")";
    return text;
}

}  // namespace query_random
