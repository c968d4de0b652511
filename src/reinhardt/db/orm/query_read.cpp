#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/prefetch.hpp>
#include <reinhardt/db/orm/query.hpp>
#include <reinhardt/db/orm/query_cache.hpp>
#include <reinhardt/db/orm/row_reader.hpp>
#include <reinhardt/db/orm/write/write_session.hpp>
#include <reinhardt/db/support/error.hpp>

namespace reinhardt::db {
namespace {

using compile::ReadPlan;

/// Reads what prefetch_related asks for, once the rows' statement is at its end.
void prefetch_for(const QueryState& state, ObjectList& list, std::size_t from, const std::string* alias) {
    if (state.prefetch.empty() || list.size() <= from) return;
    std::vector<void*> objects;
    for (std::size_t i = from; i < list.size(); ++i) objects.push_back(list.at(i));
    prefetch(*state.model, objects, state.prefetch, alias);
}

void prefetch_for(const QueryState& state, void* object, const std::string* alias) {
    if (!state.prefetch.empty()) prefetch(*state.model, {object}, state.prefetch, alias);
}

Error several(const QueryState& state) {
    return Error(ErrorCode::query, fmt::format("more than one {} matches the query", ModelInfo::of(*state.model).label())).hint("filter more, or use first()");
}

/// The state of a query whose rows become objects. Objects of rows without their fields would look as if these were empty.
const QueryState& of_objects(const QueryState& state) {
    if (!state.values_mode && (state.combined.empty() || !state.combined.front()->values_mode)) return state;
    throw Error(ErrorCode::query, fmt::format("a query of {} with values() has rows, and no objects", ModelInfo::of(*state.model).label())).hint("read them with rows() or into<T>(), or take only()");
}

class Blocks final : public BlockReader {
public:
    Blocks(std::shared_ptr<const QueryState> state, std::size_t rows)
        : state_(std::move(state)), reader_(read_for_prefetch(of_objects(*state_), own_), ReadPlan{}, Session::Sharing::apart), rows_(rows == 0 ? 1 : rows) {}
    bool next(ObjectList& into) override {
        const std::size_t from = into.size();
        while (into.size() - from < rows_ && reader_.next()) reader_.object(into.append());
        prefetch_for(*state_, into, from, reader_.alias());
        return into.size() != from;
    }

private:
    std::shared_ptr<const QueryState> state_;
    std::optional<QueryState> own_;
    RowReader reader_;
    std::size_t rows_;
};

}  // namespace

void Query::read_all(ObjectList& into) const {
    const std::size_t from = into.size();
    const std::string* alias = nullptr;
    {
        std::optional<QueryState> own;
        RowReader reader(read_for_prefetch(of_objects(*state_), own), ReadPlan{});
        while (reader.next()) reader.object(into.append());
        alias = reader.alias();
    }
    prefetch_for(*state_, into, from, alias);
}

void Query::read_all_cached(ObjectList into) const {
    if (!state_->cache) return read_all(into);
    const QueryCacheSlot slot(*state_);
    if (const auto kept = slot.find()) return state_->cache_copies->give(kept.get(), into.container());
    read_all(into);
    slot.keep(state_->cache_copies->keep(into.container()));
}

void Query::read_with(ObjectList& into, std::vector<Row>& annotations) const {
    const std::size_t from = into.size();
    const std::string* alias = nullptr;
    {
        std::optional<QueryState> own;
        RowReader reader(read_for_prefetch(of_objects(*state_), own), ReadPlan{});
        while (reader.next()) {
            reader.object(into.append());
            annotations.push_back(reader.row());
        }
        alias = reader.alias();
    }
    prefetch_for(*state_, into, from, alias);
}

bool Query::read_first(void* into, bool reverse) const {
    if (reverse) check_whole("last()");
    const std::string* alias = nullptr;
    {
        std::optional<QueryState> own;
        RowReader reader(read_for_prefetch(of_objects(*state_), own), {.at_most = 1, .reversed = reverse, .order_by_key = true});
        if (!reader.next()) return false;
        reader.object(into);
        alias = reader.alias();
    }
    prefetch_for(*state_, into, alias);
    return true;
}

void Query::read_one(void* into) const {
    const std::string* alias = nullptr;
    {
        std::optional<QueryState> own;
        RowReader reader(read_for_prefetch(of_objects(*state_), own), {.at_most = 2, .unordered = true});
        if (!reader.next()) no_row();
        reader.object(into);
        if (reader.next()) throw several(*state_);
        alias = reader.alias();
    }
    prefetch_for(*state_, into, alias);
}

std::unique_ptr<BlockReader> Query::open(std::size_t rows) const { return std::make_unique<Blocks>(state(), rows); }

std::int64_t Query::count() const {
    RowReader reader(*state_, {.what = ReadPlan::What::count});
    if (!reader.next()) return 0;
    std::int64_t number = 0;
    type_adapter<std::int64_t>::decode(reader.cell(0), number);
    return number;
}

bool Query::exists() const {
    RowReader reader(*state_, {.what = ReadPlan::What::exists});
    return reader.next();
}

std::vector<Row> Query::rows() const {
    QueryState state = *state_;
    if (!state.values_mode) {
        state.values_mode = state.raw.empty();
        state.grouped_by_key = true;
    }
    RowReader reader(state, ReadPlan{});
    std::vector<Row> list;
    while (reader.next()) list.push_back(reader.row());
    return list;
}

Row Query::aggregate(std::vector<QueryAnnotation> aggregates) const {
    RowReader reader(*state_, aggregates);
    if (reader.next()) return reader.row();
    return reader.row_of_nothing(aggregates);
}

std::string Query::sql() const {
    const Session session(alias_of(*state_));
    return compile::compile(*state_, dialect_of(session.connection())).sql;
}

std::string Query::explain(const ExplainOptions& options) const {
    Session session(alias_of(*state_));
    const Dialect& dialect = dialect_of(session.connection());
    std::string key = options.analyze ? "explain.analyze" : "explain";
    if (!options.format.empty() && options.format != "text") key += '.' + options.format;
    const std::string_view word = dialect.need(key, key);
    const compile::CompiledQuery query = compile::compile(*state_, dialect);
    if (query.nothing) return "no rows: the query is not run\n";
    std::vector<Parameter> values;
    for (const compile::Bound& one : query.values) values.push_back(compile::changed(one.parameter(), one.change));
    CellWriter cells;
    for (const Parameter& one : values) cells.cell(one.cell());
    Statement statement(session.connection(), Dialect::expand(word, {query.sql}));
    statement.bind(cells.data(), cells.size());
    std::vector<rdb_cell> row(std::max<std::uint32_t>(statement.column_count(), 1));
    std::string text, part;
    while (statement.fetch(row.data(), 1) == 1) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += '\t';
            if (row[i].tag == RDB_NULL) continue;
            to_text_slow(row[i], part);
            text += part;
        }
        text += '\n';
    }
    return text;
}

}  // namespace reinhardt::db
