#include <reinhardt/db/orm/object.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include <reinhardt/db/orm/atomic.hpp>
#include <reinhardt/db/orm/compile/operand.hpp>
#include <reinhardt/db/orm/kept_alias.hpp>
#include <reinhardt/db/orm/write/instance.hpp>
#include <reinhardt/db/orm/write/key_lists.hpp>
#include <reinhardt/db/orm/write/rows_statement.hpp>
#include <reinhardt/db/orm/write/signal_calls.hpp>
#include <reinhardt/db/orm/write/value_arrays.hpp>

namespace reinhardt::db {
namespace {

using Action = ConflictOptions::Action;

/// Objects of which the same fields are written: their places in the span.
using Places = std::vector<std::size_t>;

class BulkCreate {
public:
    BulkCreate(const WritePlan& plan, const ObjectSpan& objects, const BulkCreateOptions& options, WriteSession& session)
        : plan_(plan), model_(plan.model()), objects_(objects), options_(options), session_(session), database_(kept_alias(session.session().alias())) {
        for (const std::string& name : options.on_conflict.unique_fields) unique_.push_back(&column(name));
        for (const std::string& name : options.on_conflict.update_fields) updated_.push_back(&column(name));
        if (action() == Action::update && updated_.empty()) throw Error(ErrorCode::usage, "bulk_create with on_conflict update needs the fields to update");
        if (action() == Action::ignore && options.returning_pk) throw Error(ErrorCode::usage, "bulk_create cannot give keys where conflicts are ignored: which rows were left out is not known");
    }

    void run() {
        std::map<FieldSet, Places> groups;
        for (std::size_t i = 0; i < objects_.count; ++i) check_new(objects_.at(i), plan_);
        for (std::size_t i = 0; i < objects_.count; ++i) {
            if (const InstanceState* state = state_of(model_.desc(), objects_.at(i))) before_.push_back(state->database);
            const FieldSet unset = unset_fields(objects_.at(i), plan_);
            FieldSet fields = plan_.written();
            for (const WritePlan::Defaulted& one : plan_.defaulted()) {
                if (unset.has(one.field->index)) fields.remove(one.field->index);
            }
            set_moments(objects_.at(i), plan_, fields, true);
            groups[fields].push_back(i);
        }
        for (const auto& [fields, places] : groups) insert_group(fields, places);
        check_updated();
    }

    /// Nothing was inserted: the objects are again as they were.
    void take_back() {
        for (const Given& given : given_) {
            void* object = objects_.at(given.place);
            for (const WritePlan::Defaulted& one : plan_.defaulted()) {
                if (!given.fields->has(one.field->index)) one.field->desc->set(object, one.unset.cell());
            }
            if (InstanceState* state = state_of(model_.desc(), object)) state->database = before_[given.place];
        }
    }

private:
    [[nodiscard]] Action action() const noexcept { return options_.on_conflict.action; }

    [[nodiscard]] const FieldInfo& column(const std::string& name) const {
        const FieldInfo& field = model_.field(name);
        if (!plan_.written().has(field.index)) throw Error(ErrorCode::query, fmt::format("'{}' of model {} is no column that is written", name, model_.label()));
        return field;
    }

    void insert_group(const FieldSet& fields, const Places& places) {
        const WriteStatement& one = plan_.insert(fields);
        const std::size_t width = one.parameters.size();
        const Dialect& dialect = session_.dialect();
        const bool plain = !options_.returning_pk && action() == Action::fail && width != 0;
        if (plain && session_.connection().can_bulk_load()) {
            if (load(one, places)) return;
        }
        if (!options_.returning_pk && width != 0 && dialect.has("bulk.rows")) return insert_rows(one, places);
        if (width == 0 || (options_.returning_pk && !one.results.empty() && !dialect.has("insert.returning"))) return insert_singly(one, places);
        insert_blocks(one, places);
    }

