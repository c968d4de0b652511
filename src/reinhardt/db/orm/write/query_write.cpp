#include <reinhardt/db/orm/query.hpp>

#include <string>

#include <fmt/format.h>

#include <reinhardt/db/orm/write/collector.hpp>
#include <reinhardt/db/orm/write/compiled.hpp>
#include <reinhardt/db/orm/write/signal_calls.hpp>
#include <reinhardt/db/orm/write/write_sql.hpp>

namespace reinhardt::db {
namespace {

std::string_view database_of(const QueryState& state) { return state.database.empty() ? default_database : std::string_view(state.database); }

/// What Django refuses: the rows of such a query are not those that a condition tells.
void refuse(const QueryState& state, std::string_view call) {
    const auto fail = [&](std::string_view what) { throw Error(ErrorCode::query, fmt::format("{} of a query with {}", call, what)).hint("filter(\"pk__in\", query) takes its rows as a condition"); };
    if (state.limit || state.offset) fail("a slice");
    if (state.combination != Combination::none) fail("union, intersection or difference");
    if (!state.distinct_on.empty()) fail("distinct on fields");
    if (!state.raw.empty()) fail("SQL of its own");
    if (!state.from_cte.empty()) fail("rows of a common table expression");
}

}  // namespace

std::int64_t Query::update(std::vector<Assignment> assignments) const {
    refuse(*state_, "update()");
    if (state_->none || assignments.empty()) return 0;
    WriteSession session(database_of(*state_));
    std::vector<std::pair<std::string_view, Expr>> pairs;
    for (const Assignment& one : assignments) pairs.emplace_back(one.field, one.value);
    const compile::CompiledWrite write = compile::compile_write(*state_, pairs, session.dialect());
    if (write.nothing) return 0;
    compile::Sql sql("UPDATE ");
    sql += write.table;
    for (std::size_t i = 0; i < write.assignments.size(); ++i) {
        sql += i == 0 ? " SET " : ", ";
        sql += write.assignments[i].first;
        sql += " = ";
        sql += write.assignments[i].second;
    }
    if (!write.where.empty()) {
        sql += " WHERE ";
        sql += write.where;
    }
    const CompiledStatement statement(sql, session.dialect());
    const std::int64_t rows = session.execute(statement.text(), statement.cells(), ModelInfo::of(model()).table());
    std::vector<std::string_view> fields;
    for (const Assignment& one : assignments) fields.push_back(one.field);
    tell_bulk(model(), BulkInfo::Operation::update, rows, std::move(fields), session.session().alias());
    return rows;
}

DeleteResult Query::remove() const {
    refuse(*state_, "remove()");
    if (state_->values_mode) throw Error(ErrorCode::query, "remove() of a query of values");
    if (state_->none) return {};
    const ModelInfo& model = ModelInfo::of(this->model());
    WriteSession session(database_of(*state_));
    const compile::CompiledWrite write = compile::compile_write(*state_, {}, session.dialect());
    if (write.nothing) return {};
    compile::Sql where;
    if (!write.where.empty()) {
        where += " WHERE ";
        where += write.where;
    }
    DeleteResult result;
    if (Collector::deletes_at_once(model)) {
        compile::Sql sql("DELETE FROM ");
        sql += write.table;
        sql += where;
        const CompiledStatement statement(sql, session.dialect());
        result.total = session.execute(statement.text(), statement.cells(), model.table());
        if (result.total != 0) result.models.emplace_back(model.label(), result.total);
    } else {
        const std::vector<const FieldInfo*> columns = Collector::wanted(model);
        compile::Sql sql("SELECT " + columns_sql(columns, session.dialect()) + " FROM ");
        sql += write.table;
        sql += where;
        const CompiledStatement statement(sql, session.dialect());
        result = Collector::run_in_transaction(session, [&](Collector& collector) {
            std::vector<RowValues> rows;
            session.query(statement.text(), statement.cells(), model.table(), columns.size(), [&](const rdb_cell* row) {
                RowValues& made = rows.emplace_back();
                for (std::size_t i = 0; i < columns.size(); ++i) made.emplace_back(row[i]);
            });
            collector.collect(model, rows);
        });
    }
    for (const auto& [label, rows] : result.models) {
        if (label == model.label()) tell_bulk(model.desc(), BulkInfo::Operation::remove, rows, {}, session.session().alias());
    }
    return result;
}

}  // namespace reinhardt::db
