#define BOOST_TEST_MODULE unit_orm_oracle
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>

#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/errors.hpp>

#include "../../support/orm_database.hpp"
#include "models.hpp"
#include "oracle.hpp"

using namespace oracle;

namespace {

struct Tables : orm_schema::TestDatabase {
    Tables() : TestDatabase({&db::model_of<Label>::desc, &db::model_of<Person>::desc, &db::model_of<Piece>::desc}) {}
};

db::DateTime moment(std::int64_t seconds) { return db::DateTime(std::chrono::seconds(seconds)); }

template <class Key>
void refer(Key& field, const Cell& cell) {
    if (const auto* key = std::get_if<std::int64_t>(&cell)) field.id = *key;
}

void store(const Data& data) {
    {
        const db::Session session;
        for (const char* sql : {"DELETE FROM pieces_labels", "DELETE FROM pieces", "UPDATE persons SET boss_id = NULL", "DELETE FROM persons", "DELETE FROM labels"}) session.connection().execute(sql);
    }
    const auto integer = [](const Cell& cell) { return std::get<std::int64_t>(cell); };
    std::vector<Label> all_labels;
    std::vector<Person> all_persons;
    std::vector<Piece> all_pieces;
    for (const Line& row : data.rows[labels]) {
        Label& one = all_labels.emplace_back();
        one.id = integer(row[0]);
        one.word = std::get<std::string>(row[1]);
    }
    for (const Line& row : data.rows[persons]) {
        Person& one = all_persons.emplace_back();
        one.id = integer(row[0]);
        one.name = std::get<std::string>(row[1]);
        if (row[2].index() != 0) one.age = static_cast<std::int32_t>(integer(row[2]));
        one.active = integer(row[3]) != 0;
        one.score = std::get<double>(row[4]);
        refer(one.boss, row[5]);
    }
    for (const Line& row : data.rows[pieces]) {
        Piece& one = all_pieces.emplace_back();
        one.id = integer(row[0]);
        if (row[1].index() != 0) one.title = std::get<std::string>(row[1]);
        if (row[2].index() != 0) one.rank = static_cast<std::int32_t>(integer(row[2]));
        one.done = integer(row[3]) != 0;
        one.at = moment(integer(row[4]));
        refer(one.author, row[5]);
        refer(one.editor, row[6]);
    }
    Label::objects().bulk_create(all_labels);
    Person::objects().bulk_create(all_persons);
    Piece::objects().bulk_create(all_pieces);
    std::string sql = "INSERT INTO pieces_labels (piece_id, label_id) VALUES ";
    for (const auto& [piece, label] : data.pairs) sql += (sql.back() == ' ' ? "(" : ", (") + std::to_string(piece) + ", " + std::to_string(label) + ")";
    const db::Session session;
    if (!data.pairs.empty()) session.connection().execute(sql);
}

db::Expr to_value(const Cell& cell, Type type) {
    if (const auto* text = std::get_if<std::string>(&cell)) return db::to_expr(*text);
    if (const auto* real = std::get_if<double>(&cell)) return db::to_expr(*real);
    const std::int64_t integer = std::get<std::int64_t>(cell);
    if (type == Type::moment) return db::to_expr(moment(integer));
    if (type == Type::boolean) return db::to_expr(integer != 0);
    return db::to_expr(integer);
}

Type type_of(int table, const Path& path) {
    for (const int one : path.relations) table = tables()[static_cast<std::size_t>(table)].relations[static_cast<std::size_t>(one)].target;
    return tables()[static_cast<std::size_t>(table)].fields[static_cast<std::size_t>(path.field)].type;
}

template <class M>
db::QuerySet<M> filtered(const Query& query);

db::Expr condition_of(const Condition& one, int table) {
    if (one.twice) {
        Condition once = one;
        once.twice = false;
        return !!condition_of(once, table);
    }
    if (one.kind == Condition::negation) return !condition_of(one.parts[0], table);
    if (one.kind != Condition::leaf) {
        db::Expr made = condition_of(one.parts[0], table);
        for (std::size_t i = 1; i < one.parts.size(); ++i) made = one.kind == Condition::all ? made && condition_of(one.parts[i], table) : made || condition_of(one.parts[i], table);
        return made;
    }
    db::Expr value;
    std::string name = name_of(table, one.path);
    if (one.within) {
        const int target = one.within->table;
        value = target == labels ? filtered<Label>(*one.within).values("id").expr() : target == persons ? filtered<Person>(*one.within).values("id").expr() : filtered<Piece>(*one.within).values("id").expr();
        return db::expressions::make_named(db::ExprKind::filter, name + "__in", {value});
    }
    const Type type = type_of(table, one.path);
    if (one.other >= 0) {
        value = db::F(name_of(table, {{}, one.other}));
        if (one.plus != 0) value = value + one.plus;
    } else if (one.lookup == "isnull") {
        value = db::to_expr(std::get<std::int64_t>(one.values[0]) != 0);
    } else if (one.lookup == "in" || one.lookup == "range") {
        std::vector<db::Expr> list;
        for (const Cell& cell : one.values) list.push_back(to_value(cell, type));
        value = db::expressions::make_list(std::move(list));
    } else {
        value = to_value(one.values[0], type);
    }
    return db::expressions::make_named(db::ExprKind::filter, name + "__" + one.lookup, {value});
}

template <class M>
db::QuerySet<M> filtered(const Query& query) {
    db::QuerySet<M> made;
    for (const Call& call : query.calls) made = call.exclude ? made.exclude(condition_of(call.condition, query.table)) : made.filter(condition_of(call.condition, query.table));
    return made;
}

db::Expr measure_of(const Query& query) {
    const Measure& measure = *query.measure;
    const db::Expr what = db::F(name_of(query.table, measure.path));
    db::AggregateOptions options{.distinct = measure.distinct};
    if (measure.filter) options.filter = condition_of(*measure.filter, query.table);
    if (measure.function == "Count") return db::Count(what, options);
    if (measure.function == "Sum") return db::Sum(what, options);
    if (measure.function == "Min") return db::Min(what, options);
    if (measure.function == "Max") return db::Max(what, options);
    return db::Avg(what, options);
}

template <class M>
db::QuerySet<M> query_set(const Query& query) {
    db::QuerySet<M> made = filtered<M>(query);
    if (query.distinct) made = made.distinct();
    if (query.group) made = made.values(db::dyn(name_of(query.table, *query.group)));
    if (query.measure) {
        made = made.annotate("n", measure_of(query));
        if (const auto& having = query.measure->having) {
            const db::Expr condition = db::expressions::make_named(db::ExprKind::filter, "n__" + having->condition.lookup, {db::to_expr(std::get<std::int64_t>(having->condition.values[0]))});
            made = having->exclude ? made.exclude(condition) : made.filter(condition);
        }
    }
    if (!query.order.empty()) {
        db::Query ordered = made.query();
        ordered.own().ordered = true;
        for (const Order& term : query.order) {
            const std::string name = name_of(query.table, term.path);
            db::Expr one = db::F(name);
            one = term.descending ? one.desc() : one.asc();
            if (term.plain) ordered.add_order((term.descending ? "-" : "") + name);
            else ordered.add_order(term.nulls_first ? one.nulls_first() : one.nulls_last());
        }
        ordered.add_order(query.key_descends ? "-id" : "id");
        made = db::QuerySet<M>(std::move(ordered));
    }
    if (query.slice) made = query.slice->second == no_end ? made.offset(query.slice->first) : made.slice(query.slice->first, query.slice->second);
    return made;
}

Cell number_in(const db::Row& row, std::size_t index) {
    const auto value = row.get<std::optional<double>>(index);
    return value ? Cell(*value) : Cell();
}

/// What the database answers; the numbers of exists() and count() behind the rows.
template <class M>
std::vector<Line> answer(const Query& query, bool objects) {
    const db::QuerySet<M> rows = query_set<M>(query);
    std::vector<Line> made;
    if (!query.measure && objects) {
        for (const M& one : rows.all()) made.push_back({one.id});
    } else {
        const db::QuerySet<M> values = query.group ? rows : query.measure ? rows.values("id", db::dyn("n")) : rows.values("id");
        for (const db::Row& row : values.rows()) {
            Line line;
            for (std::size_t i = 0; i < row.size(); ++i) line.push_back(number_in(row, i));
            made.push_back(line);
        }
    }
    made.push_back({rows.count(), std::int64_t(rows.exists())});
    return made;
}

std::string rounded(const Line& line) {
    Line numbers;
    for (const Cell& cell : line) {
        if (cell.index() == 0) numbers.push_back(cell);
        else if (const auto* integer = std::get_if<std::int64_t>(&cell)) numbers.push_back(static_cast<double>(*integer));
        else numbers.push_back(std::get<double>(cell) + 0.0);
    }
    return to_text(numbers);
}

/// Empty when the database and the oracle agree.
std::string difference(const Query& query, const Data& data, bool objects) {
    std::vector<std::string> wanted, got;
    const std::vector<Line> lines = evaluate(query, data);
    for (const Line& line : lines) wanted.push_back(rounded(line));
    try {
        for (const Line& line : query.table == labels ? answer<Label>(query, objects) : query.table == persons ? answer<Person>(query, objects) : answer<Piece>(query, objects)) got.push_back(rounded(line));
    } catch (const db::Error& error) {
        return error.what();
    }
    const std::string counted = got.back();
    got.pop_back();
    if (query.order.empty()) {
        std::sort(wanted.begin(), wanted.end());
        std::sort(got.begin(), got.end());
    }
    if (got == wanted && counted == rounded({std::int64_t(lines.size()), std::int64_t(!lines.empty())})) return {};
    std::string made = "wanted:";
    for (const std::string& line : wanted) made += " [" + line + "]";
    made += "\n   got:";
    for (const std::string& line : got) made += " [" + line + "]";
    return made + "\n   count, exists: " + counted;
}

std::string sql_of(const Query& query) {
    try {
        return query.table == labels ? query_set<Label>(query).sql() : query.table == persons ? query_set<Person>(query).sql() : query_set<Piece>(query).sql();
    } catch (const db::Error&) {
        return {};
    }
}

std::string shrunk(Query query, const Data& data, bool objects) {
    for (bool again = true; again;) {
        again = false;
        for (Query& one : smaller(query)) {
            if (difference(one, data, objects).empty()) continue;
            query = std::move(one);
            again = true;
            break;
        }
    }
    return to_text(query) + "\n   " + difference(query, data, objects) + "\n   " + sql_of(query);
}

unsigned setting(const char* name, unsigned otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

}  // namespace

/// REINHARDT_DB_QUERY_SEED and REINHARDT_DB_QUERY_COUNT choose the seeds; twenty seeds share their rows.
BOOST_FIXTURE_TEST_CASE(random_queries_give_what_the_rows_in_memory_give, Tables) {
    const unsigned first = setting("REINHARDT_DB_QUERY_SEED", 1), count = setting("REINHARDT_DB_QUERY_COUNT", 1200);
    unsigned faults = 0, full = 0;
    Data data;
    for (unsigned seed = first; seed < first + count; ++seed) {
        if (seed == first || seed % 20 == 0) {
            std::mt19937 of_rows(seed / 20);
            data = make_data(of_rows);
            store(data);
        }
        std::mt19937 random(seed);
        const Query query = make_query(random, data);
        const bool objects = seed % 2 == 0;
        full += evaluate(query, data).empty() ? 0 : 1;
        if (difference(query, data, objects).empty()) continue;
        BOOST_ERROR("seed " << seed << ": " << to_text(query) << "\n   shrunk: " << shrunk(query, data, objects));
        if (++faults == 8) break;
    }
    if (faults == 0) BOOST_TEST(full >= count / 3, "queries that find rows: " << full << " of " << count);
}