    /// `rows` rows at once, or the option's; calls `insert(first place, count)`.
    template <class Insert>
    void for_blocks(const Places& places, std::size_t rows, Insert insert) {
        if (options_.batch != 0) rows = std::min(rows, options_.batch);
        for (std::size_t from = 0, count = 0; from < places.size(); from += count) insert(from, count = std::min(rows, places.size() - from));
    }

    void add_rows(const WriteStatement& one, const Places& places, std::size_t from, std::size_t count, CellWriter& cells) const {
        cells.reserve(one.parameters.size() * count);
        for (std::size_t i = 0; i < count; ++i) add_values(objects_.at(places[from + i]), one.parameters, cells);
    }

    /// The error of a block with the object's index; the database told the row of the block.
    [[noreturn]] void fail(const DatabaseError& error, const Places& places, std::size_t from) const {
        DatabaseError told = error;
        if (error.item()) {
            const std::size_t index = places[from + *error.item()];
            told.item(static_cast<std::uint32_t>(index));
            told.message(fmt::format("object {}: {}", index, error.message()));
        }
        throw_as_orm_error(told, model_.table());
    }

    /// By the driver's own way, which knows no INSERT; false where this server cannot.
    bool load(const WriteStatement& one, const Places& places) {
        constexpr std::size_t rows_at_once = 10'000;
        std::vector<std::string> columns;
        for (const FieldInfo* field : one.parameters) columns.push_back(field->column);
        bool can = true;
        for_blocks(places, rows_at_once, [&](std::size_t from, std::size_t count) {
            if (!can) return;
            const CellScratch cells;
            add_rows(one, places, from, count, *cells);
            try {
                can = session_.connection().bulk_load(model_.state().schema, model_.table(), columns, cells->data(), static_cast<std::uint32_t>(count));
            } catch (const DatabaseError& error) {
                fail(error, places, from);
            }
            if (can) stored(one, places, from, count);
        });
        return can;
    }

    /// One statement of one row, which the driver runs for all rows.
    void insert_rows(const WriteStatement& one, const Places& places) {
        constexpr std::size_t rows_at_once = 10'000;
        const std::string sql = insert_sql(one, 1);
        for_blocks(places, rows_at_once, [&](std::size_t from, std::size_t count) {
            try {
                // Behind a savepoint: of an array that failed some rows may have been inserted.
                atomic([&] { run_rows(one, sql, places, from, count); }, {.database = *database_});
            } catch (const DatabaseError& error) {
                if (error.item()) fail(error, places, from);
                if (is_of_a_row(error)) find_failure(one, sql, places, from, count);
                throw_as_orm_error(error, model_.table());
            }
            stored(one, places, from, count);
        });
    }

    void run_rows(const WriteStatement& one, const std::string& sql, const Places& places, std::size_t from, std::size_t count) {
        const CellScratch cells;
        add_rows(one, places, from, count, *cells);
        const StatementCache::Use statement = session_.session().statements().use(sql);
        statement->execute_rows(cells->data(), static_cast<std::uint32_t>(one.parameters.size()), static_cast<std::uint32_t>(count));
    }

    /// Tries the rows one by one: the first that fails throws its error.
    void find_failure(const WriteStatement& one, const std::string& single, const Places& places, std::size_t from, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) insert_block(one, single, places, from + i, 1);
    }

    void insert_blocks(const WriteStatement& one, const Places& places) {
        arrays_ = ValueArrays::of(model_, one.parameters, session_.dialect().find("bulk.array_insert"), session_.session().driver());
        const std::size_t most = arrays_ ? ValueArrays::rows_at_once : rows_in_statement(session_.dialect(), one.parameters.size());
        std::string sql;
        std::size_t rows = 0;
        for_blocks(places, most, [&](std::size_t start, std::size_t all) {
            for (std::size_t from = start, count = 0; from < start + all; from += count) {
                count = fitting_rows(one.parameters, start + all - from, [&](std::size_t i) { return objects_.at(places[from + i]); });
                if (sql.empty() || (!arrays_ && count != rows)) sql = arrays_ ? array_sql(one) : insert_sql(one, count);
                rows = count;
                insert_block(one, sql, places, from, count);
                stored(one, places, from, count);
            }
        });
    }

