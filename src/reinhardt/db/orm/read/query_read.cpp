#include <reinhardt/db/orm/query.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <reinhardt/db/orm/compile/compile.hpp>
#include <reinhardt/db/orm/database.hpp>
#include <reinhardt/db/orm/errors.hpp>
#include <reinhardt/db/orm/prefetch.hpp>
#include <reinhardt/db/orm/read/object_reader.hpp>
#include <reinhardt/db/orm/kept_alias.hpp>

namespace reinhardt::db {
namespace {

using compile::CompiledQuery;
using compile::ReadPlan;

std::string_view alias_of(const QueryState& state) noexcept { return state.database.empty() ? default_database : std::string_view(state.database); }

const Dialect& dialect_of(const Session& session) { return Dialect::of(session.driver(), session.connection().server()); }

/// A compiled query under way: its statement is bound and given up at the end.
class Reading {
public:
    Reading(const Session& session, const CompiledQuery& query, Statement::Run run = Statement::Run::whole) : use_(session.statements().use(query.sql)) {
        changed_.reserve(query.values.size());
        std::vector<rdb_cell> cells;
        cells.reserve(query.values.size());
        for (const compile::Bound& value : query.values) {
            if (value.change == compile::Change::none) cells.push_back(value.parameter().cell());
            else cells.push_back(changed_.emplace_back(compile::changed(value.parameter(), value.change)).cell());
        }
        use_->bind(cells.data(), static_cast<std::uint32_t>(cells.size()), run | Statement::Run::borrow);
    }
    [[nodiscard]] Statement& statement() const noexcept { return *use_; }

private:
    std::vector<Parameter> changed_;  // bound texts stay where they are: never more than was reserved
    StatementCache::Use use_;
};

/// Raw SQL: its columns are matched with the model's by name, in any order; those that are not there are deferred.
void match_columns(CompiledQuery& query, const QueryState& state, const Statement& statement) {
    const ModelInfo& model = ModelInfo::of(*state.model);
    query.width = statement.column_count();
    compile::CompiledObject object;
    object.model = &model;
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < query.width; ++i) names.push_back(statement.column_name(i));
    for (const FieldInfo* field : model.columns()) {
        const bool there = std::find(names.begin(), names.end(), field->column) != names.end();
        if (!there) object.deferred[field->index / 64] |= std::uint64_t{1} << (field->index % 64);
    }
    for (const FieldInfo* key : model.key()) {
        if (std::find(names.begin(), names.end(), key->column) == names.end()) throw Error(ErrorCode::query, fmt::format("the raw query gives no column '{}', the key of model {}", key->column, model.label()));
    }
    for (std::size_t i = 0; i < names.size(); ++i) query.columns.push_back({.name = std::move(names[i]), .index = i, .kind = std::nullopt});
    query.objects.push_back(std::move(object));
}

/// The cells of a raw row in the order of the model's fields.
class RawReader {
public:
    RawReader(CompiledQuery& query, const std::string* database) {
        compile::CompiledObject object = query.objects.front();
        for (const FieldInfo* field : object.model->columns()) {
            const auto found = std::find_if(query.columns.begin(), query.columns.end(), [&](const compile::CompiledColumn& column) { return column.name == field->column; });
            if (found == query.columns.end()) continue;
            object.fields.push_back(field);
            from_.push_back(found->index);
        }
        query.objects = {std::move(object)};
        cells_.resize(from_.size());
        reader_.emplace(query, database);
    }
    void read(const rdb_cell* row, void* object) {
        for (std::size_t i = 0; i < from_.size(); ++i) cells_[i] = row[from_[i]];
        reader_->read(cells_.data(), object);
    }

private:
    std::vector<std::size_t> from_;
    std::vector<rdb_cell> cells_;
    std::optional<ObjectReader> reader_;
};

constexpr std::uint32_t rows_a_block = 64;

/// Runs the query and calls `row` with the cells of each row until it says false.
template <class F>
void each_row(Statement& statement, std::size_t width, std::uint32_t at_once, const F& row) {
    std::vector<rdb_cell> block(std::max<std::size_t>(1, width * at_once));
    while (const std::uint32_t count = statement.fetch(block.data(), at_once)) {
        for (std::uint32_t i = 0; i < count; ++i) {
            if (!row(block.data() + i * width)) return;
        }
    }
}

void check_lock(const CompiledQuery& query, const Session& session) {
    if (query.locks && !session.in_transaction()) throw Error(ErrorCode::usage, "select_for_update outside of a transaction").hint("put it into db::atomic([&] { … })");
}

/// Compiles, runs, and gives `next()` of each row; `next` makes the place for the object.
template <class F>
void read_objects(const QueryState& state, const ReadPlan& plan, Statement::Run run, Session::Sharing sharing, const F& take) {
    if (state.none || (plan.at_most && *plan.at_most == 0) || (state.limit && *state.limit == 0)) return;
    const Session session(alias_of(state), sharing);
    CompiledQuery query = compile::compile(state, dialect_of(session), plan);
    if (query.nothing) return;
    check_lock(query, session);
    const std::string* database = kept_alias(alias_of(state));
    const Reading reading(session, query, run);
    const auto at_once = plan.at_most && *plan.at_most < rows_a_block ? static_cast<std::uint32_t>(*plan.at_most) : rows_a_block;
    if (!state.raw.empty()) {
        match_columns(query, state, reading.statement());
        RawReader reader(query, database);
        each_row(reading.statement(), query.width, at_once, [&](const rdb_cell* row) { return take([&](void* object) { reader.read(row, object); }); });
        return;
    }
    ObjectReader reader(query, database);
    each_row(reading.statement(), query.width, at_once, [&](const rdb_cell* row) { return take([&](void* object) { reader.read(row, object); }); });
}

void read_prefetched(const QueryState& state, const std::vector<void*>& objects) {
    if (!state.prefetch.empty() && !objects.empty()) prefetch(*state.model, objects, state.prefetch, kept_alias(alias_of(state)));
}

void read_prefetched(const QueryState& state, ObjectList& list) {
    if (state.prefetch.empty()) return;
    std::vector<void*> all;
    for (std::size_t i = 0; i < list.size(); ++i) all.push_back(list.at(i));
    read_prefetched(state, all);
}

void check_objects(const QueryState& state) {
    if (state.values_mode) throw Error(ErrorCode::query, "the query reads values, not objects").hint("read it with rows()");
}

/// Streams the rows of a query over a connection of its own, where the pool has one.
class StreamReader final : public BlockReader {
public:
    StreamReader(std::shared_ptr<const QueryState> state, std::size_t rows) : state_(std::move(state)), rows_(rows), session_(alias_of(*state_), Session::Sharing::apart) {
        query_.nothing = state_->none || (state_->limit && *state_->limit == 0);
        if (!query_.nothing) query_ = compile::compile(*state_, dialect_of(session_), {});
        if (query_.nothing) return;
        check_lock(query_, session_);
        reader_.emplace(query_, kept_alias(alias_of(*state_)));
        // A stream keeps all others off the connection: within a transaction, which has but one, rows are read whole.
        reading_.emplace(session_, query_, session_.in_transaction() ? Statement::Run::whole : Statement::Run::stream);
        cells_.resize(std::max<std::size_t>(1, query_.width * rows_a_block));
    }

