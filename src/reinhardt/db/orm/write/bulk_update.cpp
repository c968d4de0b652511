#include <reinhardt/db/orm/object.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include <fmt/format.h>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/compile/operand.hpp>
#include <reinhardt/db/orm/query_state.hpp>
#include <reinhardt/db/orm/write/column_types.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/rows_statement.hpp>
#include <reinhardt/db/orm/write/signal_calls.hpp>
#include <reinhardt/db/orm/write/value_arrays.hpp>

namespace reinhardt::db {
namespace {

class BulkUpdate {
public:
    BulkUpdate(const WritePlan& plan, const ObjectSpan& objects, const std::vector<std::string>& names, WriteSession& session) : plan_(plan), model_(plan.model()), objects_(objects), session_(session) {
        for (std::size_t i = 0; i < objects.count; ++i) places_.push_back(i);
        if (names.empty()) throw Error(ErrorCode::usage, "bulk_update needs the fields to write");
        for (const std::string& name : names) {
            const FieldInfo& field = model_.field(name);
            if (!plan.updated().has(field.index)) throw Error(ErrorCode::query, fmt::format("bulk_update: '{}' of model {} is no column that can be updated", name, model_.label()));
            fields_.add(field.index);
        }
        for (std::size_t i = 0; i < objects.count; ++i) {
            const FieldSet unset = unset_fields(objects.at(i), plan);
            for (const FieldInfo* key : model_.key()) {
                if (unset.has(key->index)) throw Error(ErrorCode::usage, fmt::format("object {} of bulk_update has no key", i));
            }
            check_read(i);
            set_moments(objects.at(i), plan, fields_, false);
        }
    }

    /// Leaves out objects whose rows are not among those of the query.
    void keep_those_of(const QueryState& of) {
        if (of.limit || of.offset || of.combination != Combination::none || !of.raw.empty() || !of.from_cte.empty()) {
            throw Error(ErrorCode::query, "bulk_update() of a query with a slice, a combination, or SQL of its own").hint("filter(\"pk__in\", query) takes its rows as a condition");
        }
        if (of.none) places_.clear();
        if (of.none || of.conditions.empty()) return;
        constexpr std::size_t keys_at_once = 200;
        std::set<std::string> found;
        for (std::size_t from = 0; from < places_.size(); from += keys_at_once) {
            Expr any;
            for (std::size_t i = from; i < std::min(places_.size(), from + keys_at_once); ++i) any |= is_row_of(objects_.at(places_[i]));
            Query query(std::make_shared<const QueryState>(of));
            query.add_condition(std::move(any), false);
            QueryState& state = query.own();
            state.ordered = true;
            state.ordering.clear();
            state.select_related.clear();
            state.prefetch.clear();
            state.only.clear();
            state.defer.clear();
            for (const FieldInfo* key : model_.key()) state.only.emplace_back(key->name());
            ObjectStore store(model_.desc());
            ObjectList list = store.list();
            query.read_all(list);
            for (std::size_t i = 0; i < list.size(); ++i) found.insert(key_text(model_, list.at(i)));
        }
        places_.erase(std::remove_if(places_.begin(), places_.end(), [&](std::size_t place) { return !found.contains(key_text(model_, objects_.at(place))); }), places_.end());
    }

    std::int64_t run(std::size_t batch) {
        WriteStatement one = plan_.update(fields_);
        const Dialect& dialect = session_.dialect();
        const char* joined = dialect.find("bulk.update");
        // Rows of values have a key's text once, which a condition may have twice.
        if (joined != nullptr) one.parameters.erase(std::unique(one.parameters.begin(), one.parameters.end()), one.parameters.end());
        const std::size_t width = one.parameters.size();
        const std::optional<ValueArrays> arrays = ValueArrays::of(model_, one.parameters, dialect.find("bulk.array_update"), session_.session().driver());
        std::size_t rows = arrays ? ValueArrays::rows_at_once : joined != nullptr ? rows_in_statement(dialect, width) : 10'000;
        if (batch != 0) rows = std::min(rows, batch);
        std::string sql;
        std::size_t sql_rows = 0;
        std::int64_t found = 0;
        for (std::size_t from = 0, count = 0; from < places_.size(); from += count) {
            count = fitting_rows(one.parameters, std::min(rows, places_.size() - from), [&](std::size_t i) { return objects_.at(places_[from + i]); });
            const CellScratch cells;
            cells->reserve(count * width);
            for (std::size_t i = 0; i < count; ++i) add_values(objects_.at(places_[from + i]), one, *cells);
            if (arrays) {
                const CellScratch columns;
                arrays->add(cells->data(), count, *columns);
                if (sql.empty()) sql = joined_sql(dialect.find("bulk.array_update"), one, arrays->parameters(dialect));
                found += session_.execute(sql, *columns, model_.table());
            } else if (joined != nullptr) {
                if (count != sql_rows) sql = joined_sql(joined, one, rows_sql(one, sql_rows = count));
                found += session_.execute(sql, *cells, model_.table());
            } else {
                found += run_rows(one, *cells, count, from);
            }
        }
        return found;
    }

private:
    /// What was not read has the value of a new object.
    void check_read(std::size_t place) const {
        InstanceState* state = state_of(model_.desc(), objects_.at(place));
        if (state == nullptr) return;
        notice_assigned(objects_.at(place), plan_, *state);
        for (const FieldInfo* field : model_.columns()) {
            if (!fields_.has(field->index) || !state->is_deferred(field->index)) continue;
            throw Error(ErrorCode::usage, fmt::format("bulk_update: '{}' of object {} was neither read nor assigned", field->name(), place)).hint("read the objects without defer() of it, or fetch() the field");
        }
    }