    void insert_block(const WriteStatement& one, const std::string& sql, const Places& places, std::size_t from, std::size_t count) {
        try {
            // After a failure the rows are tried one by one, to tell which it was; where a failure ends the transaction, behind a savepoint.
            if (session_.dialect().has("transaction.failure_ends")) atomic([&] { run_block(one, sql, places, from, count); }, {.database = *database_});
            else run_block(one, sql, places, from, count);
        } catch (const DatabaseError& error) {
            if (count == 1) {
                DatabaseError told = error;
                fail(told.item(0), places, from);
            }
            if (!is_of_a_row(error)) throw;
            arrays_.reset();
            find_failure(one, insert_sql(one, 1), places, from, count);
            throw;
        }
    }

    static bool is_of_a_row(const DatabaseError& error) noexcept { return error.driver_code() >= RDB_E_UNIQUE && error.driver_code() <= RDB_E_DATA; }

    void run_block(const WriteStatement& one, const std::string& sql, const Places& places, std::size_t from, std::size_t count) {
        const CellScratch cells;
        if (arrays_) {
            const CellScratch rows;
            add_rows(one, places, from, count, *rows);
            arrays_->add(rows->data(), count, *cells);
        } else {
            add_rows(one, places, from, count, *cells);
        }
        if (!options_.returning_pk || one.results.empty()) {
            session_.execute(sql, *cells, model_.table());
            return;
        }
        const std::vector<const FieldInfo*> columns = returned(one);
        std::vector<RowValues> rows;
        rows.reserve(count);
        session_.query(sql, *cells, model_.table(), columns.size(), [&](const rdb_cell* row) {
            RowValues& made = rows.emplace_back();
            for (std::size_t i = 0; i < columns.size(); ++i) made.emplace_back(row[i]);
        });
        if (rows.size() != count) throw Error(ErrorCode::internal, fmt::format("{} rows of {} were inserted, and the database gave {}", count, model_.label(), rows.size()));
        give_back(one, columns, std::move(rows), places, from);
    }

    /// What the statement gives: its results, then what the rows are known by.
    [[nodiscard]] std::vector<const FieldInfo*> returned(const WriteStatement& one) const {
        std::vector<const FieldInfo*> columns = one.results;
        if (numbered(one) != nullptr) return columns;
        const auto& known_by = action() == Action::update ? unique_ : model_.key();
        columns.insert(columns.end(), known_by.begin(), known_by.end());
        return columns;
    }

    /// The key that the database counts up for each row of the statement; nullptr where it does not.
    [[nodiscard]] const FieldInfo* numbered(const WriteStatement& one) const {
        const FieldInfo* key = model_.auto_key();
        return key != nullptr && action() == Action::fail && !one.fields.has(key->index) ? key : nullptr;
    }