    bool next(ObjectList& into) override {
        if (query_.nothing) return false;
        std::size_t count = 0;
        for (; count < rows_; ++count) {
            if (at_ == there_) {
                at_ = 0;
                there_ = reading_->statement().fetch(cells_.data(), static_cast<std::uint32_t>(std::min<std::size_t>(rows_a_block, rows_ - count)));
                if (there_ == 0) break;
            }
            reader_->read(cells_.data() + at_++ * query_.width, into.append());
        }
        if (count > 0) read_prefetched(*state_, into);
        return count > 0;
    }

private:
    std::shared_ptr<const QueryState> state_;
    std::size_t rows_;
    Session session_;
    CompiledQuery query_;
    std::optional<ObjectReader> reader_;
    std::optional<Reading> reading_;
    std::vector<rdb_cell> cells_;
    std::size_t at_ = 0, there_ = 0;
};

/// Rows by column names.
std::vector<Row> read_rows(const Session& session, CompiledQuery& query, const QueryState& state) {
    const Reading reading(session, query);
    auto names = std::make_shared<std::vector<std::string>>();
    std::vector<std::size_t> from;
    if (!state.raw.empty()) {
        query.width = reading.statement().column_count();
        for (std::uint32_t i = 0; i < query.width; ++i) {
            names->push_back(reading.statement().column_name(i));
            from.push_back(i);
        }
    } else {
        for (const compile::CompiledObject& object : query.objects) {
            if (object.relation != nullptr) continue;
            for (std::size_t i = 0; i < object.fields.size(); ++i) {
                names->emplace_back(object.fields[i]->name());
                from.push_back(object.first + i);
            }
        }
        for (const compile::CompiledColumn& column : query.columns) {
            names->push_back(column.name);
            from.push_back(column.index);
        }
    }
    std::vector<Row> rows;
    each_row(reading.statement(), query.width, rows_a_block, [&](const rdb_cell* row) {
        std::vector<Parameter> values;
        values.reserve(from.size());
        for (const std::size_t index : from) values.emplace_back(row[index]);
        rows.emplace_back(names, std::move(values));
        return true;
    });
    return rows;
}

}  // namespace

