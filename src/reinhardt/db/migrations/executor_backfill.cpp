#include <algorithm>
#include <utility>

#include <reinhardt/db/migrations/executor_attempt.hpp>
#include <reinhardt/db/support/json.hpp>
#include <reinhardt/db/support/text.hpp>

namespace reinhardt::db {

namespace {

/// Builds the statements of one batch: rows behind `position`, in order of the key.
class BatchSql {
public:
    BatchSql(const Driver& driver, const BackfillWork& work) : driver_(driver), work_(work) {
        for (const auto& column : work.key) key_.push_back(driver.quote_identifier(column));
        table_ = driver.quote_identifier(work.table);
    }

    /// The last key of the next batch; no row when fewer are left.
    [[nodiscard]] std::pair<std::string, std::vector<Value>> last_key(const std::vector<Value>& position) {
        start();
        std::string sql = "SELECT " + join(key_, ", ") + " FROM " + table_;
        if (!position.empty()) sql += " WHERE " + compare(position, ">", false);
        sql += " ORDER BY " + join(key_, ", ") + " LIMIT 1 OFFSET " + std::to_string(work_.batch_size - 1);
        return {std::move(sql), std::move(values_)};
    }

    [[nodiscard]] std::pair<std::string, std::vector<Value>> update(const std::vector<Value>& position, const std::vector<Value>& last) {
        start();
        std::string sql = "UPDATE " + table_ + " SET " + driver_.quote_identifier(work_.column) + " = " + expression();
        std::vector<std::string> conditions;
        if (!position.empty()) conditions.push_back(compare(position, ">", false));
        if (!last.empty()) conditions.push_back(compare(last, "<", true));
        if (!conditions.empty()) sql += " WHERE " + join(conditions, " AND ");
        return {std::move(sql), std::move(values_)};
    }

private:
    void start() {
        values_.clear();
        parameter_ = 0;
    }

    std::string placeholder(Value value) {
        values_.push_back(std::move(value));
        const char mark = driver_.sql().dialect->placeholder;
        ++parameter_;
        return mark == '?' ? std::string("?") : mark + std::to_string(parameter_);
    }

    /// Key columns against a key, column by column: (a > ?) OR (a = ? AND b > ?).
    std::string compare(const std::vector<Value>& key, const std::string& sign, bool or_equal) {
        std::vector<std::string> cases;
        for (std::size_t i = 0; i < key_.size(); ++i) {
            std::vector<std::string> parts;
            for (std::size_t before = 0; before < i; ++before) parts.push_back(key_[before] + " = " + placeholder(key[before]));
            const bool last = i + 1 == key_.size();
            parts.push_back(key_[i] + " " + sign + (last && or_equal ? "= " : " ") + placeholder(key[i]));
            cases.push_back("(" + join(parts, " AND ") + ")");
        }
        return "(" + join(cases, " OR ") + ")";
    }

    std::string expression() {
        if (!work_.sql.empty()) return "(" + quoted_names(work_.sql) + ")";
        const Value& value = work_.value;
        if (value.is_object()) {
            if (value.bool_or("null", false)) return "NULL";
            if (value.bool_or("now", false)) return driver_.sql().dialect->current_timestamp;
            if (const Value* sql = value.find("sql"); sql != nullptr && sql->is_text()) return "(" + quoted_names(sql->as_text()) + ")";
        }
        return placeholder(value);
    }

    /// {name} in an expression is quoted by the driver.
    std::string quoted_names(const std::string& text) const {
        std::string sql;
        for (std::size_t at = 0; at < text.size(); ++at) {
            const auto end = text[at] == '{' ? text.find('}', at) : std::string::npos;
            const std::string name = end == std::string::npos ? std::string() : text.substr(at + 1, end - at - 1);
            if (is_plain_name(name)) {
                sql += driver_.quote_identifier(name);
                at = end;
            } else {
                sql += text[at];
            }
        }
        return sql;
    }

    const Driver& driver_;
    const BackfillWork& work_;
    std::vector<std::string> key_;
    std::string table_;
    std::vector<Value> values_;
    int parameter_ = 0;
};

/// {"key": [...], "rows": n} of a journal row.
struct Position {
    std::vector<Value> key;
    std::int64_t rows = 0;
};

Position read_position(const std::string& text) {
    Position position;
    if (text.empty()) return position;
    const Value value = parse_json(text, {}, ErrorCode::internal);
    if (const Value* key = value.find("key"); key != nullptr && key->is_list()) position.key = key->as_list();
    position.rows = value.int_or("rows", 0);
    return position;
}

std::string position_text(const Position& position) {
    Value value = Value::object();
    value.set("key", Value(Value::List(position.key))).set("rows", position.rows);
    return to_json(value);
}

}  // namespace

/// Batches in order of the primary key. Each commits together with its position, so that a run that died goes on behind the last batch.
void MigrationRun::run_backfill(const MigrationWork& work, const WorkItem& item, Recorder::Step row) {
    BatchSql sql(connection_.driver(), item.backfill);
    Position position = read_position(row.position);
    for (bool done = false; !done;) {
        Position next = position;
        (void)transaction(false, [&](Attempt& attempt) {
            const auto [find, find_values] = sql.last_key(position.key);
            const Rows last = connection_.query(find, find_values);
            done = last.empty();
            next.key = done ? std::vector<Value>() : last.rows.front();
            const auto [update, values] = sql.update(position.key, next.key);
            attempt.runner.check_interrupted();
            now_at(work, item.operations.front());
            const auto start = std::chrono::steady_clock::now();
            next.rows = position.rows + connection_.execute(update, values);
            timed(update, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start));
            if (done) {
                recorder_.step_done(row);
            } else {
                row.position = position_text(next);
                recorder_.step_started(row);
            }
        });
        keep(row, done ? "done" : "started");
        position = std::move(next);
        observer_.rows_done(position.rows);
    }
}

}  // namespace reinhardt::db