    [[nodiscard]] Expr is_row_of(const void* object) const {
        Expr made;
        for (const FieldInfo* key : model_.key()) {
            CellWriter cell;
            key->desc->get(object, cell);
            made &= expressions::make_filter(key->name(), Parameter(cell.data()[0]));
        }
        return made;
    }

    std::int64_t run_rows(const WriteStatement& one, const CellWriter& cells, std::size_t count, std::size_t from) {
        try {
            const StatementCache::Use statement = session_.session().statements().use(plain_sql(one));
            return statement->execute_rows(cells.data(), static_cast<std::uint32_t>(one.parameters.size()), static_cast<std::uint32_t>(count));
        } catch (const DatabaseError& error) {
            DatabaseError told = error;
            if (error.item()) {
                const std::size_t place = places_[from + *error.item()];
                told.item(static_cast<std::uint32_t>(place));
                told.message(fmt::format("object {}: {}", place, error.message()));
            }
            throw_as_orm_error(told, model_.table());
        }
    }

    /// Without RETURNING: nobody reads it.
    [[nodiscard]] static std::string plain_sql(const WriteStatement& one) { return one.read_back != WriteStatement::ReadBack::rows ? one.sql : one.sql.substr(0, one.sql.rfind(" RETURNING ")); }

    /// One UPDATE joined with the rows of values: rdb_v1, rdb_v2, … in the order of the statement's parameters.
    [[nodiscard]] std::string joined_sql(std::string_view word, const WriteStatement& one, const std::string& rows) const {
        const Dialect& dialect = session_.dialect();
        std::string names, assignments, keys;
        for (std::size_t i = 0; i < one.parameters.size(); ++i) {
            const std::string column = dialect.quoted(one.parameters[i]->column), value = fmt::format("rdb_v.rdb_v{}", i + 1);
            names += (i == 0 ? "rdb_v" : ", rdb_v") + std::to_string(i + 1);
            const bool is_key = i + model_.key().size() >= one.parameters.size();
            const char* const exact = is_key && compile::type_of(*one.parameters[i]->desc).text ? dialect.find("lookup.exact.text") : nullptr;
            if (is_key) keys += (keys.empty() ? "" : " AND ") + Dialect::expand(exact != nullptr ? exact : "%1 = %2", {plan_.table() + "." + column, value});
            else assignments += (assignments.empty() ? "" : ", ") + column + " = " + value;
        }
        return Dialect::expand(word, {plan_.table(), assignments, rows, names, keys});
    }

    [[nodiscard]] std::string rows_sql(const WriteStatement& one, std::size_t rows) const {
        const Dialect& dialect = session_.dialect();
        return dialect.has("bulk.typed_rows") ? typed_rows_sql(plan_, one.parameters, rows) : values_sql(rows, one.parameters.size(), casts(one), dialect);
    }

    /// The types of the columns; texts without their length, to which a cast would cut them silently.
    [[nodiscard]] std::vector<std::string> casts(const WriteStatement& one) const {
        std::vector<std::string> types = column_types(model_, one.parameters, session_.session().driver());
        for (std::string& type : types) {
            if (type.starts_with("varchar(")) type = "varchar";
        }
        return types;
    }

    const WritePlan& plan_;
    const ModelInfo& model_;
    const ObjectSpan& objects_;
    WriteSession& session_;
    FieldSet fields_;
    std::vector<std::size_t> places_;  ///< of the objects that are written
};

}  // namespace

std::int64_t bulk_update_objects(const QueryState& of, const ObjectSpan& objects, const std::vector<std::string>& fields, std::size_t batch) {
    const ModelDesc& desc = *of.model;
    WriteSession session(of.database.empty() ? default_database : std::string_view(of.database));
    const WritePlan& plan = WritePlan::of(ModelInfo::of(desc), session.dialect());
    BulkUpdate bulk(plan, objects, fields, session);
    if (objects.count == 0) return 0;
    const std::int64_t found = atomic(
        [&] {
            bulk.keep_those_of(of);
            return bulk.run(batch);
        },
        {.savepoint = false, .database = session.session().alias()});
    tell_bulk(desc, BulkInfo::Operation::update, found, {fields.begin(), fields.end()}, session.session().alias());
    return found;
}

}  // namespace reinhardt::db