void Query::read_all(ObjectList& into) const {
    check_objects(*state_);
    read_objects(*state_, {}, Statement::Run::whole, Session::Sharing::shared, [&](const auto& read) {
        read(into.append());
        return true;
    });
    read_prefetched(*state_, into);
}

void Query::read_with(ObjectList& into, std::vector<Row>& annotations) const {
    check_objects(*state_);
    if (!state_->raw.empty()) throw Error(ErrorCode::query, "objects of raw SQL have no annotations beside them").hint("read it with rows()");
    if (state_->none) return;
    const Session session(alias_of(*state_));
    const CompiledQuery query = compile::compile(*state_, dialect_of(session), {});
    if (query.nothing) return;
    ObjectReader reader(query, kept_alias(alias_of(*state_)));
    auto names = std::make_shared<std::vector<std::string>>();
    for (const compile::CompiledColumn& column : query.columns) names->push_back(column.name);
    {
        const Reading reading(session, query);
        each_row(reading.statement(), query.width, rows_a_block, [&](const rdb_cell* row) {
            reader.read(row, into.append());
            std::vector<Parameter> values;
            for (const compile::CompiledColumn& column : query.columns) values.emplace_back(row[column.index]);
            annotations.emplace_back(names, std::move(values));
            return true;
        });
    }
    read_prefetched(*state_, into);
}

bool Query::read_first(void* into, bool reverse) const {
    check_objects(*state_);
    bool found = false;
    read_objects(*state_, {.at_most = 1, .reversed = reverse, .order_by_key = true}, Statement::Run::whole, Session::Sharing::shared, [&](const auto& read) {
        read(into);
        found = true;
        return false;
    });
    if (found) read_prefetched(*state_, {into});
    return found;
}

void Query::read_one(void* into) const {
    check_objects(*state_);
    std::size_t count = 0;
    read_objects(*state_, {.at_most = 2, .unordered = !state_->limit && !state_->offset}, Statement::Run::whole, Session::Sharing::shared, [&](const auto& read) {
        if (count == 0) read(into);
        return ++count < 2;
    });
    const std::string label = ModelInfo::of(*state_->model).label();
    if (count == 0) throw NotFound(fmt::format("no {} is what the query asks for", label));
    if (count > 1) throw Error(ErrorCode::query, fmt::format("more than one {} is what the query asks for, and one was expected", label));
    read_prefetched(*state_, {into});
}

void Query::read_blocks(std::size_t rows, const std::function<bool(ObjectList&)>& take) const {
    const std::unique_ptr<BlockReader> reader = open(rows);
    while (true) {
        const std::shared_ptr<ObjectList> block = state_->model->make_list();
        if (!reader->next(*block) || !take(*block)) return;
    }
}

