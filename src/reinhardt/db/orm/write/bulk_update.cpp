#include <reinhardt/db/orm/object.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reinhardt/db/orm/atomic.hpp>
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
            set_moments(objects.at(i), plan, fields_, false);
        }
    }

    std::int64_t run(std::size_t batch) {
        const WriteStatement& one = plan_.update(fields_);
        const Dialect& dialect = session_.dialect();
        const std::size_t width = one.parameters.size();
        const std::optional<ValueArrays> arrays = ValueArrays::of(model_, one.parameters, dialect.find("bulk.array_update"), session_.session().driver());
        const char* joined = dialect.find("bulk.update");
        std::size_t rows = arrays ? ValueArrays::rows_at_once : joined != nullptr ? rows_in_statement(dialect, width) : 10'000;
        if (batch != 0) rows = std::min(rows, batch);
        std::string sql;
        std::size_t sql_rows = 0;
        std::int64_t found = 0;
        for (std::size_t from = 0; from < objects_.count; from += rows) {
            const std::size_t count = std::min(rows, objects_.count - from);
            const CellScratch cells;
            cells->reserve(count * width);
            for (std::size_t i = 0; i < count; ++i) add_values(objects_.at(from + i), one.parameters, *cells);
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
    std::int64_t run_rows(const WriteStatement& one, const CellWriter& cells, std::size_t count, std::size_t from) {
        try {
            const StatementCache::Use statement = session_.session().statements().use(plain_sql(one));
            return statement->execute_rows(cells.data(), static_cast<std::uint32_t>(one.parameters.size()), static_cast<std::uint32_t>(count));
        } catch (const DatabaseError& error) {
            DatabaseError told = error;
            if (error.item()) {
                told.item(static_cast<std::uint32_t>(from) + *error.item());
                told.message(fmt::format("object {}: {}", from + *error.item(), error.message()));
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
            if (is_key) keys += (keys.empty() ? "" : " AND ") + plan_.table() + "." + column + " = " + value;
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
};

}  // namespace

std::int64_t bulk_update_objects(const ModelDesc& desc, const ObjectSpan& objects, const std::vector<std::string>& fields, std::size_t batch, std::string_view database) {
    WriteSession session(database.empty() ? default_database : database);
    const WritePlan& plan = WritePlan::of(ModelInfo::of(desc), session.dialect());
    BulkUpdate bulk(plan, objects, fields, session);
    if (objects.count == 0) return 0;
    const std::int64_t found = atomic([&] { return bulk.run(batch); }, {.savepoint = false, .database = session.session().alias()});
    tell_bulk(desc, BulkInfo::Operation::update, found, {fields.begin(), fields.end()}, session.session().alias());
    return found;
}

}  // namespace reinhardt::db