    /// No database promises the order of what it gives: rows are in the order of a key that it counted, or known by their values.
    void give_back(const WriteStatement& one, const std::vector<const FieldInfo*>& columns, std::vector<RowValues> rows, const Places& places, std::size_t from) {
        if (const FieldInfo* key = numbered(one)) {
            const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), key) - columns.begin());
            std::sort(rows.begin(), rows.end(), [at](const RowValues& a, const RowValues& b) { return a[at].integer() < b[at].integer(); });
            for (std::size_t i = 0; i < rows.size(); ++i) set_results(objects_.at(places[from + i]), one, rows[i]);
            return;
        }
        const std::vector<const FieldInfo*> known_by(columns.begin() + static_cast<std::ptrdiff_t>(one.results.size()), columns.end());
        if (known_by.empty()) throw Error(ErrorCode::usage, "bulk_create with returning_pk and on_conflict update needs the unique fields, by which rows are told apart");
        std::map<std::string, const RowValues*> by_value;
        const std::shared_ptr<void> scratch = model_.desc().make();
        for (const RowValues& row : rows) {
            for (std::size_t i = 0; i < known_by.size(); ++i) known_by[i]->desc->set(scratch.get(), row[one.results.size() + i].cell());
            by_value[object_key(scratch.get(), known_by)] = &row;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            void* object = objects_.at(places[from + i]);
            if (const auto found = by_value.find(object_key(object, known_by)); found != by_value.end()) set_results(object, one, *found->second);
            else read_results(object, one, known_by);
        }
    }

    /// To a server's collation texts are equal that are not: it may have given an object's values to the row of another key.
    void check_updated() {
        const bool by_text = std::any_of(unique_.begin(), unique_.end(), [](const FieldInfo* field) { return compile::type_of(*field->desc).text; });
        if (action() != Action::update || !by_text || !session_.dialect().has("lookup.exact.text")) return;
        std::map<std::string, RowValues> by_value;
        for (std::size_t i = 0; i < objects_.count; ++i) {
            const CellScratch cells;
            add_values(objects_.at(i), unique_, *cells);
            RowValues values;
            for (std::uint32_t cell = 0; cell < cells->size(); ++cell) values.emplace_back(cells->data()[cell]);
            const bool has_null = std::any_of(values.begin(), values.end(), [](const Parameter& value) { return value.is_null(); });
            if (!has_null) by_value.emplace(comparable_key(values, values.size()), std::move(values));
        }
        std::vector<RowValues> rows;
        std::vector<std::string> columns;
        for (auto& [key, values] : by_value) rows.push_back(std::move(values));
        for (const FieldInfo* field : unique_) columns.push_back(field->column);
        std::int64_t missing = static_cast<std::int64_t>(rows.size());
        for_key_blocks(rows, columns, session_.dialect(), [&](const std::string& condition, const CellWriter& bound) {
            session_.query("SELECT COUNT(*) FROM " + plan_.table() + " WHERE " + condition, bound, model_.table(), 1, [&](const rdb_cell* row) { missing -= Parameter(row[0]).integer(); });
        });
        if (missing <= 0) return;
        rdb_error raw{};
        raw.size = sizeof raw;
        const std::string message = fmt::format("{} objects of {} are in conflict with rows of other texts, which the collation of the server takes for equal", missing, model_.label());
        raw.message[message.copy(raw.message, sizeof raw.message - 1)] = '\0';
        throw_as_orm_error(DatabaseError(RDB_E_UNIQUE, raw, {}), model_.table());
    }

    /// Of a row whose values the server spells otherwise than the object.
    void read_results(void* object, const WriteStatement& one, const std::vector<const FieldInfo*>& known_by) {
        const CellScratch cells;
        add_values(object, known_by, *cells);
        RowValues values;
        std::vector<std::string> columns;
        for (std::uint32_t i = 0; i < cells->size(); ++i) values.emplace_back(cells->data()[i]);
        for (const FieldInfo* field : known_by) columns.push_back(field->column);
        std::int64_t found = 0;
        const auto read = [&](const std::string& condition, const CellWriter& bound) {
            const std::string sql = "SELECT " + columns_sql(one.results, session_.dialect()) + " FROM " + plan_.table() + " WHERE " + condition;
            found = session_.query(sql, bound, model_.table(), one.results.size(), [&](const rdb_cell* row) { set_values(object, one.results, row); });
        };
        for_key_blocks({values}, columns, session_.dialect(), read, {}, KeyMatch::as_server);
        if (found != 1) throw Error(ErrorCode::database, fmt::format("bulk_create: the row of an object of {} was written, and is not found by its unique fields again", model_.label())).hint("without returning_pk the key is not asked for");
    }

    static std::string object_key(const void* object, const std::vector<const FieldInfo*>& fields) {
        const CellScratch cells;
        add_values(object, fields, *cells);
        RowValues values;
        for (std::uint32_t i = 0; i < cells->size(); ++i) values.emplace_back(cells->data()[i]);
        return comparable_key(values, values.size());
    }

    static void set_results(void* object, const WriteStatement& one, const RowValues& row) {
        for (std::size_t i = 0; i < one.results.size(); ++i) one.results[i]->desc->set(object, row[i].cell());
    }

    [[nodiscard]] std::string insert_sql(const WriteStatement& one, std::size_t rows) const { return with_clauses(one, rows_insert_sql(plan_, one.parameters, rows)); }

    [[nodiscard]] std::string array_sql(const WriteStatement& one) const {
        const Dialect& dialect = session_.dialect();
        return with_clauses(one, Dialect::expand(dialect.find("bulk.array_insert"), {plan_.table(), columns_sql(one.parameters, dialect), arrays_->parameters(dialect), arrays_->names()}));
    }

    /// With what is done in a conflict, and what is given back.
    [[nodiscard]] std::string with_clauses(const WriteStatement& one, std::string sql) const {
        const Dialect& dialect = session_.dialect();
        if (action() != Action::fail) sql += " " + conflict_sql(plan_, action() == Action::update ? updated_ : std::vector<const FieldInfo*>(), unique_);
        if (options_.returning_pk && !one.results.empty()) sql += " " + Dialect::expand(dialect.need("insert.returning", "RETURNING"), {columns_sql(returned(one), dialect)});
        return sql;
    }

    /// Row after row, each with what the database makes of it.
    void insert_singly(const WriteStatement& one, const Places& places) {
        for (const std::size_t place : places) {
            void* object = objects_.at(place);
            if (action() != Action::fail) throw Error(ErrorCode::unsupported, fmt::format("{} cannot give the keys of rows in conflict", session_.dialect().title()));
            try {
                given_.push_back({place, &one.fields});
                insert_object(plan_, object, session_);
            } catch (const DatabaseError& error) {
                DatabaseError told = error;
                fail(told.item(0), {place}, 0);
            }
        }
    }

    void note_given(const WriteStatement& one, const Places& places, std::size_t from, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) given_.push_back({places[from + i], &one.fields});
    }

    void stored(const WriteStatement& one, const Places& places, std::size_t from, std::size_t count) {
        if (action() == Action::ignore) return;
        for (const FieldInfo* key : model_.key()) {
            if (!one.fields.has(key->index) && !options_.returning_pk) return;  // the key is not known
        }
        for (std::size_t i = 0; i < count; ++i) mark_stored(objects_.at(places[from + i]), plan_, database_);
        note_given(one, places, from, count);
    }

    const WritePlan& plan_;
    const ModelInfo& model_;
    const ObjectSpan& objects_;
    const BulkCreateOptions& options_;
    WriteSession& session_;
    const std::string* database_;
    std::vector<const FieldInfo*> unique_, updated_;
    std::optional<ValueArrays> arrays_;  ///< of the statement under way
    /// An object that got what the database made of the fields that were not written.
    struct Given {
        std::size_t place;
        const FieldSet* fields;
    };
    std::vector<Given> given_;
    std::vector<const std::string*> before_;  ///< the databases of the objects
};

}  // namespace

void bulk_create_objects(const ModelDesc& desc, const ObjectSpan& objects, const BulkCreateOptions& options, std::string_view database) {
    if (objects.count == 0) return;
    WriteSession session(database.empty() ? default_database : database);
    const WritePlan& plan = WritePlan::of(ModelInfo::of(desc), session.dialect());
    BulkCreate bulk(plan, objects, options, session);
    try {
        atomic([&] { bulk.run(); }, {.savepoint = false, .database = session.session().alias()});
    } catch (...) {
        bulk.take_back();
        throw;
    }
    tell_bulk(desc, BulkInfo::Operation::create, static_cast<std::int64_t>(objects.count), {}, session.session().alias());
}

}  // namespace reinhardt::db