std::unique_ptr<BlockReader> Query::open(std::size_t rows) const {
    check_objects(*state_);
    if (rows == 0) throw Error(ErrorCode::usage, "a block of no rows");
    if (!state_->raw.empty()) throw Error(ErrorCode::unsupported, "raw SQL is read at once").hint("use all()");
    return std::make_unique<StreamReader>(state_, rows);
}

std::int64_t Query::count() const {
    if (state_->none) return 0;
    if (!state_->raw.empty()) throw Error(ErrorCode::query, "count() of raw SQL").hint("write the COUNT into the statement");
    const Session session(alias_of(*state_));
    CompiledQuery query = compile::compile(*state_, dialect_of(session), {.what = ReadPlan::What::count});
    if (query.nothing) return 0;
    const Reading reading(session, query);
    std::int64_t number = 0;
    each_row(reading.statement(), 1, 1, [&](const rdb_cell* row) {
        type_adapter<std::int64_t>::decode(*row, number);
        return true;
    });
    return number;
}

bool Query::exists() const {
    if (state_->none) return false;
    if (!state_->raw.empty()) throw Error(ErrorCode::query, "exists() of raw SQL");
    const Session session(alias_of(*state_));
    CompiledQuery query = compile::compile(*state_, dialect_of(session), {.what = ReadPlan::What::exists});
    if (query.nothing) return false;
    const Reading reading(session, query);
    bool found = false;
    each_row(reading.statement(), std::max<std::size_t>(1, query.width), 1, [&](const rdb_cell*) {
        found = true;
        return false;
    });
    return found;
}

std::vector<Row> Query::rows() const {
    if (state_->none) return {};
    const Session session(alias_of(*state_));
    CompiledQuery query = compile::compile(*state_, dialect_of(session), {});
    if (query.nothing) return {};
    return read_rows(session, query, *state_);
}

Row Query::aggregate(std::vector<QueryAnnotation> aggregates) const {
    const Session session(alias_of(*state_));
    CompiledQuery query = compile::compile_aggregate(*state_, aggregates, dialect_of(session));
    if (!query.nothing && !state_->none) {
        std::vector<Row> rows = read_rows(session, query, *state_);
        if (!rows.empty()) return std::move(rows.front());
    }
    // Of no rows: COUNT is 0, all else is NULL.
    auto names = std::make_shared<std::vector<std::string>>();
    std::vector<Parameter> values;
    for (const QueryAnnotation& one : aggregates) {
        names->push_back(one.name);
        const bool counts = one.value.node().kind == ExprKind::aggregate && one.value.node().text == "Count";
        values.push_back(counts ? Parameter::of_integer(0) : Parameter());
    }
    return {std::move(names), std::move(values)};
}

std::string Query::explain(const ExplainOptions& options) const {
    const Session session(alias_of(*state_));
    const Dialect& dialect = dialect_of(session);
    CompiledQuery query = compile::compile(*state_, dialect, {});
    if (query.nothing || state_->none) return "no statement: the query has no rows for certain\n";
    std::string key = options.analyze ? "explain.analyze" : "explain";
    if (!options.format.empty() && options.format != "text") key += "." + options.format;
    query.sql = Dialect::expand(dialect.need(key, options.analyze ? "EXPLAIN ANALYZE in that format" : "EXPLAIN in that format"), {query.sql});
    const Reading reading(session, query);
    const std::uint32_t width = reading.statement().column_count();
    std::string text;
    each_row(reading.statement(), width, rows_a_block, [&](const rdb_cell* row) {
        for (std::uint32_t i = 0; i < width; ++i) {
            std::string cell;
            if (row[i].tag != RDB_NULL) to_text_slow(row[i], cell);
            text += (i == 0 ? "" : "\t") + cell;
        }
        text += '\n';
        return true;
    });
    return text;
}

std::string Query::sql() const {
    const Session session(alias_of(*state_));
    return compile::compile(*state_, dialect_of(session), {}).sql;
}

}  // namespace reinhardt::db
